"""Where clips and captions stand on the canvas of a deliverable. Pure, and light: a check asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.cards.model import Theme, scale_of, shape_of
from pipeline.cards.place import place
from pipeline.cards.safe import margins
from pipeline.faults import Where
from pipeline.ffmpeg.pixels import Pixels, pixel_box
from pipeline.profiles.model import Profile
from pipeline.timebase import FrameRange
from pipeline.timeline import regions
from pipeline.timeline.model import Box, CardMedia, Clip, Cue, Segment, Timeline

NAMES = ("lower_third", "name_tag")
"""The cards that name people over a picture: a caption gives way to them."""

_GAP = 6
"""Design pixels between a caption and the name below it."""


@dataclass(frozen=True, slots=True)
class DrawnCue:
    """A caption that is drawn into the picture: `text` in `language` during `range`.

    `beside` are the cards of names that are seen while it is: their names, and the boxes of their clips.
    """

    range: FrameRange
    text: str
    language: str
    beside: tuple[tuple[str, Box], ...] = ()
    where: Where | None = field(default=None, compare=False)


def box_of(clip: Clip, canvas: tuple[int, int]) -> Pixels:
    """Return where a clip stands on a canvas, in pixels."""
    return _pixels(clip.placement.box, canvas)


def _pixels(box: Box, canvas: tuple[int, int]) -> Pixels:
    return pixel_box(box.x, box.y, box.width, box.height, canvas)


def drawn_cues(segment: Segment, language: str | None) -> tuple[DrawnCue, ...]:
    """Return the captions of a segment that are drawn into its picture, in its own frames."""
    cues = segment.stack.cues.get(language, ()) if language else ()
    if not cues or language is None:
        return ()
    names = [
        (placed.range, (placed.clip.media.card, placed.clip.placement.box))
        for track in segment.stack.picture
        for placed in regions.place(track)
        if isinstance(placed.clip.media, CardMedia) and placed.clip.media.card in NAMES
    ]
    return tuple(DrawnCue(cue.range, cue.text, language, _beside(cue, names), cue.where) for cue in cues)


def _beside(cue: Cue, names: Sequence[tuple[FrameRange, tuple[str, Box]]]) -> tuple[tuple[str, Box], ...]:
    return tuple(dict.fromkeys(name for range_, name in names if range_.overlap(cue.range) is not None))


def caption_card(timeline: Timeline, cue: DrawnCue) -> Clip:
    """Return the card of a caption that is drawn into the picture."""
    return Clip(CardMedia("caption", {"text": cue.text}, timeline.theme, cue.language), 1, where=cue.where)


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
