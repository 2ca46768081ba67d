"""Cut a timeline down to what a preview needs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.timeline.model import Segment, Timeline


def only(timeline: Timeline, names: Sequence[str], off: Mapping[str, Where] | None = None) -> Timeline:
    """Return the timeline with the named segments alone; what neighbours share stays only between those that were neighbours.

    `off` says where segments that are not in it are switched off. Raises InputFault for a name that no segment has.
    """
    known = [segment.name for segment in timeline.segments]
    missing = [name for name in names if name not in known]
    if missing:
        raise InputFault(tuple(_missing(timeline, name, known, off or {}) for name in missing))
    runs: list[list[Segment]] = []
    last = -2
    for number, segment in enumerate(timeline.segments):
        if segment.name in names:
            if last != number - 1:
                runs.append([])
            runs[-1].append(segment)
            last = number
    kept = tuple(segment for run in runs for segment in apart(run))
    return replace(timeline, name=f"{timeline.name}-{'-'.join(names)}", segments=kept, thumbnail=None, voices=())


def _missing(timeline: Timeline, name: str, known: Sequence[str], off: Mapping[str, Where]) -> Diagnostic:
    if (where := off.get(name.removesuffix("-title"))) is not None:
        return Diagnostic(where, f"the segment {name!r} is switched off", "switch it on: enabled: on")
    return Diagnostic(Where(timeline.name), f"there is no segment {name!r}", did_you_mean(name, known))


def apart(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return segments as they are with nothing before the first and nothing after the last: these share nothing with others."""
    found = list(segments)
    if found:
        found[0] = replace(found[0], transition=None, cover=None, passage=None, sound_leads=0)
        found[-1] = replace(found[-1], sound_trails=0)
    return tuple(found)
