"""The ledger of one or several episodes: what each person did over all of them, and what share they get. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pipeline.credits import shares
from pipeline.credits.compute import Credits
from pipeline.credits.ledger import totals
from pipeline.credits.reasons import MEDIUM
from pipeline.credits.sheets import csv_text, seconds
from pipeline.people import Person
from pipeline.timebase import FrameRange, timecode
from pipeline.values import dataclass

SECONDS = {"picture": "on_screen", "sound": "audible", "text": "text"}
"""What the seconds of a medium are called."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a ledger says of one person: seconds by medium, in which episodes, and basis points."""

    person: Person
    seconds: Mapping[str, Fraction]
    episodes: tuple[str, ...]
    points: int

    def told(self, medium: str) -> str:
        """Return the seconds of a medium with three digits."""
        return seconds(self.seconds.get(medium, Fraction(0)))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of episodes, each with its name: a line a person, the largest share first."""

    episodes: tuple[tuple[str, Credits], ...]
    lines: tuple[Line, ...]

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object; seconds are texts with three digits."""
        return {
            "event": "ledger",
            "episodes": [name for name, _ in self.episodes],
            "payout": self.episodes[0][1].payout.by if self.episodes else None,
            "people": [
                {
                    "person": line.person.key,
                    "name": line.person.name,
                    "episodes": list(line.episodes),
                    **{f"{name}_seconds": line.told(medium) for medium, name in SECONDS.items()},
                    "basis_points": line.points,
                }
                for line in self.lines
            ],
            "uses": [
                {
                    "episode": name,
                    "people": [person.key for person in use.people],
                    "segment": use.segment,
                    "role": use.role,
                    "medium": MEDIUM[use.medium],
                    "work": use.title,
                    "file": use.path,
                    "license": use.license,
                    "release": use.release,
                    "ranges": [range_json(range_, found.rate) for range_ in use.ranges],
                }
                for name, found in self.episodes
                for use in found.uses
            ],
        }

    def to_csv(self) -> str:
        """Return a row a person: seconds by medium over all episodes, which these are, and basis points, 10,000 in all."""
        rows = (
            (line.person.key, line.person.name, "; ".join(line.episodes), *map(line.told, SECONDS), line.points)
            for line in self.lines
        )
        header = ("person", "name", "episodes", *(f"{name}_seconds" for name in SECONDS.values()), "basis_points")
        return csv_text(header, rows)


def ledger_of(episodes: Sequence[tuple[str, Credits]]) -> Ledger:
    """Return the ledger of episodes of a show, each with its name; what a person did in several adds up, and so do parts."""
    points = shares.shares(shares.together(found.parts for _, found in episodes))
    lengths: dict[str, dict[str, Fraction]] = {}
    names: dict[str, dict[str, None]] = {}
    for name, found in episodes:
        for (person, medium), frames in totals(found.uses).items():
            mine = lengths.setdefault(person.key, {})
            mine[medium] = mine.get(medium, Fraction(0)) + frames / found.rate
            names.setdefault(person.key, {})[name] = None
    ordered = sorted(points, key=lambda person: (-points[person], person.sort_key))
    return Ledger(tuple(episodes), tuple(Line(one, lengths[one.key], tuple(names[one.key]), points[one]) for one in ordered))


def range_json(range_: FrameRange, rate: Fraction) -> dict[str, object]:
    """Return a range of the programme as a JSON object: its times, its first frame, and the first after it."""
    return {
        "from": timecode(range_.start, rate),
        "to": timecode(range_.end, rate),
        "from_frame": range_.start,
        "to_frame": range_.end,
    }
