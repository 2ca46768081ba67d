"""`together explain`: why one action runs, to the field or the file."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Ffmpeg, Language, Manifest, ProfileName, VerifySources, language_of, profile_of


def explain(
    manifest: Manifest,
    address: Annotated[str, typer.Argument(help="An action's address, as `together plan` prints it: metal-dad/picture/2.")],
    profile: ProfileName = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    verify_sources: VerifySources = False,
    raw: Annotated[bool, typer.Option("--raw", help="Also print each difference in what the action is made from.")] = False,
) -> None:
    """Say why an action runs or does not, down to the changed field or file."""
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_reason

    deliverable, said = profile_of(profile), language_of(language)
    with session.opened([manifest], ffmpeg=ffmpeg, verify_sources=verify_sources, proves=False, hears=tell_listening) as opened:
        reason, differences = opened.explain(opened.work(manifest, deliverable, said), address)
        tell_reason(reason, differences if raw else ())
