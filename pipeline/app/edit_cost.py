"""What an edit that is not saved yet costs, and whom it adds to the credits or takes out of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.app.episodes import Work
from pipeline.app.shows import Show
from pipeline.credits.compute import compute
from pipeline.execution.history import History, around
from pipeline.execution.local_store import LocalStore
from pipeline.execution.missing import missing, wall_seconds
from pipeline.faults import InputFault
from pipeline.operations.promises import ImagePromise, OverlayPromise
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """An episode as it was last saved: the keys of all its actions, and the names of all whom it credits, by their keys."""

    keys: frozenset[str]
    people: dict[str, str]


@dataclass(frozen=True, slots=True)
class EditCost:
    """What would be made that the saved episode has not: `spans` and `cards`, and the seconds of work on picture and sound.

    `seconds` is how long that would take here. `leaving` and `joining` are the names of people.
    """

    spans: int
    cards: int
    picture_seconds: float
    sound_seconds: float
    seconds: float
    leaving: tuple[str, ...]
    joining: tuple[str, ...]

    @property
    def credits(self) -> str:
        """Say who leaves the credits and who joins them."""
        told = []
        if self.leaving:
            told.append(f"{_listed(self.leaving)} {'leave' if len(self.leaving) > 1 else 'leaves'} the credits")
        if self.joining:
            verb, where = "join" if len(self.joining) > 1 else "joins", "them" if told else "the credits"
            told.append(f"{_listed(self.joining)} {verb} {where}")
        return "; ".join(told) or "nobody leaves the credits"

    def __str__(self) -> str:
        return "; ".join([*self._made(), self.credits])

    def _made(self) -> Iterator[str]:
        if not self.spans and not self.cards and not self.sound_seconds:
            yield "nothing to render"
        if self.spans:
            yield f"{self.spans} span{'s' if self.spans > 1 else ''}, {self.picture_seconds:.1f} s"
        if self.sound_seconds:
            yield f"sound {self.sound_seconds:.1f} s"

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "spans": self.spans,
            "cards": self.cards,
            "picture_seconds": round(self.picture_seconds, 2),
            "sound_seconds": round(self.sound_seconds, 2),
            "seconds": round(self.seconds, 2),
            "credits": self.credits,
            "leaving": list(self.leaving),
            "joining": list(self.joining),
            "words": str(self),
        }


def standing(work: Work) -> Standing:
    """Return what is to be known of a saved episode."""
    return Standing(frozenset(action.key for action in work.plan.actions), _credited(work))


def edit_cost(show: Show, work: Work, saved: Standing, made: Collection[str]) -> EditCost:
    """Say what an edited episode costs beside the `saved` one; `made` are the keys of what was made only since that."""
    to_run, _ = missing([work.plan], _Before(show.store, saved.keys, frozenset(made)))
    history = History(show.store.memory, [work.plan])
    seconds = {action.key: history.seconds(action) for action in to_run}
    spans = [action for action in to_run if action.pool == "encode"]
    cards = [action for action in to_run if action.pool == "draw" and _is_drawn(action.outputs[0].promise)]
    picture = sum(seconds[action.key] for action in to_run if action.pool in ("encode", "draw"))
    sound = sum(seconds[action.key] for action in to_run if action.pool == "sound")
    wall = wall_seconds(to_run, seconds, show.here.cores) + (around(show.store.memory) if to_run else 0.0)
    now = _credited(work)
    leaving = tuple(name for key, name in saved.people.items() if key not in now)
    joining = tuple(name for key, name in now.items() if key not in saved.people)
    return EditCost(len(spans), len(cards), picture, sound, wall, leaving, joining)


class _Before:
    """A store as it would be without what was made since the episode was last saved."""

    def __init__(self, store: LocalStore, saved: frozenset[str], made: frozenset[str]) -> None:
        self._store, self._saved, self._made = store, saved, made

    def has(self, key: str) -> bool:
        """Say whether an action would be stored."""
        return key in self._saved or (key not in self._made and self._store.has(key))


def _is_drawn(promise: object) -> bool:
    return isinstance(promise, ImagePromise | OverlayPromise)


def _credited(work: Work) -> dict[str, str]:
    try:
        found = compute(Programme(work.timeline), work.episode.people, work.episode.works, work.episode.role_order)
    except InputFault:  # somebody is not known, which is told at its line
        return {}
    return {one.credit.person.key: one.credit.person.name for one in found.people}


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
