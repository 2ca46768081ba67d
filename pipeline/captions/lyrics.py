"""Change times in a file of lyrics (.lrc) where they stand; every other byte stays. Pure.

Lyrics say when lines begin. A line ends with the next stamp: one with a text, before which it ends by a gap, or one without,
which ends it and no more. So another end is another stamp without a text, where the next line does not end it anyhow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from pipeline.captions.edit import GLIMPSE, retimed
from pipeline.captions.model import Caption
from pipeline.timebase import half_up
from pipeline.values import dataclass

_STAMP = re.compile(r"\[(?P<time>\d{1,3}:\d{2}[.:]\d{2,3})\]", re.ASCII)
_LINE = re.compile(r"[ \t]*(?P<stamps>(?:\[\d{1,3}:\d{2}[.:]\d{2,3}\])+)(?P<text>[^\r\n]*)(?P<end>\r\n|\n|\r|\Z)", re.ASCII)
_OFFSET = re.compile(r"^[ \t]*\[offset:[^\]]*[1-9]", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A time in the text of a file: where, when, whether a text follows, and where the line after it begins."""

    span: tuple[int, int]
    at: Fraction
    has_text: bool
    below: int
    newline: str


def apart(lyrics: Sequence[Caption], gap: Fraction) -> tuple[Caption, ...]:
    """Return lyrics of which each ends `gap` seconds before the next: their files say no ends, so that they would all touch."""
    ends = {one.start: one.start - gap for one in lyrics}
    return tuple(
        retimed(one, one.start, min(one.end, max(ends.get(one.end, one.end), one.start + GLIMPSE))) for one in lyrics
    )


def edits(
    text: str, lyrics: Sequence[Caption], wanted: Mapping[int, tuple[Fraction, Fraction]], gap: Fraction
) -> list[tuple[int, int, str]]:
    """Return what to put where in a text so that lyrics, which are apart, stand at the times `wanted` of some, by number.

    Raises ValueError where that cannot be said by stamps: they would come in another order, or are moved by an offset.
    """
    stamps = sorted(_stamps(text), key=lambda one: one.at)
    if _OFFSET.search(text) or len({one.at for one in stamps}) != len(stamps):
        raise ValueError("several lines come at one time, or all are moved by an offset")
    by_time = {one.at: number for number, one in enumerate(stamps)}
    if any(one.start not in by_time for one in lyrics):
        raise ValueError("a line comes otherwise than by a stamp")
    starts = {by_time[lyrics[number].start]: times[0] for number, times in wanted.items()}
    found: dict[tuple[int, int], str] = {stamps[at].span: _written(text, stamps[at], time) for at, time in starts.items()}
    for number, one in enumerate(lyrics):
        at = by_time[one.start]
        end = wanted[number][1] if number in wanted else one.end
        following = stamps[at + 1] if at + 1 < len(stamps) else None
        if following is not None and not following.has_text:
            if following.at != end:
                found[following.span] = _written(text, following, end)
            continue
        if following is not None:
            coming, start = starts.get(at + 1, following.at), starts.get(at, one.start)
            last = min(coming, max(coming - gap, start + GLIMPSE))  # as `apart` has it
            if abs(last - end) <= gap / 4:
                continue
            if last < end:
                raise ValueError("the next line ends it")
        elif wanted.get(number, (one.start, one.end)) == (one.start, one.end):
            continue
        below, newline = stamps[at].below, stamps[at].newline
        stamp = f"[{_written(text, stamps[at], end)}]"
        found[below, below] = f"{stamp}{newline or chr(10)}" if newline else f"\n{stamp}"
    return [(*span, put) for span, put in found.items()]


def _stamps(text: str) -> list[_Stamp]:
    return [
        _Stamp(
            (line.start("stamps") + one.start("time"), line.start("stamps") + one.end("time")),
            _seconds(one["time"]), bool(line["text"].strip()), line.end(), line["end"],
        )
        for line in _LINE.finditer(text) if line.start() == 0 or text[line.start() - 1] in "\r\n"
        for one in _STAMP.finditer(line["stamps"])
    ]  # fmt: skip


def _seconds(time: str) -> Fraction:
    minutes, seconds, part = re.split("[:.]", time)
    return int(minutes) * 60 + int(seconds) + Fraction(int(part), 10 ** len(part))


def _written(text: str, like: _Stamp, at: Fraction) -> str:
    """Return a time as another one is written: with as many digits and the same sign."""
    old = text[slice(*like.span)]
    minutes, part = old.partition(":")[0], re.split("[.:]", old)[-1]
    sign = old[-len(part) - 1]
    whole, rest = divmod(half_up(at * 10 ** len(part)), 10 ** len(part))
    return f"{whole // 60:0{len(minutes)}d}:{whole % 60:02d}{sign}{rest:0{len(part)}d}"
