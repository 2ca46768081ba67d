"""`together credits`: why each person is credited, and who came, went, gained and lost between two cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Language, ProfileName, language_of, profile_of

if TYPE_CHECKING:
    from pipeline.app.crediting import Told
    from pipeline.credits.accounts import Change, Changes
    from pipeline.credits.reasons import Reason

_MOST = 3
"""Ranges of one reason that are told; `--json` tells all."""


def credits(  # noqa: A001 - the command is called so
    paths: Annotated[
        list[Path], typer.Argument(help="Episode manifests; with --diff two manifests or packages.", show_default=False)
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help="Compare two cuts, the older first: manifests, or packages in renders/.")
    ] = False,
    profile: ProfileName = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Say of each person why they are credited, with times; or who came, went, gained and lost between two cuts."""
    with faults_printed(as_json=as_json):
        from pipeline.app import crediting, session, shows
        from pipeline.cli.listening import tell_listening
        from pipeline.cli.tell import tell_line

        said, deliverable = language_of(language), profile_of(profile)
        if diff:
            _differ(paths, ffmpeg, as_json=as_json)
            return
        manifests = shows.episodes(paths)
        with session.opened(manifests, ffmpeg=ffmpeg, writes=False, proves=False, hears=tell_listening) as opened:
            for path in manifests:
                told = crediting.told(opened, path, deliverable, said)
                if as_json:
                    print_json(told.to_json())
                    continue
                for text, style in _lines(path, told):
                    tell_line(text, style)


def _lines(path: Path, told: Told) -> Iterator[tuple[str, str]]:
    count = len(told.people)
    yield f"{path}: {count} {'person is' if count == 1 else 'people are'} credited", "bold"
    for one in told.people:
        place = ", ".join(text for text in (one.person.handle, one.person.place) if text)
        yield f"{one.person.name}{f' ({place})' if place else ''}", ""
        for reason in one.reasons:
            yield f"    {_because(reason)}: {_times(reason, told)}", "dim"


def _because(reason: Reason) -> str:
    from pipeline.credits.reasons import MEDIUM

    if not reason.segment:
        made = f"{reason.role} ({reason.title})" if reason.role else reason.title
        return f"{made}, built on by {', '.join(reason.built_on_by)}"
    role = f"{reason.role} ({reason.title})" if reason.role and reason.title else reason.role or reason.title
    return ", ".join(text for text in (role, f"in {reason.segment}", MEDIUM[reason.medium]) if text)


def _times(reason: Reason, told: Told) -> str:
    from pipeline.timebase import timecode

    rate = told.credits.rate
    texts = [f"{timecode(one.start, rate)} to {timecode(one.end, rate)}" for one in reason.ranges[:_MOST]]
    more = len(reason.ranges) - _MOST
    return ", ".join(texts) + (f" and {more} more" if more > 0 else "")


def _differ(paths: Sequence[Path], ffmpeg: str | None, *, as_json: bool) -> None:
    from pipeline.app import crediting, session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_line
    from pipeline.credits import accounts
    from pipeline.faults import Diagnostic, InputFault, Where

    if len(paths) != 2:
        hint = "write the older one first: together credits --diff renders/s01e01 episodes/s01e01.yaml"
        raise InputFault((Diagnostic(Where("--diff"), f"it compares two cuts, and here are {len(paths)}", hint),))
    with session.opened(paths, ffmpeg=ffmpeg, writes=False, proves=False, hears=tell_listening) as opened:
        old, new = (crediting.account(opened, path) for path in paths)
    found = accounts.changes(old, new)
    if as_json:
        print_json(_json(found))
        return
    if found.is_none:
        tell_line("nobody came or went, and nobody gained or lost anything", "green")
    for what, changed in (("came", found.came), ("went", found.went), ("gained", found.gained), ("lost", found.lost)):
        for one in changed:
            tell_line(f"{what:6}  {one.name}: {'; '.join(_change(one))}")


def _change(change: Change) -> Iterator[str]:
    for deed, before, after in change.deeds:
        seconds = (after - before) / 1000
        yield f"{deed} ({seconds:+.3f} s)" if before and after else f"{deed} ({abs(seconds):.3f} s)" if seconds else str(deed)


def _json(found: Changes) -> dict[str, object]:
    def listed(changed: Sequence[Change]) -> list[dict[str, object]]:
        return [
            {
                "person": one.person,
                "name": one.name,
                "deeds": [
                    {
                        "segment": deed.segment or None,
                        "role": deed.role,
                        "medium": deed.medium,
                        "milliseconds_before": before,
                        "milliseconds_after": after,
                    }
                    for deed, before, after in one.deeds
                ],
            }
            for one in changed
        ]

    return {
        "event": "credits_changed",
        "came": listed(found.came),
        "went": listed(found.went),
        "gained": listed(found.gained),
        "lost": listed(found.lost),
    }
