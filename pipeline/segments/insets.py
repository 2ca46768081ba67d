"""Pictures in a picture: where each stands, when it is seen, what is heard of it, and who is in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from math import isqrt

from pipeline.cards.model import shape_of
from pipeline.cards.place import place as stands
from pipeline.cards.safe import margins
from pipeline.media.faults import MediaFault
from pipeline.media.languages import is_right_to_left
from pipeline.segments import layout
from pipeline.segments.arranged import windows
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.layout import Window
from pipeline.segments.medium import Footage, PictureInPicture
from pipeline.segments.mosaics import ground, sheet
from pipeline.segments.name_tags import tag
from pipeline.segments.overlay import tracks
from pipeline.segments.picture import Shot, contributed, gapped, shot, without
from pipeline.segments.text_over import texts_over
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.edge import Edge, Slide
from pipeline.timeline.model import Box, Clip, Contribution, Fit, Item, SoundClip, Track
from pipeline.values import dataclass

_SIZES = {"wide": Fraction(28, 100), "tall": Fraction(44, 100), "square": Fraction(38, 100)}
"""How much of the canvas's width a film of 16:9 takes, by the canvas's shape: a face in it is as large as a name is high."""

_ENTERS = Fraction(2, 5)
"""Seconds in which a picture comes, and in which it goes."""

_GAP = 28
"""Design pixels between a picture and another one, a name or a caption."""

_BORDER = 6
_SHADOW = 28
"""Design pixels of a border, and of how far a shadow reaches."""

_CORNERS = 18
"""Design pixels of round corners, where the theme has no mosaic whose corners could be had."""

_SLIDES: Mapping[str, Slide] = {"left": "right", "right": "left", "top": "down", "bottom": "up"}
"""Where to a picture moves that comes from a side."""


_UNHEARD = Fraction(-144)
"""Decibels at which a sound is lost in 24 bits: what is only lined up is mixed so low, since that is where takes are placed."""


@dataclass(slots=True)
class Insets:
    """What lies over a segment's film: texts, and pictures: each with its first frame, names, sounds, and who made them.

    `unplaced` are the numbers, among the segment's sounds, of those that have not been lined up by their sound yet. `beside` are
    films that have others beside them, as they stand then, by the identity of what they were; `grounds` and `sheets` are what
    the theme lays below those and around them.
    """

    shown: list[tuple[int, Clip]] = field(default_factory=list)
    tags: list[tuple[int, Clip]] = field(default_factory=list)
    sound: list[SoundClip] = field(default_factory=list)
    made: list[Contribution] = field(default_factory=list)
    unplaced: list[int] = field(default_factory=list)
    texts: list[tuple[int, Clip]] = field(default_factory=list)
    beside: dict[int, Clip] = field(default_factory=dict)
    grounds: list[tuple[int, Clip]] = field(default_factory=list)
    sheets: list[tuple[int, Clip]] = field(default_factory=list)

    def over(self, items: Sequence[Item]) -> tuple[Track, ...]:
        """Return the tracks of a segment's films, and of what lies over them and beside them.

        That is: in the order in which they are written, their names, and the texts over all.
        """
        films = Track("picture", tuple(self.beside.get(id(item), item) for item in items))
        rows = (Track(f"inset-{number}", gapped([one])) for number, one in enumerate(self.shown, 1))
        whole = (*tracks("behind", self.grounds), films, *rows, *tracks("sheet", self.sheets))
        return (*whole, *tracks("inset-name", self.tags), *tracks("text", self.texts))


@dataclass(frozen=True, slots=True)
class Host:
    """What pictures lie over: a film at `loc` that is seen from frame `at` of the segment, with what is named in it.

    `named` are the lower thirds over the segment, each with its first frame; `has_captions` says that words may stand below.
    `sounds` is how many sounds the segment has already, and the first of them what others are lined up with.
    """

    loc: Loc
    footage: Footage
    shot: Shot
    at: int
    named: Sequence[tuple[int, Clip]]
    has_captions: bool
    sounds: int
    title: str


def lay_over(context: Context, host: Host, found: Insets) -> None:
    """Add to `found` the pictures and the texts over a film; what is wrong with them is told."""
    seen = FrameRange(host.at, host.shot.clip.frames)
    floor = min(_standing(context, host, seen), default=None)
    found.texts += texts_over(context, host.loc, host.footage.text, host.at, host.shot.clip.frames, floor)
    taken: list[tuple[FrameRange, Window]] = []
    side = _arranged(context, host, found)
    for number, spec in enumerate(host.footage.picture_in_picture):
        loc = (*host.loc, "picture_in_picture", number)
        if (one := _timed(context, loc, spec, host, found)) is None:
            continue
        start, clip, sound, behind = one
        seen = FrameRange(start, clip.frames)
        if side:
            window = side[number + 1]
            clip = replace(clip, placement=replace(clip.placement, box=window.box(context.shape)))
        else:
            window = _window(context, spec, host, seen, taken)
            taken.append((seen, window))
            clip = _set_off(context, spec, clip, window)
        found.shown.append((start, clip))
        if sound is not None:
            found.sound.append(sound)
        is_heard = sound is not None and sound.gain_db != _UNHEARD
        who = contributed(context, loc, spec, clip, seen, host.title, is_heard=is_heard)
        found.made += [*who, *(replace(each, range=seen) for each in behind)]
        if spec.name_tag:
            _name(context, loc, spec, who[0], window, seen, found)


def _arranged(context: Context, host: Host, found: Insets) -> tuple[Window, ...]:
    """Return where a film and those beside it stand, and lay the theme's sheet around them; nothing where they lie over it."""
    footage, clip, theme = host.footage, host.shot.clip, context.cards.mosaic
    if footage.layout == "over":
        return ()
    mirrored = is_right_to_left(context.language)
    places = windows(footage.layout, 1 + len(footage.picture_in_picture), context.shape, theme, mirrored=mirrored)
    fit = clip.placement.fit if "fit" in footage.model_fields_set else Fit.COVER
    placed = replace(clip.placement, fit=fit, box=places[0].box(context.shape))
    found.beside[id(clip)] = replace(clip, placement=placed)
    if theme is not None:
        below, around = ground(context, theme, clip.frames), sheet(context, theme, places, clip.frames)
        for row, track in ((found.grounds, below), (found.sheets, around)):
            row += [(host.at, item) for item in track.items if isinstance(item, Clip)]
    return places


