"""Where a caption that is drawn into the picture stands, by what its file says of its place. Pure, and light: a check asks it.

The terms are WebVTT's (w3.org/TR/webvtt1, section 3.1). A card is drawn before anybody knows how wide its words are, so across it
stands at the left, in the middle or at the right, inside the title-safe area; down it stands where its file says, inside it, too.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.captions import Place
from pipeline.cards.model import Theme, shape_of
from pipeline.cards.place import place as box_of_card
from pipeline.cards.safe import margins
from pipeline.cards.script import direction

_THIRD = Fraction(100, 3)


def words(place: Place, text: str) -> str:
    """Return what the card `caption` is told of a place: `top` or `middle`, `left` or `right`; what is not told is the usual."""
    return " ".join(filter(None, (_down(place), _across(place, text))))


def corner(theme: Theme, place: Place, text: str, canvas: tuple[int, int]) -> tuple[int, int]:
    """Return the corner of the card's box on a canvas, in pixels, even. Raises CardFault."""
    (left, top, width, height), _ = box_of_card(theme.cards["caption"], *canvas)
    near, high, far, low = margins(shape_of(*canvas), *canvas)
    rightmost, lowest = canvas[0] - far - width, max(canvas[1] - low - height, top)
    across = _across(place, text)
    x = left if not across or rightmost < near else near if across == "left" else rightmost
    if place.line is None:
        y = Fraction(top)
    elif place.is_lines and place.line < 0:  # of which the box of the card holds two
        y = top + (place.line + 1) * Fraction(height, 2)
    else:
        above = {"start": Fraction(0), "center": Fraction(height, 2), "end": Fraction(height)}[place.line_align]
        y = (high + place.line * Fraction(height, 2) if place.is_lines else place.line * canvas[1] / 100) - above
    return x // 2 * 2, int(min(max(y, Fraction(high)), Fraction(lowest))) // 2 * 2


def _down(place: Place) -> str:
    if place.line is None or (place.is_lines and place.line < 0):
        return ""
    return {"start": "top", "center": "middle", "end": ""}[place.line_align]


def _across(place: Place, text: str) -> str:
    """Return the third of the picture in which the words stand, empty for the middle."""
    start, end = ("right", "left") if direction(text) == "rtl" else ("left", "right")
    align = {"start": start, "end": end, "center": ""}.get(place.align, place.align)
    if place.position is None:
        return align
    anchor = place.position_align
    if anchor == "auto":
        anchor = "line-left" if align == "left" else "line-right" if align == "right" else "center"
    size = place.size if place.size is not None else Fraction(100)
    if anchor == "line-left":
        begin, end_ = place.position, min(place.position + size, Fraction(100))
    elif anchor == "line-right":
        begin, end_ = max(place.position - size, Fraction(0)), place.position
    else:
        half = min(size / 2, place.position, 100 - place.position)
        begin, end_ = place.position - half, place.position + half
    at = {"left": begin, "right": end_}.get(align, (begin + end_) / 2)
    return "left" if at < _THIRD else "right" if at > 2 * _THIRD else ""
