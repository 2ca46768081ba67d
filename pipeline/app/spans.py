"""The spans of an episode where they stand in it, and what is stored of them: what a face plays and marks."""

from __future__ import annotations

from pathlib import Path

from pipeline.app.episodes import Work
from pipeline.app.shows import Show
from pipeline.app.view import where_json
from pipeline.faults import Where
from pipeline.operations.promises import VideoPromise
from pipeline.plan.action import FromAction
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A run of frames that is encoded at once. `first` is its first frame in the episode, `key` its action's.

    `where` is the line that it comes from. `file` is the stored MP4, None where that is still to be made; read it, never write to
    it. `is_stale` says that its segment is shown as it last was whole.
    """

    first: int
    frames: int
    segment: str
    address: str
    title: str
    where: Where | None
    key: str
    file: Path | None
    is_stale: bool

    def to_json(self) -> dict[str, object]:
        """Return the span as a JSON object; files are asked for by key."""
        return {
            "first": self.first,
            "frames": self.frames,
            "segment": self.segment,
            "address": self.address,
            "title": self.title,
            "where": where_json(self.where),
            "key": self.key,
            "is_stored": self.file is not None,
            "is_stale": self.is_stale,
        }


def placed(show: Show, work: Work) -> tuple[PlacedSpan, ...]:
    """Return the spans of a planned episode, in order; they cover it without a gap."""
    by_key = {action.key: action for action in work.plan.actions}
    joined = by_key[work.plan.results["movie"].key]
    found: list[PlacedSpan] = []
    first = 0
    for given in joined.inputs:
        action = by_key[given.origin.key] if isinstance(given.origin, FromAction) else None
        if action is None or not isinstance(promise := action.outputs[0].promise, VideoPromise):
            continue
        stale = work.snapshot.stale.get(action.segment)
        file = show.store.path(action.output()) if show.store.has(action.key) else None
        found.append(
            PlacedSpan(
                first,
                promise.frames,
                action.segment,
                action.address,
                action.title,
                stale or action.where,  # lines that it once came from may be others now
                action.key,
                file,
                stale is not None,
            )
        )
        first += promise.frames
    return tuple(found)
