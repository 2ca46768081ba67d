"""Take the measurements that need no decoding, and write the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc import boxes
from pipeline.qc.model import Finding, Measurements, Planned


def measure(path: Path, sound: Mapping[str, Any]) -> Measurements:
    """Read the boxes of a finished file; `sound` is the report of its decoded sound. Raises OSError."""
    size = path.stat().st_size
    try:
        return Measurements(size, boxes.read(path), "", sound)
    except boxes.Malformed as fault:
        return Measurements(size, None, str(fault), sound)


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
        "sound": dict(measurements.sound),
    }
    return f"{json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()
