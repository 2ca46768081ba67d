"""What a build can do, one module an operation: a frozen value that knows what it writes and can write it."""
