"""`together season`: how every episode of a show stands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, ProfileName, VerifySources, profile_of
from pipeline.faults import Severity

if TYPE_CHECKING:
    from pipeline.app.board import Row
    from pipeline.app.session import Session

_HEADINGS = ("EPISODE", "TITLE", "LENGTH", "AIRS", "STATE", "TO BUILD", "LOUDNESS", "FINDINGS", "NEW")
_LONGEST = 32
"""Columns of a terminal that a title may take."""
_MOST = 3
"""Mistakes of an episode that are told here; `together check` tells all."""
_COLOURS = {"finished": "green", "edited": "", "new": "", "refused": "red", "not_cleared": "red", "broken": "red"}


def season(
    manifests: Annotated[
        list[Path] | None,
        typer.Argument(help="Episode manifests; all of the show around the current folder where left out.", show_default=False),
    ] = None,
    profile: ProfileName = None,
    verify_sources: VerifySources = False,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Show how every episode stands: finished, late, cannot be built and why; what a build would cost, who is new."""
    with faults_printed(as_json=as_json):
        from pipeline.app import board, session, shows
        from pipeline.cli.listening import tell_listening
        from pipeline.cli.tell import tell_aside, tell_line
        from pipeline.manifest.folders import show_folder

        deliverable = profile_of(profile)
        paths = shows.episodes(manifests) if manifests else _here(shows.manifests(show_folder(Path.cwd())))
        with session.opened(
            paths, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False, proves=False, hears=tell_listening
        ) as opened:
            found = _looked_at(opened, paths, deliverable)
        tell_aside(opened.show.store.aside.moved)
        if as_json:
            for row in found:
                print_json(row.to_json())
            return
        for line, colour in _table(found):
            tell_line(line, colour)
        tell_line(board.counted(found), "bold")


def _here(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return paths as one would write them in the current folder."""
    here = Path.cwd()
    return tuple(path.relative_to(here) if path.is_relative_to(here) else path for path in paths)


def _looked_at(opened: Session, paths: Sequence[Path], profile: str | None) -> tuple[Row, ...]:
    from pipeline.app import board, board_look

    is_watched = sys.stderr.isatty()
    known = []
    for number, path in enumerate(paths, 1):
        known.append(board_look.look(opened, path, profile))
        if is_watched:
            print(f"\r{number} of {len(paths)}", end="" if number < len(paths) else "\r\x1b[K", file=sys.stderr, flush=True)
    return board.rows(known, date.today())


def _table(board: Sequence[Row]) -> list[tuple[str, str]]:
    """Return the lines of the table, each with its colour; below an episode why it cannot be built, and what else it delivers."""
    from pipeline.cli.tell import in_columns

    lines = in_columns([_HEADINGS, *(_cells(row) for row in board)])
    found = [(lines[0], "dim")]
    for row, line in zip(board, lines[1:], strict=True):
        found.append((line, "yellow" if row.is_late and row.episode.mistakes == () else _COLOURS[row.episode.state.value]))
        mistakes = row.episode.mistakes
        found += [(f"    {mistake}", "dim") for mistake in mistakes[:_MOST]]
        if len(mistakes) > _MOST:
            found.append((f"    and {len(mistakes) - _MOST} more: together check {row.episode.path}", "dim"))
        for one in row.episode.others:
            found.append((f"    {one.profile}: {one.state.words}", _COLOURS[one.state.value]))
            found += [(f"        {mistake}", "dim") for mistake in one.mistakes[:1]]
    return found


def _cells(row: Row) -> tuple[str, ...]:
    from rich.cells import set_cell_size

    from pipeline.app.board import State
    from pipeline.cli.tell import clock

    known, package = row.episode, row.episode.package
    title = known.title if len(known.title) <= _LONGEST else set_cell_size(known.title, _LONGEST - 1).rstrip() + "…"
    cost, findings = known.cost, package.findings if package else ()
    errors = sum(severity is Severity.ERROR for severity, _ in findings)
    to_build = "-" if cost is None else "nothing" if not cost.parts else clock(max(1, cost.seconds))
    if cost is not None and not cost.parts and known.state is not State.FINISHED:
        to_build = "packing"
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in _counts(errors, len(findings) - errors) if count]
    return (
        known.name,
        title,
        known.length or "-",
        _airs(row),
        known.state.words,
        to_build,
        f"{package.loudness:.1f} LUFS" if package and package.loudness is not None else "-",
        ", ".join(told) or ("none" if package else "-"),
        ", ".join(row.newcomers) or "-",
    )


def _counts(errors: int, warnings: int) -> tuple[tuple[int, str], ...]:
    return (errors, "error"), (warnings, "warning")


def _airs(row: Row) -> str:
    if row.episode.air_date is None or row.days is None:
        return "-"
    day = row.episode.air_date.isoformat()
    if row.is_late:
        return f"{day}, {-row.days} day{'' if row.days == -1 else 's'} late"
    return day
