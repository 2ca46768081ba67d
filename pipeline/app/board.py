"""The season board: how every episode of a show stands, a row each, in the order in which they air. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path

from pipeline.faults import Diagnostic, Severity
from pipeline.values import dataclass


class State(Enum):
    """How far an episode is.

    `finished`: its package is made of what lies there now. `edited`: there is one, and something has changed since. `new`: there
    is none. `refused`: quality control refused what lies there now. `not_cleared`: only rights stand against it. `broken`: it
    has mistakes and cannot be built.
    """

    FINISHED = "finished"
    EDITED = "edited"
    NEW = "new"
    REFUSED = "refused"
    NOT_CLEARED = "not_cleared"
    BROKEN = "broken"

    @property
    def words(self) -> str:
        """Return the state in a producer's words."""
        return _WORDS[self]


_WORDS = {
    State.FINISHED: "finished",
    State.EDITED: "edited since",
    State.NEW: "not built yet",
    State.REFUSED: "refused",
    State.NOT_CLEARED: "not cleared",
    State.BROKEN: "cannot be built",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build would make now: how many parts, in how many seconds of the wall, and how much picture is encoded."""

    parts: int
    seconds: float
    picture: Fraction


@dataclass(frozen=True, slots=True)
class Package:
    """What a package that lies in `renders/` tells of itself, in `folder`.

    `poster` is its picture, None where that is gone. `loudness` is in LUFS, `true_peak` in dBTP, None where nothing was measured.
    `findings` are those that count, by severity and in words.
    """

    folder: Path
    poster: Path | None = None
    loudness: float | None = None
    true_peak: float | None = None
    findings: tuple[tuple[Severity, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a deliverable of an episode other than its main one stands; `mistakes` are those that stand against it alone."""

    profile: str
    state: State
    mistakes: tuple[Diagnostic, ...] = ()
    package: Package | None = None

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "profile": self.profile,
            "state": self.state.value,
            "words": self.state.words,
            "mistakes": [mistake.to_json() for mistake in self.mistakes],
            "package": str(self.package.folder) if self.package else None,
        }


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one episode without any other.

    `name` is that of its manifest `path`. `length` is a clock time, empty where it is not known. `credited` are the people
    credited in it, key and name. `mistakes` stand against building it. `cost` is None where a build cannot tell; `package` is the
    last one, `target` its deliverable's loudness in LUFS. `deliver` names all its deliverables, the main one first, of which
    all of this is told; `others` is how the others stand.
    """

    path: Path
    name: str
    state: State
    title: str = ""
    season: int = 0
    number: int = 0
    air_date: date | None = None
    length: str = ""
    credited: tuple[tuple[str, str], ...] = ()
    mistakes: tuple[Diagnostic, ...] = ()
    cost: Cost | None = None
    package: Package | None = None
    target: Fraction | None = None
    deliver: tuple[str, ...] = ()
    others: tuple[Delivered, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Say whether all its deliverables are."""
        return all(state is State.FINISHED for state in (self.state, *(one.state for one in self.others)))


@dataclass(frozen=True, slots=True)
class Row:
    """An episode on the board.

    `days` are those until it airs, negative after; None where no day is named. One that is not finished by then `is_late`.
    `newcomers` are the names of people who are credited in it and in no earlier episode.
    """

    episode: Known
    days: int | None = None
    newcomers: tuple[str, ...] = field(default=())

    @property
    def is_late(self) -> bool:
        """Say whether it should have aired and one of its deliverables is not finished."""
        return self.days is not None and self.days < 0 and not self.episode.is_finished

    def to_json(self) -> dict[str, object]:
        """Return the row as a JSON object."""
        known, package = self.episode, self.episode.package
        return {
            "name": known.name,
            "path": str(known.path),
            "title": known.title,
            "season": known.season,
            "number": known.number,
            "air_date": known.air_date.isoformat() if known.air_date else None,
            "days": self.days,
            "is_late": self.is_late,
            "state": known.state.value,
            "words": known.state.words,
            "length": known.length or None,
            "mistakes": [mistake.to_json() for mistake in known.mistakes],
            "cost": None
            if known.cost is None
            else {
                "parts": known.cost.parts,
                "seconds": round(known.cost.seconds, 1),
                "picture_seconds": round(float(known.cost.picture), 3),
            },
            "package": str(package.folder) if package else None,
            "poster": str(package.poster) if package and package.poster else None,
            "loudness": package.loudness if package else None,
            "true_peak": package.true_peak if package else None,
            "target": float(known.target) if known.target is not None else None,
            "findings": [
                {"severity": severity.value, "message": words} for severity, words in (package.findings if package else ())
            ],
            "deliverables": [one.to_json() for one in known.others],
            "newcomers": list(self.newcomers),
        }


def rows(episodes: Iterable[Known], today: date) -> tuple[Row, ...]:
    """Return the board of episodes on a day, by season, number and the day they air.

    Who comes first is told from the episodes given: an earlier one that is left out credits nobody.
    """
    ordered = sorted(episodes, key=_order)
    seen: set[str] = set()
    found: list[Row] = []
    for episode in ordered:
        fresh = tuple(name for key, name in episode.credited if key not in seen)
        seen |= {key for key, _ in episode.credited}
        found.append(Row(episode, (episode.air_date - today).days if episode.air_date else None, fresh))
    return tuple(found)


def counted(board: Sequence[Row]) -> str:
    """Return in words how many episodes there are in each state: `3 episodes: 2 finished, 1 cannot be built; 1 late`.

    Of one that is finished but for others of its deliverables, that is said.
    """
    told = [row.episode.state.words for row in board]
    for number, row in enumerate(board):
        if row.episode.state is State.FINISHED and not row.episode.is_finished:
            told[number] = f"{told[number]} but for other deliverables"
    order = {state.words: place for place, state in enumerate(State)}
    words = sorted(dict.fromkeys(told), key=lambda one: (order.get(one, order[State.FINISHED.words]), one))
    parts = ", ".join(f"{told.count(one)} {one}" for one in words)
    late = sum(row.is_late for row in board)
    return f"{len(board)} episode{'' if len(board) == 1 else 's'}: {parts}" + (f"; {late} late" if late else "")


def _order(episode: Known) -> tuple[int, int, date, str]:
    return episode.season, episode.number, episode.air_date or date.max, episode.name
