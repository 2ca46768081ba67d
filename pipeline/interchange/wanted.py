"""What an edited timeline wants of a cut: which of its pieces begin, end or come elsewhere; and what cannot be taken. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from itertools import pairwise

from pipeline.interchange.edited import Edited, EditedLane, EditedPiece
from pipeline.interchange.laying import moments
from pipeline.interchange.sheet import Lane, Piece, Sheet
from pipeline.timebase import SAMPLE_RATE, half_up, sample_of, timecode
from pipeline.values import dataclass

_BY_HAND = "change it in the manifest"
_QUIET = 2
"""Thousandths of a second by which a sound may lie beside its place without having been moved."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A piece of the cut lasts `longer` frames longer, and begins in its file within two moments; None where it did."""

    begin: tuple[Fraction, Fraction] | None
    longer: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A sound begins and ends so many frames later in its file, and is heard so many thousandths of a second later."""

    begin: int
    end: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a cut: of its pieces and sounds by their keys, and the keys of its pieces in the order that is wanted.

    `pairs` are the edited pieces by the keys of those that they were. `told` are sentences on what cannot be taken.
    """

    reaches: Mapping[str, Reach]
    shifts: Mapping[str, Shift]
    order: tuple[str, ...]
    pairs: Mapping[str, EditedPiece] = field(repr=False)
    told: tuple[str, ...]


def wanted(before: Sheet, edited: Edited) -> Wanted:
    """Hold what was edited against the sheet that it was exported from."""
    told = list(edited.told)
    pictures, sounds = ([lane for lane in edited.lanes if lane.kind == kind] for kind in ("picture", "sound"))
    pairs: dict[str, EditedPiece] = {}
    for kind, lanes in (("picture", pictures), ("sound", sounds)):
        mine = [piece for lane, piece in before.pieces if lane.kind == kind]
        pairs |= _paired(mine, lanes, before.rate, told)
    cut = pictures[0] if pictures else EditedLane("picture", ())
    placed = {id(piece) for piece in cut.pieces}
    order = []
    for piece in before.cut.pieces:
        if piece.key not in pairs:
            told.append(f"{_called(piece, before)} is not in it any more: remove its line, if it is to go")
        elif id(pairs[piece.key]) not in placed:
            told.append(f"{_called(piece, before)} was put on another track, and an episode has one for its cut: "
                        "put it back, or write it as background or picture of another clip")
        else:
            order.append(piece.key)
    order.sort(key=lambda key: pairs[key].at)
    reaches = {piece.key: found for piece in before.cut.pieces if piece.key in order if (found := _reach(piece, pairs, before))}
    told += _effects(before, pairs)
    told += _gaps(cut, before, pairs)
    told += _joins(before, cut, pairs, order)
    shifts = dict(_shifts(before, pairs, order))
    return Wanted(reaches, shifts, tuple(order), pairs, tuple(dict.fromkeys(told)))


def differences(before: Sheet, after: Sheet, edited: Wanted, keys: Mapping[str, str], known: set[str]) -> Iterator[str]:
    """Yield what of an edited timeline is otherwise in the cut that came of it, in words; nothing of the pieces `known`.

    `keys` are the present keys of pieces by those that they had before.
    """
    pieces = {piece.key: (lane, piece) for lane, piece in after.pieces}
    beside: Counter[str] = Counter()
    for lane, was in before.pieces:
        found, there = edited.pairs.get(was.key), pieces.get(keys.get(was.key, was.key))
        if was.key in known or was.key in edited.shifts or found is None:
            continue
        is_untouched = found.at == was.at and _is_alike(found, was, lane)
        if was.key in edited.order:
            if there is not None and not _is_alike(found, there[1], lane):
                said = f"{_called(was, before)} {_otherwise(found, there[1], after.rate)}"
                yield f"{said}: a transition beside it has changed; correct its in and out by hand"
        elif not is_untouched and (there is None or not _is_alike(found, there[1], lane, Fraction(1, 2) / before.rate)):
            beside[f"{was.name!r} of {was.segment!r}"] += 1
    yield from _elsewhere(before, after, edited, keys, known)
    for name, count in beside.items():
        parts = f", {count} parts of it," if count > 1 else ""
        yield f"{name}{parts} was changed beside the cut, and stays where the manifest has it: change it there"


