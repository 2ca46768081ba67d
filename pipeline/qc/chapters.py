"""Judge the chapters inside a movie against those that were planned. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

from pipeline.faults import Severity
from pipeline.qc.boxes import Movie
from pipeline.qc.model import Finding, Planned

_TOLERANCE = Fraction(1, 1000)
"""Seconds: tracks of text count milliseconds."""
_LONGEST = 255
"""Bytes of a title in a box `chpl`, whose length is one byte."""


def chapters_inside(movie: Movie, planned: Planned) -> Iterator[Finding]:
    """Find chapters in a movie that are not those of the plan, and those that are missing, at the first that is wrong."""
    if not planned.segments:  # nothing is known of a plan
        return
    meant = [(frame / planned.rate, title) for frame, title in planned.marks]
    tables = movie.chapters or ({"chapters": ()} if meant else {})
    for name, told in tables.items():
        for number, (one, other) in enumerate(zip_longest(told, meant), 1):
            if one is None or other is None or abs(one[0] - other[0]) > _TOLERANCE or not _is_same(one[1], other[1]):
                seconds = (other or one or (Fraction(0), ""))[0]
                message = f"chapter {number} in the movie ({name}) is not the planned one: {_words(one)} for {_words(other)}"
                yield planned.found("movie_chapters", Severity.ERROR, message, int(seconds * planned.rate), "build it again")
                break


def _is_same(told: str, meant: str) -> bool:
    cut = meant.encode()[:_LONGEST].decode("utf-8", "ignore")
    return told == meant or (len(meant.encode()) > _LONGEST and told.rstrip("\ufffd") == cut)


def _words(chapter: tuple[Fraction, str] | None) -> str:
    return "none" if chapter is None else f"{chapter[1][:40]!r} at {float(chapter[0]):.3f} s"
