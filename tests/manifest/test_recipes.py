"""Parts are asked side by side, and no more at once than memory allows."""

from __future__ import annotations

import threading
import time
from typing import Any, cast

from pipeline.manifest import recipes


def test_of_many_parts_few_are_asked_at_once() -> None:
    guard = threading.Lock()
    counts = {"now": 0, "most": 0}

    def ask(_: object) -> None:
        with guard:
            counts["now"] += 1
            counts["most"] = max(counts.values())
        time.sleep(0.005)
        with guard:
            counts["now"] -= 1

    recipes.side_by_side(cast("Any", list(range(40))), ask)
    assert 1 < counts["most"] <= 4
