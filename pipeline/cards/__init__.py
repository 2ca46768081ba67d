"""Room `cards`."""
