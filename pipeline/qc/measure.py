"""Take the measurements that need no decoding, and write the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc import boxes
from pipeline.qc.model import Finding, Heard, Measurements, Planned


def measure(path: Path, sound_report: bytes) -> Measurements:
    """Read the boxes of a finished file; `sound_report` is the JSON that tells of its decoded sound. Raises OSError."""
    size, sound = path.stat().st_size, heard(sound_report)
    try:
        return Measurements(size, boxes.read(path), "", sound)
    except boxes.Malformed as fault:
        return Measurements(size, None, str(fault), sound)


def heard(sound_report: bytes) -> Heard:
    """Read a sound report: `programme` with `loudness` and `true_peak`, `segments` with `name` and `loudness`."""
    report = json.loads(sound_report)
    programme = report["programme"]
    segments = tuple((segment["name"], segment["loudness"]) for segment in report["segments"])
    return Heard(programme["loudness"], programme["true_peak"], segments, report)


def report(findings: Sequence[Finding], measurements: Measurements, programme: Planned, profile: Profile) -> bytes:
    """Return the quality report: verdict, findings, and the figures that they were judged from, as JSON in UTF-8.

    The same file gives the same bytes.
    """
    movie = measurements.movie
    tracks = [
        {
            "kind": {"vide": "picture", "soun": "sound", "text": "chapters"}.get(track.handler, track.handler),
            "codec": track.codec,
            "packets": len(track.shown),
            "ticks": track.length,
            "ticks_a_second": track.timescale,
            "bits_a_second": track.size * 8 * track.timescale // track.length if track.length else 0,
            "has_edit_list": track.has_edit_list,
        }
        for track in (movie.tracks if movie else ())
    ]
    content = {
        "verdict": "fail" if any(finding.severity is Severity.ERROR for finding in findings) else "pass",
        "profile": profile.name,
        "findings": [
            {"code": f.code, "severity": f.severity.value, "at": f.timecode, "message": f.message} for f in findings
        ],
        "planned": {"frames": programme.frames, "rate": str(programme.rate), "samples": programme.samples},
        "file": {"bytes": measurements.size, "boxes": list(movie.boxes) if movie else [], "tracks": tracks},
        "sound": dict(measurements.sound.figures),
    }
    return f"{json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()
