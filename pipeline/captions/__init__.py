"""Room `captions`."""
