"""Which episode a cut is of. Pure data."""

from __future__ import annotations

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """Which episode it is: its show, season and number, 0 where it has none, and the day it airs: `YYYY-MM-DD` or empty.

    `show_aka` and `aka` are further titles of show and episode; `company` produces it.
    """

    show: str = ""
    season: int = 0
    number: int = 0
    air_date: str = ""
    show_aka: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    company: str = ""


UNSAID = About()
"""An episode of which nothing is said."""
