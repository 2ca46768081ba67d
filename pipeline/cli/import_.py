"""`together import`: what was edited in an editing program, back into the manifest and the review notes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Manifest


def import_(
    manifest: Manifest,
    otio: Annotated[Path, typer.Option("--otio", help="The edited timeline, as OpenTimelineIO.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show as a diff what would change; change nothing.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who wrote the notes that come back.")] = "Editor",
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Take back what was trimmed, moved and noted in a timeline, by the fewest changes of the manifest.

    The timeline is one that `together export` wrote. What cannot be taken is told, and the exit code is then 1.
    """
    with faults_printed(as_json=as_json):
        from pipeline.app import interchange, session
        from pipeline.app.reviewing import Author
        from pipeline.cli.tell import tell_diagnostics, tell_line

        author = Author(by, datetime.now(UTC))
        with session.opened([manifest], ffmpeg=ffmpeg, proves=False) as opened:
            found = interchange.bring_back(opened, manifest, otio, author, writes=not dry_run)
        if as_json:
            print_json(found.to_json())
        else:
            if dry_run:
                print("".join(one.diff for one in found.files), end="")
            for words in found.taken:
                tell_line(f"{'would take' if dry_run else 'taken'}: {words}", "" if dry_run else "green")
            if not found.taken:
                why = "nothing could be taken" if found.left else "nothing to take: the timeline has the cut as it is"
                tell_line(f"{manifest}: {why}")
            tell_diagnostics(f"not taken: {words}" for words in found.left)
    if found.left:
        raise typer.Exit(1)
