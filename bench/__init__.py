"""The benchmark: a ten-minute reference episode, built, edited, killed, and made by other means. Run `python -m bench`."""
