"""Chapters of a programme, as platforms accept them: embedded in it, in chapters.txt and in the description. Pure.

There is one list, for all three: a chapter that a viewer finds in the file is also the one that the page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.timebase import clock
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

FEWEST = 3
"""A platform shows no chapters below this many (9to5google.com/2020/05/28/youtube-video-chapters)."""
SHORTEST = 10
"""Seconds that each chapter lasts at least, or a platform shows none at all (same page)."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter that begins at a frame of the programme. The title is one line."""

    start: int
    title: str


def chapters(programme: Programme) -> tuple[Chapter, ...]:
    """Return the chapters of a programme: its segments, but those that stay out and those too short."""
    marks = [
        Chapter(placed.seen.start, " ".join(placed.segment.title.split()))
        for placed in programme.segments
        if placed.segment.chapter and placed.segment.title.strip()
    ]
    return arrange(marks, programme.frames, programme.rate)


def arrange(marks: Sequence[Chapter], frames: int, rate: Fraction) -> tuple[Chapter, ...]:
    """Return the chapters that a platform accepts for a programme of `frames` frames, or none where fewer than three are left.

    The first begins at frame 0, whatever comes before its mark. A mark within ten seconds of the one before, or of the end,
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
    """Return a line a chapter, its time first: `0:00 Title`; `0:00:00 Title` for all where one begins after an hour."""
    seconds = [_second(chapter.start, rate) for chapter in chapters]
    long = any(second >= 3600 for second in seconds)
    times = (clock(Fraction(second), digits=0, hours=long) for second in seconds)
    return tuple(f"{time} {chapter.title}" for time, chapter in zip(times, chapters, strict=True))


def _second(frame: int, rate: Fraction) -> int:
    return int(frame / rate)
