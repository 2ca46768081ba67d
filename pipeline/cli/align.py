"""`together align`: when the lines of poems, and of texts as captions, are spoken, as a file to correct by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Manifest


def align(
    manifest: Manifest,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there, corrected or not.")] = False,
) -> None:
    """Write down when the lines of an episode's poems, and of texts as captions, are spoken, to be corrected by hand."""
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_diagnostics, tell_line
    from pipeline.timebase import clock

    with session.opened([manifest], proves=False, hears=tell_listening) as opened:
        found = opened.align(manifest, replaces=replace)
    if not found:
        tell_line(f"{manifest}: there is no poem, and no text as captions")
    for aligned in found:
        if aligned.path is None:
            tell_line(f"{aligned.where}: {aligned.title}: {aligned.problem}")
            continue
        tell_diagnostics([str(one) for one in aligned.told])
        for line in aligned.lines:
            tell_line(f"  {clock(line.start)}  {line.text}")
        tell_line(f"{aligned.path}")
        tell_line(f"{aligned.where}: correct the times there, and write `{aligned.use}` in {aligned.title!r}")
