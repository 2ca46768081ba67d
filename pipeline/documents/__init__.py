"""What producers and designers write in YAML, read with limits and with the place of every value."""
