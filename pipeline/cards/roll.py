"""Credits that roll: rows of fixed height, a whole number of pixels a frame, the same length in every profile. Pure.

A roll of `frames` frames begins with its first row below the canvas and ends with its last row above it, so it travels
content + canvas height = speed * frames. Speed and canvas are whole pixels, hence fitting a length sets the content's height: the
leading, the distance of rows, is stretched to it. Where several speeds could do, the one nearest to the natural leading wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from pipeline.cards.fault import CardFault
from pipeline.cards.model import DESIGN, RollSpec, Shape
from pipeline.cards.pages import Group, Named, named, parts_of
from pipeline.cards.script import width_of
from pipeline.timebase import half_up, timecode
from pipeline.values import dataclass

_HEIGHT: Mapping[Shape, int] = {"wide": 1080, "square": 1080, "tall": 1920}
"""Canvas height in design pixels of each layout."""

_SEEN = (Fraction(4), Fraction(9))
"""Seconds for which a name crosses the picture: less cannot be read, more is waited through."""

_SLICES = 8
"""Slices that fill a canvas, about. An edited name encodes again what of the roll shows its slice: little more than what shows
the name."""


_CHARACTERS: Mapping[Shape, int] = {"wide": 96, "square": 54, "tall": 51}
"""Characters of a name, at natural size, that the columns of a row have together; a longer name gets fewer columns."""


_ABREAST = 3
"""Names up to which a role stands beside others instead of having all columns to itself."""

Cell = Mapping[str, object]
"""What a template sees of one cell of a row: a `text`, or a `name` and a `place`; empty ones keep their place."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its kind, natural height in design pixels, its cells, and how many stand side by side there."""

    kind: Literal["title", "heading", "roles", "names", "thanks", "gap"]
    height: int
    cells: tuple[Cell, ...] = ()
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Motion:
    """The motion of a roll in one profile: whole canvas pixels a frame, and the height of its rows together, even."""

    speed: int
    height: int


