"""An edited timeline -> the fewest changes of an episode's files, one operation of the cutting room after another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pipeline.cutting.cut import Cut, cut
from pipeline.cutting.look import Libraries, Look
from pipeline.cutting.operations import Excerpt, MoveItem, MoveSegment, Nudge, Operation, Thing, Trim
from pipeline.documents.files import Texts
from pipeline.faults import Diagnostic, InputFault
from pipeline.interchange import wanted as wanting
from pipeline.interchange.edited import Edited
from pipeline.interchange.laying import laid
from pipeline.interchange.sheet import Piece, Sheet
from pipeline.interchange.wanted import Reach, Shift, Wanted
from pipeline.manifest import recipes
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

TITLE = "-title"
"""What the name of a segment's title card adds to that of its segment."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of an edited timeline: the texts of the files that change, by their paths, before and after.

    `taken` says in sentences what was taken, `left` what could not be.
    """

    files: Mapping[Path, tuple[bytes, bytes]]
    taken: tuple[str, ...]
    left: tuple[str, ...]


def sheet_of(look: Look) -> Sheet:
    """Return the sheet of an episode. Raises InputFault where there are mistakes in it."""
    if look.timeline is None:
        raise InputFault(look.mistakes)

    def infos(path: MediaPath) -> MediaInfo | None:
        try:
            return look.library.info(path.name)
        except MediaFault:  # a theme's own sound lies elsewhere
            return None

    return laid(Programme(look.timeline), infos, look.takes)


def bring(manifest: Path, edited: Edited, texts: Texts, libraries: Libraries, takes: recipes.Takes = recipes.NO_TAKES) -> Brought:
    """Return what an edited timeline changes in an episode's files. Nothing is written.

    `texts` are unsaved ones, which are not changed. Raises InputFault where the episode has mistakes, or another cut than that
    which was exported.
    """
    bench = _Bench(manifest, texts, libraries, takes)
    before = bench.sheet()
    _refuse(bench.look, before, edited)
    found = wanting.wanted(before, edited)
    bench.reach(before, found)
    bench.shift(before, found)
    bench.arrange(before, found)
    bench.left += wanting.differences(before, bench.sheet(), found, bench.keys(before), bench.refused)
    left = (*found.told, *dict.fromkeys(bench.left))
    return Brought(bench.changed(), tuple(bench.taken), left)


def _refuse(look: Look, sheet: Sheet, edited: Edited) -> None:
    """Refuse what was exported from another cut than there is now; what changed beside it (words, names) does not matter."""
    where, now, then = look.episode.where("segments"), dict(sheet.states), dict(edited.states)
    if edited.episode and edited.episode != sheet.name:
        message = f"this was exported from the episode {edited.episode!r}"
        raise InputFault((Diagnostic(where, message, "name that one's manifest, or export this episode anew"),))
    if not then or (now == then and [*now] == [*then]):
        return
    names = [name for name in {**then, **now} if now.get(name) != then.get(name)]
    what = f"the cut of {', '.join(map(repr, names))}" if names else "the order of the segments"
    hint = "take back what was changed, or export the episode again and make the edit there"
    raise InputFault((Diagnostic(where, f"{what} has changed since this was exported", hint),))


class _Bench:
    """An episode under a row of operations: where each thing of the exported cut is now, what was taken, what was refused."""

    def __init__(self, manifest: Path, texts: Texts, libraries: Libraries, takes: recipes.Takes) -> None:
        self._manifest, self._libraries, self._takes = manifest, libraries, takes
        self._texts = Texts()
        for path in texts.unsaved:
            self._texts.edit(path, texts.over(path) or b"")
        self._before: dict[Path, bytes] = {}
        self.taken: list[str] = []
        self.left: list[str] = []
        self.refused: set[str] = set()
        self.look = Look(manifest, self._texts, libraries, takes)
        self._parts = [part.name for part in self.look.episode.parts]
        self._items: dict[str, list[str]] = {}

    def sheet(self) -> Sheet:
        """Return the cut as it is now."""
        return sheet_of(self.look)

    def keys(self, before: Sheet) -> dict[str, str]:
        """Return the present key of each piece of the cut by the one that it had."""
        found = {}
        for piece in before.cut.pieces:
            home = next((name for name, items in self._items.items() if piece.key in items), piece.segment)
            items = self._items.get(home)
            number = str(items.index(piece.key)) if items else piece.key.rpartition("/")[2]
            found[piece.key] = f"{self._now(home)}/0/{number}"
        for _, piece in before.pieces:
            found.setdefault(piece.key, f"{self._now(piece.segment)}/{piece.key.partition('/')[2]}")
        return found

    def changed(self) -> dict[Path, tuple[bytes, bytes]]:
        """Return the files that have changed, with what they held and what they are to hold."""
        found = {path: (before, self._texts.over(path) or b"") for path, before in self._before.items()}
        return {path: one for path, one in found.items() if one[0] != one[1]}

    # ------------------------------------------------------------------------------------------ operations

    def reach(self, before: Sheet, found: Wanted) -> None:
        """Let pieces of the cut begin and end where it is wanted."""
        for piece in before.cut.pieces:
            if (one := found.reaches.get(piece.key)) is not None:
                self._do([self._reaching(piece, one)], [piece.key], f"{_called(piece)} {_reached(piece, one, found)}")

    def _reaching(self, piece: Piece, one: Reach) -> Operation:
        thing = self._thing(piece)
        clip = self.look.clip(self.look.found(thing)) if piece.source.kind != "made" else None
        if clip is None:
            return Trim(thing, "end", one.longer)
        return Excerpt(thing, one.begin, clip.clip.frames + one.longer)

    def shift(self, before: Sheet, found: Wanted) -> None:
        """Let sounds begin, end and stand where it is wanted."""
        for _, piece in before.pieces:
            if (one := found.shifts.get(piece.key)) is not None:
                self._do([*self._shifting(self._thing(piece), one)], [piece.key], f"{_called(piece)} {_shifted(one)}")

    def _shifting(self, thing: Thing, one: Shift) -> Iterator[Operation]:
        if one.begin:
            yield Trim(thing, "begin", one.begin)
        if one.end:
            yield Trim(thing, "end", one.end)
        if one.milliseconds:
            yield Nudge(thing, one.milliseconds)

    def arrange(self, before: Sheet, found: Wanted) -> None:
        """Put clips and segments into the order that is wanted."""
        cut = {piece.key: piece for piece in before.cut.pieces}
        written = {part.name for part in self.look.episode.parts if part.loc[:1] == ("segments",)}
        segments, items = _homes([(key, of) for key in found.order if (of := self._of(cut[key].segment)) in written])
        for key, name in items.strays:
            self.refused.add(key)
            self.left.append(f"{_called(cut[key])} lies apart from its segment, between others: it stays in {name!r}")
        for name in written:
            self._items[name] = [piece.key for piece in before.cut.pieces if piece.segment == name]
        for name, keys in items.orders.items():
            self._arrange_items(name, [key for key in keys if cut[key].segment in written], cut)
        self._arrange_segments(segments, written)

    def _arrange_items(self, name: str, order: Sequence[str], cut: Mapping[str, Piece]) -> None:
        rank = {key: number for number, key in enumerate(order)}
        own = [key for key in self._items[name] if key in rank]
        stays = _longest_run([rank[key] for key in own])
        fixed = {order[number] for number in stays}
        follows: str | None = None
        for key in reversed(order):
            if key not in fixed:
                self._move_item(key, name, follows, cut)
            if key in self._items[name]:
                follows = key

    def _move_item(self, key: str, name: str, follows: str | None, cut: Mapping[str, Piece]) -> None:
        home = next(one for one, items in self._items.items() if key in items)
        rest = [one for one in self._items[name] if one != key]
        to = rest.index(follows) if follows is not None else len(rest)
        thing = self._thing_at(home, self._items[home].index(key))
        place = f"before {cut[follows].name!r}" if follows is not None else "at the end"
        where = f"{place} of {name!r}" if home != name or follows is None else place
        if self._do([MoveItem(thing, self._now(name), to)], [key], f"{_called(cut[key])} comes {where}"):
            self._items[home].remove(key)
            self._items[name].insert(to, key)

    def _arrange_segments(self, order: Sequence[str], written: set[str]) -> None:
        rank = {name: number for number, name in enumerate(order)}
        there = [name for name in self._parts if name in written and name in rank]
        fixed = {order[number] for number in _longest_run([rank[name] for name in there])}
        follows: str | None = None
        for name in reversed(order):
            if name not in fixed:
                self._move_segment(name, follows)
            follows = name

    def _move_segment(self, name: str, follows: str | None) -> None:
        operation = MoveSegment(self._now(name), None if follows is None else self._now(follows))
        said = f"{name!r} comes {'last' if follows is None else f'before {follows!r}'}"
        before = [part.loc for part in self.look.episode.parts]
        keys = [key for key in self._items.get(name, ()) if key]
        if not self._do([operation], keys, said):
            return
        # Parts that are not written among the segments (an opening, credits) stay where they are.
        own = [number for number, loc in enumerate(before) if loc[:1] == ("segments",)]
        names = [self._parts[number] for number in own if self._parts[number] != name]
        names.insert(names.index(follows) if follows is not None else len(names), name)
        for number, one in zip(own, names, strict=True):
            self._parts[number] = one

    # ------------------------------------------------------------------------------------------ what is where

    def _of(self, name: str) -> str:
        """Return the segment that a card of the cut stands before; of what is none, its own name."""
        return name if name in self._parts else name.removesuffix(TITLE)

    def _looked(self) -> Look:
        return Look(self._manifest, self._texts, self._libraries, self._takes, self.look.theme)

    def _now(self, name: str) -> str:
        """Return what a segment of the exported cut is called now: those of one title are numbered anew when they move."""
        parts = self.look.episode.parts
        if name not in self._parts:
            return f"{self._now(of)}{TITLE}" if (of := self._of(name)) in self._parts else name
        return parts[self._parts.index(name)].name

    def _thing(self, piece: Piece) -> Thing:
        found = self.sheet().named(piece.key)
        return _thing_of(found[1] if found is not None else piece, piece.segment)

    def _thing_at(self, segment: str, number: int) -> Thing:
        name = self._now(segment)
        found = self.sheet().named(f"{name}/0/{number}")
        assert found is not None
        return _thing_of(found[1], name)

    def _cut(self, operation: Operation) -> tuple[Cut, ...]:
        return cut(self._manifest, operation, self._texts, self._libraries, self._takes, self.look.theme)

    def _do(self, operations: Sequence[Operation], keys: Iterable[str], said: str) -> bool:
        """Do what is wanted of one thing, whole or not at all; say what was taken, or why it could not be."""
        before = {path: self._texts.over(path) for path in self._before}
        try:
            for operation in operations:
                for one in self._cut(operation):
                    path = self.look.episode.root / one.path
                    self._before.setdefault(path, one.before.encode())
                    self._texts.edit(path, one.text.encode())
                self.look = self._looked()
        except InputFault as fault:
            for path in self._before:
                over = before.get(path)
                self._texts.edit(path, self._before[path] if over is None else over)
            self.look = self._looked()
            self.refused.update(keys)
            self.left.append(f"{said}: {'; '.join(str(one) for one in fault.diagnostics)}")
            return False
        self.taken.append(said)
        return True


def _thing_of(piece: Piece, segment: str) -> Thing:
    where = piece.where
    return Thing(segment) if where is None else Thing(segment, where.path, where.line, where.column)


def _called(piece: Piece) -> str:
    return f"{piece.name!r} of {piece.segment!r}"


def _reached(piece: Piece, one: Reach, found: Wanted) -> str:
    """Say in words where a piece begins and ends now."""
    by = f"{abs(one.longer)} frames {'longer' if one.longer > 0 else 'shorter'}" if one.longer else "as long as before"
    if one.begin is None:
        return f"is {by}"
    earlier = found.pairs[piece.key].first < piece.first / piece.source.rate
    return f"begins {'earlier' if earlier else 'later'} in its file, and is {by}"


def _shifted(one: Shift) -> str:
    edges = (("begins", one.begin), ("ends", one.end))
    said = [f"{word} {abs(by)} frames {'later' if by > 0 else 'earlier'}" for word, by in edges if by]
    if one.milliseconds:
        said.append(f"is heard {abs(one.milliseconds)} ms {'later' if one.milliseconds > 0 else 'earlier'}")
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class _Items:
    """The keys of each segment's pieces in the order that is wanted; and those that belong nowhere, with their own segment."""

    orders: Mapping[str, list[str]]
    strays: tuple[tuple[str, str], ...]


