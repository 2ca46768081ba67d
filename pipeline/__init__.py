"""`together`: a producer's YAML manifest becomes a finished episode. ARCHITECTURE.md is the map of the rooms."""
