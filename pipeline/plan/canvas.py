"""Where clips and captions stand on the canvas of a deliverable. Pure, and light: a check asks it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import field
from functools import lru_cache
from typing import Literal

from pipeline.captions import Caption, Place, columns, rebroken, rules_of, wrap
from pipeline.cards.model import Theme, scale_of, shape_of
from pipeline.cards.place import NAMES, place
from pipeline.cards.safe import margins
from pipeline.faults import Where
from pipeline.ffmpeg.pixels import Pixels, pixel_box
from pipeline.people import FieldValue
from pipeline.plan import placing
from pipeline.profiles.model import Profile
from pipeline.timebase import FrameRange
from pipeline.timeline import regions
from pipeline.timeline.captions import owned
from pipeline.timeline.model import Box, CardMedia, Clip, Timeline
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

_GAP = 6
"""Design pixels between a caption and the name below it."""


_WIDEST = 3
"""How much longer than its language has it a line may get before it is left to `check` to tell that it cannot be drawn."""


_KEPT = 8192
"""Captions whose lines are remembered: an edit changes one of them, and a long episode has two thousand in each language."""

_USUAL = Place()
"""Where a caption stands of which nothing is said."""


Side = Literal["", "before", "after"]
"""Of the segments that share a transition, the one that a caption belongs to; "" where it is read on after it."""


@dataclass(frozen=True, slots=True)
class DrawnCue:
    """A caption that is drawn into the picture: `text` in `language` during `range`.

    `beside` are the cards of names that are seen while it is: their names, and the boxes of their clips. One that stands at a
    `place` of its own has none: it stays there. `side` says whose it alone is where two segments share frames. `italics` are the
    places of the text's characters that are written so, first and after the last.
    """

    range: FrameRange
    text: str
    language: str
    beside: tuple[tuple[str, Box], ...] = ()
    place: Place = _USUAL
    where: Where | None = field(default=None, compare=False)
    side: Side = ""
    italics: tuple[tuple[int, int], ...] = ()


def box_of(clip: Clip, canvas: tuple[int, int]) -> Pixels:
    """Return where a clip stands on a canvas, in pixels."""
    return _pixels(clip.placement.box, canvas)


def _pixels(box: Box, canvas: tuple[int, int]) -> Pixels:
    return pixel_box(box.x, box.y, box.width, box.height, canvas)


def drawn_cues(timeline: Timeline, language: str | None) -> tuple[tuple[DrawnCue, ...], ...]:
    """Return for each segment the captions that are seen in its picture where they are drawn into it, in its own frames.

    In a transition they are those of both neighbours, one at a time, as everywhere. Lines are broken as their language is read.
    """
    programme = Programme(timeline)
    found = owned(programme).get(language, ()) if language else ()
    owners, cues = [owner for owner, cue in found if not cue.is_shown], [cue for _, cue in found if not cue.is_shown]
    if not cues or language is None:
        return tuple(() for _ in timeline.segments)
    texts = [caption_lines(cue.text, language) for cue in cues]
    italics = [_italics(cue.caption, text) for cue, text in zip(cues, texts, strict=True)]
    ranges = [cue.range(timeline.rate) for cue in cues]
    # What stands above a name in files stands above it here by the height of the theme's card, which is known.
    places = [_USUAL if cue.is_raised else cue.caption.place for cue in cues]
    starts, ends = [one.start for one in ranges], [one.end for one in ranges]

    def within(part: FrameRange) -> range:
        return range(bisect_right(ends, part.start), bisect_left(starts, part.end))

    beside: list[dict[tuple[str, Box], None]] = [{} for _ in cues]
    for segment in programme.segments:
        for track in segment.segment.stack.picture:
            for shown in regions.place(track):
                if isinstance(media := shown.clip.media, CardMedia) and media.card in NAMES:
                    for number in within(shown.range.shifted(segment.start)):
                        beside[number][media.card, shown.clip.placement.box] = None
    def side(number: int, index: int) -> Side:
        owner = owners[number]
        if owner is None or owner == index:
            return "" if owner is None else "after"
        return "before" if ranges[number].end <= programme.segments[index - 1].range.end else ""

    return tuple(
        tuple(
            DrawnCue(
                both.shifted(-segment.start),
                texts[number],
                language,
                tuple(beside[number]) if places[number] == _USUAL else (),
                places[number],
                cues[number].where,
                side(number, index),
                italics[number],
            )
            for number in within(segment.range)
            if (both := ranges[number].overlap(segment.range)) is not None
        )
        for index, segment in enumerate(programme.segments)
    )


@lru_cache(_KEPT)
def caption_lines(text: str, language: str) -> str:
    """Break a caption into lines, longer than its language's where they would be too many: the card makes them smaller.

    A text that is broken otherwise by hand keeps its breaks where no length gives fewer lines.
    """
    rules = rules_of(language)
    limit = rules.columns
    if columns(text) > rules.lines * _WIDEST * limit:  # no length is enough, which is not tried one by one
        limit *= _WIDEST
    while (found := wrap(text, language, limit=limit)).count("\n") >= rules.lines and limit < _WIDEST * rules.columns:
        limit += 2
    return found


def _italics(caption: Caption, text: str) -> tuple[tuple[int, int], ...]:
    """Return where the italics of a caption are in its `text`, whose lines are broken otherwise than in its file."""
    if not any(mark.kind == "italic" for mark in caption.marks):
        return ()
    return tuple((mark.begin, mark.end) for mark in rebroken(caption, text).marks if mark.kind == "italic")


def caption_card(timeline: Timeline, cue: DrawnCue) -> Clip:
    """Return the card of a caption that is drawn into the picture."""
    fields: dict[str, FieldValue] = {"text": cue.text, "place": placing.words(cue.place, cue.text)}
    if cue.italics:
        fields["italics"] = [{"begin": begin, "end": end} for begin, end in cue.italics]
    return Clip(CardMedia("caption", fields, timeline.theme, cue.language), 1, where=cue.where)


def offset(theme: Theme, cue: DrawnCue, canvas: tuple[int, int]) -> tuple[int, int]:
    """Return by how many pixels a caption stands farther to the right and lower than the theme has it. Raises CardFault."""
    if cue.place == _USUAL:
        return 0, -raised(theme, cue, canvas)
    (left, top, _, _), _ = place(theme.cards["caption"], *canvas)
    x, y = placing.corner(theme, cue.place, cue.text, canvas)
    return x - left, y - top


def raised(theme: Theme, cue: DrawnCue, canvas: tuple[int, int]) -> int:
    """Return by how many pixels a caption stands higher than the theme has it, so that it hides no name; even.

    It stays so for as long as it is seen: one that jumps is lost to the eye. Where there is no room above the names it keeps its
    place. Raises CardFault.
    """
    if not cue.beside:
        return 0
    (left, top, width, height), _ = place(theme.cards["caption"], *canvas)
    gap = -int(-_GAP * scale_of(*canvas) // 2) * 2
    highest = margins(shape_of(*canvas), *canvas)[1]
    boxes = []
    for card, box in cue.beside:
        tile = _pixels(box, canvas)
        (x, y, w, h), _ = place(theme.cards[card], tile.width, tile.height)
        boxes.append((tile.x + x, tile.y + y, w, h))
    at = top
    for x, y, w, h in sorted(boxes, key=lambda one: -one[1]):  # the lowest first: above it may stand another
        if x < left + width and left < x + w and y < at + height and at < y + h:
            at = y - gap - height
    return top - at if at >= highest else 0


def burned(timeline: Timeline, profile: Profile) -> str | None:
    """Return the language of the captions that the profile draws into the picture, or None."""
    if isinstance(profile.burn_captions, str):
        return profile.burn_captions
    return timeline.language if profile.burn_captions else None
