"""The players of a piece of music beside each other: where each stands, when a window opens on them, and their names. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from pipeline.cards.model import MosaicSpec, shape_of
from pipeline.cards.place import place as stands
from pipeline.cards.safe import margins
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.media.faults import MediaFault
from pipeline.media.languages import is_right_to_left
from pipeline.people import FieldValue
from pipeline.segments import layout
from pipeline.segments.base import Context
from pipeline.segments.entrances import entrances, unplaced
from pipeline.segments.fields import Loc
from pipeline.segments.layout import Window, windows
from pipeline.segments.medium import Stem, Tile
from pipeline.segments.overlay import SHORTEST, card, named
from pipeline.segments.picture import gapped, tile
from pipeline.segments.sound import contribution
from pipeline.timebase import FrameRange, half_up
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import (
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Contribution,
    Fit,
    Gap,
    Item,
    Opening,
    Placement,
    SoundClip,
    SourceMedia,
    Track,
)
from pipeline.values import dataclass

LATE = Fraction(3)
"""Seconds from which on whoever comes is no part of what is shown before: what is shorter is not encoded by itself anyway."""

TAG_AFTER = Fraction(10, 24)
"""Seconds after a window begins to open at which the name of who is seen in it comes: ten frames at 24 a second."""

BESIDE = 20
"""Design pixels by which the box of a name reaches beyond its window on both sides: slips hang over its edge."""

_ROOMS = ((560, "large", 230, 120), (300, "middle", 180, 98), (0, "small", 150, 72))
"""From which shorter side of its window on, in design pixels, a name is how large, and how high its box is at most and at least:
at least a line of the name with the paper around it, where no more room is left above an app's buttons."""

_MIDDLE = (Fraction(1, 2), Fraction(1, 2))
"""The focus of a picture of which nobody wrote one."""

_SHARE = Fraction(9, 20)
"""The share of its window's height that the box of a name takes at most: the middle, where a face is, stays free."""


@dataclass(frozen=True, slots=True)
class Tag:
    """The name of a player, from frame `start` of the segment on. One that `is_brief` may come later, instead of being cut."""

    track: str
    start: int
    clip: Clip
    is_brief: bool


@dataclass(frozen=True, slots=True)
class Players:
    """The picture of players: its tracks, the names over it, and who is seen.

    `unplaced` are the numbers of stems that decide when somebody is seen, and have not been lined up yet.
    """

    picture: tuple[Track, ...] = ()
    tags: Sequence[Tag] = ()
    made: Sequence[Contribution] = ()
    unplaced: tuple[int, ...] = ()


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
    found: Mapping[int, LinedUp],
    frames: int,
    title: str,
    *,
    names: bool,
    enter: bool,
) -> Players:
    """Lay out tiles over `frames` frames; `sounds` are the stems as they are heard, None for one with a mistake, and
    `found` says where those stand, by number, that have been lined up by their sound.

    Names stand in the tiles where `names` says so; players come one after another where `enter` does. Mistakes are told at the
    fields of the segment's picture.
    """
    spec = context.cards.mosaic
    paired = _paired(tiles, stems)
    places = _side_by_side(context, tiles) if spec is None else _in_windows(context, spec, paired)
    waiting: tuple[int, ...] = ()
    if spec is not None and enter:
        times = entrances(context, paired, stems, sounds, found)
        waiting = unplaced(context, paired, stems, sounds, found)
        places = tuple(replace(one, enters=at if at < frames else 0) for one, at in zip(places, times, strict=True))
    rows: list[Track] = []
    tags: list[Tag] = []
    made: list[Contribution] = []
    for number, (one, place) in enumerate(zip(paired, places, strict=True), 1):
        loc = ("picture", "mosaic", number - 1)
        items = tile(context, loc, one, place.box, frames)
        if spec is not None and place.enters:
            items = _opened(context, spec, items, place, _closed(context, spec, one))
        rows.append(Track(f"tile-{number}", items))
        # Of a tile with a mistake, which has been told, nothing is seen, whenever its player would enter.
        seen = FrameRange(place.enters, sum(item.frames for item in items) - place.enters) if items else FrameRange(0, 0)
        who = contribution(context, loc, one, seen, "picture", "music", title)
        made.append(who)
        if names and who.people and items:
            tags.append(_tag(context, loc, number, one, who, place, seen))
    if spec is None:
        return Players(tuple(rows), tags, made)
    return Players((_behind(context, spec, frames), *rows, _sheet(context, spec, places, frames)), tags, made, waiting)


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


