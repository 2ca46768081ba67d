"""Times as a producer writes them: the fewest digits that mean the wanted frame, in the style that stood there. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.timebase import half_up

_MOST_DIGITS = 9
"""Digits behind the point that a time may have."""
_SCALE = 1_000_000_000
_MINUTE = 60


def shortest(low: Fraction, high: Fraction, wanted: Fraction) -> Fraction:
    """Return the decimal number with the fewest digits that is at least `low` and below `high`, of those the nearest to `wanted`.

    Where none of nine digits is, that is the last one below `high`.
    """
    number = Fraction(0)
    for digits in range(_MOST_DIGITS + 1):
        scale = 10**digits
        first, last = -int(-low * scale // 1), -int(-high * scale // 1) - 1
        number = Fraction(min(max(half_up(wanted * scale), first), max(last, first)), scale)
        if first <= last:
            return number
    return number


def cell(seconds: Fraction, rate: Fraction) -> tuple[Fraction, Fraction]:
    """Return the half of a frame in which a moment lies: whatever begins there shows the same frames of a file."""
    half = int(seconds * rate * 2 // 1)
    return half / (2 * rate), (half + 1) / (2 * rate)


def beginning(seconds: Fraction, rate: Fraction) -> Fraction:
    """Return the shortest moment that shows the same frames of a file as `seconds` does."""
    return shortest(*cell(seconds, rate), seconds)


def lasting(frames: int, rate: Fraction, after: Fraction = Fraction(0)) -> Fraction:
    """Return the shortest moment that is so many frames after another: within a quarter of a frame."""
    return shortest(after + (frames - Fraction(1, 4)) / rate, after + (frames + Fraction(1, 4)) / rate, after + frames / rate)


def rounded_down(seconds: Fraction) -> Fraction:
    """Return the last moment that can be written exactly and is not after another."""
    return Fraction(int(seconds * _SCALE // 1), _SCALE)


def is_decimal(seconds: Fraction) -> bool:
    """Say whether a time can be written exactly."""
    return (seconds * _SCALE).denominator == 1


def decimal(number: Fraction) -> str:
    """Write a number that can be written exactly, without needless zeros."""
    whole, part = divmod(half_up(abs(number) * 10**_MOST_DIGITS), 10**_MOST_DIGITS)
    text = f"{whole}.{part:0{_MOST_DIGITS}d}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 and text != "0" else text


def written(seconds: Fraction, rate: Fraction, like: str = "") -> str:
    """Write a time in the style of what stood there: seconds, `m:ss`, `h:mm:ss`, or frames where it is a whole number of them.

    Where nothing stood there, it is seconds, and `m:ss` from a minute on.
    """
    like = like.strip()
    if like.endswith("f") and abs(seconds * rate - (frames := half_up(seconds * rate))) < Fraction(1, 2):
        return f"{frames}f"
    colons = like.count(":")
    is_long_anyhow = re.fullmatch(r"[\d.]+", like) is not None and Fraction(like) >= _MINUTE
    if not colons and (seconds < _MINUTE or is_long_anyhow):
        return decimal(seconds)
    minutes, rest = divmod(seconds, _MINUTE)
    behind = decimal(rest)
    behind = "0" + behind if rest < 10 else behind
    hours, minutes = divmod(int(minutes), 60) if colons == 2 else (None, int(minutes))
    width = len(like.split(":")[0]) if colons else 1
    if hours is None:
        return f"{minutes:0{width}d}:{behind}"
    return f"{hours:0{width}d}:{minutes:02d}:{behind}"
