"""Works for long, and tells so."""

from __future__ import annotations

import time

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    times = call.parameters.get("times", 4)
    for number in range(times):
        time.sleep(0.2)
        call.progress(number / times)
    call.outputs["out"].write_text('{"made": 1}')
