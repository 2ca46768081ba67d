"""The segments of an episode as parts: named, in order, with the show's cards around them. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, Where
from pipeline.manifest.model import Document, Part, locate
from pipeline.manifest.names import slug, unique
from pipeline.manifest.settings import Settings
from pipeline.segments.base import Kind, SegmentShape
from pipeline.segments.fields import Loc
from pipeline.segments.registry import kinds
from pipeline.timebase import Time, frames_of
from pipeline.values import dataclass

Listed = tuple[Loc, Kind[Any], SegmentShape]
"""A segment as read: where it stands, its kind, its fields."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A segment that could not be read: its number in the list, and its name, as far as its title or id tells."""

    number: int
    name: str
    where: Where


def parts_of(
    settings: Settings,
    segments: list[Listed],
    unread: tuple[Unread, ...],
    documents: tuple[Document, ...],
    diagnostics: list[Diagnostic],
) -> tuple[tuple[Part, ...], dict[str, Where]]:
    """Return the segments that are on, named, with the show's opening before them, and credits and end card after.

    Beside them return those that are off, by name, with the place that says so.
    """
    registry = kinds()
    own = {kind.name for _, kind, _ in segments}
    listed = list(segments)
    if settings.opening is not None and "opening" not in own:
        listed.insert(0, (("opening",), registry["opening"], settings.opening))
    if settings.end is not None and "end" not in own:
        listed.append((("end",), registry["end"], settings.end))
    if settings.credits is not None and settings.credits.roll == "auto" and "credits" not in own:
        # The end card is what stays on the screen when the video ends, so the roll comes before it.
        place = len(listed) - 1 if listed and listed[-1][1].name == "end" else len(listed)
        listed.insert(place, (("credits",), registry["credits"], settings.credits))
    names = _names(listed, unread, documents, diagnostics)
    parts: list[Part] = []
    off: dict[str, Where] = {}
    for (loc, kind, shape), name in zip(listed, names, strict=True):
        if not shape.enabled:
            off[name] = locate(documents, (*loc, "enabled"))
            continue
        is_told = shape.transition is not None or "transition" in settings.model_fields_set
        card = settings.interstitial if kind.interstitial and shape.interstitial else None
        parts.append(
            Part(
                name=name,
                kind=kind,
                shape=shape,
                loc=loc,
                transition=(shape.transition or settings.transition) if is_told else None,
                sound_leads=_frames(shape.sound_leads, settings.rate),
                sound_trails=_frames(shape.sound_trails, settings.rate),
                interstitial=card.length if card else None,
                has_interstitial=card is not None,
                is_heard_ahead=card is not None and card.heard_ahead,
            )
        )
    return tuple(parts), off


def _frames(time: Time | None, rate: Fraction) -> int:
    return frames_of(time.in_seconds(rate), rate) if time else 0


def _names(
    listed: list[Listed],
    unread: tuple[Unread, ...],
    documents: tuple[Document, ...],
    diagnostics: list[Diagnostic],
) -> list[str]:
    taken: dict[str, Loc] = {}
    again: set[Loc] = set()
    for loc, _, shape in listed:
        if shape.id is None:
            continue
        if shape.id in taken:
            first, here = locate(documents, (*taken[shape.id], "id")), locate(documents, (*loc, "id"))
            if first == here:  # one file that is included twice: only the first of them is called so
                again.add(loc)
                continue
            place = f"line {first.line}" + (f" of {first.path}" if first.path != here.path else "")
            message = f"{shape.id!r} already names the segment of {place}"
            diagnostics.append(Diagnostic(here, message, "choose another id"))
        taken[shape.id] = loc
    # One that cannot be read keeps its name from those after it, which so keep theirs.
    waiting = list(unread)
    names = []
    for loc, kind, shape in listed:
        while waiting and loc[0] == "segments" and isinstance(loc[1], int) and waiting[0].number < loc[1]:
            passed = waiting.pop(0)
            taken[unique(passed.name, taken)] = ("segments", passed.number)
        title = slug(shape.name_line) if loc[0] == "segments" else ""
        name = shape.id if shape.id and loc not in again else unique(shape.id or title or kind.name, taken)
        taken[name] = loc
        if kind.interstitial:
            taken[f"{name}-title"] = loc
        names.append(name)
    return names


def probable_name(node: Node) -> str:
    """Return what a segment that cannot be read is probably called."""
    # Its first line says kind and title, whatever is wrong below; an id comes first, as in `_names`.
    entries = node.entries or {}
    first = next(iter(entries.values()), None)
    title = slug(first.text) if first is not None and first.text else ""
    return (entries["id"].text if "id" in entries else None) or title or next(iter(entries), "")
