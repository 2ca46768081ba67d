"""`together align`: when the lines of poems are spoken, as a file to correct by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Manifest


def align(
    manifest: Manifest,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there, corrected or not.")] = False,
) -> None:
    """Write down when the lines of an episode's poems are spoken, to be corrected by hand."""
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_diagnostics, tell_line
    from pipeline.timebase import clock

    with session.opened([manifest], proves=False, hears=tell_listening) as opened:
        found = opened.align(manifest, replaces=replace)
    if not found:
        tell_line(f"{manifest}: there is no poem")
    for poem in found:
        if poem.path is None:
            tell_line(f"{poem.where}: {poem.title}: {poem.problem}")
            continue
        tell_diagnostics([str(one) for one in poem.told])
        for line in poem.lines:
            tell_line(f"  {clock(line.start)}  {line.text}")
        tell_line(f"{poem.path}")
        tell_line(f"{poem.where}: correct the times there, and write `timing: {poem.named}` in {poem.title!r}")
