"""Chapters: marks of an episode, as lines of a description and as metadata of a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

FEWEST = 3
"""A platform shows no chapters below this many (9to5google.com/2020/05/28/youtube-video-chapters)."""
SHORTEST = 10
"""Seconds that each chapter lasts at least, or a platform shows none at all (same page)."""

_SPECIAL = re.compile(r"([=;#\\\n])")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Begin a chapter at a frame of the programme. The title is one line."""

    start: int
    title: str


def arrange(marks: Sequence[Chapter], frames: int, rate: Fraction) -> tuple[Chapter, ...]:
    """Return the chapters that a platform accepts for a programme of `frames` frames, or none where fewer than three are left.

    The first begins at frame 0, whatever stands before its mark. A mark within ten seconds of the one before, or of the end,
    is left out, so that its time belongs to the chapter before. Seconds are counted as shown: whole, rounded down.
    """
    kept: list[Chapter] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        left = (frames - mark.start) / rate
        if not kept:
            kept.append(replace(mark, start=0))
        elif _second(mark.start, rate) - _second(kept[-1].start, rate) >= SHORTEST and left >= SHORTEST:
            kept.append(mark)
    return tuple(kept) if len(kept) >= FEWEST else ()


def lines(chapters: Sequence[Chapter], rate: Fraction) -> tuple[str, ...]:
    """Return a line a chapter, its time first: `0:00 Title`; `0:00:00 Title` for all where one begins behind an hour."""
    seconds = [_second(chapter.start, rate) for chapter in chapters]
    long = any(second >= 3600 for second in seconds)
    return tuple(f"{_clock(second, long)} {chapter.title}" for second, chapter in zip(seconds, chapters, strict=True))


def ffmetadata(title: str, chapters: Sequence[Chapter], frames: int, rate: Fraction) -> str:
    """Return ffmpeg's metadata file with the title and the chapters, exact to the frame; the last ends with the programme.

    (ffmpeg.org/ffmpeg-formats.html, section Metadata: `=`, `;`, `#`, backslash and line breaks are escaped.)
    """
    ends = [*(chapter.start for chapter in chapters[1:]), frames]
    parts = [f";FFMETADATA1\ntitle={_escaped(title)}\n"]
    for chapter, end in zip(chapters, ends, strict=True) if chapters else ():
        parts.append(f"[CHAPTER]\nTIMEBASE={rate.denominator}/{rate.numerator}\nSTART={chapter.start}\nEND={end}\n"
                     f"title={_escaped(chapter.title)}\n")
    return "".join(parts)


def _second(frame: int, rate: Fraction) -> int:
    return int(frame / rate)


def _clock(second: int, long: bool) -> str:
    minutes, rest = divmod(second, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if long else f"{minutes}:{rest:02d}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
