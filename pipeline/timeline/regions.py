"""Flatten a stack into regions: the longest runs of frames in which the same layers are active. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip, FramesMedia, Gap, Segment, Stack, Timeline, Track, Transition
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A `clip` whose frame `offset` falls on the first frame of the region."""

    clip: Clip
    offset: int


@dataclass(frozen=True, slots=True)
class TransitionLayer:
    """A blend of `outgoing` into `incoming`: the region's first frame is number `offset` of the `frames` of the transition."""

    transition: Transition
    offset: int
    outgoing: tuple[Layer, ...]
    incoming: tuple[Layer, ...]


Layer = Shown | TransitionLayer


@dataclass(frozen=True, slots=True)
class Region:
    """The layers of a range, lowest first. An empty tuple shows the background."""

    range: FrameRange
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of a track at its derived place. A transition covers the frames that both neighbours show."""

    range: FrameRange
    clip: Clip


def place(track: Track) -> tuple[Placed, ...]:
    """Return the clips of a track with their ranges; clips around a transition overlap by it."""
    placed: list[Placed] = []
    at = 0
    for item in track.items:
        match item:
            case Clip():
                placed.append(Placed(FrameRange(at, item.frames), item))
                at += item.frames
            case Gap():
                at += item.frames
            case Transition():
                at -= item.frames
    return tuple(placed)


def numbered_folders(timeline: Timeline) -> frozenset[str]:
    """Return the folders of numbered pictures that are shown, from the show folder."""
    clips = [placed.clip for segment in timeline.segments for track in segment.stack.picture for placed in place(track)]
    return frozenset(clip.media.path.parent for clip in clips if isinstance(clip.media, FramesMedia))


def window(stack: Stack, wanted: FrameRange) -> tuple[Region, ...]:
    """Return the regions of the frames `wanted` of a stack. They tile `wanted` exactly and neighbours differ."""
    tracks = [_runs(track) for track in stack.picture]
    edges = {wanted.start, wanted.end}
    for runs in tracks:
        for run, _ in runs:
            edges |= {edge for edge in (run.start, run.end) if edge in wanted}
    points = sorted(edges)
    regions = []
    for start, end in pairwise(points):
        layers = []
        for runs in tracks:
            for run, layer in runs:
                if start in run:
                    layers.append(advance(layer, start - run.start))
        regions.append(Region(FrameRange(start, end - start), tuple(layers)))
    return tuple(regions)


def cross(outgoing: Segment, incoming: Segment, transition: Transition) -> tuple[Region, ...]:
    """Return the regions of a transition between segments, in frames of the incoming one: its sound may lead before them."""
    total, first = transition.frames, incoming.sound_leads
    shift = outgoing.stack.frames - outgoing.sound_trails - total - first
    tail = window(outgoing.stack, FrameRange(first + shift, total))
    head = window(incoming.stack, FrameRange(first, total))
    points = sorted({one.range.start - shift for one in tail} | {one.range.start for one in head} | {first + total})
    regions = []
    for start, end in pairwise(points):
        layer = TransitionLayer(transition, start - first, _at(tail, start + shift), _at(head, start))
        regions.append(Region(FrameRange(start, end - start), (layer,)))
    return tuple(regions)


def _at(regions: Sequence[Region], frame: int) -> tuple[Layer, ...]:
    region = next(region for region in regions if frame in region.range)
    return tuple(advance(layer, frame - region.range.start) for layer in region.layers)


def advance(layer: Layer, by: int) -> Layer:
    """Return the layer as it is `by` frames later."""
    if isinstance(layer, Shown):
        return Shown(layer.clip, layer.offset + by)
    return TransitionLayer(
        layer.transition,
        layer.offset + by,
        tuple(advance(inner, by) for inner in layer.outgoing),
        tuple(advance(inner, by) for inner in layer.incoming),
    )


def _runs(track: Track) -> tuple[tuple[FrameRange, Layer], ...]:
    # The track without overlaps: each transition becomes a run of its own, and its neighbours give up the frames they share.
    runs: list[tuple[FrameRange, Layer]] = []
    at, taken = 0, 0
    items = track.items
    for number, item in enumerate(items):
        match item:
            case Gap():
                at += item.frames
            case Transition():
                before, after = items[number - 1], items[number + 1]
                assert isinstance(before, Clip)
                assert isinstance(after, Clip)
                at -= item.frames
                layer = TransitionLayer(item, 0, (Shown(before, before.frames - item.frames),), (Shown(after, 0),))
                runs.append((FrameRange(at, item.frames), layer))
                taken = item.frames
            case Clip():
                follows = items[number + 1] if number + 1 < len(items) else None
                given = follows.frames if isinstance(follows, Transition) else 0
                runs.append((FrameRange(at + taken, item.frames - taken - given), Shown(item, taken)))
                at += item.frames
                taken = 0
    return tuple(run for run in runs if run[0].frames)
