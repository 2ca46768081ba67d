"""May this cut be published? Licences, releases and lineage of everything in it, each objection with the frames it affects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.credits import clearance
from pipeline.credits.clearance import Claim, Fault
from pipeline.credits.ledger import named, owners, union
from pipeline.credits.licenses import KNOWN, License, clash, outgoing, read_license
from pipeline.credits.works import Lineage, Work, lineage
from pipeline.faults import Diagnostic, Severity, Where
from pipeline.people import Person
from pipeline.terms import Terms
from pipeline.timebase import FrameRange, timecode
from pipeline.timeline.model import Clip, Contribution, Item, Segment, StillMedia, Timeline
from pipeline.timeline.placement import WHOLE, Fit
from pipeline.timeline.programme import Programme
from pipeline.timeline.scenes import BuiltinScene
from pipeline.timeline.tools import tools_of
from pipeline.values import dataclass

_USUAL = Terms()
_SHOWN = (
    "it is cut, cropped or moved here",
    "show it whole (no in, out, length or move; fit: contain), or leave it out",
)
_BUILT_ON = "something here is made from it", "leave out what is made from it, or ask its author for another licence"


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason not to publish, and the frames of the programme that it affects, ascending and apart.

    An error stops a final; a draft may be made with a watermark over `ranges`. The diagnostic names them as times.
    `is_lineage` says that it is about what something builds on.
    """

    diagnostic: Diagnostic
    ranges: tuple[FrameRange, ...]
    is_lineage: bool = False


def check(
    programme: Programme,
    works: Mapping[str, Work] | None = None,
    terms: Terms = _USUAL,
    people: Mapping[str, Person] | None = None,
) -> tuple[Objection, ...]:
    """Return every reason not to publish this cut on these terms, in the order of the episode.

    A work that a contribution builds on is judged like it. `people` say who is a minor, and where an author can be found.
    """
    timeline = programme.timeline
    claims, unknown = _claims(programme, works or {})
    known = people or {}
    found: list[tuple[Claim, Fault]] = []
    licensed: list[tuple[Claim, License]] = []
    for claim in claims:
        if (grant := terms.grants.get(claim.license_text.strip())) is not None:
            found += ((claim, fault) for fault in clearance.of_grant(grant, terms))
        elif (license_ := read_license(claim.license_text)) is None:
            is_told = claim.license_text.strip() in terms.unread
            found += [] if is_told else [(claim, _unknown(claim.license_text, terms))]
        else:
            licensed.append((claim, license_))
            found += ((claim, fault) for fault in clearance.of_license(claim, license_, terms, known))
        found += ((claim, fault) for fault in clearance.of_release(claim, terms))
    found += _combined(licensed)
    found += _minors(claims, known, terms)
    return (*unknown, *(_objection(timeline, claim, fault) for claim, fault in _once(found)))


def _once(found: Sequence[tuple[Claim, Fault]]) -> Iterator[tuple[Claim, Fault]]:
    """Yield what stands against one place and is the same once: with all frames, and as the use of a file that is written there.

    Each use of a file is called by its own segment, and on terms that may be written at another.
    """
    alike: dict[object, list[tuple[Claim, Fault]]] = {}
    for number, (claim, fault) in enumerate(found):
        place = claim.at(fault.field)
        alike.setdefault((place, fault) if place.line else number, []).append((claim, fault))
    for (first, fault), *others in alike.values():
        if not others:
            yield first, fault
            continue
        place, claims = first.at(fault.field), (first, *(claim for claim, _ in others))
        before = [one for one in claims if one.where.path == place.path and one.where <= place]
        named = max(before, key=lambda one: one.where, default=first)
        yield replace(named, ranges=union(range_ for one in claims for range_ in one.ranges)), fault


def _unknown(text: str, terms: Terms) -> Fault:
    own = "".join(f", {key}" for key in terms.grants)
    return Fault("license", f"the licence {text!r} is not known", f"write {KNOWN}{own}; or say in `grants` what it is")


def _combined(licensed: Sequence[tuple[Claim, License]]) -> Iterator[tuple[Claim, Fault]]:
    """Yield what stands against publishing everything together."""
    first: dict[str, tuple[Claim, License]] = {}
    for claim, license_ in licensed:
        before, _ = first.get(license_.name, (claim, license_))
        first[license_.name] = replace(before, ranges=(*before.ranges, *claim.ranges)), license_
    # All of one name clash with the same others, so the first of each speaks for them; pairs of all would be millions.
    for (claim, one), (other, two) in combinations(first.values(), 2):
        if clash(one, two):
            message = f"{one.name} cannot be combined with {two.name} of {other.label}"
            both = replace(claim, ranges=union((*claim.ranges, *other.ranges)))
            yield both, Fault("license", message, "leave one of them out")
    together = outgoing(license_ for _, license_ in licensed)
    if together is not None and together.is_share_alike:
        claim = next(claim for claim, license_ in licensed if license_.is_share_alike)
        message = f"it shares alike, so the whole episode must be published under {together.name}"
        yield claim, Fault("license", message, "say so where you publish it", Severity.WARNING)


