"""Room `qc`."""
