"""Cut the picture into spans: one span is one encode. Pure.

A region is never cut needlessly. A long one is cut near a grid that counts from the segment's first frame, at a key frame of the
source where one is near, so that no span decodes what another shows. What is left of a clip beside a card, under three seconds
before a name comes or after it, is encoded with the card's region, whose decoding has shown it anyway. The cuts depend on the
segment and its source alone: an edit elsewhere leaves them where they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from pipeline.cards.model import CardSpec, Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.canvas import DrawnCue, drawn_cues
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, SourceMedia, Timeline
from pipeline.timeline.regions import Layer, Region, Shown, advance, cross, window

GRID_SECONDS = 12
"""Distance of the grid on which long regions are cut.

Measured in docs/performance.md: a cut away from a key frame costs the decoding from the key frame before it, so long spans cost
less; short spans bound what an edit costs and keep all cores busy to the end.
"""

ROLL_SECONDS = 4
"""The same for a roll over what costs nothing to decode: a name is seen for about 13 seconds of the built-in themes' rolls."""

SNAP_SECONDS = 4
"""How far a cut moves from the grid to meet a key frame of the source."""

SHORTEST_SECONDS = 3
"""A cut that would leave less than this on either side is left out; so is one between a card and less than this beside it."""


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


def cut(timeline: Timeline, info: Callable[[MediaPath], MediaInfo], *, theme: Theme, burn: str | None) -> tuple[Span, ...]:
    """Return the spans of a timeline in programme order; their frames add up to the programme exactly.

    `burn` names the language of the captions to draw, None draws none. `info` tells the facts of a source by its path.
    """
    shortest = int(SHORTEST_SECONDS * timeline.rate)
    spans: list[Span] = []
    for index, (segment, drawn) in enumerate(zip(timeline.segments, drawn_cues(timeline, burn), strict=True)):
        lead = segment.transition.frames if segment.transition else 0
        follows = timeline.segments[index + 1] if index + 1 < len(timeline.segments) else None
        tail = follows.transition.frames if follows and follows.transition else 0
        if segment.transition:
            before = timeline.segments[index - 1]
            spans += [_span(index, region, drawn, is_transition=True) for region in cross(before, segment, segment.transition)]
        body = FrameRange(lead, segment.stack.frames - lead - tail)
        regions = [part for region in window(segment.stack, body) for part in _divide(region, timeline.rate, info, theme)]
        spans += [_span(index, region, drawn) for region in _gathered(regions, shortest, theme)]
    return tuple(span for span in spans if span.frames)


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
    spec = _spec_of(layer, theme)
    return spec is not None and spec.roll is None


def _spec_of(layer: Layer, theme: Theme) -> CardSpec | None:
    if not isinstance(layer, Shown) or not isinstance(layer.clip.media, CardMedia):
        return None
    return theme.cards.get(layer.clip.media.card)


def _grid_seconds(region: Region, theme: Theme) -> int:
    specs = (_spec_of(layer, theme) for layer in region.layers)
    is_roll = any(spec is not None and spec.roll is not None for spec in specs)
    # A film below would be decoded from its key frame for each.
    is_plain = all(isinstance(layer, Shown) and not isinstance(layer.clip.media, SourceMedia) for layer in region.layers)
    return ROLL_SECONDS if is_roll and is_plain else GRID_SECONDS


def _divide(region: Region, rate: Fraction, info: Callable[[MediaPath], MediaInfo], theme: Theme) -> tuple[Region, ...]:
    seconds = (_grid_seconds(region, theme), SNAP_SECONDS, SHORTEST_SECONDS)
    grid, snap, shortest = (int(one * rate) for one in seconds)
    start, end = region.range.start, region.range.end
    keys = _key_frames(region, rate, info)
    cuts, last = [], start
    for wanted in range((start // grid + 1) * grid, end, grid):
        at = _nearest(keys, wanted, snap)
        if at - last >= shortest and end - at >= shortest:
            cuts.append(at)
            last = at
    points = [start, *cuts, end]
    return tuple(
        Region(FrameRange(a, b - a), tuple(advance(layer, a - start) for layer in region.layers)) for a, b in pairwise(points)
    )


def _nearest(keys: list[int], wanted: int, within: int) -> int:
    here = bisect_left(keys, wanted)
    near = [key for key in keys[max(here - 1, 0) : here + 1] if abs(key - wanted) <= within]
    return min(near, key=lambda key: (abs(key - wanted), key), default=wanted)


def _key_frames(region: Region, rate: Fraction, info: Callable[[MediaPath], MediaInfo]) -> list[int]:
    # Frames of the segment at which the lowest source layer can begin to decode without waste.
    for layer in region.layers:
        if isinstance(layer, Shown) and isinstance(layer.clip.media, SourceMedia):
            video = info(layer.clip.media.path).video
            if video is None or not video.is_seekable:
                return []
            zero = region.range.start - layer.offset
            times = ((key - layer.clip.start) * rate for key in video.keyframes)
            return [zero - (-time.numerator // time.denominator) for time in times]
    return []
