"""`together still`: one frame of an episode as a PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Ffmpeg, Language, Manifest, ProfileName, language_of, profile_of, time_of


def still(
    manifest: Manifest,
    time: Annotated[str, typer.Argument(help="Time of the episode: 0:12, 1:05.5, 90f.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the picture.")] = Path("still.png"),
    profile: ProfileName = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
) -> None:
    """Draw the frame that is shown at a time, as the episode will show it."""
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_line

    wanted = time_of(time, "TIME")
    assert wanted is not None
    said, deliverable = language_of(language), profile_of(profile)
    with session.opened([manifest], ffmpeg=ffmpeg, proves=False, hears=tell_listening) as opened:
        opened.snapshot(manifest, deliverable, said).whole()
        picture = opened.still(manifest, deliverable, wanted, said)
    partial = output.with_name(f".{output.name}.partial")
    partial.write_bytes(picture)
    partial.replace(output)
    tell_line(str(output))
