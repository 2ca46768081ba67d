"""Findings about a finished file, and what they are judged from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pipeline.captions import Caption
from pipeline.faults import Severity
from pipeline.qc.boxes import Movie


@dataclass(frozen=True, slots=True)
class Finding:
    """Say one thing about a finished file. `code` stays the same over versions; `timecode` is empty for the whole file."""

    code: str
    severity: Severity
    message: str
    timecode: str = ""

    def __str__(self) -> str:
        at = f"{self.timecode}: " if self.timecode else ""
        return f"{self.severity.value} {self.code}: {at}{self.message}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned: frames, their rate, samples a channel, captions by language, how many chapters are published.

    `language` is the episode's. `titles` are the segments' titles by name, for messages; `cards` the names of the segments that
    have no sound of their own: loudness is compared as if they were not there, since their quiet is meant.
    """

    frames: int
    rate: Fraction
    samples: int
    language: str
    captions: Mapping[str, tuple[Caption, ...]] = field(default_factory=dict)
    chapters: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)
    cards: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Measurements:
    """Hold what was measured: the boxes of the file, or why they cannot be read, and the sound report.

    `sound` is the report of the step that decoded the encoded sound: `programme` (`loudness` in LUFS and `true_peak` in dBTP,
    None where there is nothing to measure) and `segments` in order, each with `name` and `loudness`.
    """

    size: int
    movie: Movie | None
    damage: str
    sound: Mapping[str, Any]
