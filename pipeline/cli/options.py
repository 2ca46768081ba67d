"""Options that commands share: one word, one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.timebase import Time

Manifests = Annotated[list[Path], typer.Argument(help="Episode manifests.", show_default=False)]
Manifest = Annotated[Path, typer.Argument(help="An episode manifest.", show_default=False)]
ProfileName = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        "-p",
        help="The deliverable, one: draft, youtube, or the show's own; where left out, what `deliver` lists.",
        show_default=False,
    ),
]
ProfileNames = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        "-p",
        help="The deliverable: draft, youtube, or the show's own (may be repeated); where left out, what `deliver` lists.",
        show_default=False,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        help="In another language, by the translations in s01e01.es.yaml beside the manifest; its own where left out.",
        show_default=False,
    ),
]
Ffmpeg = Annotated[
    str | None,
    typer.Option("--ffmpeg", envvar="TOGETHER_FFMPEG", help="Another ffmpeg than the embedded one.", show_default=False),
]
Workers = Annotated[int, typer.Option("--workers", "-j", min=0, help="How many actions run at once; 0 is one a core.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
VerifySources = Annotated[
    bool, typer.Option("--verify-sources", help="Read every source again instead of trusting its size and times.")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only this segment (may be repeated).", show_default=False)]
From = Annotated[str | None, typer.Option("--from", help="Begin at this time of the episode (0:12, 90f).", show_default=False)]
To = Annotated[str | None, typer.Option("--to", help="End at this time of the episode.", show_default=False)]


def profile_of(names: list[str] | None) -> str | None:
    """Return the deliverable of a command line that shows one. Raises InputFault where several are named."""
    from pipeline.faults import Diagnostic, InputFault, Where

    several = list(dict.fromkeys(names or []))
    if len(several) > 1:
        message = f"this shows one deliverable, and {', '.join(several[:-1])} and {several[-1]} are named"
        raise InputFault((Diagnostic(Where("--profile"), message, "name one, and run it once more for another"),))
    return several[0] if several else None


def language_of(text: str | None) -> str | None:
    """Read a language of the command line. Raises InputFault that names the option."""
    from pipeline.faults import Diagnostic, InputFault, Where
    from pipeline.segments import meant

    if text is None or (wrong := meant.no_language(text)) is None:
        return text
    raise InputFault((Diagnostic(Where("--language"), *wrong),))


def time_of(text: str | None, option: str) -> Time | None:
    """Read a time of the command line. Raises InputFault that names the option."""
    from pipeline.faults import Diagnostic, InputFault, Where
    from pipeline.timebase import TimeFault, parse_time

    if text is None:
        return None
    try:
        return parse_time(text)
    except TimeFault as fault:
        raise InputFault((Diagnostic(Where(option), str(fault)),)) from None
