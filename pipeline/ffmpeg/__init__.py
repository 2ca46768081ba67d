"""Filters on typed streams, compiled to ffmpeg arguments by ffmpeg-python. Floor 1, pure: nothing here runs ffmpeg."""
