"""Sound as arrays: gains, mixing, joining, metering, limiting, aligning, encoding. Floor 2; operations read and write files."""
