"""May this cut be published? Licences, releases and lineage of everything in it, each objection with the frames it affects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.credits.ledger import union
from pipeline.credits.licenses import KNOWN, License, clash, outgoing, read_license
from pipeline.credits.works import Lineage, Work, lineage
from pipeline.faults import Diagnostic, Severity, Where
from pipeline.timebase import FrameRange, timecode
from pipeline.timeline.model import Contribution, Timeline
from pipeline.timeline.programme import Programme

_PENDING = ("pending", "missing", "none", "no", "requested", "refused")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which the show is published. `monetized` is true where it earns money."""

    monetized: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason not to publish, and the frames of the programme that it affects, ascending and apart.

    An error stops a final; a draft may be made with a watermark over `ranges`. The diagnostic names them as times.
    `is_lineage` says that it is about what something builds on.
    """

    diagnostic: Diagnostic
    ranges: tuple[FrameRange, ...]
    is_lineage: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something with a licence: a contribution or a work, where it is used, what it is called."""

    label: str
    license_text: str
    release: str
    people: tuple[str, ...]
    medium: str
    ranges: tuple[FrameRange, ...]
    where: Where
    places: Mapping[str, Where]

    def at(self, *fields: str) -> Where:
        """Return where the first of these fields is written that is; where none is, the place of all of it."""
        return next((self.places[field] for field in fields if field in self.places), self.where)


def check(programme: Programme, works: Mapping[str, Work] | None = None, terms: Terms = Terms()) -> tuple[Objection, ...]:
    """Return every reason not to publish this cut, in the order of the episode.

    A work that a contribution builds on is judged like it.
    """
    timeline = programme.timeline
    used = [
        (contribution, seen)
        for placed in programme.segments
        for contribution in placed.segment.contributions
        if (seen := placed.shown(contribution.range))
    ]
    claims, unknown = _claims(timeline, used, works or {})
    found: list[tuple[_Claim, str, str, str, Severity]] = []
    known: list[tuple[_Claim, License]] = []
    for claim in claims:
        license_ = read_license(claim.license_text)
        if license_ is None:
            message = f"the licence {claim.license_text!r} is not known"
            found.append((claim, "license", message, f"write {KNOWN}", Severity.ERROR))
        else:
            known.append((claim, license_))
            found += ((claim, *objection) for objection in _alone(claim, license_, terms))
    first: dict[str, tuple[_Claim, License]] = {}
    for claim, license_ in known:
        first.setdefault(license_.name, (claim, license_))
    # All of one name clash with the same others, so the first of each speaks for them; pairs of all would be millions.
    for (claim, one), (other, two) in combinations(first.values(), 2):
        if clash(one, two):
            both = replace(claim, ranges=union((*claim.ranges, *other.ranges)))
            message = f"{one.name} cannot be combined with {two.name} of {other.label}"
            found.append((both, "license", message, "leave one of them out", Severity.ERROR))
    together = outgoing(license_ for _, license_ in known)
    if together is not None and together.is_share_alike:
        claim = next(claim for claim, license_ in known if license_.is_share_alike)
        message = f"it shares alike, so the whole episode must be published under {together.name}"
        found.append((claim, "license", message, "say so where you publish it", Severity.WARNING))
    return (*unknown, *(_objection(timeline, *item) for item in found))


def _claims(
    timeline: Timeline, used: Sequence[tuple[Contribution, FrameRange]], works: Mapping[str, Work]
) -> tuple[list[_Claim], list[Objection]]:
    manifest = Where(timeline.name)
    present = [contribution for segment in timeline.segments for contribution in segment.contributions]
    claims: dict[tuple[object, ...], _Claim] = {}
    objections: dict[str, Objection] = {}
    for contribution, seen in used:
        where = contribution.where or manifest
        label = contribution.title or contribution.path or contribution.role
        own = _Claim(label, contribution.license, contribution.release, contribution.people, contribution.medium, (seen,), where,
                     contribution.places)
        family = lineage([contribution], works, present)
        ancestors = [
            replace(own, label=work.title or work.key, license_text=work.license, release=work.release, people=work.people,
                    where=work.where or where, places=work.places)
            for work in family.works
        ]
        for claim in (own, *ancestors):
            # A clip is seen and heard: one licence, and what holds for its sound is the stricter.
            key = (claim.label, claim.license_text, claim.release, claim.people, claim.at("license"))
            first = claims.get(key, claim)
            medium = "sound" if "sound" in (first.medium, claim.medium) else first.medium
            claims[key] = replace(first, ranges=union((*first.ranges, seen)), medium=medium)
        for message, hint, place in _lineage_faults(family, label):
            ranges = union((*(objections[message].ranges if message in objections else ()), seen))
            objections[message] = Objection(Diagnostic(place or where, message, hint), ranges, is_lineage=True)
    return list(claims.values()), list(objections.values())


def _lineage_faults(family: Lineage, label: str) -> list[tuple[str, str, Where | None]]:
    faults: list[tuple[str, str, Where | None]] = [
        (f"builds_on goes in a circle: {' -> '.join(circle)}", "a work is made from older ones", None)
        for circle in family.circles
    ]
    hint = "name a file of this episode, or add it to works"
    return faults + [(f"{label} builds on {name!r}, which is not known", hint, where) for name, where in family.unknown]


def _alone(claim: _Claim, license_: License, terms: Terms) -> list[tuple[str, str, str, Severity]]:
    """Return what is wrong with one claim: the field at fault, what is wrong, what to do, how bad it is."""
    found: list[tuple[str, str, str, Severity]] = []
    if license_.is_no_derivatives and claim.medium == "sound":
        # CC BY-ND 4.0, section 1a: sound synched in timed relation with a moving image is always adapted material.
        message = f"{license_.name} forbids adaptations, and sound under pictures is one"
        found.append(("license", message, "leave it out or ask for a release under another licence", Severity.ERROR))
    elif license_.is_no_derivatives:
        message = f"{license_.name} forbids adaptations"
        found.append(("license", message, "it must be whole and unchanged: no cut, no crop, nothing over it", Severity.WARNING))
    if license_.is_non_commercial and terms.monetized:
        message = f"{license_.name} forbids earning money with it, and the show does"
        found.append(("license", message, "leave it out", Severity.ERROR))
    if license_.needs_name and not claim.people:
        message = f"{license_.name} demands the author's name, and no one is named"
        found.append(("license", message, "write by:", Severity.ERROR))
    if claim.release.strip().casefold() in _PENDING:
        found.append(("release", f"its release is {claim.release.strip()}", "name the signed release", Severity.ERROR))
    elif license_.is_reserved and not claim.release.strip():
        message = "all rights are reserved and there is no release"
        found.append(("license", message, "name the signed release in release:", Severity.ERROR))
    return found


def _objection(timeline: Timeline, claim: _Claim, field: str, message: str, hint: str, severity: Severity) -> Objection:
    times = ", ".join(
        f"{timecode(range_.start, timeline.rate)} to {timecode(range_.end, timeline.rate)}" for range_ in claim.ranges
    )
    diagnostic = Diagnostic(claim.at(field), f"{claim.label}: {message} (in the episode from {times})", hint, severity)
    return Objection(diagnostic, claim.ranges)
