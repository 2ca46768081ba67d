"""How bright a picture is where a text lies on it, so that a card can be read on a dark one and on a bright one. Pure.

A template marks an element with `{{ tone("under") }}`. It is then drawn with the attribute `data-on-dark` or `data-on-bright`, by
which CSS chooses colours: that is decided where the text is laid out, from the tone of the picture in just that place. The tone
is a small table of luminances, so that a picture that changes elsewhere, or a little, leaves the card as it is.

Relative luminance is that of WCAG 2.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.values import dataclass

COLUMNS, ROWS = 32, 18
"""Cells of the table, across and down, whatever the shape of the picture: small enough to follow a line of text."""

LEVELS = 20
"""Steps of luminance that are told apart: what is less than a twentieth of the way from black to white is noise."""

_EVEN = 0.1791
"""The relative luminance on which black and white are read equally well: sqrt(1.05 * 0.05) - 0.05, by WCAG's contrast ratio."""

_ASKED = re.compile(r'data-tone="([\w-]+)"')

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares of a picture's width and height."""


@dataclass(frozen=True, slots=True)
class Tones:
    """The relative luminance of each cell of a picture, row by row from its upper left corner, in `LEVELS` steps."""

    levels: tuple[int, ...]

    def luminance(self, box: Box) -> float:
        """Return the mean relative luminance, 0 to 1, of the cells that a box touches; of the nearest where it lies outside."""
        left, right = _cells(box[0], box[2], COLUMNS)
        top, bottom = _cells(box[1], box[3], ROWS)
        found = [self.levels[row * COLUMNS + column] for row in range(top, bottom) for column in range(left, right)]
        return sum(found) / len(found) / LEVELS

    def is_bright(self, box: Box) -> bool:
        """Say whether dark letters are read better there than light ones."""
        return self.luminance(box) > _EVEN


def of_pixels(rows: bytes) -> Tones:
    """Return the tones of a picture of `COLUMNS` x `ROWS` pixels of red, green and blue."""
    linear = [_linear(level / 255) for level in range(256)]
    pixels = zip(rows[0::3], rows[1::3], rows[2::3], strict=True)
    lights = (0.2126 * linear[red] + 0.7152 * linear[green] + 0.0722 * linear[blue] for red, green, blue in pixels)
    return Tones(tuple(round(light * LEVELS) for light in lights))


def even(luminance: float) -> Tones:
    """Return the tones of a picture that is equally bright everywhere."""
    return Tones((round(luminance * LEVELS),) * (COLUMNS * ROWS))


def packed(tones: Tones) -> bytes:
    """Return tones as a JSON object, as a file holds them."""
    return json.dumps({"levels": tones.levels}, separators=(",", ":")).encode()


def unpacked(content: bytes) -> Tones:
    """Return the tones that `packed` wrote. Raises ValueError."""
    levels = tuple(json.loads(content)["levels"])
    if len(levels) != COLUMNS * ROWS:
        raise ValueError(f"{len(levels)} tones")
    return Tones(levels)


def attribute(name: str) -> str:
    """Return what marks an element that looks otherwise by the tone of a picture."""
    return f'data-tone="{name}"'


def asked(markup: str) -> tuple[str, ...]:
    """Return the names of the pictures whose tone a piece of markup asks for."""
    return tuple(dict.fromkeys(_ASKED.findall(markup)))


def told(markup: str, brightness: Mapping[str, bool]) -> str:
    """Return markup in which each element that asks says what it is on; `brightness` says which pictures are bright."""
    return _ASKED.sub(lambda match: 'data-on-bright="1"' if brightness[match[1]] else 'data-on-dark="1"', markup)


def around(boxes: Iterable[Sequence[float]], corner: tuple[int, int], picture: tuple[int, int]) -> Box | None:
    """Return the box around some (left, top, width, height), in pixels from a `corner` of the picture; None without any."""
    found = [(x, y, x + wide, y + high) for x, y, wide, high in boxes]
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    (x, y), (width, height) = corner, picture
    return (min(lefts) + x) / width, (min(tops) + y) / height, (max(rights) + x) / width, (max(bottoms) + y) / height


def _cells(begin: float, end: float, count: int) -> tuple[int, int]:
    first = min(max(int(begin * count), 0), count - 1)
    return first, min(max(-int(-end * count // 1), first + 1), count)


def _linear(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
