"""Credits that stand on pages: for how long each stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from pipeline.cards.fault import CardFault
from pipeline.cards.pages import Page
from pipeline.timebase import frames_of, half_up, timecode

STANDS, EACH_NAME, EACH_ROLE = Fraction(3, 2), Fraction(11, 50), Fraction(3, 10)
"""Seconds that a page stands, and those that each of its names and roles adds: 24 names in 9 roles are read in 9.5 s."""

LEAST_NAME = Fraction(1, 5)
"""Seconds for which each name is seen at least, whatever length a manifest asks for."""

_LEAST_PAGE = Fraction(1)


def natural_seconds(page: Page) -> Fraction:
    """Return how long a page stands where the manifest does not say."""
    return STANDS + EACH_NAME * sum(part.names for part in page) + EACH_ROLE * sum(part.roles for part in page)


def lengths(pages: Sequence[Page], rate: Fraction, wanted: int | None = None) -> tuple[int, ...]:
    """Return how many frames each page stands: its natural length, or its share of `wanted` frames.

    Raises CardFault with the shortest possible length where that is too short to read the names.
    """
    natural = [natural_seconds(page) for page in pages]
    if wanted is None:
        return tuple(max(1, frames_of(seconds, rate)) for seconds in natural)
    least = [max(_LEAST_PAGE, LEAST_NAME * sum(part.names for part in page)) for page in pages]
    total = sum(natural)
    # Shares are rounded to whole frames, so each page may lose one.
    shortest = max(-(-(seconds * rate + 1) * total // own) for seconds, own in zip(least, natural, strict=True))
    if wanted < shortest:
        raise CardFault(
            f"the credits cannot be read in {timecode(wanted, rate)} ({wanted} frames)",
            f"write length: {shortest}f, the shortest for {sum(part.names for page in pages for part in page)} names, or longer; "
            f"or leave the length out, which takes {timecode(sum(lengths(pages, rate)), rate)}",
        )
    ends = [half_up(seconds * wanted / total) for seconds in accumulate(natural)]
    return tuple(end - start for start, end in pairwise((0, *ends)))
