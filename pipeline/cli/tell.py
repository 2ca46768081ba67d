"""Words for people: what is planned, what was built, why. Plain text; colour on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.faults import Diagnostic, Severity

if TYPE_CHECKING:
    from pipeline.app.control import Judged
    from pipeline.app.episodes import Forecast
    from pipeline.app.inspecting import Inspected
    from pipeline.app.intake import Intake
    from pipeline.app.standing import Published
    from pipeline.app.upkeep import Health
    from pipeline.execution.explain import Reason

_CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33}
"""Select Graphic Rendition, ECMA-48 section 8.3.117."""

_MARKS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


_NOTES = {"wrong": ("wrong", "red"), "mind": ("mind", "yellow"), "treated": ("treated", "")}


def tell_line(text: str, style: str = "") -> None:
    """Print a line; `style` is a colour, `bold` or `dim`, for terminals only, and not where NO_COLOR is set (no-color.org)."""
    # Loading rich for a line would take a tenth of a command's time.
    if style and sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        text = f"\x1b[{_CODES[style]}m{text}\x1b[0m"
    print(text)


def in_columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return rows of texts as lines in which each column is as wide as its widest text, as terminals count it."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    padded = ([text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)] for row in rows)
    return tuple("  ".join(row).rstrip() for row in padded)


def tell_diagnostics(diagnostics: Iterable[Diagnostic | str]) -> None:
    """Print warnings on standard error."""
    for diagnostic in diagnostics:
        print(str(diagnostic), file=sys.stderr)


def tell_aside(paths: Iterable[str]) -> None:
    """Print on standard error what was no part of the store and is in its quarantine now."""
    for path in paths:
        text = f"warning: renders/.store/{path} was damaged or in the way; it was set aside in renders/.store/quarantine"
        print(text, file=sys.stderr)


def tell_forecast(what: str, forecast: Forecast) -> None:
    """Print what a build would run and why, grouped by segment."""
    total = len(forecast.work.plan.actions)
    if not forecast.reasons:
        tell_line(f"{what}: nothing to do; all {total} parts are made", "green")
        return
    time = about(forecast.seconds, forecast.cores)
    tell_line(f"{what}: {len(forecast.reasons)} of {total} parts to make, {time}", "bold")
    for words in forecast.unknown:
        tell_line(f"  {words}", "yellow")
    for group in forecast.groups:
        tell_line(f"  {group}")
        for action in group.actions:
            tell_line(f"      {action.address}  {action.title}", "dim")


def tell_reason(reason: Reason, differences: tuple[str, ...]) -> None:
    """Print why an action runs or not; `differences` are the raw ones, for whoever looks for a mistake of ours."""
    from pipeline.execution.explain import PLAIN

    does = {"stored": "does not run", "lost": "runs again", "new": "runs", "changed": "runs"}
    tell_line(f"{reason.action.address}  {reason.action.title} {does[reason.kind]}", "bold")
    for cause in reason.causes:
        tell_line(f"  {cause}")
    if reason.kind in ("stored", "lost") or not reason.causes:
        tell_line(f"  {PLAIN[reason.kind]}")
    for address in reason.through:
        tell_line(f"  it is made from {address}, which has changed", "dim")
    for difference in differences:
        tell_line(f"  {difference}", "dim")


def tell_built(published: Published, before: Container[str] = ()) -> None:
    """Print where a movie is, whether it was refused, and the findings about it.

    Of warnings that were told `before`, of another deliverable, it is said how many there are.
    """
    place = f"{published.movie}" + ("" if published.is_new else "  (unchanged)")
    if published.refused_for is None:
        tell_line(place, "green")
    else:
        kept = f"; {published.refused_for} is left as it was" if published.refused_for.exists() else ""
        tell_line(f"{place}  refused{kept}", "red")
    for note in published.notes:
        tell_line(f"  {note}")
    again = [one for one in published.told if one[0] is not Severity.ERROR and one[1] in before]
    for severity, words in published.told:
        if (severity, words) not in again:
            tell_line(f"  {words}", _MARKS[severity])
    if again:
        tell_line(f"  and {len(again)} more, told above", "dim")
    if published.page is not None:
        tell_line(f"  look at it: {published.page}")


def tell_judged(judged: Judged) -> None:
    """Print what was judged, by what, and what was found; what is let pass comes last."""
    report = judged.report
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    verdict = "good" if not errors else f"{errors} error{'s' if errors != 1 else ''}"
    tell_line(f"{judged.movie}: {verdict}; judged by {judged.against}", "red" if errors else "green")
    for note in judged.notes:
        tell_line(f"  {note}", "yellow")
    for severity, words in judged.told:
        tell_line(f"  {words}", _MARKS[severity])


def tell_inspected(one: Inspected) -> None:
    """Print what a file is: a row for each track, and how it will be treated."""
    from pipeline.intake.words import facts, rows

    tell_line(str(one.path), "bold")
    if one.info is None:
        tell_line(f"  cannot be used: {one.fault}\n", "red")
        return
    tell_line(f"  {facts(one.info)}")
    for kind, codec, shape, place, more in rows(one.info, one.survey):
        tell_line(f"    {kind:<8} {codec:<11} {shape:<22} {place:<20} {more}".rstrip(), "dim")
    for note in sorted(one.notes, key=lambda note: list(_NOTES).index(note.kind)):
        mark, colour = _NOTES[note.kind]
        tell_line(f"  {mark:<8} {note.text}", colour)
    tell_line("")


def tell_taken(found: Intake) -> None:
    """Print what came of a folder that was taken in: what is new, what cannot be used, what to do next."""
    for one in found.files:
        if one.fault:
            tell_line(f"cannot be used  {one.name}: {one.fault}", "red")
        elif one.is_new:
            is_marked = one.inspected is not None and not one.inspected.is_usable
            tell_line(f"{'damaged' if is_marked else 'new':<15} {one.name} -> {one.path}", "red" if is_marked else "green")
        elif one.path:
            tell_line(f"already there   {one.name} = {one.path}", "dim")
    for person in found.people:
        if person.is_new and not found.unwritten:
            tell_line(f"new person      {person.line}", "green")
    tell_diagnostics(found.told)
    for line in found.unwritten:
        tell_line(f"paste into people.yaml: {line}", "yellow")
    if found.draft_faults:
        tell_line("check says of the draft:", "yellow")
        for fault in found.draft_faults:
            tell_line(f"  {fault.message}" + (f"; {fault.hint}" if fault.hint else ""))
    if found.has_draft:
        tell_line(f"segments to paste: {found.draft}")
    questions = f"{found.asks} question{'' if found.asks == 1 else 's'} to ask" if found.asks else "nothing to ask"
    tell_line(f"{questions}: {found.page}", "bold")


def tell_health(health: Health) -> None:
    """Print what `doctor` found."""
    for name, value in health.facts:
        tell_line(f"{name:<22} {value}")
    for tool, lacking in health.lacking.items():
        for capability, use in lacking.items():
            tell_line(f"{'missing':<22} {tool} has no {capability.replace(':', ' ')}, needed for {use}", "red")
    if not health.lacking:
        tell_line("nothing is missing", "green")


def about(seconds: float, cores: int) -> str:
    """Write an estimate of a build's time, and what it counts on: `about 4 s on 2 cores`."""
    return f"about {clock(max(1, seconds))} on {cores} core{'' if cores == 1 else 's'}"


def clock(seconds: float) -> str:
    """Write a length for people: `4 s`, `1 min 20 s`, `1 h 05 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole // 60 % 60:02d} min"
