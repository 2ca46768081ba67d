"""Exact time: whole frames, whole samples, rates as fractions. Never a float, never a clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import overload

SAMPLE_RATE = 48_000
"""Samples a second of all sound inside the pipeline (YouTube's and broadcast's rate)."""

_CLOCK = re.compile(r"(?:(?P<hours>\d{1,3}):)?(?:(?P<minutes>\d{1,2}):)?(?P<seconds>\d+(?:\.\d{1,9})?)")
_FRAMES = re.compile(r"(?P<frames>\d+)f")
_DAY, _FASTEST = 24 * 3600, 240
"""Seconds of the longest time that can be written, and frames a second at most. A length of 10^18 seconds took all memory."""

_DIGITS = 30
"""Characters of a number that are read: Python refuses to read one of thousands."""

_RATE = re.compile(r"(?P<whole>\d{1,6})(?:/(?P<part>\d{1,6}))?")


class TimeFault(ValueError):
    """A reason why a text is not a time or a rate; the message is fit for a producer."""


@dataclass(frozen=True, slots=True)
class Time:
    """An instant or a length as written: exact seconds, or whole frames of the episode's rate.

    Exactly one of the two is set.
    """

    seconds: Fraction | None = None
    frames: int | None = None

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.frames is None):
            raise TimeFault("a time is either seconds or frames")

    def in_seconds(self, rate: Fraction) -> Fraction:
        """Return exact seconds at `rate` frames a second."""
        if self.seconds is not None:
            return self.seconds
        assert self.frames is not None
        return self.frames / rate

    def in_frames(self, rate: Fraction) -> int:
        """Return whole frames at `rate`, nearest, half up."""
        if self.frames is not None:
            return self.frames
        assert self.seconds is not None
        return frames_of(self.seconds, rate)


def parse_time(text: str) -> Time:
    """Read `6`, `1:05.5`, `0:01:30.250` or `90f` exactly.

    Raises TimeFault where the text is none of these, is more than a day, or has 60 or more minutes or seconds after a colon.
    """
    text = text.strip()
    if match := _FRAMES.fullmatch(text):
        if (frames := int(match["frames"][:_DIGITS])) > _DAY * _FASTEST:
            raise TimeFault(f"{_shortened(text)!r} is more than a day; an episode is shorter")
        return Time(frames=frames)
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise TimeFault(
            f"{_shortened(text)!r} is not a time; write seconds (6, 6.25), minutes (1:05.5), hours (0:01:30.250) or frames (90f)"
        )
    if len(match["seconds"]) > _DIGITS:
        raise TimeFault(f"{_shortened(text)!r} is more than a day; an episode is shorter")
    hours, minutes, seconds = match["hours"], match["minutes"], Fraction(match["seconds"])
    if hours is not None and minutes is None:
        hours, minutes = None, hours
    if minutes is not None and seconds >= 60:
        raise TimeFault(f"{_shortened(text)!r} has {match['seconds']} seconds after a colon; at most 59.999 fit")
    if hours is not None and minutes is not None and int(minutes) >= 60:
        raise TimeFault(f"{text!r} has {minutes} minutes after a colon; at most 59 fit")
    time = int(hours or 0) * 3600 + int(minutes or 0) * 60 + seconds
    if time > _DAY:
        raise TimeFault(f"{text!r} is more than a day; an episode is shorter")
    return Time(seconds=time)


def _shortened(text: str) -> str:
    return text if len(text) <= _DIGITS else f"{text[:_DIGITS]}..."


def parse_rate(text: str) -> Fraction:
    """Read a frame rate, `24`, `30000/1001`; from 1 to 240 frames a second.

    Raises TimeFault; decimal rates are refused with the fraction that is meant.
    """
    meant = {"23.976": "24000/1001", "23.98": "24000/1001", "29.97": "30000/1001", "59.94": "60000/1001"}
    if text.strip() in meant:
        raise TimeFault(f"{text.strip()} is not exact; write {meant[text.strip()]}")
    match = _RATE.fullmatch(text.strip())
    # Python itself refuses to read a number of more than 4,300 digits.
    if match is None or len(text) > 2 * _DIGITS or int(match["part"] or 1) == 0:
        raise TimeFault(f"{_shortened(text)!r} is not a frame rate; write a whole number or a fraction such as 30000/1001")
    rate = Fraction(int(match["whole"]), int(match["part"] or 1))
    if not 1 <= rate <= 240:
        raise TimeFault(f"{_shortened(text)!r} is outside 1 to 240 frames a second")
    return rate


def half_up(value: Fraction) -> int:
    """Round to the nearest whole number, halves up (also below zero: -1/2 becomes 0)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def frames_of(seconds: Fraction, rate: Fraction) -> int:
    """Turn seconds into whole frames at `rate`: nearest, half up. The only such conversion."""
    return half_up(seconds * rate)


def sample_of(frame: int, rate: Fraction, sample_rate: int = SAMPLE_RATE) -> int:
    """Return the sample at which `frame` begins. Cumulative from frame 0, so rounding never adds up."""
    return half_up(frame * sample_rate / rate)


def clock(seconds: Fraction, *, digits: int | None = None, hours: bool = False) -> str:
    """Write seconds as a clock time, `M:SS`, from an hour on or with `hours` as `H:MM:SS`. The only such writing.

    `digits` are those of the second's part; None writes up to three, without needless zeros. Rounded down, so that it never names
    a later moment.
    """
    places = 3 if digits is None else digits
    whole, part = divmod(int(seconds * 10**places), 10**places)
    minutes = f"{whole // 3600}:{whole // 60 % 60:02d}" if hours or whole >= 3600 else f"{whole // 60}"
    text = f"{minutes}:{whole % 60:02d}" + (f".{part:0{places}d}" if places else "")
    return text.rstrip("0").rstrip(".") if digits is None else text


def timecode(frame: int, rate: Fraction, *, digits: int = 3) -> str:
    """Write the clock time of a frame, `H:MM:SS.mmm`; it never names a later frame."""
    return clock(frame / rate, digits=digits, hours=True)


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """The frames `start <= n < start + frames`; half-open, never negative in length."""

    start: int
    frames: int

    def __post_init__(self) -> None:
        if self.frames < 0:
            raise TimeFault(f"a range of {self.frames} frames")

    @property
    def end(self) -> int:
        """Return the first frame after the range."""
        return self.start + self.frames

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame < self.end

    def shifted(self, by: int) -> FrameRange:
        """Return the range `by` frames later."""
        return FrameRange(self.start + by, self.frames)

    def overlap(self, other: FrameRange) -> FrameRange | None:
        """Return the frames in both, or None where there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return FrameRange(start, end - start) if start < end else None


@dataclass(frozen=True, slots=True)
class FrameTimes(Sequence[Fraction]):
    """The times in seconds of `frames` frames at `rate`, from 0 on, told as they are asked for: of hours they are a million."""

    frames: int
    rate: Fraction

    def __len__(self) -> int:
        return self.frames

    @overload
    def __getitem__(self, at: int) -> Fraction: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, at: int | slice) -> Fraction | Sequence[Fraction]:
        chosen = range(self.frames)[at]
        return chosen / self.rate if isinstance(chosen, int) else tuple(frame / self.rate for frame in chosen)