def _elsewhere(before: Sheet, after: Sheet, edited: Wanted, keys: Mapping[str, str], known: set[str]) -> Iterator[str]:
    """Yield what stands before another piece of the cut than it was put before, in words."""
    numbers = {piece.key: number for number, piece in enumerate(after.cut.pieces)}
    places = {key: number for key in edited.order if key not in known and (number := numbers.get(keys.get(key, key))) is not None}
    cut = {piece.key: piece for piece in before.cut.pieces}
    for one, other in pairwise(places):
        if places[other] < places[one]:
            name = _called(cut[one], before)
            said = f"{name} stands before {cut[other].name!r} in the timeline, and behind it in the cut that came of it"
            yield f"{said}: move its line in the manifest"


def _otherwise(found: EditedPiece, there: Piece, rate: Fraction) -> str:
    if found.length != there.length:
        return f"lasts {there.length} frames, and {found.length} in the timeline"
    by = half_up((there.first / there.source.rate - found.first) * rate)
    return f"begins {abs(by)} frames {'later' if by > 0 else 'earlier'} in its file than in the timeline"


def _is_alike(found: EditedPiece, piece: Piece, lane: Lane, near: Fraction = Fraction(0)) -> bool:
    """Say whether an edited piece shows what a piece does, for as long; within `near` seconds, if given, and then also when."""
    if not near:
        return found.length == piece.length and (not _has_time(piece) or _first(found, piece) == piece.first)
    unit = lane.rate
    ends = abs(found.at - piece.at) / unit, abs(found.length - piece.length) / unit
    return all(end <= near for end in ends) and abs(found.first - piece.first / piece.source.rate) <= near


def _first(found: EditedPiece, piece: Piece) -> int:
    return half_up(found.first * piece.source.rate)


def _has_time(piece: Piece) -> bool:
    """Say whether it matters where a piece begins in what it shows."""
    return piece.source.kind in ("film", "frames", "sound")


def _called(piece: Piece, sheet: Sheet) -> str:
    return f"{piece.name!r} of {piece.segment!r} ({piece.where or timecode(piece.at, sheet.rate)})"


# ---------------------------------------------------------------------------------------------- which is which


def _paired(mine: Sequence[Piece], lanes: Sequence[EditedLane], rate: Fraction, told: list[str]) -> dict[str, EditedPiece]:
    """Return the edited piece of each piece by its key; where that was lost, by its file and what is shown of it."""
    by_key = {piece.key: piece for piece in mine}
    pairs: dict[str, EditedPiece] = {}
    others: list[tuple[EditedLane, EditedPiece]] = []
    for lane in lanes:
        for piece in lane.pieces:
            if piece.key in by_key and piece.key not in pairs:
                pairs[piece.key] = piece
            else:
                others.append((lane, piece))
    for lane, piece in others:
        unit = rate if lane.kind == "picture" else Fraction(SAMPLE_RATE)
        when = timecode(half_up(piece.at / unit * rate), rate)
        if piece.key in by_key:
            told.append(f"{piece.name!r} at {when} is in it twice: write a line of its own for the other part")
            continue
        best = max((one for one in mine if one.key not in pairs), key=lambda one: _likeness(piece, one), default=None)
        if best is not None and _likeness(piece, best) > 0:
            pairs[best.key] = piece
        else:
            told.append(f"{piece.name or 'a clip'!r} at {when} is new: put it into the media folder, and write a line for it")
    return pairs


def _likeness(found: EditedPiece, piece: Piece) -> Fraction:
    """Return how many seconds of its file an edited piece shares with a piece; 0 where it shows another file."""
    file = piece.source.path.rpartition("/")[2]
    names = {found.path.rpartition("/")[2], found.name}
    if not file:
        return Fraction(found.name == piece.name)
    if file not in names:
        return Fraction(0)
    begin, length = piece.first / piece.source.rate, Fraction(piece.length)
    length /= SAMPLE_RATE if piece.source.kind == "sound" else 24
    overlap = min(begin + length, found.first + length) - max(begin, found.first)
    return max(overlap, Fraction(1, 1000))


# ---------------------------------------------------------------------------------------------- what is wanted


