"""What a file is: probed, hashed, described. The only reader of contributors' files."""
