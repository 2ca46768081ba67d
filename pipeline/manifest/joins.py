"""How an episode's segments follow each other, and what of it they are too short for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from pipeline.faults import Diagnostic
from pipeline.manifest.model import Episode, Part
from pipeline.media.languages import is_right_to_left
from pipeline.timebase import clock
from pipeline.timeline.model import Direction, Segment, Transition
from pipeline.timeline.programme import overlap


def transition(episode: Episode, part: Part) -> Transition | None:
    """Return how a part comes after what is before it; None is a cut."""
    reads: Direction = "right" if is_right_to_left(episode.language) else "left"
    return part.transition.transition(episode.rate, reads) if part.transition else None


def mistakes(episode: Episode, segments: Sequence[Segment]) -> Iterator[Diagnostic]:
    """Yield what neighbours are too short for, and sound that is to be heard under what is not there."""
    for before, segment in pairwise(segments):
        if is_overlong(before, segment):
            yield _overlong(episode, before, segment)
    yield from _alone(episode, segments)


def is_overlong(before: Segment, segment: Segment) -> bool:
    """Say whether neighbours share too much: half of each at most, so that what one shares on both sides never meets."""
    return 2 * overlap(before, segment).frames > min(before.stack.frames, segment.stack.frames)


def _overlong(episode: Episode, before: Segment, segment: Segment) -> Diagnostic:
    """Tell of a transition into a segment, or of sound over that cut, which it or the one before is too short for."""
    both = overlap(before, segment)
    shorter = min(before, segment, key=lambda one: one.stack.frames)
    half = f"longer than half of {shorter.title!r} ({clock(shorter.stack.frames / episode.rate)})"
    most = f"at most {clock(Fraction(shorter.stack.frames // 2) / episode.rate)} is possible there"
    if both.frames == both.blended:
        part = _part_of(episode, segment)
        place = (*part.loc, "transition") if part.shape.transition else ("transition",)
        message = f"a transition of {clock(both.blended / episode.rate)} into {segment.title!r} is {half}"
        return Diagnostic(episode.where(*place), message, f"{most}; or write transition: cut in that segment")
    leads = f"the sound of {segment.title!r} begins {clock(both.leads / episode.rate)} before its picture"
    trails = f"the sound of {before.title!r} goes on for {clock(both.trails / episode.rate)} after its picture"
    place = (*_part_of(episode, segment).loc, "sound_leads") if both.leads else (*_part_of(episode, before).loc, "sound_trails")
    told = " and ".join([*([leads] if both.leads else []), *([trails] if both.trails else [])])
    if both.frames > max(both.leads, both.trails):
        length = clock(both.frames / episode.rate)
        told += f", in all {length}" + (" with the transition" if both.blended else "") + f", which is {half}"
    else:
        told += f", which is {half}"
    return Diagnostic(episode.where(*place), told, most)


def _part_of(episode: Episode, segment: Segment) -> Part:
    return next(part for part in episode.parts if segment.name in (part.name, f"{part.name}-title"))


def _alone(episode: Episode, segments: Sequence[Segment]) -> Iterator[Diagnostic]:
    """Yield a mistake where sound is to be heard under what is not there: before the first segment, after the last."""
    for segment in segments[:1]:
        if segment.sound_leads:
            message = f"nothing comes before {segment.title!r}, under which its sound could begin"
            yield Diagnostic(episode.where(*_part_of(episode, segment).loc, "sound_leads"), message, "remove the line")
    for segment in segments[-1:]:
        if segment.sound_trails:
            message = f"nothing comes after {segment.title!r}, under which its sound could go on"
            yield Diagnostic(episode.where(*_part_of(episode, segment).loc, "sound_trails"), message, "remove the line")