def _homes(order: Sequence[tuple[str, str]]) -> tuple[list[str], _Items]:
    """Return the segments in the order that is wanted, and what each of them holds.

    A segment is where most of its pieces lie together; one of its pieces that lies within another segment belongs there now.
    """
    runs = [(name, [key for key, _ in those]) for name, those in groupby(order, key=lambda one: one[1])]
    best: dict[str, int] = {}
    for number, (name, keys) in enumerate(runs):
        if name not in best or len(keys) > len(runs[best[name]][1]):
            best[name] = number
    # What is not at home may lie between two runs of one segment, which then are one.
    segments = [name for name, _ in sorted(best.items(), key=lambda one: one[1])]
    orders: dict[str, list[str]] = {name: [] for name in segments}
    strays: list[tuple[str, str]] = []
    for number, (name, keys) in enumerate(runs):
        if best[name] == number or _joined(runs, best, number):
            orders[name] += keys
            continue
        before = next((one for one, _ in reversed(runs[:number]) if one != name), None)
        after = next((one for one, _ in runs[number + 1 :] if one != name), None)
        if before is not None and before == after:
            orders[before] += keys
        else:
            strays += [(key, name) for key in keys]
    return segments, _Items(orders, tuple(strays))


def _joined(runs: Sequence[tuple[str, list[str]]], best: Mapping[str, int], number: int) -> bool:
    """Say whether between a run and the home of its segment lies nothing that is at home there."""
    name = runs[number][0]
    first, last = sorted((number, best[name]))
    return all(runs[between][0] == name or best[runs[between][0]] != between for between in range(first + 1, last))


def _longest_run(ranks: Sequence[int]) -> set[int]:
    """Return the most of some numbers that stand in rising order: what need not be moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, rank in enumerate(ranks):
        place = bisect_left(tails, rank)
        tails[place : place + 1] = [rank]
        ends[place : place + 1] = [number]
        before.append(ends[place - 1] if place else -1)
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(ranks[at])
        at = before[at]
    return found
