"""The scenes that come along, drawn by MoviePy: each a clip that is a function of time alone."""
