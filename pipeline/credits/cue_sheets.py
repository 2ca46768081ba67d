"""The cue sheet as a broadcaster or a society of authors reads it: as CSV and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.credits.compute import Credits
from pipeline.credits.cues import MusicCue, music
from pipeline.credits.sheets import csv_text, seconds
from pipeline.credits.splits import RIGHTS, Split, percent
from pipeline.credits.works import Work
from pipeline.timebase import timecode
from pipeline.timeline.programme import Programme

_HEAD = ("show", "show_aka", "season", "number", "air_date", "episode", "episode_title", "episode_aka", "production_company")
_CUE = ("cue", "title", "aka", "composers", "publishers", "shares", "by", "usage", "segment", "from", "to", "seconds", "isrc",
        "iswc", "license")  # fmt: skip


def cue_sheet_csv(programme: Programme, credits_: Credits) -> str:
    """Return a row a piece of music, then the length of all music and of the programme.

    Music that sounds at once is counted once in the total. Composers and publishers stand with the society that collects for them
    and their number there, as far as they are known. ISRC and ISWC are written as people read them.
    """
    timeline, rate = programme.timeline, programme.rate
    about = timeline.about
    head = (about.show, "; ".join(about.show_aka), about.season or "", about.number or "", about.air_date, timeline.name,
            timeline.title, "; ".join(about.aka), about.company)  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for count, cue in enumerate(credits_.music, 1):
        by = "; ".join(_with(credit.name, credit.role) for credit in cue.people)
        composers = "; ".join(
            _with(credit.name, credit.role, credit.person.pro, _ipi(credit.person.ipi)) for credit in cue.composers
        )
        publishers = "; ".join(_with(one.name, one.society, _ipi(one.ipi)) for one in cue.publishers)
        heard = sum(range_.frames for range_ in cue.ranges)
        start, end = timecode(cue.ranges[0].start, rate), timecode(cue.ranges[-1].end, rate)
        rows.append((*head, count, cue.title, "; ".join(cue.aka), composers, publishers, "; ".join(_shares(cue)), by, cue.usage,
                     cue.segment, start, end, seconds(heard / rate), "; ".join(_isrcs(cue)), "; ".join(_iswcs(cue)),
                     cue.license))  # fmt: skip
    for label, length in (("all music", music(credits_.music)), ("programme", programme.frames)):
        told = {"title": label, "seconds": seconds(length / rate)}
        rows.append((*head, *(told.get(name, "") for name in _CUE)))
    return csv_text((*_HEAD, *_CUE), rows)


def cue_sheet_json(programme: Programme, credits_: Credits) -> dict[str, object]:
    """Return the same as a JSON object, in which each share is a number and each time that a piece is heard is told."""
    timeline, rate = programme.timeline, programme.rate
    about = timeline.about
    return {
        "show": about.show,
        "show_aka": list(about.show_aka),
        "season": about.season or None,
        "number": about.number or None,
        "air_date": about.air_date or None,
        "episode": timeline.name,
        "episode_title": timeline.title,
        "episode_aka": list(about.aka),
        "production_company": about.company or None,
        "seconds": seconds(programme.frames / rate),
        "music_seconds": seconds(music(credits_.music) / rate),
        "cues": [
            {
                "cue": count,
                "title": cue.title,
                "aka": list(cue.aka),
                "composers": [
                    {"name": one.name, "role": one.role, "society": one.person.pro, "ipi": one.person.ipi}
                    for one in cue.composers
                ],
                "publishers": [{"name": one.name, "society": one.society, "ipi": one.ipi} for one in cue.publishers],
                "shares": [_share(cue, work, one) for work in cue.shared for one in work.splits],
                "by": [{"name": one.name, "role": one.role} for one in cue.people],
                "usage": cue.usage,
                "segment": cue.segment,
                "ranges": [{"from": timecode(one.start, rate), "to": timecode(one.end, rate)} for one in cue.ranges],
                "seconds": seconds(sum(one.frames for one in cue.ranges) / rate),
                "isrc": [*_isrcs(cue)],
                "iswc": [*_iswcs(cue)],
                "license": cue.license,
            }
            for count, cue in enumerate(credits_.music, 1)
        ],
    }


def _shares(cue: MusicCue) -> Iterator[str]:
    """Yield the shares of a piece as texts; where it is built on several works, each with the work's title."""
    for work in cue.shared:
        title = f"{work.title or work.key}: " if len(cue.shared) > 1 else ""
        for one in work.splits:
            has = percent(one.performing)
            if one.performing != one.mechanical:
                has = ", ".join(f"{right} {percent(one.of(right))}" for right in RIGHTS)
            yield f"{title}{_named(cue, one)} ({one.role}) {has}"


def _share(cue: MusicCue, work: Work, one: Split) -> dict[str, object]:
    person = cue.writers.get(one.person)
    return {
        "work": work.title or work.key,
        "name": _named(cue, one),
        "role": one.role,
        "society": person.pro if person else one.society,
        "ipi": person.ipi if person else one.ipi,
        **{right: float(one.of(right)) for right in RIGHTS},
        "of": work.split_total,
    }


def _named(cue: MusicCue, one: Split) -> str:
    return cue.writers[one.person].name if one.person else one.publisher


def _isrcs(cue: MusicCue) -> Iterator[str]:
    return (f"{one[:2]}-{one[2:5]}-{one[5:7]}-{one[7:]}" for one in cue.recordings)


def _iswcs(cue: MusicCue) -> Iterator[str]:
    return (f"T-{one[1:4]}.{one[4:7]}.{one[7:10]}-{one[10]}" for one in cue.works)


def _ipi(number: str) -> str:
    return f"IPI {number}" if number else ""


def _with(name: str, *more: str) -> str:
    told = ", ".join(text for text in more if text)
    return f"{name} ({told})" if told else name
