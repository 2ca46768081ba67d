"""How the layers of a card move: exact stops, and what holds at an instant. Pure.

What holds at an instant follows from it alone, never from the frame before, so frames may be asked for in any order. Times and
values are fractions. Between two stops floats are used, by operations that every processor rounds alike (+ - * /).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from pipeline.values import dataclass

Property = Literal["x", "y", "scale", "rotate", "opacity"]

PROPERTIES: Mapping[Property, Fraction] = {
    "x": Fraction(0), "y": Fraction(0), "scale": Fraction(1), "rotate": Fraction(0), "opacity": Fraction(1),
}  # fmt: skip
"""What of a layer moves, each with what it is at rest: design pixels, a factor, degrees clockwise, a share."""

Ease = tuple[Fraction, Fraction, Fraction, Fraction]
"""A cubic Bézier curve from (0, 0) to (1, 1) by its two control points x1, y1, x2, y2, as CSS has it."""

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): a point (x, y) goes to (ax + by + c, dx + ey + f)."""

UNMOVED: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def ease(x1: str, y1: str, x2: str, y2: str) -> Ease:
    """Return a curve from decimals."""
    return Fraction(x1), Fraction(y1), Fraction(x2), Fraction(y2)


EASES: Mapping[str, Ease | None] = {
    "linear": None,
    "hand": ease("0.3", "0", "0.1", "1"),
    "settle": ease("0.16", "1", "0.3", "1"),
    "pull": ease("0.7", "0", "0.84", "0"),
    "open": ease("0.62", "0", "0.42", "1"),
}
"""The curves that have a name: handed in, fallen into place, pulled away, a hole that opens."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A value that is reached `at` a time, in seconds from the card's own first frame, along `ease`; None is evenly."""

    at: Fraction
    value: Fraction
    ease: Ease | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One property over time: its stops in order of time, one at least, and how it drifts while it is held.

    It is held before its first stop, after its last, and between two of the same value; there it drifts by `drift` a second (of a
    scale a share of itself), from the card's own first frame on. The stop after a hold begins where the drift has led.
    """

    stops: tuple[Stop, ...]
    drift: Fraction = Fraction(0)
    is_share: bool = False

    def at(self, time: Fraction) -> float:
        """Return the value at a time in seconds."""
        if len(self.stops) == 1 and not self.drift:  # most of what a card has never moves
            return _float(self.stops[0].value)
        before, after = self._around(time)
        if before is None or after is None or before.value == after.value:
            return self._held(before, after, time)
        begin = self._held(self._holding(before), before, before.at)
        share = eased(after.ease, _float((time - before.at) / (after.at - before.at)))
        return begin + (_float(after.value) - begin) * share

    def within(self, first: Fraction, last: Fraction) -> Track:
        """Return a track that is the same from `first` to `last` and knows little of what comes before and nothing of later."""
        past = [number for number, stop in enumerate(self.stops) if stop.at <= min(first, Fraction(0))]
        if past:
            return replace(self, stops=self.stops[past[-1] :]).until(last)
        return self.until(last)

    def until(self, last: Fraction) -> Track:
        """Return a track that is the same to `last` and knows nothing of what comes later."""
        later = next((number for number, stop in enumerate(self.stops) if stop.at >= last), None)
        if later is None:
            return self
        if later == 0 or self.stops[later].value == self.stops[later - 1].value:  # a hold: when it ends is of later
            return replace(self, stops=self.stops[: max(1, later)] if later else (Stop(last, self.stops[0].value),))
        return replace(self, stops=self.stops[: later + 1])

    def _around(self, time: Fraction) -> tuple[Stop | None, Stop | None]:
        before = None
        for stop in self.stops:
            if stop.at > time:
                return before, stop
            before = stop
        return before, None

    def _holding(self, stop: Stop) -> Stop | None:
        """Return the stop from which a hold leads to `stop`, which is None at the beginning and `stop` where there is no hold."""
        number = self.stops.index(stop)
        if number == 0:
            return None
        return self.stops[number - 1] if self.stops[number - 1].value == stop.value else stop

    def _held(self, before: Stop | None, after: Stop | None, time: Fraction) -> float:
        held = before or after
        assert held is not None
        since = before.at if before is not None and before.at > 0 else 0
        if not self.drift or time <= since:
            return _float(held.value)
        drifted = self.drift * (time - since)
        return _float(held.value * (1 + drifted) if self.is_share else held.value + drifted)


@dataclass(frozen=True, slots=True)
class Moves:
    """How one layer moves. `pivot` is the point about which it is scaled and turned, in design pixels of the card's box.

    `rides` is the number, in the card's moves, of what carries it along, which is less than its own; None where it moves alone.
    """

    x: Track
    y: Track
    scale: Track
    rotate: Track
    opacity: Track
    pivot: tuple[Fraction, Fraction]
    rides: int | None = None

    def within(self, first: Fraction, last: Fraction) -> Moves:
        """Return moves that are the same from `first` to `last` and know as little as can be of other times."""
        tracks = {name: getattr(self, name).within(first, last) for name in PROPERTIES}
        return replace(self, **tracks)


@dataclass(frozen=True, slots=True)
class State:
    """Where a layer is at an instant: its matrix in design pixels, and its opacity from 0 to 1."""

    matrix: Matrix
    opacity: float


def state(moves: Sequence[Moves], number: int, time: Fraction) -> State:
    """Return where the layer of moves `number` is at a time in seconds."""
    one = moves[number]
    own, opacity = _own(one, time)
    if one.rides is None:
        return State(own, opacity)
    return _carried(state(moves, one.rides, time), own, opacity)


def states_at(moves: Sequence[Moves], numbers: Iterable[int], time: Fraction) -> tuple[State, ...]:
    """Return where the layers of moves `numbers` are at a time in seconds, each as `state`; what carries them is asked once."""
    found: dict[int, State] = {}

    def known(number: int) -> State:
        if number not in found:
            one = moves[number]
            own, opacity = _own(one, time)
            found[number] = State(own, opacity) if one.rides is None else _carried(known(one.rides), own, opacity)
        return found[number]

    return tuple(known(number) for number in numbers)


def _own(one: Moves, time: Fraction) -> tuple[Matrix, float]:
    return _matrix(one, time), min(max(one.opacity.at(time), 0.0), 1.0)


def _carried(by: State, own: Matrix, opacity: float) -> State:
    return State(times(by.matrix, own), by.opacity * opacity)


def is_seen(moves: Sequence[Moves], number: int, moments: Iterable[Fraction]) -> bool:
    """Say whether the layer of moves `number` has any opacity at one of some times, in seconds."""
    return any(_opacity(moves, number, time) > 0 for time in moments)


def _opacity(moves: Sequence[Moves], number: int, time: Fraction) -> float:
    one = moves[number]
    own = one.opacity.at(time)
    return own if one.rides is None or own <= 0 else own * _opacity(moves, one.rides, time)


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """Return the matrix that moves by `inner` and then by `outer`."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + b * j, a * h + b * k, a * i + b * m + c, d * g + e * j, d * h + e * k, d * i + e * m + f


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that leads back. Raises ZeroDivisionError where there is none."""
    a, b, c, d, e, f = matrix
    det = a * e - b * d
    return e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det


def eased(curve: Ease | None, share: float) -> float:
    """Return how far along its way a curve is, from 0 to 1 and perhaps beyond, at a share of its time."""
    if curve is None:
        return share
    x1, y1, x2, y2 = map(_float, curve)
    low, high = 0.0, 1.0
    for _ in range(40):  # bisection: x grows with the parameter, and 2^-40 is far below what is seen
        middle = (low + high) / 2
        if _bezier(x1, x2, middle) < share:
            low = middle
        else:
            high = middle
    return _bezier(y1, y2, (low + high) / 2)


def _float(exact: Fraction) -> float:
    """Return the nearest float, as `float` does: that asks through the tower of numbers, and frames ask for thousands."""
    above, below = exact.as_integer_ratio()
    return above / below


def _bezier(first: float, second: float, t: float) -> float:
    return 3 * (1 - t) * (1 - t) * t * first + 3 * (1 - t) * t * t * second + t * t * t


def _matrix(moves: Moves, time: Fraction) -> Matrix:
    x, y, scale, degrees = moves.x.at(time), moves.y.at(time), moves.scale.at(time), moves.rotate.at(time)
    px, py = map(_float, moves.pivot)
    turn = math.radians(degrees)
    # Rounded, since the last bit of a sine is a library's own.
    cos, sin = round(scale * math.cos(turn), 12), round(scale * math.sin(turn), 12)
    return cos, -sin, px + x - cos * px + sin * py, sin, cos, py + y - sin * px - cos * py
