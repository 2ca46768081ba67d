"""When captions may begin and end, in whole frames: how long, how near to each other, how near to a cut. Pure.

A caption is seen in whole frames, so they are what is judged and mended. Source of the rules and numbers: see `rules`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pipeline.captions.rules import USUAL, Rules
from pipeline.captions.text import clusters, columns
from pipeline.values import dataclass

Rule = Literal["short", "long", "fast", "gap", "overlap", "lines", "width", "late", "cut"]


@dataclass(frozen=True)
class Timing:
    """Frames a second, the rules, and `cuts`: the frames with which another picture begins, in order."""

    rate: Fraction
    rules: Rules = USUAL
    cuts: tuple[int, ...] = ()

    @cached_property
    def fewest(self) -> int:
        """Return the frames that a caption stays at least."""
        return self.rules.fewest(self.rate)

    @cached_property
    def most(self) -> int:
        """Return the frames that it stays at most."""
        return self.rules.most(self.rate)

    @cached_property
    def zones(self) -> tuple[int, int]:
        """Return the frames from a cut within which a time belongs on it, and those that it stays away otherwise."""
        return self.rules.zones(self.rate)

    @property
    def near(self) -> int:
        """Return the frames up to which two captions are so near to each other that they should touch."""
        return self.zones[1]

    def characters(self, text: str) -> Fraction:
        """Return how much there is to read, as the rules count it; blanks count, line breaks do not."""
        line = text.replace("\n", "")
        return Fraction(columns(line), 2) if self.rules.is_wide_counted else Fraction(len(clusters(line)))

    def needed(self, characters: Fraction) -> int:
        """Return the frames in which so many characters can be read."""
        return -int(-characters * self.rate // self.rules.per_second)

    def begin(self, frame: int) -> int:
        """Return where a caption that begins in a frame belongs: on the cut within seven frames, or half a second from one."""
        return self._drawn(frame, 0)

    def end(self, frame: int) -> int:
        """Return where a caption belongs that ends with a frame (the first without it): two frames before a cut, or as above."""
        return self._drawn(frame, self.rules.gap_frames)

    def alone(self, start: int, end: int, needed: int) -> Iterator[Rule]:
        """Yield what the times break of a caption that is read in `needed` frames, by themselves; `cut` twice where both do."""
        frames = end - start
        if frames < self.fewest:
            yield "short"
        if frames > self.most:
            yield "long"
        if frames < needed:
            yield "fast"
        if self.begin(start) != start:
            yield "cut"
        if self.end(end) != end:
            yield "cut"

    def between(self, end: int, start: int) -> Rule | None:
        """Return what the end of a caption and the start of the next one break together."""
        if start < end:
            return "overlap"
        gap = start - end
        return "gap" if gap < self.rules.gap_frames or self.rules.gap_frames < gap <= self.near else None

    def cut_near(self, frame: int) -> int | None:
        """Return the cut that is nearest to a frame, the earlier of two, None where there is none."""
        at = bisect_left(self.cuts, frame)
        return min(self.cuts[max(0, at - 1) : at + 1], key=lambda cut: abs(cut - frame), default=None)

    def _drawn(self, frame: int, before: int) -> int:
        wanted = self._drawn_once(frame, before)
        # Where cuts follow each other so quickly that every place is near to one, a time stays.
        return wanted if wanted >= 0 and self._drawn_once(wanted, before) == wanted else frame

    def _drawn_once(self, frame: int, before: int) -> int:
        cut = self.cut_near(frame)
        if cut is None:
            return frame
        on, away = self.zones
        distance = frame - cut
        if abs(distance) <= on:
            return cut - before
        if abs(distance) < away:
            return cut + away if distance > 0 else cut - away
        return frame
