"""Names of segments: made from titles, unique, and the same wherever the segment stands. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

LONGEST = 48
"""Characters of a name: it becomes part of addresses and file names."""


def slug(title: str) -> str:
    """Return a title as a name: small letters, digits and marks of any script, joined by dashes; empty where it has none."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = "".join(character if _stays(character) else "-" for character in text.replace("'", "").replace("’", ""))
    joined = "-".join(part for part in kept.split("-") if part)
    if len(joined) > LONGEST:
        joined = joined[:LONGEST].rpartition("-")[0] or joined[:LONGEST]
    return joined


def unique(name: str, taken: Container[str]) -> str:
    """Return the name, or the name with the first free number after it."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _stays(character: str) -> bool:
    # Letters, digits, and the marks without which Indic and Arabic words fall apart.
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
