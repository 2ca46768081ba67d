from __future__ import annotations

import os
import signal
import sys

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    print("last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