def rows_of(fields: Mapping[str, object], spec: RollSpec, shape: Shape, fewer: int = 0) -> tuple[Row, ...]:
    """Lay out complete credits fields as rows: a role above its names, which stand in columns, `fewer` of them than usual.

    Consecutive roles of few names stand beside each other. Raises CardFault where there is no one.
    """
    rows: list[Row] = []
    if fields["title"]:
        rows += [Row("title", spec.heading * 5 // 4, ({"text": fields["title"]},)), Row("gap", spec.gap)]
    for part in parts_of(fields):
        if part.thanks:
            rows.append(Row("heading", spec.heading, ({"text": "", "kind": "", "thanks": True},)))
            rows += [Row("thanks", spec.row, ({"text": one.name},)) for one in part.groups[0].people]
        else:
            heading: Cell = {"text": part.heading, "kind": part.kind, "thanks": False}
            rows += [Row("heading", spec.heading, (heading,))] if part.heading else []
            rows += _bands(part.groups, spec, shape, fewer)
        rows.append(Row("gap", spec.gap))
    while rows and rows[-1].kind == "gap":
        rows.pop()
    return tuple(rows)


def _bands(groups: Sequence[Group], spec: RollSpec, shape: Shape, fewer: int) -> Iterator[Row]:
    few: list[Group] = []
    for group in groups:
        if len(group.people) <= _ABREAST:
            few.append(group)
            continue
        yield from _abreast(few, spec, shape, fewer)
        few = []
        usual = max(1, spec.columns[shape] + (len(group.people) >= spec.long) - fewer)
        if group.role:
            yield Row("roles", spec.role_row, ({"text": group.role},))
        yield from _rows(group.people, usual, spec, shape)
    yield from _abreast(few, spec, shape, fewer)


def _rows(people: Sequence[Named], usual: int, spec: RollSpec, shape: Shape) -> Iterator[Row]:
    """Yield rows of `usual` names, in order; one with a name too long for that has fewer columns, and the others keep theirs."""
    left = list(people)
    while left:
        count = next((count for count in range(usual, 1, -1) if _fit(left[:count], count, shape)), 1)
        row, left = left[:count], left[count:]
        yield Row("names", spec.row, tuple(_cell(one) for one in row), usual if _fit(row, usual, shape) else count)


def _fit(people: Sequence[Named], columns: int, shape: Shape) -> bool:
    return _columns([Group("", tuple(people))], columns, shape) == columns


def _abreast(groups: Sequence[Group], spec: RollSpec, shape: Shape, fewer: int) -> Iterator[Row]:
    columns = _columns(groups, spec.columns[shape] - fewer, shape)
    for at in range(0, len(groups), columns):
        band = groups[at : at + columns]
        if any(group.role for group in band):
            yield Row("roles", spec.role_row, tuple({"text": group.role} for group in band), columns)
        for line in range(max(len(group.people) for group in band)):
            cells = (_cell(group.people[line] if line < len(group.people) else Named("")) for group in band)
            yield Row("names", spec.row, tuple(cells), columns)


def _cell(one: Named) -> Cell:
    return dict(named(one))


def _columns(groups: Sequence[Group], most: int, shape: Shape) -> int:
    """Return how many columns have room for all names and roles of some groups: `most`, or less, at least one."""
    names = (width_of(f"{one.name} {one.place}".strip()) for group in groups for one in group.people)
    longest = max((*names, *(width_of(group.role) for group in groups)), default=0)
    return max(1, min(most, _CHARACTERS[shape] // max(1, longest)))


def natural_frames(rows: Sequence[Row], spec: RollSpec, rate: Fraction, shape: Shape = "wide") -> int:
    """Return the roll's natural length: at its wanted speed, with natural leading, in the layout `rows` of a shape."""
    speed = 3 * max(1, half_up(spec.speed * _HEIGHT[shape] / rate / 3 / DESIGN))
    return -(-(_total(rows) + _HEIGHT[shape]) // speed)


def fitted_frames(rows: Sequence[Row], spec: RollSpec, rate: Fraction, wanted: int, shape: Shape = "wide") -> int:
    """Return `wanted` where leading and speed can meet it in the layout `rows` of a shape.

    Raises CardFault with the nearest lengths that are possible.
    """
    total, high = _total(rows), _HEIGHT[shape]
    possible = []
    for speed in _speeds(spec, rate, high):
        shortest = -(-(total * spec.leading[0] + 100 * high) // (100 * speed))
        longest = (total * spec.leading[1] + 100 * high) // (100 * speed)
        if shortest <= wanted <= longest:
            return wanted
        possible += [shortest, longest]
    below = max((frames for frames in possible if frames < wanted), default=None)
    above = min((frames for frames in possible if frames > wanted), default=None)
    near = [f"{frames}f ({timecode(frames, rate)})" for frames in (below, above) if frames is not None]
    raise CardFault(
        f"the credits cannot roll in {timecode(wanted, rate)} ({wanted} frames)",
        f"write length: {' or '.join(near)}, the nearest possible; or layout: pages; or leave the length out, which takes "
        f"{timecode(natural_frames(rows, spec, rate, shape), rate)}",
    )


def _speeds(spec: RollSpec, rate: Fraction, high: int) -> Sequence[int]:
    """Return the speeds, in design pixels a frame, that a roll may have on a canvas so many of them high.

    A multiple of three is whole in 360, 720, 1080 and 2160 lines, so all of these roll with the same leading.
    """
    slowest, fastest = (bound * high / rate / DESIGN for bound in (spec.slowest, spec.fastest))
    found = [speed for speed in range(1, int(fastest) + 1) if speed >= slowest]
    return [speed for speed in found if speed % 3 == 0] or found or [max(1, int(fastest))]


def motion(rows: Sequence[Row], spec: RollSpec, frames: int, height: int, scale: Fraction, rate: Fraction) -> Motion:
    """Choose the speed of a roll of `frames` frames on a canvas `height` pixels high, `scale` canvas pixels a design pixel.

    Leading stays within the theme's bounds; what it cannot fill is blank at the end. Speeds at which a name is seen for four to
    nine seconds come before others. Raises CardFault where the roll is too short to cross the canvas at any whole speed up to a
    quarter of the canvas a frame.
    """
    natural = _total(rows) * scale
    least, most = (Fraction(bound, 100) * natural for bound in spec.leading)
    best: tuple[tuple[bool, Fraction], Motion] | None = None
    for speed in range(1, max(2, height // 4)):
        room = speed * frames - height
        if room < least:
            continue
        content = min(Fraction(room), most)
        blank = room - content
        stretch = content / natural
        cost = max(stretch, 1 / stretch) - 1 + 4 * blank / height
        # Blank frames at the end are worse than a name that is seen a little too long.
        is_outside = not is_readable(speed, height, rate) or blank > height
        if best is None or (is_outside, cost) < best[0]:
            best = (is_outside, cost), Motion(speed, 2 * int(content / 2))
        if blank > height:
            break
    if best is None:
        raise CardFault(f"{frames} frames are too few for these credits", "give them more time")
    return best[1]


def is_readable(speed: int, height: int, rate: Fraction) -> bool:
    """Say whether a name crosses a canvas `height` pixels high neither too fast nor too slowly at so many pixels a frame."""
    return _SEEN[0] <= Fraction(height) / speed / rate <= _SEEN[1]


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
