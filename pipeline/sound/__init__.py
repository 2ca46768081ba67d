"""Sound as arrays: gains, mixing, joining, metering, limiting, aligning. Floor 1, pure numpy; steps read and write files."""