def _opened(context: Context, spec: MosaicSpec, items: tuple[Item, ...], place: _Place, colour: str) -> tuple[Item, ...]:
    """Return the items of a track of clips with a window that opens on them as its player enters, of a `colour` till then."""
    corners, enters = Fraction(spec.corners, min(layout.design(context.shape))), place.enters
    opening = Opening(0, context.frames(spec.opens), colour, corners, spec.veil)
    is_late = enters >= context.frames(LATE)
    found: list[Item] = [_until(context, spec, items, place, opening)] if is_late else []
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
            found.append(replace(item, opening=replace(opening, after=before)))
        else:
            found.append(_later(context, item, before, opening))
    return tuple(found)


def _until(context: Context, spec: MosaicSpec, items: Sequence[Item], place: _Place, opening: Opening) -> Item:
    """Return what is seen of a window until its player enters, which is later than `LATE`.

    Through a veil it is the picture with which they enter, held; else what lies behind all where that is of one colour.
    """
    enters, at = place.enters, 0
    for item in items if spec.veil < 100 else ():
        assert isinstance(item, Clip), "a tile has no gaps and no transitions of its own"
        if at + item.frames > enters:
            is_film = isinstance(item.media, SourceMedia)
            by = min(enters - at, item.frames - item.held - 1) if is_film else 0
            start, held = item.start + by / context.rate, enters - 1 if is_film else 0
            return replace(item, frames=enters, start=start, held=held, opening=replace(opening, after=enters))
        at += item.frames
    if len(spec.behind) == 1:
        return Gap(enters)
    return Clip(ColourMedia(opening.colour), enters, placement=Placement(Fit.COVER, place.box))


def _closed(context: Context, spec: MosaicSpec, tile: Tile | None = None) -> str:
    """Return the colour, `#rrggbb`, of a window in which nobody is seen yet: by whose it is in people.yaml."""
    person = context.people.get(tile.by[0]) if tile and tile.by else None
    number = person.number if person else 0
    light, ground = (context.cards.colours[name] for name in (spec.behind[max(number - 1, 0) % len(spec.behind)], spec.ground))
    pairs = ((int(light[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{half_up(Fraction(spec.glow * one + (100 - spec.glow) * other, 100)):02x}" for one, other in pairs)


def _later(context: Context, clip: Clip, by: int, opening: Opening) -> Clip:
    """Return a clip without its first `by` frames."""
    held = min(clip.held, clip.frames - by)
    return replace(clip, frames=clip.frames - by, start=clip.start + by / context.rate, held=held, opening=opening)


def _behind(context: Context, spec: MosaicSpec, frames: int) -> Track:
    colour = ColourMedia(_closed(context, spec))
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
    clip = card(context, ("picture",), "mosaic", fields, frames)
    assert isinstance(clip.media, CardMedia)
    return Track("sheet", (replace(clip, media=replace(clip.media, is_sheet=True)),))


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
    if place.window and context.cards.tag is not None and context.cards.tag.is_of_picture:
        box, more = _strip(context, spec, place.window)
        fields |= more
    elif place.window:
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


def _strip(context: Context, spec: Tile, window: Window) -> tuple[Box, dict[str, FieldValue]]:
    """Return the box of a name at the foot of its window, or at its head where the `focus` of the tile is at the foot.

    It is told what room there is, and where it stands. In an upright picture it stands above the buttons of an app, where its
    window reaches so far.
    """
    across, down = layout.design(context.shape)
    shape = shape_of(across, down)
    side = min(window.width, window.height)
    room, highest, least = next((name, high, low) for begin, name, high, low in _ROOMS if side >= begin)
    height = 2 * (min(highest, int(window.height * _SHARE)) // 2)
    top, foot = window.top, window.top + window.height - height
    focus = top + _seen_at(context, spec, window)[1] * window.height
    face = top + UPPER_MIDDLE[1] * window.height if spec.focus == _MIDDLE else focus
    places = [(foot, height, "foot"), (top, height, "head")]
    if shape == "tall":
        _, above, _, below = margins(shape, across, down)
        head, end = min(foot, max(top, 2 * (above // 2))), down - below
        free = 2 * ((end - head) // 2)
        high = min(height, free) if free >= least else height
        places = [(min(foot, max(head, end - high)), high, "foot"), (head, high, "head"), *places]
        # Where a face is near the head, a lower slip is read, and one at the foot lies under an app's buttons.
        if least <= (low := 2 * ((ceil(face) - 1 - head) // 2)) < high <= free:
            places.insert(2, (head, low, "head"))
    # The last two have less than half of the window each: one is off the focus. A face is above the middle if nobody wrote it.
    off = [one for one in places if not one[0] <= focus <= one[0] + one[1]]
    top, height, at = next((one for one in off if not one[0] <= face <= one[0] + one[1]), off[0])
    left, right = max(0, window.left - BESIDE), min(across, window.left + window.width + BESIDE)
    box = Box(Fraction(left, across), Fraction(top, down), Fraction(right - left, across), Fraction(height, down))
    return box, {"room": room, "at": at}


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
