"""What a file is: probed, hashed, described. Floor 1; the only reader of contributors' files."""
