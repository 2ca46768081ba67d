"""The picture of a simulation: how long a build takes on more and more slots, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from html import escape

from pipeline.values import dataclass

_WIDTH, _HEIGHT = 960, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 40, 96, 74
"""Pixels around the curve, in which titles and numbers stand."""

_LENGTHS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000, 86400, 172800, 432000, 864000)
"""Seconds at which lines are drawn, where they lie between the shortest and the longest: round ones for people."""

_MOST_LINES = 8
_NEAR = 18
"""Pixels within which two labels would touch."""

_STYLE = (
    "text{font:14px sans-serif;fill:#222}.t{font-size:18px;font-weight:bold}.s{fill:#666}.g{stroke:#ddd}"
    ".i{stroke:#888;stroke-dasharray:6 5;fill:none}.p{stroke:#b0432b;stroke-dasharray:2 4;fill:none}.pt{fill:#b0432b}"
    ".c{stroke:#1f5fa8;stroke-width:3;fill:none}.d{fill:#1f5fa8}.b{fill:#1f5fa8;opacity:.15}"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A build on so many slots: its seconds on the wall, and between which seconds they lie as far as is known."""

    slots: int
    wall: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn: the points by their slots, and the two lines that no build is below.

    `work` are the seconds of all jobs, `around` those before and after them, and `path` the least that all takes.
    """

    title: str
    subtitle: str
    points: tuple[Point, ...]
    work: float
    around: float
    path: float


def drawn(curve: Curve, length: Callable[[float], str]) -> str:
    """Return a curve as an SVG document, both axes in equal factors; `length` writes seconds for people."""
    return "\n".join(_Drawing(curve, length).lines()) + "\n"


class _Drawing:
    """The scales of one picture."""

    def __init__(self, curve: Curve, length: Callable[[float], str]) -> None:
        self._curve, self._length = curve, length
        slots = [point.slots for point in curve.points]
        self._slots = math.log(min(slots)), math.log(max(max(slots), 2 * min(slots)))
        seconds = [value for point in curve.points for value in (point.low, point.high)] + [curve.path]
        low, high = max(min(seconds), 1e-3), max(max(seconds), 1e-3)
        self._seconds = math.log(low / 1.3), math.log(high * 1.3)

    def lines(self) -> Iterator[str]:
        curve = self._curve
        yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        yield f"<title>{escape(curve.title)}</title><style>{_STYLE}</style>"
        yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        yield _text(_LEFT, 34, curve.title, "t", "start")
        yield _text(_LEFT, 58, curve.subtitle, "s", "start")
        yield from self._grid()
        yield from self._bounds()
        yield from self._points()
        yield "</svg>"

    def _x(self, slots: float) -> float:
        first, last = self._slots
        return round(_LEFT + (math.log(slots) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, seconds: float) -> float:
        low, high = self._seconds
        share = (math.log(max(seconds, 1e-6)) - low) / (high - low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    def _grid(self) -> Iterator[str]:
        low, high = (math.exp(value) for value in self._seconds)
        shown = [seconds for seconds in _LENGTHS if low <= seconds <= high]
        for seconds in shown[:: math.ceil(len(shown) / _MOST_LINES) or 1]:
            yield _line("g", (_LEFT, self._y(seconds)), (_WIDTH - _RIGHT, self._y(seconds)))
            words = self._length(seconds).removesuffix(" 00 s").removesuffix(" 00 min")
            yield _text(_LEFT - 12, self._y(seconds) + 5, words, "s", "end")
        last = -math.inf
        for point in self._curve.points:
            x = self._x(point.slots)
            yield _line("g", (x, _TOP), (x, _HEIGHT - _BOTTOM))
            if x - last >= 2 * _NEAR:
                yield _text(x, _HEIGHT - _BOTTOM + 22, str(point.slots), "s")
                last = x
        yield _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 18, "slots (a slot is a core)", "s")

    def _bounds(self) -> Iterator[str]:
        curve = self._curve
        first, last = (math.exp(value) for value in self._slots)
        steps = [first * (last / first) ** (number / 60) for number in range(61)]
        lowest = math.exp(self._seconds[0])
        shared = [(slots, curve.work / slots + curve.around) for slots in steps]
        yield _text(_WIDTH - _RIGHT, _TOP - 10, "dashed: all slots always busy", "s", "end")
        yield _line("i", *((self._x(slots), self._y(seconds)) for slots, seconds in shared if seconds >= lowest))
        y = self._y(curve.path)
        yield _line("p", (_LEFT, y), (_WIDTH - _RIGHT, y))
        yield _text(
            _LEFT + 8, y - 7, f"the longest path, {self._length(curve.path)}: no number of slots is faster", "pt", "start"
        )

    def _points(self) -> Iterator[str]:
        points = self._curve.points
        if any(point.low < point.high for point in points):
            around = [(point.slots, point.high) for point in points] + [(point.slots, point.low) for point in reversed(points)]
            corners = " ".join(f"{self._x(slots)},{self._y(seconds)}" for slots, seconds in around)
            yield f'<polygon class="b" points="{corners}"/>'
        yield _line("c", *((self._x(point.slots), self._y(point.wall)) for point in points))
        last = -math.inf
        for point in points:
            x, y = self._x(point.slots), self._y(point.wall)
            yield f'<circle class="d" cx="{x}" cy="{y}" r="5"/>'
            if x - last >= 4 * _NEAR:
                is_last = x > _WIDTH - _RIGHT - 4 * _NEAR
                yield _text(x if is_last else x + 8, y - 12, self._length(point.wall), "", "end" if is_last else "start")
                last = x


def _text(x: float, y: float, words: str, kind: str, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(kind: str, *places: tuple[float, float]) -> str:
    return f'<polyline class="{kind}" points="{" ".join(f"{x},{y}" for x, y in places)}"/>'
