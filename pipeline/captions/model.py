"""A caption, and its one normal form of text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


class CaptionFault(ValueError):
    """A mistake in a caption file, and its line (from 1; 0 means the whole file)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message, line)
        self.message, self.line = message, line

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True, order=True)
class Caption:
    """A `text` shown from `start` until `end`, exact seconds, 0 <= start < end.

    The text is in normal form (see `plain`): one or more lines split by a newline, none empty, without markup.
    Raises CaptionFault.
    """

    start: Fraction
    end: Fraction
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise CaptionFault(f"a caption from {float(self.start):.3f} s to {float(self.end):.3f} s is never seen")
        if not self.text or plain(self.text) != self.text:
            raise CaptionFault(f"a caption's text is not in normal form: {self.text!r}")


def plain(text: str) -> str:
    """Return the normal form of a text: trimmed lines, no empty one, every kind of line break a newline, tabs spaces.

    `-->` becomes an arrow, since no caption format can hold it in a text. Raises CaptionFault for a control character.
    """
    text = _BREAKS.sub("\n", text).replace("\t", " ").replace("-->", "\N{RIGHTWARDS ARROW}")
    for character in text:
        if unicodedata.category(character) == "Cc" and character != "\n":
            raise CaptionFault(f"a text holds the control character U+{ord(character):04X}")
        if unicodedata.category(character) == "Cs":
            raise CaptionFault(f"a text holds half a character, U+{ord(character):04X}")
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)
