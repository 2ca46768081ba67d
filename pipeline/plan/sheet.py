"""Which parts of the sheet around a mosaic are laid over its pictures: all but the middles of its windows. Pure.

To lay a card over a whole picture costs as much as a third of decoding one; of a sheet with three windows a quarter is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from pipeline.ffmpeg.pixels import Pixels
from pipeline.people import FieldValue

MOST = Fraction(3, 4)
"""The share of the picture from which on its parts are not worth being laid one by one."""

MANY = 16
"""Parts from which on that is so, too: nine windows have so many."""


def parts(fields: Mapping[str, FieldValue], canvas: tuple[int, int]) -> tuple[Pixels, ...]:
    """Return the parts of a sheet, in pixels of the canvas, that do not overlap; all of it where its windows are small.

    `fields` are those of the card: its windows, the size that they are told for, and how far it reaches into them.
    """
    clear = _clear(fields, canvas)
    across = sorted({0, canvas[0], *(edge for one in clear for edge in (one.x, one.x + one.width))})
    down = sorted({0, canvas[1], *(edge for one in clear for edge in (one.y, one.y + one.height))})
    found: list[Pixels] = []
    for top, bottom in pairwise(down):
        for left, right in _runs(across, top, clear):
            above = next((one for one in found if (one.x, one.width, one.y + one.height) == (left, right - left, top)), None)
            if above is not None:  # it goes on below
                found[found.index(above)] = above._replace(height=bottom - above.y)
            else:
                found.append(Pixels(left, top, right - left, bottom - top))
    is_little = sum(one.width * one.height for one in found) <= MOST * canvas[0] * canvas[1]
    return tuple(found) if is_little and len(found) <= MANY else (Pixels(0, 0, *canvas),)


def _clear(fields: Mapping[str, FieldValue], canvas: tuple[int, int]) -> tuple[Pixels, ...]:
    """Return the even pixels of each window in which nothing of the sheet is drawn."""
    windows, reach, width, height = (fields[name] for name in ("windows", "reach", "width", "height"))
    assert isinstance(windows, Sequence)
    assert isinstance(reach, int)
    assert isinstance(width, int)
    assert isinstance(height, int)
    share = Fraction(canvas[0], width), Fraction(canvas[1], height)
    found = []
    for one in windows:
        assert isinstance(one, Mapping)
        left, top, wide, high = (_whole(one[name]) for name in ("left", "top", "width", "height"))
        x, right = _inside(left + reach, left + wide - reach, share[0])
        y, bottom = _inside(top + reach, top + high - reach, share[1])
        if right > x and bottom > y:
            found.append(Pixels(x, y, right - x, bottom - y))
    return tuple(found)


def _whole(value: FieldValue) -> int:
    assert isinstance(value, int)
    return value


def _inside(begin: int, end: int, share: Fraction) -> tuple[int, int]:
    return 2 * ceil(begin * share / 2), 2 * floor(end * share / 2)


def _runs(across: Sequence[int], top: int, clear: Sequence[Pixels]) -> list[tuple[int, int]]:
    """Return the stretches of a row, which begins at `top`, that are not clear."""
    runs: list[tuple[int, int]] = []
    for left, right in pairwise(across):
        if any(one.x <= left < one.x + one.width and one.y <= top < one.y + one.height for one in clear):
            continue
        if runs and runs[-1][1] == left:
            runs[-1] = runs[-1][0], right
        else:
            runs.append((left, right))
    return runs
