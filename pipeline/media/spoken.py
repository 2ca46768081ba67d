"""What is asked of a recording that a text is read in, and the answer: when each line of the text is spoken."""

from __future__ import annotations

import json
from typing import Literal

from pipeline import digest
from pipeline.values import dataclass

Method = Literal["pauses", "words"]
"""How lines were found: by the pauses between them and the length of their words, or by the words themselves."""

VERSION = 2
"""Raise when an aligner of ours would find other times in the same sound; all readings are then listened to again."""

SURE = 1000
"""The confidence, in thousandths, that nothing exceeds."""


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line as it is read: its text without markup, its language. `is_stanza` says that a longer pause may come before it.

    `at` is where in the file it is known to begin, in milliseconds; None where that is to be found.
    """

    text: str
    language: str
    is_stanza: bool = False
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that is read in the sound `track` (None: the file's own) of `file`, between two times in milliseconds."""

    file: str
    track: int | None
    start: int
    end: int
    lines: tuple[SpokenLine, ...]

    def identity(self, content: str, versions: tuple[str, ...]) -> str:
        """Return a digest of all that decides the answer: the file's bytes by their digest `content`, and what listens."""
        lines = [[line.text, line.language, line.is_stanza, line.at] for line in self.lines]
        return digest.of([content, self.track, self.start, self.end, lines, list(versions)])


@dataclass(frozen=True, slots=True)
class LineTime:
    """When a line is spoken, in milliseconds of the file; `confidence` is in thousandths. A line that is not sure is a guess."""

    start: int
    end: int
    confidence: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """The lines of a reading in order, as they were found by a `method`.

    `refused` says why the words were not believed, and the pauses alone were; empty where that did not happen.
    """

    lines: tuple[LineTime, ...]
    method: Method
    refused: str = ""


def dumps(spoken: Spoken) -> str:
    """Write an answer as one line of JSON, for the memory."""
    lines = [[line.start, line.end, line.confidence, line.is_sure] for line in spoken.lines]
    return json.dumps([spoken.method, spoken.refused, lines], separators=(",", ":"))


def loads(text: str) -> Spoken:
    """Read what `dumps` wrote. Raises ValueError for anything else."""
    match json.loads(text):
        case ["pauses" | "words" as method, str(refused), list(lines)]:
            return Spoken(tuple(_line(line) for line in lines), method, refused)
        case _:
            raise ValueError("no answer of an aligner")


def _line(values: object) -> LineTime:
    match values:
        case [int(start), int(end), int(confidence), bool(is_sure)] if 0 <= start <= end:
            return LineTime(start, end, confidence, is_sure)
        case _:
            raise ValueError("no time of a line")
