from __future__ import annotations

import json
import os
import sys
import tempfile

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    call.progress(0.5)
    print("this must not reach the build")
    sys.stdin.read()
    with tempfile.NamedTemporaryFile() as temporary:
        place = temporary.name
    made = {
        "made": {name: path.read_text() for name, path in call.inputs.items() if path.is_file()},
        "folders": {name: sorted(p.name for p in path.iterdir()) for name, path in call.inputs.items() if path.is_dir()},
        "parameters": dict(call.parameters),
        "pid": os.getpid(),
        "temporary": place,
        "cwd": os.getcwd(),  # noqa: PTH109
        "environment": dict(os.environ),
    }
    call.outputs["out"].write_text(json.dumps(made))
