"""Plain text -> the lines of captions that have no times yet: a line of text each; empty lines part blocks. Pure."""

from __future__ import annotations

import re

from pipeline.captions import formats
from pipeline.captions.model import CaptionFault, plain
from pipeline.captions.source import Mistakes, lines_of, looks_like_times
from pipeline.values import dataclass

ENDINGS = (".txt", ".text")
"""What the names of plain texts end with."""
_STAMP = r"\d{1,2}(?::\d{2}){1,2}(?:[.,]\d{1,3})?"
_TIME = re.compile(rf"{_STAMP}|[\[(]{_STAMP}[\])].*", re.ASCII)
"""A line that is a time and nothing else, or begins with one in brackets."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text, in the normal form of captions, and its number in the file (from 1).

    `is_block` says that an empty line parts it from the one above it.
    """

    text: str
    number: int
    is_block: bool = False


def is_text(name: str) -> bool:
    """Say whether a file is plain text, by its name."""
    return name.lower().endswith(ENDINGS)


def read(content: bytes, name: str, encoding: str = "") -> tuple[TextLine, ...]:
    """Read the lines of a text. Raises CaptionFault with all mistakes and their lines, EncodingFault for bytes that are no text.

    What has times of any kind is no plain text: they would be taken for words.
    """
    if found := formats.other(content, name):
        raise CaptionFault(f"{name} begins as {found[0]} does: let its name end in .{found[1]}")
    mistakes, lines = Mistakes(), list[TextLine]()
    is_block = False
    for number, written in enumerate(lines_of(content, name, encoding), 1):
        line = written.strip()
        with mistakes.noted(number):
            if _TIME.fullmatch(line) or looks_like_times(line):
                stamp = line.split()[0][:20]
                raise CaptionFault(f"{stamp!r} is a time, and a plain text has none; delete the times, or export an .srt or .vtt")
            if text := plain(line):
                lines.append(TextLine(text, number, is_block and bool(lines)))
        is_block = not line
    mistakes.tell()
    return tuple(lines)
