"""Review notes on an episode: read from its notes file, written to its end, put to their places in the cut. Pure."""
