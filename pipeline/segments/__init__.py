"""Segment kinds, one file each: what a producer may write, and how it becomes a stack. Knows no ffmpeg."""
