"""When each line of a known text is spoken in a recording: on arrays and texts."""
