"""Pictures of the episode in cards: which a template may ask for, where each is looked at, what stands in for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from pipeline.cards.fields import ADDED_PICTURES, PICTURES
from pipeline.cards.model import Artwork, Theme
from pipeline.cards.texts import named_by

Focus = tuple[Fraction, Fraction]
"""The point of a picture that must stay visible, as shares of its width and height."""

UPPER_MIDDLE: Focus = (Fraction(1, 2), Fraction(38, 100))
"""Where faces are, in a picture of which nothing is said."""

_SOURCE = "picture:"
_FILE = "picture-"
_TONE = "tone-"


def known(card: str) -> tuple[str, ...]:
    """Return the names of the pictures that a card may show."""
    return PICTURES.get(card, ADDED_PICTURES)


def source(name: str) -> str:
    """Return what a template writes as the `src` of a picture."""
    return f"{_SOURCE}{name}"


def file_name(name: str) -> str:
    """Return what the file of a picture is called among those of a drawing."""
    return f"{_FILE}{name}"


def shown(artwork: Artwork) -> tuple[tuple[str, str], ...]:
    """Return the pictures that an artwork shows, each with the name of its file."""
    return tuple((src.removeprefix(_SOURCE), file) for src, file in artwork.images.items() if src.startswith(_SOURCE))


def tone_file(name: str) -> str:
    """Return what the file with the tone of a picture is called among those of a drawing."""
    return f"{_TONE}{name}"


def tones(artwork: Artwork) -> tuple[tuple[str, str], ...]:
    """Return the pictures whose tone decides how an artwork looks, each with the name of the file that tells it."""
    return tuple(artwork.beneath.files.items()) if artwork.beneath else ()


@lru_cache(maxsize=1024)
def mentions(theme: Theme, card: str, word: str) -> bool:
    """Say whether a card's template, or one that it extends or includes, has a word: what it never asks for decides nothing."""
    return any(re.search(rf"\b{word}\b", one.text) for one in named_by(theme.templates, f"{card}.html"))


class Pictures(dict[str, Mapping[str, str]]):
    """The pictures that there are, as a template sees them: `pictures.first.focus`; one that there is not is nothing."""

    def __init__(self, found: Mapping[str, Focus]) -> None:
        super().__init__({name: {"focus": f"{_percent(x)} {_percent(y)}"} for name, (x, y) in found.items()})

    def __missing__(self, name: str) -> None:
        return None


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):.1f}%"
