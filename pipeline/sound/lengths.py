"""Lengths of edges and joins, in samples at 48 kHz. No imports: the plan reads them too."""

HANDLE = 256
"""Samples that a segment's mix carries before its first and after its last, so that cuts can be crossfaded."""

CUT = 480
"""Samples of the crossfade at a cut, 10 ms, centred on it: linear, so that sound which goes on across the cut stays itself."""

EDGE = 480
"""Samples of the fade at the programme's first and last edge, 10 ms, inside it."""

CELL = 32
"""Samples that share one value of energy, peak and gain: 0.67 ms; 150 of them are the 100 ms of loudness gating's step."""
