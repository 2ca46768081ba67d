"""Credits that roll: rows of fixed height, a whole number of pixels a frame, the same length in every profile. Pure.

A roll of `frames` frames begins with its first row below the canvas and ends with its last row above it, so it travels
content + canvas height = speed * frames. Speed and canvas are whole pixels, hence fitting a length sets the content's height: the
leading, the distance of rows, is stretched to it. Where several speeds could do, the one nearest to the natural leading wins.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypedDict

from pipeline.cards.fault import CardFault
from pipeline.cards.model import DESIGN, RollSpec, Shape
from pipeline.timebase import half_up, timecode

_WIDE = 1080
"""Canvas height in design pixels of the 16:9 layout, which sets the timing of all."""

_SLICES = 8
"""Slices that fill a canvas, about. An edited name encodes again what of the roll shows its slice: little more than what shows
the name."""


_CHARACTERS: Mapping[Shape, int] = {"wide": 96, "square": 54, "tall": 51}
"""Characters of a name, at natural size, that the columns of a row have together; a longer name gets fewer columns."""


class Entry(TypedDict):
    """A name and what its bearer did, as complete fields have it."""

    name: str
    roles: str


class Section(TypedDict):
    """A heading and the names under it."""

    heading: str
    entries: list[Entry]


class CreditsFields(TypedDict):
    """The complete fields of the credits card."""

    title: str
    sections: list[Section]
    thanks: list[str]


Cell = Mapping[str, object]
"""What a template sees of one cell of a row: an entry, or a `text`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its kind, natural height in design pixels, its cells, and how many stand side by side in its section."""

    kind: Literal["title", "heading", "pair", "cells", "thanks", "gap"]
    height: int
    cells: tuple[Cell, ...] = ()
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Motion:
    """The motion of a roll in one profile: whole canvas pixels a frame, and the height of its rows together, even."""

    speed: int
    height: int


def rows_of(fields: CreditsFields, spec: RollSpec, shape: Shape) -> tuple[Row, ...]:
    """Lay out complete credits fields as rows. Long sections stand in columns, short ones as role beside name."""
    rows: list[Row] = []
    if fields["title"]:
        rows += [Row("title", 2 * spec.heading, ({"text": fields["title"]},)), Row("gap", spec.gap)]
    for section in fields["sections"]:
        rows += _section(section["heading"], section["entries"], spec, shape)
    if fields["thanks"]:
        rows.append(Row("heading", spec.heading, ({"text": "", "thanks": True},)))
        rows += [Row("thanks", spec.row, ({"text": text},)) for text in fields["thanks"]]
        rows.append(Row("gap", spec.gap))
    while rows and rows[-1].kind == "gap":
        rows.pop()
    if not rows:
        raise CardFault("there is no one to credit", "leave the credits out, or add people")
    return tuple(rows)


def _section(heading: str, entries: Sequence[Entry], spec: RollSpec, shape: Shape) -> Iterator[Row]:
    if heading:
        yield Row("heading", spec.heading, ({"text": heading, "thanks": False},))
    roles = any(entry["roles"] for entry in entries)
    columns = spec.columns[shape] if len(entries) >= spec.long else 1
    longest = max((_length(entry["name"]) for entry in entries), default=0)
    while columns > 1 and longest * columns > _CHARACTERS[shape]:
        columns -= 1
    if columns == 1 and shape == "wide" and roles:
        for entry in entries:
            yield Row("pair", spec.row, (entry,))
    else:
        height = spec.row + spec.role_row if roles else spec.row
        for at in range(0, len(entries), columns):
            yield Row("cells", height, tuple(entries[at : at + columns]), columns)
    yield Row("gap", spec.gap)


def _length(text: str) -> int:
    """Return how many Latin letters wide a text is, about: Chinese, Japanese and Korean ones count twice (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def natural_frames(rows: Sequence[Row], spec: RollSpec, rate: Fraction) -> int:
    """Return the roll's natural length: at its wanted speed, with natural leading, in the 16:9 layout `rows`."""
    speed = _design_speed(spec, rate)
    return -(-(_total(rows) + _WIDE) // speed)


def fitted_frames(rows: Sequence[Row], spec: RollSpec, rate: Fraction, wanted: int) -> int:
    """Return `wanted` where leading and speed can meet it in the 16:9 layout `rows`.

    Raises CardFault with the nearest lengths that are possible.
    """
    total = _total(rows)
    possible = []
    step = 3 if 3 * rate <= spec.fastest else 1
    for speed in range(step, max(step, int(spec.fastest / rate)) + 1, step):
        shortest = -(-(total * spec.leading[0] + 100 * _WIDE) // (100 * speed))
        longest = (total * spec.leading[1] + 100 * _WIDE) // (100 * speed)
        if shortest <= wanted <= longest:
            return wanted
        possible += [shortest, longest]
    below = max((frames for frames in possible if frames < wanted), default=None)
    above = min((frames for frames in possible if frames > wanted), default=None)
    near = [f"{timecode(frames, rate)} ({frames} frames)" for frames in (below, above) if frames is not None]
    raise CardFault(
        f"the credits cannot roll in {timecode(wanted, rate)} ({wanted} frames)",
        f"the nearest possible: {' and '.join(near)}; or credit in more columns, or fewer people, or leave the length out",
    )


def motion(rows: Sequence[Row], spec: RollSpec, frames: int, height: int, scale: Fraction) -> Motion:
    """Choose the speed of a roll of `frames` frames on a canvas `height` pixels high, `scale` canvas pixels a design pixel.

    Leading stays within the theme's bounds; what it cannot fill is blank at the end. Raises CardFault where the roll is too
    short to cross the canvas at any whole speed up to a quarter of the canvas a frame.
    """
    natural = _total(rows) * scale
    least, most = (Fraction(bound, 100) * natural for bound in spec.leading)
    best: tuple[Fraction, Motion] | None = None
    for speed in range(1, max(2, height // 4)):
        room = speed * frames - height
        if room < least:
            continue
        content = min(Fraction(room), most)
        blank = room - content
        stretch = content / natural
        cost = max(stretch, 1 / stretch) - 1 + 4 * blank / height
        if best is None or cost < best[0]:
            best = (cost, Motion(speed, 2 * int(content / 2)))
        if blank > height:
            break
    if best is None:
        raise CardFault(f"{frames} frames are too few for these credits", "give them more time")
    return best[1]


def tops(rows: Sequence[Row], height: int) -> tuple[int, ...]:
    """Return where each row begins, in canvas pixels, and after them where the last one ends; all even, ending at `height`.

    Rounded from the running sum, so that no error adds up.
    """
    total = _total(rows)
    found, run = [], 0
    for row in rows:
        found.append(2 * half_up(Fraction(run * height, 2 * total)))
        run += row.height
    return (*found, height)


def parts(rows: Sequence[Row], tops: Sequence[int], canvas: int) -> Iterator[range]:
    """Group rows into slices for a canvas so many pixels high: yield the ranges of row numbers, in order.

    Each section begins a slice of its own, so that another name in one leaves the slices of the others what they are.
    """
    start = 0
    for row in range(1, len(rows)):
        if rows[row].kind == "heading" or tops[row] - tops[start] >= canvas // _SLICES:
            yield range(start, row)
            start = row
    yield range(start, len(rows))


def _total(rows: Sequence[Row]) -> int:
    return sum(row.height for row in rows)


def _design_speed(spec: RollSpec, rate: Fraction) -> int:
    # A multiple of three design pixels is whole in 360, 720, 1080 and 2160 lines, so all of these roll with the same leading.
    assert DESIGN == 1080
    return max(3, 3 * half_up(spec.speed / rate / 3))
