"""Room `segments`."""
