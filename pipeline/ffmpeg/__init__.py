"""Room `ffmpeg`."""
