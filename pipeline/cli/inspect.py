"""`together inspect`: what a file is, and how it will be treated."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Workers
from pipeline.execution.machine import cores

if TYPE_CHECKING:
    from pipeline.app.inspecting import Inspected
    from pipeline.app.session import Session


def inspect(
    files: Annotated[list[Path], typer.Argument(help="Videos, sounds, pictures.", show_default=False)],
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", help="Draw a contact sheet with the waveform, as a PNG.", show_default=False),
    ] = None,
    workers: Workers = 0,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Say what files are, how they will be treated, and what to mind. Nothing is changed; files of any folder will do."""
    from pipeline.app import session

    slots = workers or cores()
    with faults_printed(as_json=as_json), session.opened_near(files[0], ffmpeg=ffmpeg) as opened:
        found = opened.look(files, workers=slots)
        written = _sheets(opened, found, sheet, slots) if sheet is not None else ()
    if as_json:
        print_json({"files": [one.to_json() for one in found], "sheets": [str(path) for path in written]})
    else:
        from pipeline.cli.tell import tell_inspected, tell_line

        for one in found:
            tell_inspected(one)
        for path in written:
            tell_line(str(path))
    if not all(one.is_usable for one in found):
        raise typer.Exit(2)


def _sheets(opened: Session, found: Sequence[Inspected], wanted: Path, slots: int) -> tuple[Path, ...]:
    """Write the contact sheets of all files that can be read; of very many, in several pictures: out.png, out-2.png."""
    drawn = opened.stacked(found, workers=slots)
    names = [wanted if not number else wanted.with_stem(f"{wanted.stem}-{number + 1}") for number in range(len(drawn))]
    for path, name in zip(drawn, names, strict=True):
        partial = name.with_name(f".{name.name}.partial")
        shutil.copyfile(path, partial)
        partial.replace(name)
    return tuple(names)
