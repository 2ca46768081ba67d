"""Where takes stand that are lined up by their sound (`sync: auto`), for their captions, and for who is seen with them. Pure.

What is planned is the part of the episode's sound that finds it: the takes' own decoding and aligning; a build needs it anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeline.operations.mix import Alignment, MixSegment
from pipeline.plan.action import Action, FromAction, Plan
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import Segment, Timeline
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Take:
    """A take of a segment that is lined up: the `match` that says where it lies, how the mix places it by that, its samples.

    Sample n of it is sample n + `first` of its file.
    """

    segment: str
    number: int
    match: FromAction
    alignment: Alignment
    samples: int
    first: int
    length: Fraction

    def lined_up(self, offset: float, drift_ppm: float) -> LinedUp:
        """Return where the take stands, as the mix places it (see `sound.place.synced`)."""
        from pipeline.sound.place import AUDIBLE

        drift, seconds = Fraction(drift_ppm) / 1_000_000, Fraction(self.samples, SAMPLE_RATE)
        is_corrected = abs(drift) * seconds > Fraction(AUDIBLE)
        scale = 1 + drift if is_corrected else Fraction(1)
        at = Fraction(offset) + (0 if is_corrected else drift * seconds / 2)
        shift = self.alignment.reference_shift - half_up(at * SAMPLE_RATE)
        used = self.alignment.first, self.samples if self.alignment.last is None else min(self.alignment.last, self.samples)
        begin, end = (Fraction(half_up(sample * scale) - shift, SAMPLE_RATE) for sample in used)
        later = Fraction(-shift, SAMPLE_RATE) - Fraction(self.first, SAMPLE_RATE) * scale
        return LinedUp(scale, later, max(begin, Fraction(0)), min(end, self.length))


def takes(timeline: Timeline, sound: Sequence[Action]) -> tuple[Plan, tuple[Take, ...]]:
    """Return the takes of a timeline that something waits for, and the plan that finds where they stand, out of its `sound`.

    Results are the matches by segment and take: `song/1`.
    """
    found = []
    for segment in timeline.segments:
        mix = next((one for one in sound if one.address == f"{segment.name}/mix"), None)
        if mix is not None and isinstance(mix.operation, MixSegment):
            found += [_take(timeline, segment, number, mix, mix.operation) for number in _waiting(segment)]
    needed = _needed(sound, {take.match.key for take in found})
    results = {f"{take.segment}/{take.number}": take.match for take in found}
    return Plan(f"{timeline.name}-takes", needed, results), tuple(found)


def _waiting(segment: Segment) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*(one.take for one in segment.stack.waiting), *segment.stack.unplaced)))


def _take(timeline: Timeline, segment: Segment, number: int, mix: Action, operation: MixSegment) -> Take:
    clip = segment.stack.sound[number]
    # The mix holds what is not muted, in order; a film without a sound is no stem.
    heard = [one for one in segment.stack.sound if not one.mute]
    mixed = operation.clips[heard.index(clip)]
    alignment = mixed.alignment
    assert alignment is not None
    match = next(one.origin for one in mix.inputs if one.name == f"sync{alignment.sync}")
    assert isinstance(match, FromAction)
    first = half_up(clip.start * SAMPLE_RATE) - alignment.first
    length = segment.stack.frames / timeline.rate
    return Take(segment.name, number, match, alignment, operation.announced[mixed.stem], first, length)


def _needed(actions: Sequence[Action], wanted: set[str]) -> tuple[Action, ...]:
    """Return those of the actions that make what is wanted, and all that they need, in their order."""
    keys = set(wanted)
    kept = []
    for action in reversed(actions):
        if action.key in keys:
            kept.append(action)
            keys |= {one.origin.key for one in action.inputs if isinstance(one.origin, FromAction)}
    return tuple(reversed(kept))
