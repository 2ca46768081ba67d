"""The players of a piece of music beside each other: where each stands, when a window opens on them, and their names. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.cards.model import MosaicSpec
from pipeline.cards.place import place as stands
from pipeline.media.faults import MediaFault
from pipeline.media.languages import is_right_to_left
from pipeline.people import FieldValue
from pipeline.segments import layout
from pipeline.segments.base import Context
from pipeline.segments.entrances import entrances
from pipeline.segments.fields import Loc
from pipeline.segments.layout import Window, windows
from pipeline.segments.medium import Stem, Tile
from pipeline.segments.overlay import SHORTEST, card, named
from pipeline.segments.picture import gapped, tile
from pipeline.segments.sound import contribution
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    Box,
    Clip,
    ColourMedia,
    Contribution,
    Gap,
    Item,
    Opening,
    SoundClip,
    Track,
)

LATE = Fraction(3)
"""Seconds from which on whoever comes is no part of what is shown before: what is shorter is not encoded by itself anyway."""

TAG_AFTER = Fraction(10, 24)
"""Seconds after a window begins to open at which the name of who is seen in it comes: ten frames at 24 a second."""


@dataclass(frozen=True, slots=True)
class Tag:
    """The name of a player, from frame `start` of the segment on. One that `is_brief` may come later, instead of being cut."""

    track: str
    start: int
    clip: Clip
    is_brief: bool


@dataclass(frozen=True, slots=True)
class Players:
    """The picture of a mosaic: its tracks, the names over it, and who is seen."""

    picture: tuple[Track, ...]
    tags: list[Tag]
    made: list[Contribution]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tile stands, and from which frame on its player is seen there; in a window where the theme has them."""

    box: Box
    window: Window | None = None
    enters: int = 0


def mosaic(
    context: Context,
    tiles: Sequence[Tile],
    stems: Sequence[Stem],
    sounds: Sequence[SoundClip | None],
    frames: int,
    title: str,
    *,
    names: bool,
    enter: bool,
) -> Players:
    """Lay out tiles over `frames` frames; `sounds` are the stems as they are heard, None for one with a mistake.

    Names stand in the tiles where `names` says so; players come one after another where `enter` does. Mistakes are told at the
    fields of the segment's picture.
    """
    spec = context.cards.mosaic
    paired = _paired(tiles, stems)
    places = _side_by_side(context, tiles) if spec is None else _in_windows(context, spec, paired)
    if spec is not None and enter:
        times = entrances(context, paired, stems, sounds)
        places = tuple(replace(one, enters=at if at < frames else 0) for one, at in zip(places, times, strict=True))
    rows: list[Track] = []
    tags: list[Tag] = []
    made: list[Contribution] = []
    for number, (one, place) in enumerate(zip(paired, places, strict=True), 1):
        loc = ("picture", "mosaic", number - 1)
        items = tile(context, loc, one, place.box, frames)
        if spec is not None and place.enters:
            items = _opened(context, spec, items, place.enters)
        rows.append(Track(f"tile-{number}", items))
        seen = FrameRange(place.enters, sum(item.frames for item in items) - place.enters)
        who = contribution(context, loc, one, seen, "picture", "music", title)
        made.append(who)
        if names and who.people and items:
            tags.append(_tag(context, loc, number, one, who, place, seen))
    if spec is None:
        return Players(tuple(rows), tags, made)
    return Players((_behind(context, spec, frames), *rows, _sheet(context, spec, places, frames)), tags, made)


def _paired(tiles: Sequence[Tile], stems: Sequence[Stem]) -> tuple[Tile, ...]:
    """Return the tiles with their players: where no tile names one and there are as many as stems, they go in order."""
    if any(one.by for one in tiles) or len(tiles) != len(stems):
        return tuple(tiles)
    return tuple(
        one.model_copy(update={"by": stem.by, "role": one.role or stem.role}) for one, stem in zip(tiles, stems, strict=True)
    )


# ---------------------------------------------------------------------------------------------- side by side


def _side_by_side(context: Context, tiles: Sequence[Tile]) -> tuple[_Place, ...]:
    shapes = []
    for one in tiles:
        try:
            info = context.library.info(one.file)
        except MediaFault:  # told by `tile`, at its line
            info = None
        width, height = info.video.display_size if info and info.video else (context.shape, Fraction(1))
        shapes.append(width / height)
    return tuple(_Place(box) for box in layout.mosaic(tuple(shapes), context.shape))


# ---------------------------------------------------------------------------------------------- in windows


def _in_windows(context: Context, spec: MosaicSpec, tiles: Sequence[Tile]) -> tuple[_Place, ...]:
    found = windows(len(tiles), context.shape, spec, mirrored=is_right_to_left(context.language))
    return tuple(_Place(one.box(context.shape), one) for one in found)


def _opened(context: Context, spec: MosaicSpec, items: tuple[Item, ...], enters: int) -> tuple[Item, ...]:
    """Return the items of a track of clips with a window that opens on them at frame `enters`; until then nobody is seen."""
    corners = Fraction(spec.corners, min(layout.design(context.shape)))
    colour = context.cards.colours[spec.behind]
    is_late = enters >= context.frames(LATE)
    found: list[Item] = [Gap(enters)] if is_late else []
    at = 0
    for item in items:
        assert isinstance(item, Clip), "a tile has no gaps and no transitions of its own"
        before = max(0, enters - at)
        at += item.frames
        if before >= item.frames and is_late:
            continue
        if not before:
            found.append(item)
        elif not is_late:
            found.append(replace(item, opening=Opening(before, context.frames(spec.opens), colour, corners)))
        else:
            opening = Opening(0, context.frames(spec.opens), colour, corners)
            found.append(_later(context, item, before, opening))
    return tuple(found)


