"""A timeline with every segment at its place: what is shown when. Pure.

Segments know nothing of their place (see `model`); whoever speaks of the programme's time asks here, so that it is computed once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from pipeline.timebase import FrameRange, sample_of
from pipeline.timeline.contribution import Contribution, perceived
from pipeline.timeline.model import CardMedia, Clip, Gap, Item, Segment, Stack, Timeline, Track
from pipeline.values import dataclass

WATERMARK = "watermark"
"""The track that says what is not cleared."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """The frames that a segment shares with the one before.

    First come `leads`, which show the one before and let both be heard; then `blended`, the transition's; then `trails`, which
    show the segment and let both be heard.
    """

    leads: int = 0
    blended: int = 0
    trails: int = 0

    @property
    def frames(self) -> int:
        """Return them all."""
        return self.leads + self.blended + self.trails


def overlap(before: Segment | None, segment: Segment | None) -> Overlap:
    """Return what a segment shares with the one before; nothing at either end of an episode, where one of them is None."""
    if before is None or segment is None:
        return Overlap()
    return Overlap(segment.sound_leads, segment.transition.frames if segment.transition else 0, before.sound_trails)


def overlaps(segments: Sequence[Segment]) -> Iterator[Overlap]:
    """Yield what each segment shares with the one before, and last what follows the last one: nothing."""
    for before, segment in pairwise((None, *segments, None)):
        yield overlap(before, segment)


def parted(stack: Stack) -> Stack:
    """Return a stack whose cards are in two parts where something in them waits: what is seen before, and from then on."""
    tracks = tuple(replace(track, items=tuple(_parts(track.items))) for track in stack.picture)
    return replace(stack, picture=tracks) if tracks != stack.picture else stack


def _parts(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        media = item.media if isinstance(item, Clip) else None
        if isinstance(item, Clip) and isinstance(media, CardMedia) and 0 < media.waits < item.frames and not media.whole:
            yield replace(item, media=replace(media, whole=item.frames), frames=media.waits)
            yield replace(item, media=replace(media, first=media.waits, whole=item.frames), frames=item.frames - media.waits)
        else:
            yield item


def covered(segments: Sequence[Segment]) -> Iterator[Stack]:
    """Yield what each segment shows in its place: its stack, `parted`, and over it what covers the cuts at its ends."""
    for segment, follows in pairwise((*segments, None)):
        assert segment is not None
        stack = parted(segment.stack)
        tracks = list(stack.picture)
        if segment.cover and segment.cover.after:
            lead = (Gap(segment.sound_leads),) if segment.sound_leads else ()
            tracks.append(Track("cover", (*lead, segment.cover.after)))
        if follows is not None and follows.cover and follows.cover.before:
            clip = follows.cover.before
            tracks.append(Track("cover", (Gap(segment.stack.frames - segment.sound_trails - clip.frames), clip)))
        tracks.sort(key=lambda track: track.name == WATERMARK)  # which nothing covers
        yield replace(stack, picture=tuple(tracks)) if len(tracks) > len(stack.picture) else stack


@dataclass(frozen=True, slots=True)
class PlacedSegment:
    """A segment at its place. `range` holds its frames of the programme; those of an overlap are in both neighbours' ranges.

    `seen` holds those in which its picture is seen: all but the first, while its sound leads, and the last, while it trails.
    """

    segment: Segment
    range: FrameRange
    seen: FrameRange

    @property
    def start(self) -> int:
        """Return the programme's frame on which the segment's frame 0 falls."""
        return self.range.start

    @property
    def inside(self) -> FrameRange:
        """Return the segment's own frames: counted from its frame 0."""
        return FrameRange(0, self.range.frames)

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Return what people did in it, as far as it is seen or heard here; of what is neither, the range has no frames."""
        leads, trails = self.seen.start - self.range.start, self.range.end - self.seen.end
        return tuple(perceived(one, self.range.frames, leads, trails) for one in self.segment.contributions)

    def shown(self, range_: FrameRange) -> FrameRange | None:
        """Return what of a range in the segment's own frames is shown, in frames of the programme; None where nothing is."""
        seen = range_.overlap(self.inside)
        return seen.shifted(self.start) if seen else None

    def used(self, made: Contribution) -> FrameRange | None:
        """Return where in the programme one of its `contributions` is seen or heard; None where it is not."""
        return self.shown(made.range)


@dataclass(frozen=True)
class Programme:
    """A timeline whose segments are placed: each begins where the one before ends, earlier by what they share."""

    timeline: Timeline

    @property
    def rate(self) -> Fraction:
        """Return frames a second."""
        return self.timeline.rate

    @cached_property
    def segments(self) -> tuple[PlacedSegment, ...]:
        """Return the segments in order, each at its place."""
        placed, end = [], 0
        for segment, (before, after) in zip(self.timeline.segments, pairwise(overlaps(self.timeline.segments)), strict=True):
            start, first = end - before.frames, end - before.frames + before.leads
            end = start + segment.stack.frames
            placed.append(PlacedSegment(segment, FrameRange(start, end - start), FrameRange(first, end - after.trails - first)))
        return tuple(placed)

    @property
    def frames(self) -> int:
        """Return the length in frames."""
        return self.segments[-1].range.end if self.segments else 0

    @property
    def samples(self) -> int:
        """Return the length in samples a channel, at 48 kHz."""
        return sample_of(self.frames, self.rate)

    @property
    def seconds(self) -> Fraction:
        """Return the length in seconds, exactly."""
        return self.frames / self.rate

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(placed.seen.start for placed in self.segments)

    def at(self, frame: int) -> PlacedSegment | None:
        """Return the segment that shows a frame of the programme, in a transition the one it leads into; None outside of it."""
        if not 0 <= frame < self.frames:
            return None
        return self.segments[bisect_right(self._starts, frame) - 1]

    def named(self, name: str) -> PlacedSegment:
        """Return the segment of a name, which is unique. Raises KeyError."""
        for placed in self.segments:
            if placed.segment.name == name:
                return placed
        raise KeyError(name)
