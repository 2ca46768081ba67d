"""Where a note stands in the cut as it is now: it follows its segment, and is never lost where that is gone. Pure."""

from __future__ import annotations

from pipeline.notes.model import Anchor, Note
from pipeline.timebase import Time
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A note on `frame` of the programme, up to before `end`; a moment is one frame long.

    `moved` says in words why it does not stand where it was put, empty where it does.
    """

    note: Note
    frame: int
    end: int
    moved: str = ""


def placed(note: Note, programme: Programme) -> Placed:
    """Return a note at its place. In an empty programme it stands on frame 0."""
    rate, anchor = programme.rate, note.anchor
    first = note.at.in_frames(rate)
    length = max(1, note.to.in_frames(rate) - first) if note.to is not None else 1
    moved = ""
    if anchor is not None:
        segment = next((one for one in programme.segments if one.segment.name == anchor.segment), None)
        if segment is None:
            moved = f"the segment {anchor.segment!r} is not in the cut; the note stands at the time for which it was written"
        else:
            inside = anchor.at.in_frames(rate)
            if inside >= segment.range.frames:
                moved = f"the segment {anchor.segment!r} is shorter now, and no longer has the moment of the note"
            first = segment.start + min(inside, segment.range.frames - 1)
    last = max(programme.frames - 1, 0)
    if first > last:
        moved = moved or "the episode is shorter now, and no longer has the moment of the note"
        first = last
    return Placed(note, first, min(first + length, last + 1), moved)


def anchor_of(frame: int, programme: Programme) -> Anchor | None:
    """Return what a note on a frame of the programme follows: the segment that shows it; None outside of the programme."""
    shown = programme.at(frame)
    return None if shown is None else Anchor(shown.segment.name, Time(seconds=(frame - shown.start) / programme.rate))
