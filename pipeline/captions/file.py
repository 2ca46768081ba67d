"""A whole file of captions: the captions, and what else it holds that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pipeline.captions.model import Caption
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """What was read otherwise than it was perhaps meant, and its line (from 1; 0 means the whole file). It stops nothing."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture in which captions stand (w3.org/TR/webvtt1, section 3.4), in percent of it.

    `width` of the picture's width, `lines` of text; the region's point `anchor` stands at the picture's point `viewport`.
    """

    name: str
    width: Fraction = Fraction(100)
    lines: int = 3
    anchor: tuple[Fraction, Fraction] = (Fraction(0), Fraction(100))
    viewport: tuple[Fraction, Fraction] = (Fraction(0), Fraction(100))
    scrolls: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A comment. It stands before the caption of the number `before`, from 0."""

    text: str
    before: int


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """Captions sorted by their times, and what their file says besides.

    `lines` are those at which the captions begin in their file (from 1). `styles` are CSS; `language` is a tag (BCP 47), empty
    where the file names none. `notices` are for the producer.
    """

    captions: tuple[Caption, ...]
    lines: tuple[int, ...] = ()
    styles: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    notes: tuple[Note, ...] = ()
    language: str = ""
    notices: tuple[Notice, ...] = ()


def by_time(found: Iterable[tuple[Caption, int]]) -> tuple[tuple[Caption, ...], tuple[int, ...]]:
    """Return captions sorted by their times, and the lines at which they begin; those of the same times keep their order."""
    ordered = sorted(found, key=lambda one: (one[0].start, one[0].end))
    return tuple(caption for caption, _ in ordered), tuple(line for _, line in ordered)
