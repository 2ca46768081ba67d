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
    fcpxml: Annotated[
        Path | None, typer.Option("--fcpxml", help="Write FCPXML here, for Final Cut Pro and Resolve.", show_default=False)
    ] = None,
    edl: Annotated[
        Path | None, typer.Option("--edl", help="Write the cut as a CMX 3600 edit decision list here.", show_default=False)
    ] = None,
    absolute: Annotated[bool, typer.Option("--absolute", help="Name media by whole paths, not from that file on.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a timeline that was edited since its export.")] = False,
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
            targets: dict[interchange.Format, Path | None] = {}
            if otio is not None or (fcpxml is None and edl is None):
                targets["otio"] = otio
            targets |= {"fcpxml": fcpxml} if fcpxml is not None else {}
            targets |= {"edl": edl} if edl is not None else {}
            found = interchange.export(opened, manifest, targets, is_absolute=absolute, replaces=replace)
        for one in found:
            if as_json:
                print_json({"event": "exported", "path": str(one.path), "untold": list(one.untold)})
                continue
            tell_line(str(one.path), "green")
            tell_diagnostics(f"note: {words}" for words in one.untold)
