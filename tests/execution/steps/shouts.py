"""Says more than a pipe holds."""

from __future__ import annotations

import sys

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    for number in range(20_000):
        print(f"line {number} of many that no one reads", file=sys.stderr)
    call.outputs["out"].write_text('{"made": 1}')
    if call.parameters.get("fails"):
        raise ValueError("at the end")
