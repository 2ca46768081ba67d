"""`together export`: an episode as a timeline of an editing program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Manifest


def export(
    manifest: Manifest,
    otio: Annotated[
        Path | None,
        typer.Option("--otio", help="Write OpenTimelineIO here; into renders/exports where left out.", show_default=False),
    ] = None,
    absolute: Annotated[bool, typer.Option("--absolute", help="Name media by whole paths, not from that file on.")] = False,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Write an episode as a timeline for an editing program, with its chapters, notes and findings as markers.

    `together import` takes what was trimmed and moved there back into the manifest.
    """
    with faults_printed(as_json=as_json):
        from pipeline.app import interchange, session
        from pipeline.cli.tell import tell_diagnostics, tell_line

        with session.opened([manifest], ffmpeg=ffmpeg, proves=False) as opened:
            found = interchange.export(opened, manifest, {"otio": otio}, is_absolute=absolute)
        for one in found:
            if as_json:
                print_json({"event": "exported", "path": str(one.path), "untold": list(one.untold)})
                continue
            tell_line(str(one.path), "green")
            tell_diagnostics(f"note: {words}" for words in one.untold)
