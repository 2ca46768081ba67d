"""Move, cut and join captions. Every function returns new captions, sorted by start; none changes what it was given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.model import Caption
from pipeline.captions.wrapping import wrap


def shift(captions: Iterable[Caption], by: Fraction) -> tuple[Caption, ...]:
    """Return the captions `by` seconds later (earlier where negative); what falls before 0 is cut off, then dropped."""
    moved = ((caption.start + by, caption.end + by, caption.text) for caption in captions)
    return tuple(sorted(Caption(max(start, Fraction(0)), end, text) for start, end, text in moved if end > 0))


def slice(captions: Iterable[Caption], start: Fraction, end: Fraction) -> tuple[Caption, ...]:  # noqa: A001 (the trade's word)
    """Return what is seen from `start` until `end`, exact seconds, cut to them. Times stay: see `shift`."""
    inside = (caption for caption in captions if caption.start < end and start < caption.end)
    return tuple(sorted(replace(c, start=max(c.start, start), end=min(c.end, end)) for c in inside))


def merge(*parts: Iterable[Caption]) -> tuple[Caption, ...]:
    """Return the captions of all parts, sorted by start."""
    return tuple(sorted(caption for part in parts for caption in part))


def wrap_all(captions: Iterable[Caption], language: str = "") -> tuple[Caption, ...]:
    """Return the captions with their texts wrapped as their language is (see `wrapping.wrap`)."""
    return tuple(replace(caption, text=wrap(caption.text, language)) for caption in captions)
