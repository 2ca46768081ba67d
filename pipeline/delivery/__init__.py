"""Room `delivery`."""
