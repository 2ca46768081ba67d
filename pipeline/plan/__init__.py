"""Turn a timeline and a profile into actions: every key known, nothing run. Pure."""
