"""Text with tags <-> a text in normal form and its marks. It is walked once, from left to right, and nothing is tried twice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.captions.model import Caption, Kind, Mark, Word, moved, plain, spoken

HTML = frozenset(
    ["a", "big", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "p", "s", "small", "span",
     "strike", "strong", "sub", "sup", "tt"]
)
"""Tags of web pages that people and programs write into captions, where they mean nothing."""
BLOCKS = frozenset(["center", "div", "h1", "h2", "h3", "p"])
"""Those of them that begin and end a line."""
_NUMBER = re.compile(r"&#(?:0*(?P<decimal>\d+)|[xX]0*(?P<hex>[0-9a-fA-F]+));?")


class Builder:
    """What has been read of a caption's text so far, with what is open around it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[str, int, tuple[tuple[Kind, str], ...]]] = []
        self._said: set[tuple[Kind, str]] = set()
        self._marks: list[Mark] = []
        self._words: list[Word] = []

    @property
    def within(self) -> str:
        """Return the innermost tag that is open, empty for none."""
        return self._open[-1][0] if self._open else ""

    def add(self, text: str) -> None:
        """Add text, as it is to be shown."""
        text = text.replace("\ufeff", "")
        self._parts.append(text)
        self._length += len(text)

    def begin(self, tag: str, *said: tuple[Kind, str]) -> None:
        """Open a tag, which says this of the text in it, where that is not said already."""
        new = tuple(one for one in said if one not in self._said)
        self._said.update(new)
        self._open.append((tag, self._length, new))

    def end(self, tag: str) -> bool:
        """Close a tag, if it is the innermost; say whether it was."""
        if self.within != tag:
            return False
        _, begin, said = self._open.pop()
        self._said.difference_update(said)
        self._marks += (Mark(begin, self._length, kind, value) for kind, value in said)
        return True

    def speak(self, at: Fraction) -> None:
        """Note that what follows is spoken from `at` seconds on."""
        self._words.append(Word(self._length, at))

    def done(self, start: Fraction, end: Fraction) -> tuple[str, tuple[Mark, ...], tuple[Word, ...]]:
        """Close all and return the text in normal form, its marks, and its words within the times. Raises CaptionFault."""
        while self._open:
            self.end(self.within)
        raw = "".join(self._parts)
        text = plain(raw)
        if not text or not (self._marks or self._words):
            return text, (), ()
        # The arrow stands for three characters; with blanks after it, places stay, and all that differs is white space.
        raw = raw.replace("-->", "\N{RIGHTWARDS ARROW}  ")
        marks, words = moved(self._marks, self._words, raw, text)
        return text, marks, spoken(words, start, end, len(text))


def unescape(text: str) -> str:
    """Return a text with its character references read as web pages have them; a number that is no character is U+FFFD."""
    if "&" not in text:
        return text
    return html.unescape(_NUMBER.sub(_small, text))


def _small(found: re.Match[str]) -> str:
    # Python refuses to read a number of thousands of digits, and drops controls and what is no character in silence.
    digits = found["decimal"] or found["hex"]
    number = int(digits, 10 if found["decimal"] else 16) if len(digits) <= 7 else -1
    if 0 < number < 0x20 or 0xFDD0 <= number <= 0xFDEF or (0 < number <= 0x10FFFF and number & 0xFFFE == 0xFFFE):
        return chr(number)
    return found[0] if number >= 0 else "\N{REPLACEMENT CHARACTER}"


def pieces(caption: Caption) -> Iterator[tuple[str, Sequence[Mark], Sequence[Mark], Word | None]]:
    """Yield the text in pieces: each with the marks that end before it, those that begin with it, and the word it begins."""
    words = {word.begin: word for word in caption.words}
    begins: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in caption.marks:
        begins.setdefault(mark.begin, []).append(mark)
        ends.setdefault(mark.end, []).append(mark)
    edges = sorted({0, *begins, *ends, *words} - {len(caption.text)})
    for at, until in zip(edges, [*edges[1:], len(caption.text)], strict=True):
        yield caption.text[at:until], ends.get(at, [])[::-1], begins.get(at, []), words.get(at)
    yield "", ends.get(len(caption.text), [])[::-1], [], None


