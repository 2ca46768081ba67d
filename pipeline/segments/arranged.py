"""A film and those that run with it side by side, or as a row of smaller ones beside it: where each stands. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pipeline.cards.model import MosaicSpec
from pipeline.segments import layout
from pipeline.segments.layout import MOST, Window

Arrangement = Literal["over", "side-by-side", "row"]
"""How pictures stand that run with a film: over it, beside it as large as it is, or as a row of smaller ones."""

_PLAIN = MosaicSpec(margin=0, gutter=8, narrow=8, corners=0)
"""The distances of a theme that has none for mosaics: those of pictures side by side."""

_LARGE = {"wide": Fraction(2, 3), "tall": Fraction(1, 2), "square": Fraction(3, 5)}
"""How much of the height the film takes above a row; of a row that is one line, three fifths at least."""

_ACROSS = {"wide": 6, "square": 4, "tall": 2}
"""Pictures in a line of a row at most."""

_WIDEST = Fraction(16, 9)


def windows(
    how: Arrangement, count: int, canvas: Fraction, spec: MosaicSpec | None, *, mirrored: bool = False
) -> tuple[Window, ...]:
    """Return a window for each of `count` pictures, the film's first. Raises ValueError for none, or more than 36."""
    spec = spec or _PLAIN
    if how == "side-by-side":
        return layout.windows(count, canvas, spec, mirrored=mirrored)
    if not 2 <= count <= MOST:
        raise ValueError(f"a row holds 1 to {MOST - 1} pictures, not {count - 1}")
    width, height = layout.design(canvas)
    shape = "wide" if canvas >= Fraction(6, 5) else "tall" if canvas <= Fraction(5, 6) else "square"
    gap, margin = spec.gutter if count < spec.many else spec.narrow, spec.margin
    lines = -(-(count - 1) // _ACROSS[shape])
    share = max(_LARGE[shape], Fraction(3, 5)) if lines == 1 else _LARGE[shape]
    inner, foot = width - 2 * margin, _even((height - 2 * margin) * share)
    large = min(inner, _even(foot * _WIDEST))
    found = [Window(_even(Fraction(width - large, 2)), margin, large, foot)]
    room = height - 2 * margin - foot - gap * lines
    high, top = _even(Fraction(room, lines)), margin + foot + gap
    for number, held in enumerate(layout.spread(count - 1, lines)):
        wide = min(_even(Fraction(inner - gap * (held - 1), held)), _even(high * _WIDEST))
        left = _even(Fraction(width - held * wide - gap * (held - 1), 2))
        found += [Window(left + place * (wide + gap), top + number * (high + gap), wide, high) for place in range(held)]
    return tuple(one._replace(left=width - one.left - one.width) for one in found) if mirrored else tuple(found)


def _even(value: Fraction | int) -> int:
    return int(value) // 2 * 2
