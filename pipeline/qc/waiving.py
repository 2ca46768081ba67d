"""Let pass what a manifest waives, and tell of waivers that match nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks import FIXED, Waiver
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned
from pipeline.qc.report import Waived

BESIDE_SECONDS = 1
"""How far beside what was found a waiver's time may be: producers read it off a player."""

_LISTED = 3


def waived(
    findings: Sequence[Finding], waivers: Sequence[Waiver], planned: Planned, profile: str, *, is_thorough: bool
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """Return the findings that count, and those that are let pass for the deliverable `profile`, each by the first that fits.

    A waiver that matches nothing is a finding itself. That is told only where all was looked for (`is_thorough`), and where
    nothing is so wrong that the rest could not be judged.
    """
    used: set[int] = set()
    counting: list[Finding] = []
    passed: list[Waived] = []
    asked = [(number, one) for number, one in enumerate(waivers) if one.profile in ("", profile)]
    for finding in findings:
        fitting = [(number, one) for number, one in asked if finding.code not in FIXED and _fits(one, finding, planned)]
        used |= {number for number, _ in fitting}
        if fitting:
            passed.append(Waived(finding, fitting[0][1].reason, fitting[0][1].where))
        else:
            counting.append(finding)
    is_judged = not any(one.severity is Severity.ERROR and one.code in FIXED for one in findings)
    if is_thorough and is_judged:
        counting += _unmatched([one for number, one in asked if number not in used], findings, planned)
    return tuple(counting), tuple(passed)


def _fits(waiver: Waiver, finding: Finding, planned: Planned) -> bool:
    if waiver.code != finding.code:
        return False
    if waiver.segment and waiver.segment != finding.segment:
        return False
    if waiver.at is None:
        return bool(waiver.segment) or finding.frame is None
    beside = int(BESIDE_SECONDS * planned.rate)
    at = waiver.at.in_frames(planned.rate) + (_begin(waiver.segment, planned) if waiver.in_segment else 0)
    return finding.frame is not None and finding.frame - beside <= at <= finding.frame + finding.frames - 1 + beside


def _begin(segment: str, planned: Planned) -> int:
    return next((one.range.start for one in planned.segments if one.name == segment), 0)


def _unmatched(waivers: Sequence[Waiver], findings: Sequence[Finding], planned: Planned) -> Iterator[Finding]:
    for waiver in waivers:
        alike = [finding for finding in findings if finding.code == waiver.code]
        hint = "remove it"
        if alike:
            places = ", ".join(_place(finding) for finding in alike[:_LISTED])
            more = f" and {len(alike) - _LISTED} more" if len(alike) > _LISTED else ""
            hint = f"{waiver.code} was found {places}{more}"
        message = f"this waiver of {waiver.code} matches nothing that was found"
        yield Finding("waiver", Severity.ERROR, message, segment=waiver.segment, where=waiver.where, hint=hint)


def _place(finding: Finding) -> str:
    if finding.frame is None:
        return "for the whole file"
    return f"at {finding.timecode}" + (f" in {finding.segment}" if finding.segment else "")
