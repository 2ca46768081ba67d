"""Review notes: what somebody says of a moment of an episode, what was answered, what was drawn on the frame. Pure data."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Literal

from pipeline.faults import Diagnostic, Where
from pipeline.timebase import Time
from pipeline.values import dataclass

Figure = Literal["arrow", "box"]
FIGURES: tuple[Figure, ...] = ("arrow", "box")

LONGEST_TEXT, LONGEST_NAME = 4_000, 80
"""Characters of a note or reply, and of its author's name."""

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Kinds of characters of which nothing is seen by themselves (Unicode Standard, table 4-4)."""

MOST_DRAWINGS = 20
"""Figures on one note; more hide what they point at."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure on the frame: an arrow from its first point to its second, or a box between two corners.

    Points are (x, y) in shares of the picture's width and height, from 0 to 1, from the upper left.
    """

    figure: Figure
    first: tuple[Fraction, Fraction]
    second: tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a note follows when it moves: a segment by its name, and the time within it."""

    segment: str
    at: Time


@dataclass(frozen=True, slots=True)
class Said:
    """Who wrote something, and when: `on` is a moment as `2026-11-27T04:10:00Z`, empty where nobody wrote one down.

    `is_guest` says that it came through a shared view, so that the name is what the guest gave.
    """

    by: str
    on: str
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a note."""

    key: str
    said: Said
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Note:
    """A note under its stable `key`, on the moment `at` of the episode, or from there `to` another one.

    Both times are those of the episode when it was written; with an `anchor` it stands where that is now. `done` is who last
    closed it, None while it is open; `states` counts how often it was closed or opened again.
    """

    key: str
    at: Time
    said: Said
    text: str
    where: Where
    to: Time | None = None
    anchor: Anchor | None = None
    drawings: tuple[Drawing, ...] = ()
    replies: tuple[Reply, ...] = ()
    done: Said | None = None
    states: int = 0

    @property
    def is_done(self) -> bool:
        """Say whether it was seen to."""
        return self.done is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """The notes of a file by the time of their writing, and what is wrong with the file. What is wrong is in no note."""

    notes: tuple[Note, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def is_seen(text: str) -> bool:
    """Say whether something of a text is seen."""
    return any(unicodedata.category(sign) not in _UNSEEN for sign in text)
