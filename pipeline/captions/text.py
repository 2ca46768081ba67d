"""How wide and how long a text is to the eye: columns, grapheme clusters, line breaks."""

from __future__ import annotations

import re
import unicodedata

COLUMNS = 42
"""Columns of a line (Netflix, English timed text guide: 42 characters)."""
LINES = 2
"""Lines of a caption (Netflix general requirements; BBC subtitle guidelines)."""

# What may not begin and what may not end a line (the closing and opening marks of Japanese and Chinese typesetting).
_NO_START = "、。，．・：；？！」』）］｝〉》】〕ー々…‥ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]}’”"
_NO_END = "「『（［｛〈《【〔([{‘“"
_SENTENCE = tuple(".,;:!?…。、！？，；：؟،।—–")
_DASHES = ("-", "–", "—", "‐")


def columns(text: str) -> int:
    """Return how many columns a line takes: East Asian wide characters and emoji two, marks upon others none."""
    return sum(2 if unicodedata.east_asian_width(cluster[0]) in "WF" else 1 for cluster in clusters(text))


def clusters(text: str) -> list[str]:
    """Split a text into what a reader counts as characters: grapheme clusters, by the main rules of UAX #29.

    Marks, joiners, variation selectors, skin tones and tags stay with what they follow; flags are pairs.
    """
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


def wrap(text: str, limit: int = COLUMNS, lines: int = LINES) -> str:
    """Break a text into lines of at most `limit` columns: as few as fit, balanced, after punctuation where one is near.

    Breaks that are there stay when they keep to `limit` and `lines`, or when the lines are turns of a dialogue. A text that needs
    more than `lines` gets them (`lint` tells); a word wider than `limit` stays whole. Text in Chinese and Japanese breaks between
    characters, not before closing marks. Idempotent.
    """
    given = text.split("\n")
    if len(given) <= lines and all(columns(line) <= limit for line in given):
        return text
    if len(given) > 1 and all(line.startswith(_DASHES) for line in given):
        return "\n".join(_fill(line, limit) for line in given)
    return _fill(_joined(given), limit)


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += line if _is_wide(text[-1]) and _is_wide(line[0]) else f" {line}"
    return text


def _fill(text: str, limit: int) -> str:
    """Break one paragraph. The cheapest set of breaks by dynamic programming: fewest lines first, then evenness."""
    pieces = _pieces(text)
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # for each count of pieces: lines, cost, where the last line begins
    for end in range(1, len(pieces) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            width = columns("".join(pieces[start:end]).strip())
            if width > limit and start < end - 1:
                break
            # A line that ends a phrase reads as if it were 8 columns nearer to even.
            phrase = "".join(pieces[start:end]).rstrip().endswith(_SENTENCE)
            cost = best[start][1] + max(0, limit - width) ** 2 - (64 * 2 if phrase and end < len(pieces) else 0)
            options.append((best[start][0] + 1, cost, start))
        best.append(min(options))
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        lines.insert(0, "".join(pieces[start:end]).strip())
        end = start
    return "\n".join(lines)


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: after spaces, and around wide characters as their typesetting allows."""
    pieces: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        start = len(pieces)
        for cluster in clusters(word):
            last = pieces[-1] if len(pieces) > start else ""
            breakable = last and (_is_wide(cluster) or _is_wide(last[-1]))
            if breakable and cluster[0] not in _NO_START and last[-1] not in _NO_END and not cluster.isspace():
                pieces.append(cluster)
            elif last:
                pieces[-1] += cluster
            else:
                pieces.append(cluster)
    return pieces


def _is_wide(cluster: str) -> bool:
    # Korean is wide as well and breaks between words only.
    return unicodedata.east_asian_width(cluster[0]) in "WF" and not "\uac00" <= cluster[0] <= "\ud7a3"


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )
