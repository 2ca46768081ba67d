"""Judge flashes that may harm viewers with photosensitive epilepsy. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.analysis import flashes
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned
from pipeline.qc.picture import Curves

_HINT = "slow it down, make it smaller or lower its contrast"


def flashing(found: Curves, planned: Planned) -> Iterator[Finding]:
    """Find general and red flashes: more than three a second over more than a quarter of the picture (WCAG 2.3.1, BT.1702)."""
    for code, words, values, look in (
        ("flashes", "flashes", found.luminance, flashes.general),
        ("red_flashes", "flashes in red", found.red, flashes.red),
    ):
        for one in look(np.asarray(values / np.float32(255), dtype=np.float32), planned.rate):
            message = f"the picture {words} {one.flashes} times a second over {one.area:.0%} of it, which can cause seizures"
            yield planned.found(code, Severity.ERROR, message, one.first, _HINT)
