"""Works for long, and tells so."""

from __future__ import annotations

import time

from pipeline.build.steps import Call


def run(call: Call) -> None:
    for number in range(8):
        time.sleep(0.15)
        call.progress(number / 8)
    call.outputs["out"].write_text('{"made": 1}')
