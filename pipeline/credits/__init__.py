"""Room `credits`."""