def _name(
    context: Context, loc: Loc, spec: PictureInPicture, who: Contribution, window: Window, seen: FrameRange, found: Insets
) -> None:
    if not who.people:
        context.fault((*loc, "name_tag"), "no one is named here for a name tag to show", "write by: and a key of people.yaml")
        return
    name = tag(context, loc, "inset-name", spec, who, window.box(context.shape), window, seen)
    found.tags.append((name.start, name.clip))


# ---------------------------------------------------------------------------------------------- when


def _timed(
    context: Context, loc: Loc, spec: PictureInPicture, host: Host, found: Insets
) -> tuple[int, Clip, SoundClip | None, tuple[Contribution, ...]] | None:
    """Return from which frame of the segment on a picture is seen, what of it is seen and heard, and who made what is behind it.

    None after a mistake.
    """
    length = host.shot.clip.frames
    at = context.seconds(spec.at) if spec.at else Fraction(0)
    if context.frames(at) >= length:
        message = f"the picture comes at {clock(at)}, and what it lies over ends at {clock(length / context.rate)}"
        context.fault((*loc, "at"), message, "write an earlier `at`")
        return None
    is_heard = spec.sound != "off" and not spec.mute
    one = shot(context, loc, spec if is_heard or spec.sync != "auto" else _heard(spec), length - context.frames(at))
    if one is None:
        return None
    sound, later = one.sound, at
    if spec.sync == "auto":
        if sound is None or host.shot.sound is None or host.sounds + len(found.sound) == 0:
            context.fault((*loc, "sync"), "sync: auto lines up two sounds, and one is missing", "write seconds: sync: 0.4")
            return None
        if host.at:
            message = "sync: auto lines up with the first clip of a segment"
            context.fault((*loc, "sync"), message, "write seconds, such as sync: 0.4, or make a segment of this clip")
            return None
        number = host.sounds + len(found.sound)
        if (stood := context.takes.get(number)) is not None:
            later = stood.scale * one.clip.start + stood.later
        else:
            found.unplaced.append(number)
    elif spec.sync is not None:
        later += spec.sync
    clip = one.clip
    first = context.frames(later)
    if spec.sync is not None and first < context.frames(at):
        # What comes before it is to be seen is left out, and all runs on one clock.
        gone = context.frames(at) - first
        clip, first = without(clip, gone, context.rate), context.frames(at)
    if spec.sync is not None:  # to less than a frame
        clip = replace(clip, start=max(Fraction(0), clip.start + clip.pace.file(first / context.rate - max(later, at))))
    clip = replace(clip, frames=min(clip.frames, length - first))
    if clip.frames < 1:
        context.fault((*loc, "sync" if spec.sync else "file"), "nothing of it is seen: it begins too late, or ends too early",
                      "write another `sync`, or another part of its file")  # fmt: skip
        return None
    if spec.length and one.clip.frames > clip.frames and spec.sync is None:
        message = f"what it lies over ends at {clock(length / context.rate)}, before this picture does"
        context.warn((*loc, "length"), message, "it goes with it; write a shorter `length` if that is not meant")
    return host.at + first, clip, _sounding(context, spec, host, sound, clip, first, at), one.behind


