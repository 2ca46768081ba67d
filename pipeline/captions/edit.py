"""Move, cut and join captions. Every function returns new captions, sorted by start; none changes what it was given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.model import Caption, rebroken, spoken
from pipeline.captions.wrapping import wrap

GLIMPSE = Fraction(1, 4)
"""Seconds below which what a cut leaves of a caption is no caption any more: nobody reads it, and hardly a syllable is heard."""


def shift(captions: Iterable[Caption], by: Fraction) -> tuple[Caption, ...]:
    """Return the captions `by` seconds later (earlier where negative); what falls before 0 is cut off, then dropped."""
    return tuple(sorted(retimed(c, max(c.start + by, Fraction(0)), c.end + by, by) for c in captions if c.end + by > 0))


def slice(  # noqa: A001 (the trade's word)
    captions: Iterable[Caption], start: Fraction, end: Fraction, least: Fraction = Fraction(0)
) -> tuple[Caption, ...]:
    """Return what is seen from `start` until `end`, exact seconds, cut to them. Times stay: see `shift`.

    What the cut leaves of a caption for less than `least` seconds is dropped; one that is so short by itself is not.
    """
    inside = (
        retimed(one, max(one.start, start), min(one.end, end))
        for one in captions
        if one.start < end and start < one.end
        and ((start <= one.start and one.end <= end) or min(one.end, end) - max(one.start, start) >= least)
    )  # fmt: skip
    return tuple(sorted(inside))


def retimed(caption: Caption, start: Fraction, end: Fraction, by: Fraction = Fraction(0)) -> Caption:
    """Return a caption with other times; its words are `by` seconds later, and those outside are no longer told apart."""
    later = (replace(word, start=word.start + by) for word in caption.words)
    return replace(caption, start=start, end=end, words=spoken(later, start, end, len(caption.text)))


def merge(*parts: Iterable[Caption]) -> tuple[Caption, ...]:
    """Return the captions of all parts, sorted by start; they may overlap, see `apart`."""
    return tuple(sorted(caption for part in parts for caption in part))


def wrap_all(captions: Iterable[Caption], language: str = "") -> tuple[Caption, ...]:
    """Return the captions with their texts wrapped as their language is (see `wrapping.wrap`)."""
    return tuple(rebroken(caption, wrap(caption.text, language)) for caption in captions)
