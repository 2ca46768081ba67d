"""Pure analyses of pictures, sound and streams: arrays and bytes in, facts out. Operations run them, quality control judges."""
