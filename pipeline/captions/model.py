"""A caption, its one normal form of text, and what is known of parts of the text: who says it, how, when each word comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, get_args

from pipeline.values import dataclass

_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_HALF = re.compile(r"[\ud800-\udfff]")
_NONE = re.compile("[\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]")
"""What Unicode says is no character and never will be (chapter 23.7)."""
_NAME_TAKEN = re.compile(r"-->|[\n\r]|^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")

Kind = Literal["voice", "language", "class", "bold", "italic", "underline"]
_RANK = {kind: rank for rank, kind in enumerate(get_args(Kind))}


class CaptionFault(ValueError):
    """A mistake in a caption file, and its line (from 1; 0 means the whole file); `others` are the mistakes after it."""

    def __init__(self, message: str, line: int = 0, others: tuple[CaptionFault, ...] = ()) -> None:
        super().__init__(message, line)
        self.message, self.line, self.others = message, line, others

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class EncodingFault(CaptionFault):
    """Bytes that are no text in the encoding in which they are read, the first of them `at` a place of the file."""

    def __init__(self, message: str, line: int, at: int) -> None:
        super().__init__(message, line)
        self.at = at


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of the characters `begin` up to `end` of a caption's text.

    `value` is the name of a voice, a language's tag (BCP 47), or the classes of a style joined by points; else empty.
    """

    begin: int
    end: int
    kind: Kind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """From `start` seconds on, the text from the character `begin` on is spoken."""

    begin: int
    start: Fraction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caption stands, in WebVTT's terms (w3.org/TR/webvtt1, section 3.1); what is None is left to the player.

    `line`, `position` and `size` are percent of the picture; a `line` with `is_lines` counts lines of text from the top, negative
    from the bottom. `region` is the name of a region of the file.
    """

    line: Fraction | None = None
    is_lines: bool = False
    line_align: Literal["start", "center", "end"] = "start"
    position: Fraction | None = None
    position_align: Literal["auto", "line-left", "center", "line-right"] = "auto"
    size: Fraction | None = None
    align: Literal["start", "center", "end", "left", "right"] = "center"
    vertical: Literal["", "rl", "lr"] = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A `text` shown from `start` until `end`, exact seconds, 0 <= start < end.

    The text is in normal form (see `plain`): one or more lines split by a newline, none empty, without markup. `marks` lie within
    it, one within another or apart, the outer first; `words` within the times, both in order. `name` is what the file calls the
    caption. Captions are sorted by their times alone, so those of the same times keep their order. Raises CaptionFault.
    """

    start: Fraction
    end: Fraction
    text: str
    marks: tuple[Mark, ...] = ()
    words: tuple[Word, ...] = ()
    place: Place = Place()
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise CaptionFault(f"a caption from {float(self.start):.3f} s to {float(self.end):.3f} s is never seen")
        if not self.text or plain(self.text) != self.text:
            raise CaptionFault(f"a caption's text is not in normal form: {self.text[:80]!r}")
        if self.marks and self.marks != ordered(self.marks):
            raise CaptionFault(f"marks overlap or are out of order: {self.marks[:4]}")
        if self.marks and (self.marks[0].begin < 0 or max(mark.end for mark in self.marks) > len(self.text)):
            raise CaptionFault(f"a mark is outside the text {self.text[:80]!r}")
        if self.words and self.words != spoken(self.words, self.start, self.end, len(self.text)):
            raise CaptionFault(f"words are out of order or outside the caption: {self.words[:4]}")
        if self.name and (self.name != self.name.strip() or _NAME_TAKEN.search(self.name)):
            raise CaptionFault(f"{self.name[:40]!r} cannot be the name of a caption")

    def __lt__(self, other: Caption) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Return the names of those who speak, in order, each once."""
        return tuple(dict.fromkeys(mark.value for mark in self.marks if mark.kind == "voice"))


def rebroken(caption: Caption, text: str) -> Caption:
    """Return the caption with `text`, the same but for white space; marks and words stay with their characters."""
    if not caption.marks and not caption.words:
        return replace(caption, text=text)
    marks, words = moved(caption.marks, caption.words, caption.text, text)
    return replace(caption, text=text, marks=marks, words=words)


def plain(text: str) -> str:
    """Return the normal form of a text: trimmed lines, no empty one, every kind of line break a newline, tabs spaces.

    `-->` becomes an arrow, since no caption format can hold it in a text; byte order marks within go. Raises CaptionFault for a
    control character, half a character and what is none.
    """
    text = _BREAKS.sub("\n", text).replace("\t", " ").replace("\ufeff", "").replace("-->", "\N{RIGHTWARDS ARROW}")
    for pattern, name in ((_CONTROL, "the control character"), (_HALF, "half a character,"), (_NONE, "what is no character,")):
        if found := pattern.search(text):
            raise CaptionFault(f"a text holds {name} U+{ord(found[0]):04X}; delete it")
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


def ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks in their normal order, the outer first, each once; of two that overlap the later is split where it must be."""
    found: list[Mark] = []
    waiting = sorted(set(marks), key=_order, reverse=True)
    open_marks: list[Mark] = []
    while waiting:
        mark = waiting.pop()
        if mark.begin >= mark.end:
            continue
        while open_marks and open_marks[-1].end <= mark.begin:
            open_marks.pop()
        if open_marks and mark.end > open_marks[-1].end:
            edge = open_marks[-1].end
            rest = replace(mark, begin=edge)
            mark = replace(mark, end=edge)
            waiting.append(rest)
            waiting.sort(key=_order, reverse=True)
        open_marks.append(mark)
        found.append(mark)
    return tuple(sorted(found, key=_order))


def spoken(words: Iterable[Word], start: Fraction, end: Fraction, length: int) -> tuple[Word, ...]:
    """Return those words that come one after another, in text and time, within the times and before the end of the text."""
    found: list[Word] = []
    for word in words:
        before = found[-1] if found else Word(-1, start)
        if before.begin < word.begin < length and before.start < word.start < end:
            found.append(word)
    return tuple(found)


def moved(marks: Sequence[Mark], words: Sequence[Word], old: str, new: str) -> tuple[tuple[Mark, ...], tuple[Word, ...]]:
    """Carry marks and words from the characters of `old` to those of `new`, which differs from it in white space alone.

    A mark then begins and ends at a character that is seen.
    """
    seen = [at for at, character in enumerate(new) if not character.isspace()]
    before = [0]  # for each place in `old`: how many characters are seen before it
    for character in old:
        before.append(before[-1] + (not character.isspace()))
    if len(seen) != before[-1]:
        raise CaptionFault(f"{new[:40]!r} is another text than {old[:40]!r}")
    kept = [
        replace(mark, begin=seen[before[mark.begin]], end=seen[before[mark.end] - 1] + 1)
        for mark in marks if before[mark.begin] < before[mark.end]
    ]  # fmt: skip
    spoken_at = {seen[before[word.begin]]: word for word in reversed(words) if before[word.begin] < len(seen)}
    return ordered(kept), tuple(replace(spoken_at[at], begin=at) for at in sorted(spoken_at))


def _order(mark: Mark) -> tuple[int, int, int, str]:
    return (mark.begin, -mark.end, _RANK[mark.kind], mark.value)
