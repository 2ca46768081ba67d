"""A number that runs from one value to another, with a line below that says of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.operations.scenes.canvas import eased, film, laid, rgb, trimmed
from pipeline.operations.scenes.model import Counter

if TYPE_CHECKING:
    from pipeline.operations.scenes.canvas import Film, Picture

MINUS, GROUP, POINT, LABEL = 10, 11, 12, 13
"""The numbers of the pictures after those of the digits."""

_RUNS = 0.72
"""The share of the time for which it runs: then its last value stands, to be read."""


def signs(value: int, decimals: int, groups: Sequence[int], group_from: int) -> list[int]:
    """Return the numbers of the pictures that show a value of so many decimals, which is a whole number of its last place."""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    shown: list[int] = [MINUS] if value < 0 else []
    for place, digit in enumerate(whole):
        if place and len(whole) - place in groups and len(whole) >= group_from:
            shown.append(GROUP)
        shown.append(int(digit))
    return shown + ([POINT, *map(int, part)] if part else [])


def counter(scene: Counter, texts: Sequence[Picture], size: tuple[int, int], seconds: float) -> Film:
    """Return the scene."""
    width, height = size
    short = min(size)
    rows = np.flatnonzero(np.max([one[..., 3].max(axis=1) for one in texts[:LABEL]], axis=0) > 0)
    top, bottom = int(rows[0]), int(rows[-1]) + 1  # all signs keep their height above the line
    glyphs = [one[top:bottom, slice(*_across(one))] for one in texts[:LABEL]]
    digit = max(one.shape[1] for one in glyphs[:10])
    gap = max(1, round(0.06 * (bottom - top)))
    one = 10**scene.decimals
    first, last = (round(float(value * one)) for value in (scene.first, scene.last))
    label = trimmed(texts[LABEL]) if scene.has_label else None
    space = round(short * 0.07)
    stands = (height - (bottom - top) - (space + label.shape[0] if label is not None else 0)) // 2
    ground, accent = np.array(rgb(scene.ground), float), np.array(rgb(scene.accent), float)
    under, thick = stands + bottom - top + space // 2 - round(short * 0.006), max(2, round(short * 0.010))

    def frame(time: float) -> Picture:
        share = eased(time / (seconds * _RUNS))
        now = signs(round(first + (last - first) * share), scene.decimals, scene.groups, scene.group_from)
        widths = [digit if sign < MINUS else glyphs[sign].shape[1] for sign in now]
        across = sum(widths) + gap * (len(now) - 1)
        picture = np.empty((height, width, 3))
        picture[:] = ground
        left = (width - across) // 2
        long = round(width * 0.5 * share)
        picture[under : under + thick, (width - long) // 2 : (width + long) // 2] = accent
        for sign, wide in zip(now, widths, strict=True):
            laid(picture, glyphs[sign], left + (wide - glyphs[sign].shape[1]) // 2, stands)
            left += wide + gap
        if label is not None:
            laid(picture, label, (width - label.shape[1]) // 2, stands + bottom - top + space)
        return np.clip(picture + 0.5, 0, 255).astype(np.uint8)

    return film(frame, seconds)


def _across(picture: Picture) -> tuple[int, int]:
    columns = np.flatnonzero(picture[..., 3].max(axis=0))
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, 1)
