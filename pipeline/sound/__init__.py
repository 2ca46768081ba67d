"""Room `sound`."""
