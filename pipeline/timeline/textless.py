"""Take all that can be read out of the picture, and leave its time as it is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Cover, Gap, Item, Segment, Timeline, Track, Transition


def textless(timeline: Timeline, wordless: Collection[str]) -> Timeline:
    """Return the timeline without the cards that hold texts; where one fills the picture, the background is seen.

    The cards `wordless`, by their names, and the sheets around pictures hold none, and stay.
    """
    segments = tuple(_segment(segment, wordless, timeline.background) for segment in timeline.segments)
    return replace(timeline, segments=segments, thumbnail_card=None)


def _segment(segment: Segment, wordless: Collection[str], background: str) -> Segment:
    picture = tuple(Track(one.name, tuple(_items(one.items, wordless, background))) for one in segment.stack.picture)
    cover = segment.cover
    if cover is not None:
        before, after = (clip if clip is None or not _is_read(clip, wordless) else None for clip in (cover.before, cover.after))
        cover = Cover(before, after) if before or after else None
    return replace(segment, stack=replace(segment.stack, picture=picture), cover=cover)


def _items(items: Sequence[Item], wordless: Collection[str], background: str) -> Iterator[Item]:
    for number, item in enumerate(items):
        if not isinstance(item, Clip) or not _is_read(item, wordless):
            yield item
        elif any(isinstance(beside, Transition) for beside in items[max(0, number - 1) : number + 2]):
            yield replace(item, media=ColourMedia(background), start=Fraction(0))  # a gap cannot be blended
        else:
            yield Gap(item.frames)


def _is_read(clip: Clip, wordless: Collection[str]) -> bool:
    media = clip.media
    return isinstance(media, CardMedia) and media.card not in wordless and not media.is_sheet
