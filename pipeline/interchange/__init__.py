"""To an editing program and back: a cut as a sheet of lanes, the sheet as OpenTimelineIO, and what was edited as a cut again."""
