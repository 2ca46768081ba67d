"""Put a watermark over what is not cleared. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip, Gap, Item, Timeline, Track
from pipeline.timeline.programme import WATERMARK, Programme


def marked(timeline: Timeline, ranges: Sequence[FrameRange], text: str) -> Timeline:
    """Return the timeline with a watermark card saying `text` on top of the programme's frames in `ranges`."""
    if not ranges:
        return timeline
    segments = []
    for placed in Programme(timeline).segments:
        segment = placed.segment
        found = [shared.shifted(-placed.start) for each in ranges if (shared := each.overlap(placed.range))]
        if found:
            track = Track(WATERMARK, _items(_merged(found), timeline, text))
            segment = replace(segment, stack=replace(segment.stack, picture=(*segment.stack.picture, track)))
        segments.append(segment)
    return replace(timeline, segments=tuple(segments))


def _merged(ranges: Sequence[FrameRange]) -> tuple[FrameRange, ...]:
    merged: list[FrameRange] = []
    for each in sorted(ranges):
        if merged and each.start <= merged[-1].end:
            merged[-1] = FrameRange(merged[-1].start, max(merged[-1].end, each.end) - merged[-1].start)
        else:
            merged.append(each)
    return tuple(merged)


def _items(ranges: Sequence[FrameRange], timeline: Timeline, text: str) -> tuple[Item, ...]:
    items: list[Item] = []
    at = 0
    for each in ranges:
        if each.start > at:
            items.append(Gap(each.start - at))
        items.append(Clip(CardMedia("watermark", {"text": text}, timeline.theme, timeline.language), each.frames))
        at = each.end
    return tuple(items)
