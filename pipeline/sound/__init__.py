"""Sound as arrays: gains, mixing, joining, metering, limiting, aligning, encoding. Operations read and write files."""
