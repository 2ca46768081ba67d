"""The cut of an episode in which something is wrong: what is whole as it is now, the rest as it last was whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from itertools import pairwise

from pipeline import assembly
from pipeline.assembly import Piece
from pipeline.cards.model import Theme
from pipeline.credits.works import Work, lineage
from pipeline.faults import Where
from pipeline.manifest import joins, lengths, recipes
from pipeline.manifest.model import Episode
from pipeline.manifest.parts import Unread
from pipeline.manifest.recipes import Outcome
from pipeline.manifest.voices import voices
from pipeline.people import Person
from pipeline.segments.assets import Library
from pipeline.timeline.model import Segment, Timeline
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class LastGood:
    """What an episode was made of when that was last whole: pieces by name, in order, with the people and works they name.

    `base` are the names of the pieces when all of it was whole, `shown` of those that were shown last.
    """

    base: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    works: Mapping[str, Work] = field(default_factory=dict)

    def updated(self, partial: Partial) -> LastGood:
        """Return this with the pieces that are whole in a partial cut; the others stay, for they may come back."""
        pieces = {**self.pieces, **partial.whole}
        order = [name for name in self.pieces if name in self.base or name in partial.names]
        for place, name in enumerate(partial.names):
            if name in pieces and name not in order:
                before = partial.names[place - 1] if place else None
                order.insert(order.index(before) + 1 if before in order else 0, name)
        return LastGood(self.base, partial.names, {name: pieces[name] for name in order}, partial.people, partial.works)


@dataclass(frozen=True, slots=True)
class Partial:
    """As much of an episode's cut as can be shown.

    `timeline` is None where nothing can, and where it is longer than an episode may be. `whole` are the pieces in which nothing
    is wrong, by name; `stale` are those shown as they last were whole, with the place of what is wrong; `left_out` are the places
    of those that never were. `names` are the names of all pieces that are shown, in order.
    """

    timeline: Timeline | None
    whole: Mapping[str, Piece]
    stale: Mapping[str, Where]
    left_out: tuple[Where, ...]
    names: tuple[str, ...]
    people: Mapping[str, Person]
    works: Mapping[str, Work]


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """A segment in its place in the manifest, read or not."""

    name: str
    where: Where
    outcome: Outcome | None

    @property
    def is_whole(self) -> bool:
        """Say whether it could be read and nothing is wrong in it."""
        return self.outcome is not None and self.outcome.is_good


def assemble_partly(
    episode: Episode,
    unread: Sequence[Unread],
    library: Library,
    theme: Theme,
    last: LastGood,
    refused: Collection[str] = (),
    outdated: Collection[str] = (),
    shape: Fraction | None = None,
    takes: recipes.Takes = recipes.NO_TAKES,
) -> Partial:
    """Return the cut of what can be shown of an episode.

    `refused` names pieces that cannot be drawn as they are, `outdated` those that cannot be drawn as they last were whole.
    `shape` is that of the deliverable, None for the episode's. `takes` says where those stand that have been lined up by sound.
    """
    # Stale pieces may name people and works that are no longer written down.
    people, works = {**last.people, **episode.people}, {**last.works, **episode.works}
    context, outcomes = recipes.run(episode, library, theme, shape, takes)
    episode = replace(episode, people=people, works=works)
    broken = _unknown_lineage(episode, assembly.pieces(episode, outcomes), last)
    slots = _slots(episode, outcomes, unread)
    former = _former(slots, last)
    shown: list[Piece] = []
    whole: dict[str, Piece] = {}
    stale: dict[str, Where] = {}
    left_out: list[Where] = []
    for slot in slots:
        piece = _piece(slot, episode)
        before = last.pieces.get(former.get(slot, ""))
        if piece is not None and slot.is_whole and slot.name not in broken and slot.name not in refused:
            shown.append(piece)
            whole[slot.name] = piece
        elif before is not None and before.rate == episode.rate and before.part.name not in outdated:
            shown.append(before)
            stale[before.part.name] = slot.where
        elif piece is not None and slot.name not in refused:
            shown.append(piece)
        else:
            left_out.append(slot.where)
    filled = assembly.with_credits(episode, theme, context, shown, [], stale)
    lost = {piece.part.name for piece in shown} - {piece.part.name for piece in filled}
    if again := [name for name in lost if name in last.pieces and name not in refused]:
        return assemble_partly(episode, unread, library, theme, last, {*refused, *again}, outdated, shape, takes)
    segments = _fitting(assembly.segments_of(episode, theme, library, filled, []))
    film = Programme(assembly.timeline_of(episode, theme, segments))
    aside = replace(context, diagnostics=[])  # what is wrong with them is told with all else
    over = tuple(voices(episode.voices, aside, film.seconds, is_partial=True)) if segments else ()
    timeline = assembly.timeline_of(episode, theme, segments, over)
    return Partial(
        timeline=timeline if segments and lengths.too_long(timeline) is None else None,
        whole={piece.part.name: piece for piece in filled if piece.part.name in whole},
        stale=stale,
        left_out=tuple(left_out),
        names=tuple(piece.part.name for piece in filled),
        people=people,
        works=works,
    )


def _piece(slot: _Slot, episode: Episode) -> Piece | None:
    if slot.outcome is None or slot.outcome.built is None:
        return None
    return Piece(slot.outcome.part, slot.outcome.built, episode.rate)


def _slots(episode: Episode, outcomes: Sequence[Outcome], unread: Sequence[Unread]) -> tuple[_Slot, ...]:
    slots: list[_Slot] = []
    waiting = list(unread)

    def take(before: float) -> None:
        while waiting and waiting[0].number < before:
            passed = waiting.pop(0)
            slots.append(_Slot(passed.name, passed.where, None))

    for outcome in outcomes:
        place = outcome.part.loc
        if place[0] != "opening":  # the show's own cards but the first come after all segments
            take(place[1] if len(place) > 1 and isinstance(place[1], int) else float("inf"))
        slots.append(_Slot(outcome.part.name, episode.where(*place), outcome))
    take(float("inf"))
    return tuple(slots)


def _former(slots: Sequence[_Slot], last: LastGood) -> dict[_Slot, str]:
    """Return the name that each segment had when it was last whole: its own, or else that of the one in whose place it stands."""
    known = {slot: slot.name for slot in slots if slot.name in last.pieces}
    for number, slot in enumerate(slots):
        if slot in known:
            continue
        before = known.get(slots[number - 1]) if number else None
        after = known.get(slots[number + 1]) if number + 1 < len(slots) else None
        free = set(last.pieces) - set(known.values())
        # A segment that has been given another name since stands in two orders; the one that was seen last comes first.
        for order in ([name for name in last.shown if name in last.pieces], list(last.pieces)):
            places = [order.index(before) + 1] if before in order else []
            places += [order.index(after) - 1] if after in order else []
            found = next((order[place] for place in places if 0 <= place < len(order) and order[place] in free), None)
            if found is not None:
                known[slot] = found
                break
    return known


def _unknown_lineage(episode: Episode, made: Sequence[Piece], last: LastGood) -> set[str]:
    """Return the names of the pieces that build on what nobody knows, and nobody knew when it was last whole."""
    present, before = ([one for piece in pieces for one in piece.built.contributions] for pieces in (made, last.pieces.values()))
    unknown = {where for _, where in lineage(present, episode.works, before).unknown}
    return {
        piece.part.name
        for piece in made
        if any(where in unknown for one in piece.built.contributions for where in (one.where, *one.places.values()))
    }


def _fitting(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments with a plain cut between each two of which one is too short for what they share."""
    found = list(segments)
    for number, (before, segment) in enumerate(pairwise(segments)):
        if joins.is_overlong(before, segment):
            found[number] = replace(found[number], sound_trails=0)
            found[number + 1] = replace(segment, transition=None, passage=None, sound_leads=0)
    return found
