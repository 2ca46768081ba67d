"""`together new`: begin a show."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def new(folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist.", show_default=False)]) -> None:
    """Make the folder of a new show with a first episode that renders as it is."""
    from pipeline.app import upkeep
    from pipeline.cli.tell import tell_line

    for path in upkeep.begin_show(folder):
        tell_line(str(path))
    tell_line(f"\ncd {shlex.quote(str(folder))} && together build episodes/s01e01.yaml", "bold")
