"""Cut a timeline down to what a preview needs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.timeline.model import Segment, Timeline


def only(timeline: Timeline, names: Sequence[str]) -> Timeline:
    """Return the timeline with the named segments alone; a transition stays only between segments that were neighbours.

    Raises InputFault for a name that no segment has.
    """
    known = [segment.name for segment in timeline.segments]
    missing = [name for name in names if name not in known]
    if missing:
        where = Where(timeline.name)
        raise InputFault(
            tuple(Diagnostic(where, f"there is no segment {name!r}", did_you_mean(name, known)) for name in missing)
        )
    kept: list[Segment] = []
    last = -2
    for number, segment in enumerate(timeline.segments):
        if segment.name in names:
            kept.append(segment if last == number - 1 else replace(segment, transition=None))
            last = number
    return replace(timeline, name=f"{timeline.name}-{'-'.join(names)}", segments=tuple(kept), thumbnail=None)
