"""`together translate`: the file of an episode's translation, with every text that has none yet."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Manifest, language_of


def translate(
    manifest: Manifest,
    language: Annotated[
        str, typer.Option("--language", "-l", help="Language to translate into, such as es.", show_default=False)
    ],
) -> None:
    """Write the file of an episode's translation, with every text that has none yet.

    A file that is there stays as it is: what it lacks is printed, to be added to it.
    """
    from pipeline.app import session, translating
    from pipeline.cli.tell import tell_diagnostics, tell_line

    wanted = language_of(language)
    assert wanted is not None
    with session.opened([manifest], proves=False) as opened:
        found = translating.begin(opened, manifest, wanted)
    if not found:
        tell_line(f"{manifest}: every text has its translation into {wanted}")
    for one in found:
        counted = "1 text waits" if one.texts == 1 else f"{one.texts} texts wait"
        if one.lines:
            tell_diagnostics([f"{one.path}: {counted} for a translation; add below texts:"])
            for line in one.lines:
                tell_line(line)
        else:
            tell_line(f"{one.path}: {counted} for a translation")
