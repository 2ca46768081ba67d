"""The players of a piece of music beside each other: where each stands, when a window opens on them, and their names. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards.model import MosaicSpec
from pipeline.media.faults import MediaFault
from pipeline.media.languages import is_right_to_left
from pipeline.people import FieldValue
from pipeline.segments import layout
from pipeline.segments.base import Context
from pipeline.segments.entrances import entrances, unplaced
from pipeline.segments.layout import Window, windows
from pipeline.segments.medium import Stem, Tile
from pipeline.segments.name_tags import Tag, tag
from pipeline.segments.overlay import card
from pipeline.segments.picture import tile, without
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
            tags.append(tag(context, loc, f"name-{number}", one, who, place.box, place.window, seen))
    if spec is None:
        return Players(tuple(rows), tags, made)
    shown = [place.window for place in places if place.window]
    return Players((ground(context, spec, frames), *rows, sheet(context, spec, shown, frames)), tags, made, waiting)


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
            opening, held = replace(opening, after=enters), enters - 1 if is_film else 0
            return replace(without(item, by, context.rate), frames=enters, held=held, opening=opening)
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
    return replace(without(clip, by, context.rate), opening=opening)


def ground(context: Context, spec: MosaicSpec, frames: int) -> Track:
    """Return what is seen through a window in which nobody is yet."""
    colour = ColourMedia(_closed(context, spec))
    return Track("behind", (Clip(colour, frames, where=context.where("picture")),))


def sheet(context: Context, spec: MosaicSpec, windows_: Sequence[Window], frames: int) -> Track:
    """Return the theme's sheet around windows."""
    across, down = layout.design(context.shape)
    fields: dict[str, FieldValue] = {
        "width": across,
        "height": down,
        "windows": tuple(window._asdict() for window in windows_),
        "corners": spec.corners,
        "reach": spec.reach,
        "ground": context.cards.colours[spec.ground],
    }
    clip = card(context, ("picture",), "mosaic", fields, frames)
    assert isinstance(clip.media, CardMedia)
    return Track("sheet", (replace(clip, media=replace(clip.media, is_sheet=True)),))