def _heard(spec: PictureInPicture) -> PictureInPicture:
    return spec.model_copy(update={"sound": "on"})


def _sounding(
    context: Context, spec: PictureInPicture, host: Host, sound: SoundClip | None, clip: Clip, first: int, at: Fraction
) -> SoundClip | None:
    """Return the sound of a picture as it is heard with it."""
    if sound is None:
        return None
    begins, length = (host.at + first) / context.rate, clip.frames / context.rate
    if spec.sync == "auto":
        is_heard = spec.sound != "off" and not spec.mute
        return replace(sound, at=host.at / context.rate + at, sync="auto", gain_db=sound.gain_db if is_heard else _UNHEARD)
    fades = min(sound.fade_in, length / 2), min(sound.fade_out, length / 2)
    return replace(sound, at=begins, start=clip.start, pace=clip.pace, seconds=length, fade_in=fades[0], fade_out=fades[1])


# ---------------------------------------------------------------------------------------------- where


def _window(
    context: Context, spec: PictureInPicture, host: Host, seen: FrameRange, taken: Sequence[tuple[FrameRange, Window]]
) -> Window:
    """Return where a picture stands, in design pixels: inside the safe area, off names, captions and the pictures before it."""
    across, down = layout.design(context.shape)
    if spec.box:
        left, top = _even(spec.box.x * across), _even(spec.box.y * down)
        right, bottom = _even((spec.box.x + spec.box.width) * across), _even((spec.box.y + spec.box.height) * down)
        return Window(left, top, right - left, bottom - top)
    canvas = shape_of(across, down)
    width, height = _sides(context, spec, (spec.size or _SIZES[canvas]) * across)
    near, above, far, below = margins(canvas, across, down)
    foot = down - below
    safe = near, above, across - far, min([foot, *_standing(context, host, seen)])
    place = spec.place
    left = near if "left" in place else safe[2] - width if "right" in place else (across - width) // 2
    top = safe[3] - height if "bottom" in place else above if "top" in place else (down - height) // 2
    one = Window(_even(left), max(_even(top), 0), width, height)
    return _beside(one, place, [other for when, other in taken if when.overlap(seen)], safe, foot)


def _beside(one: Window, place: str, others: Sequence[Window], safe: tuple[int, int, int, int], foot: int) -> Window:
    """Return a window that covers none of the others: the nearest place below one, above, or beside it that is free.

    What stands in the middle of the head or the foot makes a row, all else a column first. Where nothing is free, a name is
    covered, down to the `foot` of the safe area, rather than another picture.
    """
    free = [one]
    for other in others:
        beside = [
            one._replace(left=other.left - _GAP - one.width), one._replace(left=other.left + other.width + _GAP)
        ]  # fmt: skip
        column = [one._replace(top=other.top + other.height + _GAP), one._replace(top=other.top - _GAP - one.height)]
        free += [*beside, *column] if place in ("top", "bottom") else [*column, *beside]
    apart = [each for each in free if not any(_meets(each, other) for other in others)]
    for floor in (safe[3], foot):
        inside = next((each for each in apart if _is_inside(each, (*safe[:3], floor))), None)
        if inside is not None:
            return inside
    return one


