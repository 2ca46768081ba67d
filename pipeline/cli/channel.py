"""`together channel`: the picture at the head of a show's channel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Ffmpeg, Language, Manifests, language_of


def channel(
    manifests: Manifests,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the picture.")] = Path("channel.jpg"),
    language: Language = None,
    ffmpeg: Ffmpeg = None,
) -> None:
    """Draw the picture at the head of the show's channel, with frames of the episodes. It is a JPEG of 2560x1440 pixels."""
    from pipeline.app import channel as art
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_line

    said = language_of(language)
    with session.opened(manifests, ffmpeg=ffmpeg, proves=False, hears=tell_listening) as opened:
        picture = art.picture(opened, manifests, said)
    partial = output.with_name(f".{output.name}.partial")
    partial.write_bytes(picture)
    partial.replace(output)
    tell_line(str(output))
