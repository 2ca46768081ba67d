"""Findings about a finished file, and what they are judged from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.captions import Caption
from pipeline.faults import Severity
from pipeline.qc.boxes import Movie


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a finished file. `code` stays the same over versions; `timecode` is empty for the whole file."""

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
class Heard:
    """What was measured on the encoded sound, decoded again: loudness in LUFS and true peak in dBTP, None where there is nothing.

    `segments` are names and loudness in the programme's order; `figures` is all that the sound report says, for ours.
    """

    loudness: float | None
    true_peak: float | None
    segments: tuple[tuple[str, float | None], ...]
    figures: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured: the boxes of the file, or why they cannot be read (`damage`), and its sound. `size` in bytes."""

    size: int
    movie: Movie | None
    damage: str
    sound: Heard
