"""Room `manifest`."""
