"""Credits that stand on pages: who stands on which, and in which column. Pure.

A section is a piece, its heading above its roles. Each has a column of its own where the page has enough of them; a tall page
shows one piece. What is longer than a column goes on in the next one, and what is longer than a page on the next page, where
its heading stands once more. Heights are estimated from counts of letters: a card that is too high nevertheless shrinks.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from pipeline import digest
from pipeline.cards import safe
from pipeline.cards.fault import CardFault
from pipeline.cards.model import DESIGN, PageSpec, Shape
from pipeline.cards.script import width_of
from pipeline.timebase import half_up
from pipeline.values import dataclass

MOST = 60
"""Names up to which credits stand on pages unless a manifest says otherwise; more roll."""

_GUTTER = 48
_FURTHER = 73
"""Height of a line of a heading after its first, in design pixels: above the first a theme may have what belongs to the piece."""
_LETTER = Fraction(58, 100)
"""Width of a letter of Noto Sans in a bold weight, about, in shares of its size."""

LARGEST = 1.5
"""By how much text is larger at most on a page with few names."""

_HIGHER, _LOWER = (32, 29, 26, 23), (20, 17, 14, 12)
"""Heights of pieces' pictures, tried in turn, in twentieths of the theme's; the higher where one column is half empty."""

_NEVER_PARTED = 12
"""Lines of names that stay in one column though others are empty: a few names in three columns look lost."""

_NEAR = 2
"""Names by which a column may be shorter or longer than the others so that a role begins the next one."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name, a place where another has the same name, and the person's number, see `Person`."""

    name: str
    place: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A role and those who have it."""

    role: str
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a section stands in one column or on one page: its heading where that stands there, and its roles.

    `thanks` says that it is the thanks, whose heading is a word of the language. A piece has the `kind` of its segment, and the
    name of a `picture` where there is one.
    """

    heading: str
    groups: tuple[Group, ...]
    thanks: bool = False
    kind: str = ""
    picture: str = ""

    @property
    def names(self) -> int:
        """Return how many names it shows."""
        return sum(len(group.people) for group in self.groups)

    @property
    def roles(self) -> int:
        """Return how many roles it shows, thanks being one."""
        return sum(bool(group.role) for group in self.groups) + self.thanks


Page = tuple[Part, ...]
Column = tuple[Part, ...]


def parts_of(fields: Mapping[str, object]) -> tuple[Part, ...]:
    """Return the sections of complete credits fields, their thanks last. Raises CardFault where they name no one."""
    sections: Sequence[Mapping[str, object]] = fields["sections"]  # type: ignore[assignment]
    thanks: Sequence[str] = fields["thanks"]  # type: ignore[assignment]
    found = [
        Part(str(one["heading"]), tuple(_groups(one["roles"])), False, str(one.get("kind", "")), str(one.get("picture", "")))
        for one in sections
    ]
    found += [Part("", (Group("", tuple(Named(text) for text in thanks)),), thanks=True)] if thanks else []
    named = tuple(part for part in found if part.names)
    if not named:
        raise CardFault("there is no one to credit", "leave the credits out, or add people")
    return named


def _groups(roles: object) -> Iterator[Group]:
    for role in roles:  # type: ignore[attr-defined]
        if role["people"]:
            yield Group(role["role"], tuple(Named(one["name"], one["place"], one["number"]) for one in role["people"]))


def divided(
    parts: Sequence[Part], spec: PageSpec, shape: Shape, *, title: bool, is_stacked: bool = False
) -> tuple[Page, ...]:
    """Divide sections into as few pages as have room for them, of which as few as can be share a column,
    and then as even as can be; a title makes the first lower.

    A page has `spec.names` names at most, a tall one a single section and perhaps the thanks, or as many as it has room for where
    they are to be `is_stacked`.
    """
    asked = digest.of([parts, spec, shape, title, is_stacked])
    if (known := _KNOWN.get(asked)) is None:
        known = _KNOWN[asked] = _best(parts, spec, shape, title=title, is_stacked=is_stacked)
        for oldest in list(_KNOWN)[:-_KEPT]:
            _KNOWN.pop(oldest, None)
    return known


