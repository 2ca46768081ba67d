"""What a face may ask of a session."""
