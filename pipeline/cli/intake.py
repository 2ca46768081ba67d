"""`together intake`: take what people sent into the show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Workers
from pipeline.execution.machine import cores


def intake(
    folder: Annotated[Path, typer.Argument(help="The folder that holds what was sent.", show_default=False)],
    people: Annotated[
        list[Path] | None,
        typer.Option("--people", help="A list of people (CSV); those in the folder where left out.", show_default=False),
    ] = None,
    show: Annotated[
        Path, typer.Option("--show", help="A folder of the show; the current one where left out.", show_default=False)
    ] = Path(),
    workers: Workers = 0,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Copy a folder into the show's media, add its people, draft segments, and make a page of what to ask of whom.

    Nothing is overwritten. Run it again when more has come: only what is new is added.
    """
    from pipeline.app import intake as taking
    from pipeline.app import session
    from pipeline.cli.progress import listening

    slots = workers or cores()
    with (
        faults_printed(as_json=as_json),
        session.opened_in(show, ffmpeg=ffmpeg) as opened,
        listening(as_json=as_json) as listener,
    ):
        found = taking.take(opened, folder, people or (), workers=slots, listen=listener)
    if as_json:
        print_json(found.to_json())
    else:
        from pipeline.cli.tell import tell_taken

        tell_taken(found)
    if not found.is_good:
        raise typer.Exit(2)
