"""What wants to be looked at in an episode beside its mistakes: rights not cleared, captions, what quality control finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.app.checking import Cut, objections_to
from pipeline.app.session import Session
from pipeline.faults import Where
from pipeline.studio.answers import Json
from pipeline.studio.state import Shown

if TYPE_CHECKING:
    from pipeline.qc.model import Finding

_CAPTIONS = "caption"
"""How the codes begin of what is found about captions."""


def marks_of(session: Session, now: Shown) -> list[Json]:
    """Return the marks of an episode as it is shown, each with its frame and its line where it has them.

    Nothing is made or measured for it.
    """
    snapshot, work = now.snapshot, now.work
    marks = list(_rights(snapshot.cut, is_whole=snapshot.is_whole)) if snapshot.cut is not None else []
    if work is not None and snapshot.is_whole:
        from pipeline.app import quality  # with numpy: the first picture is not to wait for it

        marks += [_finding(one) for one in quality.found(session.show, work)]
    return marks


def _rights(cut: Cut, *, is_whole: bool) -> Iterator[Json]:
    """Yield what stands against publishing; what a part builds on may be in a segment that is broken."""
    for one in objections_to(cut.episode, cut.timeline):
        if is_whole or not one.is_lineage:
            told = one.diagnostic
            first = one.ranges[0] if one.ranges else None
            yield {
                "kind": "rights",
                "severity": told.severity.value,
                "frame": first.start if first else None,
                "end_frame": first.end if first else None,
                "text": told.message,
                "detail": told.hint,
                **_place(told.where),
            }


def _finding(one: Finding) -> Json:
    return {
        "kind": "captions" if one.code.startswith(_CAPTIONS) else "quality",
        "severity": one.severity.value,
        "frame": one.frame,
        "end_frame": None if one.frame is None else one.frame + one.frames,
        "text": one.message,
        "detail": one.hint,
        **_place(one.where),
    }


def _place(where: Where | None) -> Json:
    return {"path": where.path if where else None, "line": where.line if where else None}
