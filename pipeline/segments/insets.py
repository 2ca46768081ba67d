"""Pictures in a picture and texts over it: how each is set off from what it lies over, and who is in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction

from pipeline.media.languages import is_right_to_left
from pipeline.segments import layout
from pipeline.segments.arranged import windows
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.host import Host
from pipeline.segments.inset_places import standing, window
from pipeline.segments.inset_times import UNHEARD, timed
from pipeline.segments.layout import Window
from pipeline.segments.medium import PictureInPicture
from pipeline.segments.mosaics import ground, sheet
from pipeline.segments.name_tags import tag
from pipeline.segments.overlay import tracks
from pipeline.segments.picture import contributed, gapped
from pipeline.segments.text_over import texts_over
from pipeline.timebase import FrameRange
from pipeline.timeline.edge import Edge, Slide
from pipeline.timeline.model import Box, Clip, Contribution, Fit, SoundClip, Track
from pipeline.values import dataclass

_ENTERS = Fraction(2, 5)
"""Seconds in which a picture comes, and in which it goes."""

_BORDER = 6
_SHADOW = 28
"""Design pixels of a border, and of how far a shadow reaches."""

_CORNERS = 18
"""Design pixels of round corners, where the theme has no mosaic whose corners could be had."""

_SLIDES: Mapping[str, Slide] = {"left": "right", "right": "left", "top": "down", "bottom": "up"}
"""Where to a picture moves that comes from a side."""


@dataclass(slots=True)
class Insets:
    """What lies over a segment's picture: texts, and pictures: each with its first frame, names, sounds, and who made them.

    `unplaced` are the numbers, among the segment's sounds, of those that have not been lined up by their sound yet. `beside` are
    films that have others beside them, as they stand then, by the identity of what they were; `grounds` and `sheets` are what
    the theme lays below those and around them. `taken` is where pictures stand over all of the segment, and when; `standing` is
    the same of texts.
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
    taken: list[tuple[FrameRange, Window]] = field(default_factory=list)
    standing: list[tuple[str, FrameRange]] = field(default_factory=list)

    def over(self, *below: Track, lines: Sequence[Track] = ()) -> tuple[Track, ...]:
        """Return the tracks of a segment's picture, and of what lies over it and beside it.

        That is: in the order in which they are written, their names, the `lines` of a poem, and the texts over all: none of these
        hides another's words.
        """
        films = (Track(one.name, tuple(self.beside.get(id(item), item) for item in one.items)) for one in below)
        rows = (Track(f"inset-{number}", gapped([one])) for number, one in enumerate(self.shown, 1))
        whole = (*tracks("behind", self.grounds), *films, *rows, *tracks("sheet", self.sheets))
        return (*whole, *tracks("inset-name", self.tags), *lines, *tracks("text", self.texts))


def lay_over(context: Context, host: Host, found: Insets, *, is_whole: bool = False) -> None:
    """Add to `found` the pictures and the texts over a host; what is wrong with them is told.

    Where that `is_whole`, all of the segment, those that lie over parts of it keep off its pictures.
    """
    floor = min(standing(context, host, host.seen), default=None)
    texts_loc = (*host.loc, host.texts_field)
    texts = found.standing if is_whole else [*found.standing]
    found.texts += texts_over(context, texts_loc, host.texts, host.seen.start, host.seen.frames, floor, texts)
    taken = found.taken if is_whole else [*found.taken]
    side = _arranged(context, host, found)
    for number, spec in enumerate(host.insets):
        loc = (*host.loc, "picture_in_picture", number)
        if (one := timed(context, loc, spec, host, host.sounds + len(found.sound))) is None:
            continue
        seen, clip = FrameRange(one.start, one.clip.frames), one.clip
        if side:
            place = side[number + 1]
            clip = replace(clip, placement=replace(clip.placement, box=place.box(context.shape)))
        else:
            place = window(context, loc, spec, host, seen, taken)
            taken.append((seen, place))
            clip = _set_off(context, spec, clip, place)
        found.shown.append((one.start, clip))
        if one.sound is not None:
            found.unplaced += [host.sounds + len(found.sound)] if one.unplaced else []
            found.sound.append(one.sound)
        is_heard = one.sound is not None and one.sound.gain_db != UNHEARD
        who = contributed(context, loc, spec, clip, seen, host.title, is_heard=is_heard)
        found.made += [*who, *(replace(each, range=seen) for each in one.behind)]
        if spec.name_tag:
            _name(context, loc, spec, who[0], place, seen, found)


def _arranged(context: Context, host: Host, found: Insets) -> Sequence[Window]:
    """Return where films and those beside them stand, and lay the theme's sheet around them; nothing where they lie over them."""
    theme = context.cards.mosaic
    if host.layout == "over":
        return ()
    mirrored = is_right_to_left(context.language)
    places = windows(host.layout, 1 + len(host.insets), context.shape, theme, mirrored=mirrored)
    for clip, look in host.films:
        fit = clip.placement.fit if look is not None and "fit" in look.model_fields_set else Fit.COVER
        placed = replace(clip.placement, fit=fit, box=places[0].box(context.shape))
        found.beside[id(clip)] = replace(clip, placement=placed)
    if theme is not None:
        below, around = ground(context, theme, host.seen.frames), sheet(context, theme, places, host.seen.frames)
        for row, track in ((found.grounds, below), (found.sheets, around)):
            row += [(host.seen.start, item) for item in track.items if isinstance(item, Clip)]
    return places


def _name(
    context: Context, loc: Loc, spec: PictureInPicture, who: Contribution, window: Window, seen: FrameRange, found: Insets
) -> None:
    if not who.people:
        context.fault((*loc, "name_tag"), "no one is named here for a name tag to show", "write by: and a key of people.yaml")
        return
    name = tag(context, loc, "inset-name", spec, who, window.box(context.shape), window, seen)
    found.tags.append((name.start, name.clip))


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
