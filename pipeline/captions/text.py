"""How wide and how long a text is to the eye: columns, grapheme clusters."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """Return how many columns a line takes: East Asian wide characters and emoji two, marks and what is not seen none."""
    if text.isascii():
        return len(text)
    return sum(_width(cluster[0]) for cluster in clusters(text))


def clusters(text: str) -> list[str]:
    """Split a text into what a reader counts as characters: grapheme clusters, by the main rules of UAX #29.

    Marks, joiners, vowels and ends of Korean syllables, variation selectors, skin tones and tags stay with what they follow;
    flags are pairs.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        last = found[-1] if found else ""
        joined = last.endswith("\u200d") and unicodedata.category(character) == "So"
        flag = len(last) == 1 and _is_regional(last) and _is_regional(character)
        if last and (joined or flag or _extends(character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def is_wide(cluster: str) -> bool:
    """Say whether a character is wide and breaks before and after it; Korean is wide as well and breaks between words only."""
    return unicodedata.east_asian_width(cluster[0]) in "WF" and not "\uac00" <= cluster[0] <= "\ud7a3"


def _width(character: str) -> int:
    if unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character in "\u200c\u200d\u0e33\u0eb3"
        or "\u1160" <= character <= "\u11ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )
