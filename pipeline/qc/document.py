"""Write `qc.json`: the report for programs, as `docs/qc.schema.json` describes it. Pure.

Names stay; what is added is no new version, what is renamed or removed is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.faults import Where
from pipeline.qc.model import Finding
from pipeline.qc.report import Report, Waived
from pipeline.timebase import timecode

VERSION = 1
_KINDS = {"vide": "picture", "soun": "sound", "text": "chapters", "sbtl": "captions"}

_Object = dict[str, object]


def document(report: Report) -> bytes:
    """Return the report as JSON in UTF-8. The same report gives the same bytes."""
    return f"{json.dumps(content(report), indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()


def content(report: Report) -> dict[str, object]:
    """Return the report as a JSON object."""
    planned = report.planned
    return {
        "version": VERSION,
        "verdict": report.verdict.value,
        "profile": report.profile.name,
        "title": planned.title,
        "made_from": report.made_from,
        "findings": [_finding(one) for one in report.findings],
        "waived": [_waived(one) for one in report.waived],
        "planned": {"frames": planned.frames, "rate": str(planned.rate), "samples": planned.samples},
        "measured": _measured(report),
        "segments": _segments(report),
        "file": _file(report),
        "mastering": dict(report.measurements.sound.figures),
    }


def _finding(one: Finding) -> _Object:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "timecode": one.timecode or None,
        "frame": one.frame,
        "frames": one.frames,
        "segment": one.segment,
        "where": _where(one.where),
        "message": one.message,
        "hint": one.hint,
    }


def _waived(one: Waived) -> _Object:
    return {**_finding(one.finding), "reason": one.reason, "waiver": _where(one.where)}


def _where(where: Where | None) -> _Object | None:
    return None if where is None else {"path": where.path, "line": where.line, "column": where.column}


def _measured(report: Report) -> _Object:
    """Return the figures of the whole; what was not measured is null."""
    measured, listened = report.measurements, report.measurements.listened
    is_decoded = listened is not None and listened.is_decoded
    picture = measured.movie.track("vide") if measured.movie else None
    decoded = sum(facts.frames for facts in measured.pictures) if measured.pictures else None
    return {
        "frames": len(picture.shown) if picture else None,
        "frames_decoded": decoded,
        "samples_decoded": listened.samples if listened and is_decoded else None,
        "loudness": _thousandths(listened.loudness) if listened and is_decoded else measured.sound.loudness,
        "loudness_range": _thousandths(listened.range) if listened and is_decoded else measured.sound.range,
        "true_peak": _thousandths(listened.true_peak) if listened and is_decoded else measured.sound.true_peak,
        "thumbnail_frame": measured.thumbnail.nearest if measured.thumbnail else None,
    }


def _thousandths(value: int | None) -> float | None:
    return None if value is None else value / 1000


def _segments(report: Report) -> list[_Object]:
    loudness: Mapping[str, float | None] = dict(report.measurements.sound.segments)
    return [
        {
            "name": one.name,
            "title": one.title,
            "frame": one.range.start,
            "timecode": timecode(one.range.start, report.planned.rate),
            "frames": one.range.frames,
            "loudness": loudness.get(one.name),
        }
        for one in report.planned.segments
    ]


def _file(report: Report) -> _Object:
    movie = report.measurements.movie
    tracks = [
        {
            "kind": _KINDS.get(track.handler, track.handler),
            "codec": track.codec,
            "packets": len(track.shown),
            "ticks": track.length,
            "ticks_a_second": track.timescale,
            "bits_a_second": track.size * 8 * track.timescale // track.length if track.length else 0,
            "has_edit_list": track.has_edit_list,
        }
        for track in (movie.tracks if movie else ())
    ]
    return {
        "name": report.name,
        "bytes": report.measurements.size,
        "damage": report.measurements.damage,
        "boxes": list(movie.boxes) if movie else [],
        "tracks": tracks,
    }