def _later(context: Context, clip: Clip, by: int, opening: Opening) -> Clip:
    """Return a clip without its first `by` frames."""
    held = min(clip.held, clip.frames - by)
    return replace(clip, frames=clip.frames - by, start=clip.start + by / context.rate, held=held, opening=opening)


def _behind(context: Context, spec: MosaicSpec, frames: int) -> Track:
    colour = ColourMedia(context.cards.colours[spec.behind])
    return Track("behind", (Clip(colour, frames, where=context.where("picture")),))


def _sheet(context: Context, spec: MosaicSpec, places: Sequence[_Place], frames: int) -> Track:
    across, down = layout.design(context.shape)
    fields: dict[str, FieldValue] = {
        "width": across,
        "height": down,
        "windows": tuple(place.window._asdict() for place in places if place.window),
        "corners": spec.corners,
        "reach": spec.reach,
        "ground": context.cards.colours[spec.ground],
    }
    return Track("sheet", (card(context, ("picture",), "mosaic", fields, frames),))


# ---------------------------------------------------------------------------------------------- names


def _tag(
    context: Context, loc: Loc, number: int, spec: Tile, who: Contribution, place: _Place, seen: FrameRange
) -> Tag:
    people = named(context, [who])
    names = tuple(credit.name for credit in people)
    role = "" if who.role == context.words.role("music") else who.role
    fields: dict[str, FieldValue] = {"name": context.words.enumerated(names), "role": role, "people": people}
    start, length = seen.start, seen.frames
    if place.window:
        after = min(context.frames(TAG_AFTER), max(0, length - context.frames(SHORTEST)))
        start, length = start + after, min(length - after, context.frames(context.card_seconds("name_tag")))
    box = _foot(place.box, context.shape)
    if place.window:
        box = _off_focus(context, spec, place.window, box)
    clip = card(context, loc, "name_tag", fields, length, names, box)
    return Tag(f"name-{number}", start, clip, place.window is not None)


def giving_way(
    context: Context, tags: Sequence[Tag], shown: Sequence[tuple[int, Clip]], frames: int
) -> Iterator[Track]:
    """Yield the tracks of names without what the lower thirds `shown` cover: names stand at the foot of the picture, as they do.

    A brief one comes after them instead, where there is time for it in the `frames` of the segment.
    """
    thirds = [FrameRange(start, clip.frames) for start, clip in shown]
    for tag in tags:
        kept, start, clip = [], tag.start, tag.clip
        if tag.is_brief:
            start = _free(start, clip.frames, thirds)
            clip = replace(clip, frames=min(clip.frames, frames - start))
            if clip.frames < context.frames(SHORTEST):
                start, clip = tag.start, tag.clip
        end, at = start + clip.frames, start
        for third in [*thirds, FrameRange(end, 0)]:
            length = min(third.start, end) - at
            # A glimpse of a name is worse than none; one that nothing cuts is as long as it is.
            if length >= context.frames(SHORTEST) or length == clip.frames > 0:
                kept.append((at, replace(clip, frames=length)))
            at = max(at, third.end)
        if kept:
            yield Track(tag.track, gapped(kept))


def _free(start: int, length: int, taken: Sequence[FrameRange]) -> int:
    """Return from which frame on, `start` or later, there are `length` frames of which none is taken; ranges ascend."""
    for one in taken:
        if start < one.end and one.start < start + length:
            start = one.end
    return start


def _foot(box: Box, shape: Fraction) -> Box:
    """Return the part of a tile that a name stands in: all of it, or the lowest square of an upright one.

    Upright pictures keep names away from where an app's own buttons are; a tile of a wide picture has no such place.
    """
    height = box.width * shape
    return box if shape < 1 or box.height <= height else replace(box, y=box.y + box.height - height, height=height)


def _off_focus(context: Context, spec: Tile, window: Window, box: Box) -> Box:
    """Return the box of a name, or one higher in which it stands at the head of its window, off the `focus` of the tile.

    A focus that nobody wrote is in the middle, where no name is.
    """
    if context.cards.tag is None:
        return box
    _, down = layout.design(context.shape)
    foot = round(box.height * down)
    (x, y, width, height), _ = stands(context.cards.tag, window.width, foot)
    top = round(box.y * down) - window.top + y
    across, below = _seen_at(context, spec, window)
    if not (x <= across * window.width <= x + width and top <= below * window.height <= top + height):
        return box
    # As far from the head as it was from the foot.
    return replace(box, y=box.y + Fraction(foot - y - height - top, down))


def _seen_at(context: Context, spec: Tile, window: Window) -> tuple[Fraction, Fraction]:
    """Return where in its window the focus of a tile comes to be, as shares of the window."""
    try:
        video = context.library.info(spec.file).video
    except MediaFault:  # told by `tile`, at its line
        return spec.focus
    if video is None or spec.fit != "cover":
        return spec.focus
    sizes = [Fraction(side) for side in video.display_size]
    factor = max(window.width / sizes[0], window.height / sizes[1])
    shares = window.width / factor / sizes[0], window.height / factor / sizes[1]
    across, down = (
        (at - min(max(at - share / 2, Fraction(0)), 1 - share)) / share for at, share in zip(spec.focus, shares, strict=True)
    )
    return across, down