def _reach(piece: Piece, pairs: Mapping[str, EditedPiece], sheet: Sheet) -> Reach | None:
    found = pairs[piece.key]
    first = _first(found, piece) if _has_time(piece) else piece.first
    longer = found.length - piece.length
    if first == piece.first and not longer:
        return None
    if first == piece.first:
        return Reach(None, longer)
    low, high = moments(first, piece.early, piece.source.rate)
    return Reach((low - piece.lead, high - piece.lead), longer)


def _effects(sheet: Sheet, pairs: Mapping[str, EditedPiece]) -> Iterator[str]:
    for _, piece in sheet.pieces:
        found = pairs.get(piece.key)
        if found is None:
            continue
        if found.effects:
            said = f"{_called(piece, sheet)} has effects, which stay behind: {', '.join(found.effects)}"
            yield f"{said}; write at its line what a manifest knows of them (speed, gain, fades, move)"
        if found.is_muted != piece.is_muted:
            yield f"{_called(piece, sheet)} was switched {'off' if found.is_muted else 'on'}: {_BY_HAND}"


def _gaps(cut: EditedLane, sheet: Sheet, pairs: Mapping[str, EditedPiece]) -> Iterator[str]:
    ends = (0, *(piece.end for piece in sheet.cut.pieces))
    were = {id(pairs[one.key]): one.at - end for end, one in zip(ends, sheet.cut.pieces, strict=False) if one.key in pairs}
    for end, after in zip((0, *(piece.end for piece in cut.pieces)), cut.pieces, strict=False):
        if after.at - end > were.get(id(after), 0):
            when = timecode(after.at, sheet.rate)
            said = f"a gap of {after.at - end} frames before {after.name!r} at {when} is closed: an episode has none"
            yield f"{said}; write a card of that length, if it is meant"


def _joins(sheet: Sheet, cut: EditedLane, pairs: Mapping[str, EditedPiece], order: Sequence[str]) -> Iterator[str]:
    """Yield what was done to transitions: they are fields of a segment, and are not taken."""
    were = {
        (before.key, after.key): next((join for join in sheet.cut.joins if join.at == after.at), None)
        for before, after in pairwise(sheet.cut.pieces)
    }
    joins = {join.follows: join for join in cut.joins}
    numbers = {id(piece): number for number, piece in enumerate(cut.pieces)}
    for before, after in pairwise(order):
        found = joins.get(numbers[id(pairs[after])])
        was = were.get((before, after))
        if (before, after) not in were:
            continue  # the order has changed, and transitions stay with their segments
        if (was is None) != (found is None) or (was and found and (was.before, was.after) != (found.before, found.after)):
            what = "added" if was is None else "removed" if found is None else "changed"
            name, when = pairs[after].name, timecode(pairs[after].at, sheet.rate)
            yield f"the transition before {name!r} at {when} was {what}: write it as `transition` or `dissolve`"


def _shifts(sheet: Sheet, pairs: Mapping[str, EditedPiece], order: Sequence[str]) -> Iterator[tuple[str, Shift]]:
    """Yield what is wanted of sounds that are written by themselves.

    One that lies where it lay was not moved, even where its segment was: it goes with it.
    """
    cut = {piece.key: piece for piece in sheet.cut.pieces}
    were: dict[str, int] = {}
    now: dict[str, int] = {}
    for key in order:
        name = cut[key].segment
        were[name] = min(were.get(name, cut[key].at), cut[key].at)
        now[name] = min(now.get(name, pairs[key].at), pairs[key].at)
    for lane, piece in sheet.pieces:
        found = pairs.get(piece.key)
        if lane.kind != "sound" or not piece.is_own or found is None or piece.segment not in were:
            continue
        if found.at == piece.at and _is_alike(found, piece, lane):
            continue
        moved = sample_of(now[piece.segment], sheet.rate) - sample_of(were[piece.segment], sheet.rate)
        laters = [Fraction(found.at - piece.at - by, SAMPLE_RATE) for by in (moved, 0)]
        first = found.first - piece.first / piece.source.rate
        longer = Fraction(found.length - piece.length, SAMPLE_RATE)
        begin, end = half_up(first * sheet.rate), half_up((first + longer) * sheet.rate)
        rest = min((half_up((later - begin / sheet.rate) * 1000) for later in laters), key=abs)
        least = 500 / sheet.rate if begin or end else _QUIET
        if begin or end or abs(rest) > least:
            yield piece.key, Shift(begin, end, rest if abs(rest) > least else 0)
