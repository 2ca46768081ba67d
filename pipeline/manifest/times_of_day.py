"""A time of day somewhere in the world: "18:00 Europe/Berlin". Reads the table of time zones where one is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.faults import guess
from pipeline.segments.fields import Reads, mistake, written
from pipeline.values import dataclass

_FORM = re.compile(r"(\d{1,2}):(\d{2})(?:\s+(\S+))?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a zone by its name in the tz database, such as Europe/Berlin or UTC."""

    hour: int
    minute: int
    zone: str

    def on(self, day: str) -> str:
        """Return the moment on a day (year-month-day) as UTC, as RFC 3339 writes it: 2020-05-18T16:00:00Z.

        A time that summer time leaves out is the one an hour later; of one that comes twice, it is the first.
        """
        there = datetime.combine(date.fromisoformat(day), time(self.hour, self.minute), _zone(self.zone))
        return there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


NOON = Clock(12, 0, "UTC")
"""When it is the same day nearly all over the world."""


def _zone(name: str) -> tzinfo:
    """Return a time zone; UTC also on a machine that knows no others. Raises ZoneInfoNotFoundError, ValueError, OSError."""
    from zoneinfo import ZoneInfo

    return UTC if name == "UTC" else ZoneInfo(name)


def _read(value: object) -> Clock:
    text = written(value)
    match = _FORM.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise mistake(f"{text!r} is no time of day", 'write hour, minute and where: "18:00 Europe/Berlin"')
    if match[3] is None:
        raise mistake(f"{text!r} does not say where", f'write the time zone after it: "{text} Europe/Berlin", or UTC')
    from zoneinfo import ZoneInfoNotFoundError, available_timezones

    try:
        _zone(match[3])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = sorted(available_timezones())
        hint = guess(match[3], known) or "write one such as Europe/Berlin, or UTC"
        raise mistake(f"there is no time zone {match[3]!r}", hint) from None
    return Clock(int(match[1]), int(match[2]), match[3])


TimeOfDay = Annotated[Clock, Reads(_read), WithJsonSchema({"type": "string", "examples": ["18:00 Europe/Berlin", "12:00 UTC"]})]
