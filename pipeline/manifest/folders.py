"""Where a show lies. Light, because every command asks it first."""

from __future__ import annotations

from pathlib import Path

from pipeline.faults import Diagnostic, InputFault, Where

SHOW = "episodes/show.yaml"
"""The file that makes a folder a show."""


def show_folder(path: Path) -> Path:
    """Return the nearest folder upwards that holds episodes/show.yaml. Raises InputFault where there is none."""
    real = path.absolute()
    for folder in (real, *real.parents):
        if (folder / SHOW).is_file():
            return folder
    raise InputFault(
        (
            Diagnostic(
                Where(str(path)), f"no folder above holds {SHOW}, so this belongs to no show", "`together new` makes a show"
            ),
        )
    )
