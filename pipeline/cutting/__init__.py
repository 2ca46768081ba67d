"""The cutting room: what is done to a cut by hand (a clip trimmed, a segment moved) becomes the fewest bytes of its files."""
