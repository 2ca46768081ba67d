"""Credits and ledger as CSV, and the credits as plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from pipeline.credits.compute import Credits
from pipeline.credits.ledger import totals
from pipeline.credits.reasons import BUILT_ON, MEDIUM
from pipeline.credits.roll import ENGLISH, Section, told_apart
from pipeline.credits.shares import shares
from pipeline.people import Person
from pipeline.timebase import half_up, timecode
from pipeline.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def credits_csv(credits_: Credits) -> str:
    """Return a row a person: name, handle, place, roles, segments, pronunciation, url."""
    rows = (
        (c.credit.person.key, c.credit.name, c.credit.person.handle, c.credit.person.place, "; ".join(c.credit.roles),
         "; ".join(c.segments), c.credit.person.pronunciation, c.credit.person.url)
        for c in credits_.people
    )
    return csv_text(("person", "name", "handle", "place", "roles", "segments", "pronunciation", "url"), rows)


def ledger_csv(credits_: Credits) -> str:
    """Return a row for each person, contribution and range of the programme, and for what these are built on; then each person's
    totals and share.

    Times are of the programme; `from_frame` is the first frame, `to_frame` the first after it. Seconds have three digits. The
    shares sum to 10,000 basis points.
    """
    rate = credits_.rate
    rows: list[tuple[object, ...]] = [
        (person.key, person.name, use.segment, use.role, MEDIUM[use.medium], use.title, use.path, use.license,
         use.release, timecode(range_.start, rate), timecode(range_.end, rate), range_.start, range_.end, range_.frames,
         seconds(range_.frames / rate), "")
        for use in credits_.uses
        for person in use.people or (Person("", ""),)
        for range_ in use.ranges
    ]
    known = {one.credit.person.key: one.credit.person for one in credits_.people}
    for work in credits_.works:
        rows += [
            (key, known[key].name, "", work.role, BUILT_ON, work.title or work.key, "", work.license, work.release, *[""] * 7)
            for key in work.people
        ]
    for (person, medium), frames in totals(credits_.uses).items():
        rows.append((person.key, person.name, "", "total", MEDIUM[medium], "", "", "", "", "", "", "", "", frames,
                     seconds(frames / rate), ""))
    for person, points in shares(credits_.parts).items():
        rows.append((person.key, person.name, "", "share", *[""] * 11, points))
    return csv_text(("person", "name", "segment", "role", "medium", "work", "file", "license", "release", "from", "to",
                     "from_frame", "to_frame", "frames", "seconds", "basis_points"), rows)


def plain_text(sections: Sequence[Section], words: Words = ENGLISH) -> tuple[str, ...]:
    """Return credits as lines for a description: a heading, a line a role with all who have it, an empty line before the next.

    Of the people of a role those are named who are among the section's entries. Where two have the same name, their places stand
    with them.
    """
    apart = told_apart([entry.person for section in sections for entry in section.entries])
    lines: list[str] = []
    for section in sections:
        lines += [""] if lines else []
        lines += [section.heading] if section.heading else []
        named = {entry.person.key for entry in section.entries}
        for role in section.roles:
            names = [_called(person, apart[person.key].place, words) for person in role.people if person.key in named]
            if names:
                listed = words.enumerated(names)
                lines.append(words.say("credit", name=role.name, roles=listed) if role.name else listed)
    return tuple(lines)


def _called(person: Person, place: str, words: Words) -> str:
    told = words.enumerated([*filter(None, dict.fromkeys((person.handle, place)))])
    return words.say("with_handle", name=person.name, handle=told) if told else person.name


def seconds(length: Fraction) -> str:
    """Return seconds with three digits, rounded to the nearest."""
    milliseconds = half_up(1000 * length)
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180) in which no text runs as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")  # RFC 4180
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: object) -> str:
    # A spreadsheet runs a cell that begins like this as a formula, and names and handles are contributors' texts.
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
