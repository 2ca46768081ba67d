"""Lines and columns of a text by the number of a character, as editors count them. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.faults import Where

_LINE_END = re.compile(r"\r\n?|\n")
_BLANK = " \t\r\n"


class Places:
    """The lines of a text.

    YAML also ends lines at U+0085, U+2028 and U+2029, where no editor does; so its own lines are not taken.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def of(self, index: int) -> tuple[int, int]:
        """Return the line and column of a character, both from 1."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Return the number of a line's first character; lines count from 1."""
        return self._starts[line - 1]

    def line(self, line: int) -> str:
        """Return what is written in a line, without its end; lines count from 1."""
        return self.text[self._starts[line - 1] : self._starts[line] if line < len(self._starts) else None].rstrip("\r\n")

    def between(self, start: int, end: int) -> Where:
        """Return the place from one character to before another."""
        return Where(self.path, *self.of(start), *self.of(end))

    def rest_of_line(self, start: int) -> Where:
        """Return the place from a character to the end of what is written in its line."""
        end = _LINE_END.search(self.text, start)
        return self.between(start, self.trimmed(start, end.start() if end else len(self.text)))

    def trimmed(self, start: int, end: int) -> int:
        """Return `end` moved before the blanks that precede it, but not before `start`."""
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        return end

    def widened(self, where: Where) -> Where:
        """Return a place whose end is not known with the end of what is written in its line."""
        if not 0 < where.line <= len(self._starts) or where.end_line:
            return where
        return self.rest_of_line(min(self._starts[where.line - 1] + where.column - 1, len(self.text)))
