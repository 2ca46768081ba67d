"""What a theme lays between segments, looked at where it has to cover all of the picture, or nothing. Draws, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pipeline.cards.card import describe, lead_frames
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import BETWEEN, Drawing, Theme
from pipeline.faults import Diagnostic
from pipeline.people import FieldValue
from pipeline.timebase import half_up

_RATE = Fraction(24)
_FAINT = 4
"""Alpha, of 255, that is not seen."""


def uncovered(
    theme: Theme, fields: Mapping[str, Mapping[str, FieldValue]], shapes: Mapping[str, tuple[int, int]]
) -> Iterator[Diagnostic]:
    """Yield a mistake for each card that would be seen to be cut off: see `manifest.covers` for how they are used.

    `fields` fill a card that comes before its own first frame, `shapes` are canvases in pixels. Raises CardFault, OSError.
    """
    for name in theme.cards:
        for shape, size in shapes.items():
            for of in (cut_to, opened):
                if (drawing := of(theme, name, fields.get(name), size)) is not None:
                    yield from faults(theme, drawing, shape)


def cut_to(theme: Theme, name: str, fields: Mapping[str, FieldValue] | None, size: tuple[int, int]) -> Drawing | None:
    """Return what is seen of a card until it is cut to, on a canvas of `size` pixels; None of one that is not used so.

    Without `fields` only a card between segments can be filled. Raises CardFault.
    """
    card = theme.cards[name]
    is_lead = name != "matte"
    if card.kind != "layered" or (is_lead and not (card.lead and (name in BETWEEN or fields is not None))):
        return None
    frames = lead_frames(theme, name, _RATE) if is_lead else half_up(card.seconds * _RATE)
    given = fields if is_lead and fields else {}
    return describe(theme, name, given, width=size[0], height=size[1], rate=_RATE, frames=frames, is_lead=is_lead)


def opened(theme: Theme, name: str, fields: Mapping[str, FieldValue] | None, size: tuple[int, int]) -> Drawing | None:
    """Return what a card goes on to show after its end, on a canvas of `size` pixels; None where it does not, or has no `fields`.

    Raises CardFault.
    """
    card = theme.cards[name]
    if not card.tail or fields is None:
        return None
    frames, after = card.tail_frames(_RATE), max(1, half_up(card.seconds * _RATE))
    return describe(theme, name, fields, width=size[0], height=size[1], rate=_RATE, frames=frames, after=after)


def faults(theme: Theme, drawing: Drawing, shape: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with what `cut_to` or `opened` returned for a shape of picture. Raises CardFault, OSError."""
    name = drawing.card
    card, painter = theme.cards[name], LayeredPainter(drawing)
    # Where it moves, which may be the child's file of a card that its parent has.
    where = next((layer.where for layer in card.layers if layer.where is not None), card.where)
    if drawing.composition is not None and drawing.composition.first > 0:
        if max(painter.alpha(drawing.frames)) > _FAINT:
            message = f"something of {name} ({shape}) is left over the piece that it has opened onto"
            yield Diagnostic(where, message, "let every layer be gone, or of opacity 0, by the last of its keys")
        return
    if min(painter.alpha(drawing.frames)) < 255 - _FAINT:
        when = "at its end" if name == "matte" else "in its own first frame"
        message = f"{name} ({shape}) does not cover all of the picture {when}, where it is cut to"
        yield Diagnostic(where, message, "let a layer without holes lie over all of it there")
    if name == "matte" and max(painter.alpha(0)) > _FAINT:
        message = f"{name} ({shape}) uncovers something in its first frame"
        yield Diagnostic(card.where, message, "let it begin outside of the picture")
