"""The items of a list as a text has them: each with the comments that belong to it, and what stands between them. Pure.

To a list of lines an item belongs with all of its lines, with the comments right above it, and with those below it that are
indented deeper than its dash. Blank lines, and comments that blank lines part from it on both sides, belong to nobody and stay
between those that they stand between when others move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.documents.spots import Spot
from pipeline.values import dataclass

_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Row:
    """An item from character `start` to before `end`: of a list of lines whole lines, without the end of the last one."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The items of a list in order, in their text. `column` counts the characters before the dashes, None in brackets.

    A list that `is_inline` begins in the line of something else, so that its lines are not its own.
    """

    text: str
    items: tuple[Row, ...]
    column: int | None
    is_inline: bool = False

    def core(self, number: int) -> str:
        """Return an item as it is written."""
        row = self.items[number]
        return self.text[row.start : row.end]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return what stands between each two items."""
        return tuple(self.text[before.end : after.start] for before, after in pairwise(self.items))

    def gap(self, newline: str) -> str:
        """Return what to put between two items: what mostly stands there."""
        plain = Counter(gap for gap in self.gaps if "#" not in gap)
        return plain.most_common(1)[0][0] if plain else ", " if self.column is None else newline

    def moved(self, source: int, target: int, newline: str) -> Iterator[tuple[int, int, str]]:
        """Yield what to put where, so that item `source` becomes item `target`: begin, end, and the text to put there."""
        first, last = min(source, target), max(source, target)
        old = list(_woven([self.core(number) for number in range(len(self.items))], self.gaps))
        if any("#" in gap for gap in self.gaps[max(first - 1, 0) : last + 1]):
            new = self._moved_between_comments(source, target, newline)
        else:
            new = list(_woven(_reordered([self.core(number) for number in range(len(self.items))], source, target), self.gaps))
        starts = [self.items[0].start]
        for piece in old:
            starts.append(starts[-1] + len(piece))
        for kind, begin, end, put, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                yield starts[begin], starts[end], "".join(new[put:until])

    def _moved_between_comments(self, source: int, target: int, newline: str) -> list[str]:
        """Return what the list says once an item has moved; comments of nobody stay between those that they stood between."""
        cores, gaps = [self.core(number) for number in range(len(self.items))], list(self.gaps)
        core = cores.pop(source)
        if source == 0 or source == len(cores):
            spare = gaps.pop(min(source, len(gaps) - 1))
        else:
            before, after = gaps[source - 1 : source + 1]
            spare, joint = (before, after) if "#" in after else (after, before)
            if "#" in spare:
                spare, joint = self.gap(newline), before + after
            gaps[source - 1 : source + 1] = [joint]
        cores.insert(target, core)
        gaps.insert(target if target < source else max(target - 1, 0), spare)
        return list(_woven(cores, gaps))

    def without(self, number: int) -> tuple[int, int]:
        """Return from where to where to take an item out, with what parts it from its neighbour; comments of nobody stay."""
        row = self.items[number]
        before = self.gaps[number - 1] if number else None
        after = self.gaps[number] if number < len(self.items) - 1 else None
        if after is not None and "#" not in after:
            return row.start, self.items[number + 1].start
        if before is not None and "#" not in before:
            return self.items[number - 1].end, row.end
        return row.start, past(self.text, line_end(self.text, row.end))


def rows(text: str, listed: Spot) -> Rows:
    """Return the items of a list."""
    items = listed.items or ()
    if listed.is_flow:
        return Rows(text, tuple(Row(item.start, item.end) for item in items), None)
    column = listed.start - line_start(text, listed.start)
    dashes = _dashes(text, listed, column)
    is_inline = bool(text[line_start(text, listed.start) : listed.start].strip(_BLANK))
    starts = [_above(text, dash, column) for dash in dashes]
    if is_inline:
        starts[0] = dashes[0]
    ends = [
        _below(text, item.end, starts[number + 1] if number + 1 < len(starts) else len(text), column)
        for number, item in enumerate(items)
    ]
    return Rows(text, tuple(Row(*both) for both in zip(starts, ends, strict=True)), column, is_inline)


def indented(core: str, by: int, newline: str) -> str:
    """Return an item's lines that many characters further in (out, below 0), ended as the text ends its lines."""
    lines = []
    for line in core.replace("\r\n", "\n").split("\n"):
        space = len(line) - len(line.lstrip(" "))
        lines.append(line if not line.strip() else " " * by + line if by > 0 else line[min(-by, space) :])
    return newline.join(lines)


def line_start(text: str, index: int) -> int:
    """Return where the line of a character begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Return where the line of a character ends, before what ends it."""
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if end > index and text[end - 1] == "\r" else end


def past(text: str, end: int) -> int:
    """Return where the line after one begins whose end stands at `end`."""
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)


def newline_of(text: str) -> str:
    """Return what ends the first line of a text."""
    end = line_end(text, 0)
    return "\r\n" if text.startswith("\r\n", end) else "\n"


def _woven(cores: Sequence[str], gaps: Sequence[str]) -> Iterator[str]:
    yield cores[0]
    for gap, core in zip(gaps, cores[1:], strict=True):
        yield gap
        yield core


def _reordered(cores: list[str], source: int, target: int) -> list[str]:
    cores.insert(target, cores.pop(source))
    return cores


def _dashes(text: str, listed: Spot, column: int) -> list[int]:
    """Return where the dash of each item stands: the list's own place, or the first dash in its column below the item before."""
    found = [listed.start]
    for before in (listed.items or ())[:-1]:
        at = past(text, line_end(text, before.end))
        while not _is_dash(text, at, column):
            at = past(text, line_end(text, at))
        found.append(at + column)
    return found


def _is_dash(text: str, line: int, column: int) -> bool:
    at = line + column
    is_dash = text[at : at + 1] == "-" and (at + 1 == len(text) or text[at + 1] in _BLANK)
    return is_dash and not text[line:at].strip(" ")


def _above(text: str, dash: int, column: int) -> int:
    """Return where the comments begin that stand right above the line of a dash and are no deeper than it."""
    start = line_start(text, dash)
    while start:
        above = line_start(text, start - 1)
        line = text[above:start].strip("\r\n")
        if not line.lstrip(" \t").startswith("#") or len(line) - len(line.lstrip(" \t")) > column:
            break
        start = above
    return start


def _below(text: str, index: int, stop: int, column: int) -> int:
    """Return where an item ends that says nothing more after a character: with its line, and the deeper comments below it."""
    end = line_end(text, index)
    at = past(text, end)
    while at < stop:
        line = text[at : line_end(text, at)]
        bare = line.lstrip(" \t")
        if bare.startswith("#") and len(line) - len(bare) > column:
            end = at + len(line)
        elif bare:
            break
        if past(text, at + len(line)) == at:
            break
        at = past(text, at + len(line))
    return end
