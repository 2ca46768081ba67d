"""Cut the picture into spans: one span is one encode. Pure.

A region is never cut needlessly. A long one is cut near a grid that counts from the segment's first frame (`cuts`). What is left
of a clip beside a card, under three seconds before a name comes or after it, is encoded with the card's region, whose decoding
has shown it anyway. The cuts depend on the segment and its films alone: an edit elsewhere leaves them where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.canvas import DrawnCue, drawn_cues
from pipeline.plan.cuts import SHORTEST_SECONDS, cuts, spec_of
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Segment, Timeline, Transition
from pipeline.timeline.programme import covered, overlaps, parted
from pipeline.timeline.regions import Layer, Region, advance, cross, window
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """One encode: `range` counts in the segment's frames, `layers` from the span's first frame.

    Layers are shown throughout, but for cards: one whose offset is below 0 comes that much later, one whose frames end goes.
    `cues` are the captions to draw, their ranges counting from the span's first frame. `segment` is the index of the segment that
    owns the span; a transition between segments belongs to the one it leads into and has `is_transition` set.
    """

    segment: int
    range: FrameRange
    layers: tuple[Layer, ...]
    cues: tuple[DrawnCue, ...] = ()
    is_transition: bool = False

    @property
    def frames(self) -> int:
        """Return the span's length in frames."""
        return self.range.frames


def cut(
    timeline: Timeline, info: Callable[[MediaPath], MediaInfo], *, theme: Theme, burn: str | None, gop: Fraction
) -> tuple[Span, ...]:
    """Return the spans of a timeline in programme order; their frames add up to the programme exactly.

    `burn` names the language of the captions to draw, None draws none. `info` tells the facts of a source by its path. `gop` is
    how many seconds lie between two key frames at most.
    """
    shortest = int(SHORTEST_SECONDS * timeline.rate)
    spans: list[Span] = []
    shared, stacks = pairwise(overlaps(timeline.segments)), covered(timeline.segments)
    cues = drawn_cues(timeline, burn)
    for index, (segment, stack, drawn, both) in enumerate(zip(timeline.segments, stacks, cues, shared, strict=True)):
        lead, tail = both[0].leads + both[0].blended, both[1].blended + both[1].trails
        if segment.transition:
            before = timeline.segments[index - 1]
            spans += [_span(index, region, drawn, is_transition=True) for region in _crossed(before, segment, segment.transition)]
        body = FrameRange(lead, segment.stack.frames - lead - tail)
        regions = [part for region in window(stack, body) for part in _divide(region, timeline.rate, info, theme, gop)]
        spans += [_span(index, region, drawn) for region in _gathered(regions, shortest, theme)]
    return tuple(span for span in spans if span.frames)


def _crossed(before: Segment, segment: Segment, transition: Transition) -> tuple[Region, ...]:
    outgoing, incoming = (replace(one, stack=parted(one.stack)) for one in (before, segment))
    return cross(outgoing, incoming, transition)


def _span(index: int, region: Region, cues: Iterable[DrawnCue], *, is_transition: bool = False) -> Span:
    part = region.range
    inside = tuple(
        replace(cue, range=shared.shifted(-part.start)) for cue in cues if (shared := cue.range.overlap(part)) is not None
    )
    return Span(index, part, region.layers, inside, is_transition)


def _gathered(regions: Sequence[Region], shortest: int, theme: Theme) -> tuple[Region, ...]:
    """Put each short region that only shows what lies under the cards beside it together with them; of two, with the shorter."""
    found = list(regions)
    place = 0
    while place < len(found):
        left = found[place]
        sides = (side for side in (place - 1, place) if 0 <= side < len(found) - 1 and left.range.frames < shortest)
        wholes = {side: whole for side in sides if (whole := _together(found[side], found[side + 1], left, theme))}
        if wholes:
            place = min(wholes, key=lambda side: (wholes[side].range.frames, side))
            found[place : place + 2] = [wholes[place]]  # and once more: it may be short, and beside another
        else:
            place += 1
    return tuple(found)


def _together(before: Region, after: Region, left: Region, theme: Theme) -> Region | None:
    # One region for both, where all that the other one shows above the layers of `left` is cards. Regions are cut where a card
    # comes or goes, so these begin or end right between the two, and their offsets say so from the first frame of both.
    frames = before.range.frames
    common = len(left.layers)
    later = tuple(advance(layer, frames) for layer in before.layers)
    cards = after.layers[common:] if left is before else later[common:]
    if later[:common] != after.layers[:common] or not cards or not all(_is_card(layer, theme) for layer in cards):
        return None
    layers = tuple(advance(layer, -frames) for layer in (*later[:common], *cards))
    return Region(FrameRange(before.range.start, frames + after.range.frames), layers)


def _is_card(layer: Layer, theme: Theme) -> bool:
    # Not a roll: it may need the picture below in another format, and its frames alone.
    spec = spec_of(layer, theme)
    return spec is not None and spec.roll is None


def _divide(
    region: Region, rate: Fraction, info: Callable[[MediaPath], MediaInfo], theme: Theme, gop: Fraction
) -> tuple[Region, ...]:
    start, end = region.range.start, region.range.end
    points = [start, *cuts(region, rate, info, theme, gop), end]
    return tuple(
        Region(FrameRange(a, b - a), tuple(advance(layer, a - start) for layer in region.layers)) for a, b in pairwise(points)
    )


def beginning_at(span: Span, by: int) -> Span:
    """Return the span as it is from its frame `by` on."""
    cues = tuple(
        replace(cue, range=FrameRange(max(cue.range.start - by, 0), cue.range.end - max(by, cue.range.start)))
        for cue in span.cues
        if cue.range.end > by
    )
    later = FrameRange(span.range.start + by, span.range.frames - by)
    return replace(span, range=later, layers=tuple(advance(layer, by) for layer in span.layers), cues=cues)