def _is_inside(one: Window, safe: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = safe
    # Even pixels may lie one outside of the margins.
    across = left - 1 <= one.left and one.left + one.width <= right + 1
    return across and top - 1 <= one.top and one.top + one.height <= bottom + 1


def _meets(one: Window, other: Window) -> bool:
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


def _standing(context: Context, host: Host, seen: FrameRange) -> list[int]:
    """Return above which lines, in design pixels, a picture stands that is not to lie over names and captions."""
    across, down = layout.design(context.shape)
    cards = ["lower_third"] if any(seen.overlap(FrameRange(start, clip.frames)) for start, clip in host.named) else []
    cards += ["caption"] if host.has_captions else []
    found = []
    for card in cards:
        if (spec := context.cards.specs.get(card)) is not None:
            (_, top, _, _), _ = stands(spec, across, down)
            found.append(top - _GAP)
    return found


def _sides(context: Context, spec: PictureInPicture, width: Fraction) -> tuple[int, int]:
    """Return the width and height, in design pixels, of a picture that covers as much as a film of 16:9 of a `width`."""
    shape = _shape(context, spec)
    area = width * width * Fraction(9, 16)
    wide = isqrt(int(area * shape))
    return _even(Fraction(wide)), _even(wide / shape)


def _shape(context: Context, spec: PictureInPicture) -> Fraction:
    try:
        info = context.library.info(spec.file)
    except MediaFault:  # told where it is cut
        info = None
    if info is None or info.video is None:
        return context.shape
    if spec.mask and spec.mask.shape == "circle":
        return Fraction(1)
    width, height = info.video.display_size
    kept, turned = spec.crop.kept, spec.rotate % 180
    shape = Fraction(width) * kept.width / (Fraction(height) * kept.height)
    shape = 1 / shape if 45 < turned < 135 else shape
    return min(max(shape, Fraction(9, 16)), Fraction(16, 9) * Fraction(5, 4))


def _even(value: Fraction | int) -> int:
    return int(value) // 2 * 2


# ---------------------------------------------------------------------------------------------- how


def _set_off(context: Context, spec: PictureInPicture, clip: Clip, window: Window) -> Clip:
    """Return a clip in its window, with its border and shadow in the theme's colours, as it comes and goes."""
    theme = context.cards
    short = min(layout.design(context.shape))
    corners = theme.mosaic.corners if theme.mosaic else _CORNERS
    # Whoever is cut out stands free, if nobody asked for a border.
    is_free = spec.chroma_key is not None and spec.background is None
    lengths = (
        (0 if is_free else corners) if spec.corners is None else spec.corners,
        (0 if is_free else _BORDER) if spec.border is None else spec.border,
        _SHADOW if spec.shadow and not is_free else 0,
    )
    round_, border, shadow = (Fraction(one) / short for one in lengths)
    colours = sorted(theme.colours.values(), key=_light) or ["#000000", "#ffffff"]
    mask = clip.treatment.mask
    outline = mask.outline if mask else "rounded"
    shape = mask.shape if mask else ""
    edge = Edge(outline, mask.corners if mask else round_, border, colours[-1], shadow, colours[0], shape)
    least = min(context.frames(_ENTERS), clip.frames // 2) if spec.entrance != "none" else 0
    box = window.box(context.shape)
    return replace(
        clip,
        placement=replace(clip.placement, box=box),
        treatment=replace(clip.treatment, mask=None),
        edge=edge if mask or any(lengths) else None,
        fade_in=clip.fade_in or least,
        fade_out=min(clip.fade_out or least, clip.frames - (clip.fade_in or least)),
        slide=_SLIDES[_side(box)] if spec.entrance == "slide" else "",
    )


def _light(colour: str) -> int:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 299 * red + 587 * green + 114 * blue  # Rec. 601 luma, to order by


def _side(box: Box) -> str:
    """Return the side of the canvas that a box is nearest to."""
    gaps = {"right": 1 - box.x - box.width, "left": box.x, "bottom": 1 - box.y - box.height, "top": box.y}
    return min(gaps, key=lambda side: gaps[side])


