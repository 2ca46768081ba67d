"""Never ends, never tells, and holds the interpreter while it works."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    Path(call.parameters["pid"]).write_text(str(os.getpid()))
    re.match(r"(a+)+$", "a" * 60 + "b")
