"""What a theme lays between segments, looked at where it has to cover all of the picture, or nothing. Draws, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pipeline.cards.card import describe, lead_frames
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import BETWEEN, Theme
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
    for name, card in theme.cards.items():
        if card.kind != "layered":
            continue
        for shape, size in shapes.items():
            if name == "matte":
                frames = half_up(card.seconds * _RATE)
                yield from _told(theme, name, shape, _least(theme, name, {}, size, frames, frames, is_lead=False), "at its end")
                if _most(theme, name, size, frames) > _FAINT:
                    message = f"{name} ({shape}) uncovers something in its first frame"
                    yield Diagnostic(card.where, message, "let it begin outside of the picture")
            elif card.lead and (name in BETWEEN or name in fields):
                frames = lead_frames(theme, name, _RATE)
                least = _least(theme, name, fields.get(name, {}), size, frames, frames, is_lead=True)
                yield from _told(theme, name, shape, least, "in its own first frame")


def _told(theme: Theme, name: str, shape: str, alpha: int, when: str) -> Iterator[Diagnostic]:
    if alpha < 255 - _FAINT:
        message = f"{name} ({shape}) does not cover all of the picture {when}, where it is cut to"
        card = theme.cards[name]
        # Where it moves, which may be the child's file of a card that its parent has.
        where = next((layer.where for layer in card.layers if layer.where is not None), card.where)
        yield Diagnostic(where, message, "let a layer without holes lie over all of it there")


def _least(
    theme: Theme, name: str, fields: Mapping[str, FieldValue], size: tuple[int, int], frames: int, at: int, *, is_lead: bool
) -> int:
    return min(_painter(theme, name, fields, size, frames, is_lead=is_lead).alpha(at))


def _most(theme: Theme, name: str, size: tuple[int, int], frames: int) -> int:
    return max(_painter(theme, name, {}, size, frames, is_lead=False).alpha(0))


def _painter(
    theme: Theme, name: str, fields: Mapping[str, FieldValue], size: tuple[int, int], frames: int, *, is_lead: bool
) -> LayeredPainter:
    width, height = size
    return LayeredPainter(
        describe(theme, name, fields, width=width, height=height, rate=_RATE, frames=frames, is_lead=is_lead)
    )