def _minors(claims: Sequence[Claim], people: Mapping[str, Person], terms: Terms) -> Iterator[tuple[Claim, Fault]]:
    """Yield what stands against showing the minors whom claims name, each minor once, at their line among the people."""
    for key in dict.fromkeys(key for claim in claims for key in claim.people):
        person = people.get(key)
        if person is None or not person.is_minor:
            continue
        named = [claim for claim in claims if key in claim.people]
        where = person.places.get("minor", person.places.get("name", named[0].at("by")))
        ranges = union(range_ for claim in named for range_ in claim.ranges)
        claim = Claim(person.name, (key,), ranges, where, person.places)
        yield from ((claim, fault) for fault in clearance.of_guardian(person, terms))


def _claims(programme: Programme, works: Mapping[str, Work]) -> tuple[list[Claim], list[Objection]]:
    timeline = programme.timeline
    manifest = Where(timeline.name)
    present = timeline.contributions
    of = owners(timeline)
    claims: dict[tuple[object, ...], Claim] = {}
    objections: dict[str, Objection] = {}
    for segment, contribution, seen in _used(programme):
        where = contribution.where or manifest
        own = Claim(
            contribution.title or contribution.path or contribution.role,
            tuple(dict.fromkeys(key for key, _ in named(contribution, of))),
            (seen,),
            where,
            contribution.places,
            contribution.license,
            contribution.release,
            contribution.scope,
            contribution.title,
            contribution.url,
            contribution.medium,
            _change(segment, contribution) if segment else None,
        )
        family = lineage([contribution], works, present)
        ancestors = [_claim_of(work, own) for work in family.works]
        for claim in (own, *ancestors):
            # A clip is seen and heard: one licence, and what holds for its sound is the stricter.
            key = (claim.label, claim.license_text, claim.release, claim.scope, claim.people, claim.at("license"))
            first = claims.get(key, claim)
            medium = "sound" if "sound" in (first.medium, claim.medium) else first.medium
            ranges = union((*first.ranges, seen))
            claims[key] = replace(first, ranges=ranges, medium=medium, change=first.change or claim.change)
        for message, hint, place in _lineage_faults(family, own.label):
            ranges = union((*(objections[message].ranges if message in objections else ()), seen))
            objections[message] = Objection(Diagnostic(place or where, message, hint), ranges, is_lineage=True)
    return list(claims.values()), list(objections.values())


def _claim_of(work: Work, made: Claim) -> Claim:
    """Return the claim of a work that something is `made` from."""
    return replace(
        made,
        label=work.title or work.key,
        people=work.people,
        where=work.where or made.where,
        places=work.places,
        license_text=work.license,
        release=work.release,
        scope=work.scope,
        title=work.title,
        url=work.url,
        change=_BUILT_ON,
    )


def _used(programme: Programme) -> Iterator[tuple[Segment | None, Contribution, FrameRange]]:
    """Yield what is seen and heard, each in its segment; last what is heard over all of them, and is in none."""
    for placed in programme.segments:
        for contribution in placed.contributions:
            if seen := placed.used(contribution):
                yield placed.segment, contribution, seen
    yield from ((None, voice.made, voice.made.range) for voice in programme.timeline.voices)


def _change(segment: Segment, contribution: Contribution) -> tuple[str, str] | None:
    """Return how a picture is shown otherwise than whole and as it is, and what would mend that; None where it is so."""
    clips = [
        one
        for track in segment.stack.picture
        for item in track.items
        if isinstance(item, Clip) and contribution.path
        for one in (item, *item.behind)
        if str(getattr(one.media, "path", "")) == contribution.path
    ]
    if any(contribution.path in _inside(item) for track in segment.stack.picture for item in track.items):
        return _SHOWN
    if any(
        clip.start - clip.reverse > 0
        or (contribution.is_cut and not isinstance(clip.media, StillMedia))
        or (clip.placement.fit is Fit.COVER and clip.treatment.mask is None)  # which it fills
        or clip.placement.box != WHOLE
        or clip.placement.move != "none"
        for clip in clips
    ):
        return _SHOWN
    tools = list(dict.fromkeys(f"`{name}`" for clip in clips for name in tools_of(clip)))
    if not tools:
        return None
    named = f"{', '.join(tools[:-1])} and {tools[-1]}" if tools[1:] else tools[0]
    return f"{named} {'change' if tools[1:] else 'changes'} it here", f"remove {named}, or leave it out"


def _inside(item: Item) -> tuple[str, ...]:
    """Return the files that a scene shows, which it frames, turns and moves."""
    media = item.media if isinstance(item, Clip) else None
    return tuple(str(one.path) for one in media.files) if isinstance(media, BuiltinScene) else ()


def _lineage_faults(family: Lineage, label: str) -> list[tuple[str, str, Where | None]]:
    faults: list[tuple[str, str, Where | None]] = [
        (f"builds_on goes in a circle: {' -> '.join(circle)}", "a work is made from older ones", None)
        for circle in family.circles
    ]
    hint = "name a file of this episode, or add it to works"
    return faults + [(f"{label} builds on {name!r}, which is not known", hint, where) for name, where in family.unknown]


def _objection(timeline: Timeline, claim: Claim, fault: Fault) -> Objection:
    message = f"{claim.label}: {fault.message} (in the episode from {_times(timeline, claim.ranges)})"
    return Objection(Diagnostic(claim.at(fault.field), message, fault.hint, fault.severity), claim.ranges)


def _times(timeline: Timeline, ranges: Iterable[FrameRange]) -> str:
    return ", ".join(f"{timecode(one.start, timeline.rate)} to {timecode(one.end, timeline.rate)}" for one in ranges)
