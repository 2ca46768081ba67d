"""Filters on typed streams, compiled to ffmpeg arguments by ffmpeg-python. Floor 2, pure: nothing here runs ffmpeg."""
