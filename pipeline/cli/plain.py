"""`check`, `plan` and `build` of manifests without any option, which is how they are mostly asked for.

What reads options (typer, and pydantic behind it) takes as long to load as a check of what has not changed. So it is left out
where there are none.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def run(arguments: Sequence[str]) -> int | None:
    """Run a command line of `check`, `plan` or `build` and manifests; return its exit code, None for any other line.

    A setting in the environment is an option, too. Raises the command's faults.
    """
    command, *manifests = arguments
    if not manifests or any(one.startswith("-") for one in manifests) or os.environ.get("TOGETHER_FFMPEG"):
        return None
    paths = [Path(one) for one in manifests]
    match command:
        case "check":
            from pipeline.cli import checking

            checking.run(paths)
            return 0
        case "plan":
            from pipeline.cli import planning

            planning.run(paths)
            return 0
        case "build":
            from pipeline.cli import building

            return 0 if building.run(paths) else 1
        case _:
            return None
