"""Filters on typed streams, compiled to ffmpeg arguments by ffmpeg-python. Pure: nothing here runs ffmpeg."""
