"""The frozen model of a cut, in OpenTimelineIO's words, and pure functions on it."""
