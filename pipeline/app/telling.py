"""What happens while something is made, as JSON: the same words on every face. Pure."""

from __future__ import annotations

from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Planned, Progress, Reused, Started
from pipeline.plan.action import Action


def to_json(event: Event) -> dict[str, object]:
    """Return an event as a JSON object."""
    told: dict[str, object] = {"event": type(event).__name__.lower(), "at": round(event.at, 3)}
    match event:
        case Planned():
            told |= {
                "actions": [_named(action) for action in event.actions],
                "stored": event.stored,
                "seconds": round(event.seconds, 1),
                "cores": event.slots,
                "fetched": event.fetched,
            }
        case Started() | Dropped():
            told |= _named(event.action)
        case Reused():
            told |= {**_named(event.action), "was_planned": event.was_planned}
        case Progress():
            told |= {**_named(event.action), "share": round(event.share, 4)}
        case Finished():
            told |= {
                **_named(event.action),
                "seconds": round(event.seconds, 3),
                "peak_bytes": event.peak_bytes,
                "finding": event.finding,
            }
        case Failed():
            told |= {**_named(event.action), "fault": str(event.fault)}
        case Done():
            told |= {"ran": event.ran, "reused": event.reused, "failed": event.failed, "skipped": event.skipped}
    return told


def _named(action: Action) -> dict[str, object]:
    place = {"path": action.where.path, "line": action.where.line} if action.where else None
    return {"address": action.address, "title": action.title, "segment": action.segment, "key": action.key, "where": place}
