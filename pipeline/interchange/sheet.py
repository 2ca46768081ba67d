"""A cut as an editing program has it: lanes of pieces, one after another, joins between them, marks. Pure data.

Nothing of a library is in it, so that an exported cut and an edited one are held against each other exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from pathlib import PurePath
from typing import Literal

from pipeline import digest
from pipeline.faults import Where
from pipeline.timebase import sample_of
from pipeline.values import dataclass

Kind = Literal["picture", "sound"]
MarkKind = Literal["chapter", "note", "finding", "undone"]
SourceKind = Literal["film", "sound", "still", "frames", "made"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a piece shows or plays: a file, named from the show folder, or something that `together` makes itself.

    `rate` is the file's own: frames of a picture, samples of a sound. `frames` of them are in it, 0 where that does not matter.
    Of numbered pictures `path` is the pattern and `first` the first number. What is `made` has a `maker` (card, scene ...) and
    its `texts`.
    """

    kind: SourceKind
    path: str
    rate: Fraction
    frames: int
    digest: str = ""
    first: int = 0
    maker: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a source on a lane: `length` of the lane's units long, from its unit `at` on.

    `key` names it as long as the cut is the same: its segment, its track there, its number. `first` is the frame, or sample, of
    the source that comes first. `lead` is by how many seconds of its source a join has taken its beginning. What `is_own` can be
    trimmed by itself; what is not follows another one: the sound of a film its picture, the repeats of a bed its beginning.
    A second of it shows `speed` seconds of its source, or does in the mean. It may begin `early` seconds of the source after its
    first frame, and still show that first. `undone` is what is done to it that no timeline holds (see `undone`).
    """

    key: str
    segment: str
    name: str
    at: int
    length: int
    source: Source
    first: int = 0
    lead: Fraction = Fraction(0)
    speed: Fraction = Fraction(1)
    early: Fraction = Fraction(0)
    is_own: bool = True
    is_muted: bool = False
    where: Where | None = field(default=None, compare=False)
    more: Mapping[str, str] = field(default_factory=dict, compare=False)
    undone: tuple[str, ...] = field(default=(), compare=False)

    @property
    def end(self) -> int:
        """Return the first unit of the lane after it."""
        return self.at + self.length


@dataclass(frozen=True, slots=True)
class Join:
    """A blend around the cut at frame `at` of a lane: from `before` frames before it to `after` frames after it."""

    kind: str
    at: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Lane:
    """Pieces in order of time, none over another; between them nothing is. Their units are `rate` a second."""

    name: str
    kind: Kind
    rate: Fraction
    pieces: tuple[Piece, ...]
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said of `length` frames of the programme, from frame `at` on. `key` is a note's; `more` is what programs read."""

    kind: MarkKind
    at: int
    length: int
    name: str
    text: str
    colour: str
    key: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole cut: the lanes of its pictures, lowest first, those of its sounds, and what is marked in it.

    The lowest lane holds the cut itself: the pieces of segments that come one after another. `segments` are their names in order.
    `untold` are sentences on what of the cut is on no lane.
    """

    name: str
    title: str
    rate: Fraction
    segments: tuple[str, ...]
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...] = ()
    untold: tuple[str, ...] = ()

    @property
    def cut(self) -> Lane:
        """Return the lowest lane."""
        return self.lanes[0]

    @property
    def pieces(self) -> Iterator[tuple[Lane, Piece]]:
        """Yield all pieces, each with its lane."""
        return ((lane, piece) for lane in self.lanes for piece in lane.pieces)

    def named(self, key: str) -> tuple[Lane, Piece] | None:
        """Return the piece of a key with its lane, None where there is none."""
        return next(((lane, piece) for lane, piece in self.pieces if piece.key == key), None)

    @property
    def states(self) -> Iterator[tuple[str, str]]:
        """Yield each segment with the digest of its pieces: what they show, from where on, for how long, when in the segment."""
        for name in self.segments:
            mine = [(number, lane, piece) for number, lane in enumerate(self.lanes) for piece in lane.pieces]
            mine = [(number, lane, piece) for number, lane, piece in mine if piece.segment == name]
            begin = min((piece.at for _, lane, piece in mine if lane.kind == "picture"), default=0)
            begins = {"picture": begin, "sound": sample_of(begin, self.rate)}
            rows = [
                [number if lane.kind == "picture" else lane.name, piece.key, _file(piece.source.path), piece.first, piece.length,
                 piece.at - begins[lane.kind], *([str(piece.speed)] if piece.speed != 1 else [])]
                for number, lane, piece in mine
            ]  # fmt: skip
            yield name, digest.of(rows)


def _file(path: str) -> str:
    """Return what a file is called on every machine: by its path in the show; one that lies elsewhere (a theme's) by its name."""
    return PurePath(path).name if PurePath(path).is_absolute() else path
