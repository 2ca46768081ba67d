"""How fast a film is shown: an exact map between the seconds of a clip and those of its file. Pure.

Between two points the speed changes evenly with the clip's own time, so that second t of the clip shows a second of the file that
is a polynomial of t with exact numbers. A clip's own time is the only one that sets frames: spans of it agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Literal

from pipeline.values import dataclass

Pitch = Literal["keep", "follow"]
"""What becomes of a sound's pitch where it is heard faster or slower."""

FINE = 10**12
"""Parts of a second, or of a file's second a second, to which a root is rounded: of an hour far below a sample."""


_NEAR = Fraction(1, 10**9)
"""Seconds of a file that are the same moment: what is looked up by a root is that exact, and manifests are written so."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a clip in which its speed is even, or changes evenly.

    It begins at second `shown` of the clip, with second `file` after the clip's start, and lasts `seconds`, None being without
    end. The file passes at `speed` at first, and at `rises` more after each second.
    """

    shown: Fraction
    file: Fraction
    speed: Fraction
    rises: Fraction = Fraction(0)
    seconds: Fraction | None = None

    @property
    def last(self) -> Fraction:
        """Return the speed at its end."""
        return self.speed if self.seconds is None else self.speed + self.rises * self.seconds

    @property
    def end(self) -> Fraction | None:
        """Return the second of the clip at which it ends."""
        return None if self.seconds is None else self.shown + self.seconds

    @property
    def passed(self) -> Fraction:
        """Return how many seconds of the file pass in it, if it has an end."""
        return Fraction(0) if self.seconds is None else (self.speed + self.last) / 2 * self.seconds

    def file_at(self, shown: Fraction) -> Fraction:
        """Return the second of the file at a second of the clip; beyond its ends the file goes on as fast as there."""
        since = shown - self.shown
        if since <= 0 or self.seconds is None:
            return self.file + since * self.speed
        if since > self.seconds:
            return self.file + self.passed + (since - self.seconds) * self.last
        return self.file + since * self.speed + self.rises * since * since / 2

    def shown_at(self, file: Fraction) -> Fraction:
        """Return the second of the clip that shows a second of the file; where it stands still, that of its beginning."""
        since = file - self.file
        if not self.speed and not self.rises:
            return self.shown
        if since <= 0 or not self.rises:
            return self.shown + (since / self.speed if self.speed else 0)
        assert self.seconds is not None
        if since > self.passed:
            return self.shown + self.seconds + ((since - self.passed) / self.last if self.last else 0)
        # The root of rises/2 t^2 + speed t = since, written so that nothing is lost where `rises` is small.
        return self.shown + 2 * since / (self.speed + _root(self.speed**2 + 2 * self.rises * since))

    def split(self, speed: Fraction) -> Iterator[Stretch]:
        """Yield its parts on both sides of where it passes a speed; itself where it does not."""
        low, high = min(self.speed, self.last), max(self.speed, self.last)
        if self.seconds is None or not low < speed < high:
            yield self
            return
        until = (speed - self.speed) / self.rises
        before = Stretch(self.shown, self.file, self.speed, self.rises, until)
        yield before
        yield Stretch(self.shown + until, self.file + before.passed, speed, self.rises, self.seconds - until)


@dataclass(frozen=True, slots=True)
class Pace:
    """The speeds of a clip at its points: pairs of a second of the clip, ascending, and how many file seconds pass a second.

    Before the first point and after the last one the speed is theirs; two points at one second are a sudden change.
    """

    points: tuple[tuple[Fraction, Fraction], ...] = ((Fraction(0), Fraction(1)),)

    def stretches(self) -> Iterator[Stretch]:
        """Yield its stretches in order, from second 0 of the clip to without end."""
        shown, file = Fraction(0), Fraction(0)
        (first, speed), (last, final) = self.points[0], self.points[-1]
        if first > 0:
            yield Stretch(shown, file, speed, seconds=first)
            shown, file = first, first * speed
        for (begin, before), (end, after) in pairwise(self.points):
            if end <= max(begin, Fraction(0)):
                continue
            rises = (after - before) / (end - begin)
            since = max(begin, Fraction(0))
            part = Stretch(since, file, before + rises * (since - begin), rises, end - since)
            yield part
            shown, file = end, file + part.passed
        yield Stretch(max(last, shown), file, final)

    def file(self, shown: Fraction) -> Fraction:
        """Return how many seconds after its start in the file second `shown` of the clip is."""
        return shown * self.points[0][1] if self.is_even else self._of(shown).file_at(shown)

    def shown(self, file: Fraction) -> Fraction:
        """Return the second of the clip that shows the file so many seconds after the clip's start."""
        if self.is_even:
            return file / self.points[0][1]
        part = next(part for part in self.stretches() if part.seconds is None or file <= part.file + part.passed)
        return part.shown_at(file)

    def until(self, file: Fraction) -> Fraction:
        """Return the second of the clip up to which the file so many seconds after its start is shown: one may stand."""
        stands = [part for part in self.stretches() if not part.speed and not part.rises]
        parts = [part for part in stands if abs(part.file - file) <= _NEAR]
        return parts[-1].end or parts[-1].shown if parts else self.shown(file)

    def moves(self, seconds: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """Yield from when until when its file passes, in the first so many seconds of the clip; between these it stands."""
        begin = Fraction(0)
        for part in self.stretches():
            if part.shown < seconds and not part.speed and not part.rises:
                if part.shown > begin:
                    yield begin, part.shown
                begin = seconds if part.end is None else part.end
        if begin < seconds:
            yield begin, seconds

    def standing(self, at: Fraction, seconds: Fraction) -> Pace:
        """Return the pace of a clip whose picture stands for so many seconds, `at` seconds after its start in the file."""
        shown = self.shown(at)
        speed = self.speed(shown)
        before = tuple(point for point in self.points if point[0] < shown)
        after = tuple((when + seconds, fast) for when, fast in self.points if when > shown)
        stands = ((shown, speed), (shown, Fraction(0)), (shown + seconds, Fraction(0)), (shown + seconds, speed))
        return Pace((*before, *stands, *after))

    def speed(self, shown: Fraction) -> Fraction:
        """Return the speed at a second of the clip."""
        part = self._of(shown)
        return part.speed + part.rises * (shown - part.shown)

    def later(self, by: Fraction) -> Pace:
        """Return the pace of what is left of a clip without its first `by` seconds."""
        return self if self.is_even else Pace(tuple((at - by, speed) for at, speed in self.points))

    @property
    def is_even(self) -> bool:
        """Say whether it is one speed throughout."""
        return len(self.points) == 1

    def _of(self, shown: Fraction) -> Stretch:
        return next(part for part in self.stretches() if part.end is None or shown < part.end)


AS_FILMED = Pace()
"""A second of the file a second."""


def at_speed(speed: Fraction) -> Pace:
    """Return the pace of one speed throughout."""
    return Pace(((Fraction(0), speed),)) if speed != 1 else AS_FILMED


def _root(square: Fraction) -> Fraction:
    return Fraction(isqrt(max(0, square.numerator) * FINE**2 // square.denominator), FINE)
