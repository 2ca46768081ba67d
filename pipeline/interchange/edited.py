"""A cut that comes back from an editing program, as it says of itself. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from pipeline.interchange.sheet import Kind
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class EditedPiece:
    """A clip of a track: from `at` on, `length` long, in the track's units (frames of the episode, samples at 48 kHz).

    `key` is what was said of it when it was exported, empty where that is lost. `path` is that of its file, empty where it has
    none. It shows its file from second `first` on. `effects` are those that are on it, by their names.
    """

    key: str
    name: str
    path: str
    at: int
    length: int
    first: Fraction
    is_muted: bool = False
    effects: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Return the first unit of the track after it."""
        return self.at + self.length


@dataclass(frozen=True, slots=True)
class EditedJoin:
    """A transition of a track, before its piece of number `follows`."""

    kind: str
    before: int
    after: int
    follows: int


@dataclass(frozen=True, slots=True)
class EditedLane:
    """A track: its clips and transitions in order. What of it cannot be read is among what is `told`, in sentences."""

    kind: Kind
    pieces: tuple[EditedPiece, ...]
    joins: tuple[EditedJoin, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedMark:
    """A marker: `length` frames of the timeline, from `at` on. `said` is what was said of it when it was exported."""

    at: int
    length: int
    name: str
    text: str
    colour: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edited:
    """A timeline: its tracks, lowest first, and its markers.

    `episode` is the one it was exported from, with the `states` of its segments then; empty where the program kept neither.
    `told` are sentences on what of it cannot be read.
    """

    episode: str
    states: tuple[tuple[str, str], ...]
    lanes: tuple[EditedLane, ...]
    marks: tuple[EditedMark, ...]
    told: tuple[str, ...] = ()
