"""Room `build`."""
