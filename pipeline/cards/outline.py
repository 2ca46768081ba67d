"""Outlines of paper for templates: torn and cut edges, and holes, as CSS polygons. Pure; the same text gives the same outline.

Points lie by shares of their box along an edge, and by design pixels away from it, so that an outline fits a box whose size only
layout knows. No outline leaves its box, and none crosses itself.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

MOST = 4000
"""Points of one edge."""

_ARC = 6
"""Straight cuts around a corner: of a corner of 26 pixels each leaves the circle by a fifth of a pixel."""

_PLACE = ("left", "top", "width", "height")
_SIDES = ("top", "right", "bottom", "left")
_LEAST_BACK = 9 / 16
"""How far the sheet lies behind its white core at the least, as a share of the most: 9 of 16 pixels."""

Point = tuple[float, float, float, float]
"""A place in a box: share of its width and further pixels, share of its height and further pixels."""


class _Chance:
    """Numbers that a text decides, the same on every machine: its SHA-256, counted on."""

    def __init__(self, text: str) -> None:
        blocks = (hashlib.sha256(f"{number} {text}".encode()).digest() for number in itertools.count())
        self._numbers = (int.from_bytes(block[at : at + 4], "big") for block in blocks for at in range(0, 32, 4))

    def random(self) -> float:
        """Return the next number, from 0 to under 1."""
        return next(self._numbers) / 2**32


@lru_cache(maxsize=2048)
def torn(
    text: str, edges: str = "right", width: float = 400, height: float = 90, *,
    depth: float = 24, rough: float = 4, step: float = 8, period: float = 300, back: float = 0,
) -> str:
    """Return the outline of a sheet that is torn at `edges` (some of top, right, bottom, left) and straight at the others.

    A tear reaches up to `depth` pixels into the box: a slow wave of about `period` pixels, and fibres of up to `rough`, a point
    every `step` pixels of an edge that is about as long as `width` or `height`. With `back`, the same tear lies up to that much
    further inside, so that a white sheet under it shows its torn core. Raises ValueError for edges and sizes that cannot be.
    """
    return _polygon(tear(text, edges, width, height, depth=depth, rough=rough, step=step, period=period, back=back))


def tear(
    text: str, edges: str, width: float, height: float, *, depth: float, rough: float, step: float, period: float, back: float = 0
) -> list[Point]:
    """Return the points of the outline that `torn` gives. Raises ValueError for edges and sizes that cannot be."""
    at = [side for side in _SIDES if side in edges.split()]
    if not at or set(edges.split()) - set(_SIDES):
        raise ValueError(f"torn at {edges!r}: name some of {', '.join(_SIDES)}")
    _positive(width=width, height=height, depth=depth, step=step, period=period)
    if rough < 0 or back < 0:
        raise ValueError("rough and back are 0 or more")
    reach = dict.fromkeys(at, depth + back)
    points: list[Point] = []
    for number, side in enumerate(_SIDES):
        length = width if side in ("top", "bottom") else height
        ends = reach.get(_SIDES[number - 1], 0.0), reach.get(_SIDES[(number + 1) % 4], 0.0)
        if side not in reach:
            offsets = [0.0, 0.0]
        else:
            count = _count(length / step)
            offsets = _tear(_Chance(f"torn {side} {text}"), count, length / count, depth, rough, period)
            if back:
                apart = _wave(_Chance(f"back {side} {text}"), count, length / count, period / 3)
                offsets = [
                    offset + back * (_LEAST_BACK + (1 - _LEAST_BACK) * one) for offset, one in zip(offsets, apart, strict=True)
                ]
        last = len(offsets) - 1
        points += [_placed(side, place / last, offset, ends) for place, offset in enumerate(offsets)]
    return points


def cut(
    text: str, width: float = 400, height: float = 300, *, off: float = 3, facet: float = 260, facets: int = 0, angle: float = 0
) -> str:
    """Return the outline of what scissors cut: a sheet with long facets up to `off` pixels inside its box, about `facet` apart.

    With `facets`, it is round: so many straight cuts around an ellipse that fills the box, begun at `angle` degrees. Four make a
    square on its point. Raises ValueError for sizes that cannot be.
    """
    _positive(width=width, height=height, facet=facet)
    return _polygon(circled(text, facets, angle) if facets else clipped(text, width, height, off, facet))


def clipped(text: str, width: float, height: float, off: float, facet: float) -> list[Point]:
    """Return the points of a sheet that is cut as `cut` says. Raises ValueError where more would be cut off than it has."""
    if not 0 <= 2 * off <= min(width, height) / 2:
        raise ValueError(f"cut {off} pixels off a sheet of {width} x {height}")
    points: list[Point] = []
    for side in _SIDES:
        random = _Chance(f"cut {side} {text}")
        count = _count((width if side in ("top", "bottom") else height) / facet) if facet else 1
        for place in range(count):
            share = place / count + (0.3 * (random.random() - 0.5) / count if place else 0.0)
            points.append(_placed(side, share, off * random.random(), (off, off)))
    return points


def hole(
    text: str, width: float, height: float, holes: Sequence[Sequence[float] | Mapping[str, float]], *,
    facets: int = 0, off: float = 3, outside: int = 0, corners: float = 0,
) -> str:
    """Return the outline of a sheet of `width` x `height` pixels without `holes`.

    Each is (left, top, width, height) in pixels, or these by name, and cut like a sheet whose corners are round by a radius of
    `corners`; or all of it is round, with so many `facets`. So is the sheet itself, with `outside` facets.
    Raises ValueError for a hole that leaves the sheet.
    """
    _positive(width=width, height=height)
    outline: list[Point] = [(0, 0, 0, 0), (1, 0, 0, 0), (1, 0, 1, 0), (0, 0, 1, 0)]
    if outside:
        outline = circled(f"outside {text}", outside, 0)
    outline.append(outline[0])
    placed_holes = [tuple(one[key] for key in _PLACE) if isinstance(one, Mapping) else tuple(one) for one in holes]
    if any(len(one) != len(_PLACE) for one in placed_holes):
        raise ValueError(f"a hole is [{', '.join(_PLACE)}]")
    for number, (left, top, wide, high) in enumerate(placed_holes):
        _positive(hole_width=wide, hole_height=high)
        inside = left >= 0 and top >= 0 and left + wide <= width and top + high <= height
        if not inside:
            raise ValueError(f"a hole of {wide} x {high} at {left}, {top} leaves a sheet of {width} x {height}")
        ring = _ring(f"{text} {number}", wide, high, facets, off, min(corners, wide / 2 - off, high / 2 - off))
        # The other way round than the sheet, so that it is a hole by either rule of filling, and there and back over one bridge.
        placed: list[Point] = [(0, left + x, 0, top + y) for x, y in reversed(ring)]
        outline += [*placed, placed[0], outline[0]]
    return _polygon(outline)


def _positive(**sizes: float) -> None:
    for name, size in sizes.items():
        if not 0 < size <= 100_000:
            raise ValueError(f"{name.replace('_', ' of a ')} is {size}, and has to be above 0")


def _count(length: float) -> int:
    if length > MOST:
        raise ValueError(f"an edge has {length:.0f} points, and {MOST} at most; take longer steps")
    return max(2, round(length))


def _ring(
    text: str, width: float, height: float, facets: int, off: float, corners: float
) -> list[tuple[float, float]]:
    if facets:
        return [(x * width, y * height) for x, _, y, _ in circled(text, facets, 0)]
    random = _Chance(f"hole {text}")
    near = [(off * random.random(), off * random.random()) for _ in range(4)]
    at = ((0, 0, 1, 1), (width, 0, -1, 1), (width, height, -1, -1), (0, height, 1, -1))
    ring: list[tuple[float, float]] = []
    for number, ((x, y, across, down), (dx, dy)) in enumerate(zip(at, near, strict=True)):
        x, y = x + across * dx, y + down * dy
        steps = _ARC if corners > 0 else 0
        # Clockwise around the corner's own centre; without a radius that is the corner itself.
        for step in range(steps + 1):
            turn = math.pi * (1 + number / 2 + (step / (2 * steps) if steps else 0))
            reach = corners if steps else 0.0
            ring.append((x + reach * (across + math.cos(turn)), y + reach * (down + math.sin(turn))))
    return ring


def circled(text: str, facets: int, angle: float) -> list[Point]:
    """Return the points of so many straight cuts around an ellipse that fills its box. Raises ValueError for too few or many."""
    if not 3 <= facets <= MOST:
        raise ValueError(f"round with {facets} facets: 3 to {MOST} make one")
    random, points = _Chance(f"round {text}"), list[Point]()
    uneven = 0.0 if facets < 12 else 1.0  # a triangle or a square is cut straight
    for number in range(facets):
        turn = 2 * math.pi * (number + uneven * 0.4 * (random.random() - 0.5)) / facets + math.radians(angle)
        reach = 0.5 * (1 - uneven * 0.03 * random.random())
        points.append((0.5 + reach * math.cos(turn), 0, 0.5 + reach * math.sin(turn), 0))
    return points


def _tear(random: _Chance, count: int, pitch: float, depth: float, rough: float, period: float) -> list[float]:
    """Return how deep a tear reaches at `count` + 1 points, 0 to `depth`: a walk of fibres on a slow wave, with a rare rip."""
    waves, fibre, offsets = _wave(random, count, pitch, period), 0.0, list[float]()
    room = max(0.0, depth - 2 * rough)
    for wave in waves:
        fibre = 0.72 * fibre + rough * (2 * random.random() - 1)
        rip = rough * (4 * random.random() - 2) if random.random() < 0.035 else 0.0
        offsets.append(min(max(rough + room * wave + 0.8 * fibre + rip, 0.0), depth))
    return offsets


def _wave(random: _Chance, count: int, pitch: float, period: float) -> list[float]:
    """Return `count` + 1 heights from 0 to 1 of a slow wave of three tones, `pitch` pixels apart."""
    phases = [2 * math.pi * random.random() for _ in range(3)]
    tones = (0.54, 1.0), (0.27, 2.1), (0.19, 5.3)  # share of the height, and how often in a period; none divides another
    return [
        0.5 + 0.5 * sum(
            share * math.sin(2 * math.pi * place * pitch / period * often + phase)
            for (share, often), phase in zip(tones, phases, strict=True)
        )
        for place in range(count + 1)
    ]  # fmt: skip


def _placed(side: str, share: float, offset: float, ends: tuple[float, float]) -> Point:
    """Return the place a `share` along a side, clockwise, `offset` pixels inside; `ends` pixels are kept off the ends."""
    before, after = ends
    along, inner = (share, before - share * (before + after)), (1 - share, after - (1 - share) * (before + after))
    match side:
        case "top":
            return (*along, 0, offset)
        case "right":
            return (1, -offset, *along)
        case "bottom":
            return (*inner, 1, -offset)
        case _:
            return (0, offset, *inner)


def _polygon(points: Sequence[Point]) -> str:
    return f"polygon({', '.join(f'{_length(x, right)} {_length(y, down)}' for x, right, y, down in points)})"


def _length(share: float, pixels: float) -> str:
    if abs(pixels) < 0.005:
        return f"{100 * share:.3f}%"
    if abs(share) < 0.000_005:
        return f"{pixels:.2f}px"
    return f"calc({100 * share:.3f}% {'+' if pixels > 0 else '-'} {abs(pixels):.2f}px)"
