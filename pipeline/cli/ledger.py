"""`together ledger`: how long each person is seen and heard, and what share they get."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, ProfileName, profile_of

if TYPE_CHECKING:
    from pipeline.credits.season import Ledger

_HEADINGS = ("PERSON", "ON SCREEN", "AUDIBLE", "TEXT", "SHARE", "EPISODES")


def ledger(
    manifests: Annotated[
        list[Path] | None,
        typer.Argument(help="Episode manifests; they are added up. With --season those of a show.", show_default=False),
    ] = None,
    season: Annotated[
        int | None,
        typer.Option("--season", help="All episodes of this season, among those named or of the show around the current folder."),
    ] = None,
    profile: ProfileName = None,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a row a person as CSV.")] = False,
) -> None:
    """Say how long each person is seen and heard, and what share they get: in an episode, or in a season."""
    with faults_printed(as_json=as_json):
        from pipeline.app import crediting, session, shows
        from pipeline.cli.listening import tell_listening
        from pipeline.cli.tell import tell_line
        from pipeline.credits.season import ledger_of
        from pipeline.faults import Diagnostic, InputFault, Where
        from pipeline.manifest.folders import show_folder

        if not manifests and season is None:
            hint = "together ledger episodes/s01e01.yaml, or together ledger --season 1"
            raise InputFault((Diagnostic(Where("ledger"), "no episode is named", hint),))
        deliverable = profile_of(profile)
        paths = shows.episodes(manifests) if manifests else shows.manifests(show_folder(Path.cwd()))
        with session.opened(paths, ffmpeg=ffmpeg, writes=False, proves=False, hears=tell_listening) as opened:
            if season is None:
                episodes = tuple(crediting.told(opened, path, deliverable) for path in paths)
            else:
                episodes = crediting.season(opened, paths, season, deliverable)
        found = ledger_of([(one.cut.episode.name, one.credits) for one in episodes])
        if as_json:
            print_json(found.to_json())
        elif as_csv:
            sys.stdout.write(found.to_csv())
        else:
            for number, line in enumerate(_table(found)):
                tell_line(line, "" if number else "dim")


def _table(found: Ledger) -> Sequence[str]:
    from pipeline.cli.tell import in_columns
    from pipeline.credits.roll import told_apart

    places = {key: person.place for key, person in told_apart([line.person for line in found.lines]).items()}
    rows = [
        (
            f"{line.person.name} ({place})" if (place := places[line.person.key]) else line.person.name,
            *(f"{line.told(medium)} s" for medium in ("picture", "sound", "text")),
            f"{line.points // 100}.{line.points % 100:02d} %",
            ", ".join(line.episodes),
        )
        for line in found.lines
    ]
    return in_columns([_HEADINGS, *rows])