_KEPT = 32
_KNOWN: dict[str, tuple[Page, ...]] = {}
"""The last pages that were divided: an edit of something else asks for them again."""


def _best(parts: Sequence[Part], spec: PageSpec, shape: Shape, *, title: bool, is_stacked: bool) -> tuple[Page, ...]:
    # Ways differ in how many names a page has at most; whether the same parts have room on it is asked once for all of them.
    fitting: _Fitting = {}
    pages = _divided(parts, spec, shape, spec.names, title=title, is_stacked=is_stacked, fitting=fitting)
    longest = max(part.names for part in parts)
    every = range(max(longest, -(-sum(part.names for part in parts) // len(pages))), spec.names)
    ways = [_divided(parts, spec, shape, most, title=title, is_stacked=is_stacked, fitting=fitting) for most in every]
    even = [way for way in (*ways, pages) if len(way) == len(pages)]
    return min(even, key=lambda way: sum(max(0, len(page) - spec.columns[shape]) for page in way))


_Fitting = dict[tuple[Page, bool], bool]
"""Whether parts have room on a page, and on one with a title."""


def _divided(
    parts: Sequence[Part], spec: PageSpec, shape: Shape, most: int, *, title: bool, is_stacked: bool, fitting: _Fitting
) -> tuple[Page, ...]:
    def holds(*parts: Part) -> bool:
        if sum(part.names for part in parts) > most:
            return False
        asked = parts, title and not pages
        if asked not in fitting:
            fitting[asked] = _Room(spec, shape, title=asked[1]).columns(parts) is not None
        return fitting[asked]

    pages: list[Page] = []
    page: list[Part] = []
    left = list(parts)
    while left:
        part = left.pop(0)
        if (not page or spec.columns[shape] > 1 or part.thanks or is_stacked) and holds(*page, part):
            page.append(part)
            continue
        if page:
            pages.append(tuple(page))
            page = []
            left.insert(0, part)
            continue
        count = -(-part.names // -(-part.names // most))
        while count > 1 and not holds(_first(part, count)):
            count -= 1
        if count >= part.names:  # a single name that is higher than the page: the card shrinks
            pages.append((part,))
            continue
        pages.append((_first(part, count),))
        left.insert(0, _rest(part, count))
    return (*pages, tuple(page)) if page else tuple(pages)


def columns_of(parts: Sequence[Part], spec: PageSpec, shape: Shape, *, title: bool) -> tuple[Column, ...]:
    """Divide a page into columns as even as can be.

    One that was divided for another shape may not fit here: then it has one column more than the shape has usually, or columns
    that are too high, whichever shrinks it less.
    """
    room = _Room(spec, shape, title=title)
    counts = spec.columns[shape], spec.columns[shape] + 1
    for count in counts:
        found = replace(room, count=count).columns(parts)
        if found is not None:
            return found
    high = [replace(room, count=count, slack=True) for count in counts]
    ways = [(way, found) for way in high if (found := way.columns(parts)) is not None]
    return min(ways, key=lambda way: way[0].highest(way[1]))[1] if ways else (tuple(parts),)


@dataclass(frozen=True, slots=True)
class Laid:
    """A page as it is drawn: its columns, by how much its text grows, how high pictures of pieces are: 0 where it has none."""

    columns: tuple[Column, ...]
    grow: float
    pictured: int


def laid_out(parts: Sequence[Part], spec: PageSpec, shape: Shape, *, title: bool, seen: Container[str]) -> Laid:
    """Lay a page out, with the pictures of its pieces that are `seen` where there is room for them above all of its columns.

    They are as low as it takes for every piece to stand in one column, by `_LOWER` at most. Those of a page of one column are as
    high as they can be while its text grows as much; without a picture it has that room for what the theme draws there.
    """
    shares = _HIGHER + _LOWER if spec.columns[shape] == 1 else _LOWER
    if spec.picture[shape] and (shares != _LOWER or any(part.picture in seen for part in parts)):
        heights = [spec.picture[shape] * share // 20 for share in shares]
        ways = [(high, replace(_Room(spec, shape, title=title), picture=high).columns(parts)) for high in heights]
        laid = [Laid(found, growth(found, spec, shape, title=title, picture=high), high) for high, found in ways if found]
        if fitting := [one for one in laid if sum(map(len, one.columns)) == len(parts)] or laid:
            usual = next((one for one in fitting if one.pictured <= spec.picture[shape]), fitting[-1])
            return next(one for one in fitting if one.grow >= usual.grow)
    columns = columns_of(parts, spec, shape, title=title)
    return Laid(columns, growth(columns, spec, shape, title=title), 0)


def growth(columns: Sequence[Column], spec: PageSpec, shape: Shape, *, title: bool, picture: int = 0) -> float:
    """Return by how much the text of a page may be larger than it is written, so that a few names fill it: 1 at least.

    No line is parted for it that would not be parted otherwise.
    """
    height, width = _Room(spec, shape, title=title).height, _width(shape, len(columns))
    written = _Lines(spec, width, picture)
    for twentieths in range(round(20 * LARGEST), 20, -1):
        larger = _Lines(spec, width * 20 // twentieths, picture)
        heights = [(written.height(column), larger.height(column)) for column in columns]
        if all(now == then and then * twentieths <= 20 * height for now, then in heights):
            return twentieths / 20
    return 1.0


@dataclass(frozen=True)
class _Room:
    """A page to be filled with columns. `slack` lets columns be higher than the page; `picture` is how high pictures are."""

    spec: PageSpec
    shape: Shape
    title: bool
    count: int = 0
    slack: bool = False
    picture: int = 0

    @property
    def height(self) -> int:
        return self.spec.height[self.shape] - (self.spec.title if self.title else 0)

    def highest(self, columns: Sequence[Column]) -> int:
        lines = _Lines(self.spec, _width(self.shape, self.count), self.picture)
        return max(lines.height(column) for column in columns)

    def columns(self, parts: Sequence[Part]) -> tuple[Column, ...] | None:
        """Return the parts in columns of the least height that has room for them, None where none has."""
        count = self.count or self.spec.columns[self.shape]
        lines = _Lines(self.spec, _width(self.shape, count), self.picture)
        least = self.picture + self.spec.heading + self.spec.role + _NEVER_PARTED * self.spec.name
        highest = 8 * self.height if self.slack else self.height
        heights = (*range(min(least, highest), highest, 10), highest)
        ways = (False, True) if len(parts) <= count else (True,)
        for stacked in ways:
            for height in heights:
                found = tuple(_filled(parts, lines, height, stacked=stacked))
                if len(found) <= count and all(lines.height(column) <= height for column in found):
                    return found
        return None


@lru_cache(maxsize=4096)
def _lines_of_name(text: str, width: int) -> int:
    """Return in how many lines a name stands: every height that a column may have asks for those of all its names again."""
    return -(-half_up(width_of(text) * 40 * _LETTER) // width)


@dataclass(frozen=True)
class _Lines:
    """Heights of what stands in a column of so many design pixels' width.

    Where pieces have a `picture` above their heading, every column begins as far down, so that headings stand in one line.
    """

    spec: PageSpec
    width: int
    picture: int = 0

    def name(self, one: Named) -> int:
        return _lines_of_name(f"{one.name} {one.place}".strip(), self.width) * self.spec.name

    def heading(self, part: Part) -> int:
        if not part.heading and not part.thanks:
            return 0
        lines = -(-half_up((width_of(part.heading) or 16) * 66 * Fraction(1, 2)) // self.width)
        return self.spec.heading + (lines - 1) * _FURTHER

    def role(self, group: Group) -> int:
        return self.spec.role * -(-half_up(width_of(group.role) * 38 * Fraction(1, 2)) // self.width)

    def part(self, part: Part) -> int:
        groups = sum(self.role(group) + sum(self.name(one) for one in group.people) for group in part.groups)
        return self.heading(part) + groups

    def height(self, column: Sequence[Part]) -> int:
        hung = sum(not place or bool(part.kind and part.heading) for place, part in enumerate(column))
        return sum(self.part(part) for part in column) + self.spec.gap * (len(column) - 1) + self.picture * hung


def _width(shape: Shape, columns: int) -> int:
    """Return how wide each of so many columns is, in design pixels."""
    across, down = {"wide": (DESIGN * 16 // 9, DESIGN), "tall": (DESIGN, DESIGN * 16 // 9), "square": (DESIGN, DESIGN)}[shape]
    left, _, right, _ = safe.margins(shape, across, down)
    return (across - left - right - _GUTTER * (columns - 1)) // columns


def _filled(parts: Sequence[Part], lines: _Lines, height: int, *, stacked: bool) -> Iterator[Column]:
    """Yield columns no higher than `height`, as far as a name is not higher; each part begins one of its own unless `stacked`."""
    column: list[Part] = []
    for whole in parts:
        part = whole
        if column and not (stacked and lines.height((*column, part)) <= height):
            yield tuple(column)
            column = []
        while lines.height((part,)) > height and part.names > 1:
            fitting = (count for count in range(part.names - 1, 1, -1) if lines.height((_first(part, count),)) <= height)
            count = _even(part, next(fitting, 1))
            yield (_first(part, count),)
            part = replace(_rest(part, count, is_headed=False), heading="", thanks=False, picture="")
        column.append(part)
    if column:
        yield tuple(column)


def _even(part: Part, most: int) -> int:
    """Return how many names of a part, `most` or fewer, stand in its first column so that none is nearly empty.

    A role that begins near there begins the next column.
    """
    columns = -(-part.names // most)
    count = -(-part.names // columns)
    begins = accumulate(len(group.people) for group in part.groups)
    near = [at for at in begins if abs(at - count) <= _NEAR and at <= most and -(-(part.names - at) // most) < columns]
    return min(near, key=lambda at: abs(at - count), default=count)


def _first(part: Part, count: int) -> Part:
    """Return a part with its first names only."""
    return replace(part, groups=tuple(_cut(part.groups, 0, count)))


def _rest(part: Part, count: int, *, is_headed: bool = True) -> Part:
    """Return a part without its first names; a role that goes on is named again only where the rest `is_headed`."""
    groups = tuple(_cut(part.groups, count, part.names))
    begins = {at for at, _ in zip(accumulate((len(group.people) for group in part.groups), initial=0), part.groups, strict=False)}
    goes_on = count not in begins and not is_headed
    return replace(part, groups=(replace(groups[0], role=""), *groups[1:]) if goes_on else groups)


def _cut(groups: Sequence[Group], start: int, end: int) -> Iterator[Group]:
    at = 0
    for group in groups:
        people = group.people[max(0, start - at) : max(0, end - at)]
        at += len(group.people)
        if people:
            yield Group(group.role, people)


def named(one: Named) -> dict[str, str | int]:
    """Return someone as a template sees them."""
    return {"name": one.name, "place": one.place, "number": one.number}


Told = Callable[[Part], str]
"""What says the heading of a part: its own, or the word for thanks."""


def shown(columns: Sequence[Column], heading: Told) -> list[dict[str, object]]:
    """Return columns as a template sees them."""
    return [
        {
            "sections": [
                {
                    "heading": heading(part),
                    "kind": part.kind,
                    "picture": part.picture,
                    "roles": [{"role": group.role, "people": [named(one) for one in group.people]} for group in part.groups],
                }
                for part in column
            ]
        }
        for column in columns
    ]
