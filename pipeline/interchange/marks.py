"""What is marked in an exported cut: its chapters, review notes, what quality control found, what no timeline holds. Pure.

A marker has a colour, which editing programs show and let people change: a note that is open is yellow, one that is done green.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.interchange.sheet import Mark, Piece, Sheet
from pipeline.notes.model import Note
from pipeline.notes.placing import placed
from pipeline.timebase import half_up
from pipeline.timeline.chapters import chapters
from pipeline.timeline.programme import Programme

OPEN, DONE, CHAPTER, UNDONE = "YELLOW", "GREEN", "BLUE", "PURPLE"
ERROR, WARNING = "RED", "ORANGE"
_NAME = 60
"""Characters of a note that its marker is called by."""


def of_chapters(programme: Programme) -> Iterator[Mark]:
    """Yield a mark at the beginning of each chapter."""
    for chapter in chapters(programme):
        yield Mark("chapter", chapter.start, 1, chapter.title, "", CHAPTER)


def of_undone(sheet: Sheet) -> Iterator[Mark]:
    """Yield a mark wherever clips begin to which something is done that no timeline holds."""
    found: dict[int, list[Piece]] = {}
    for lane, piece in sheet.pieces:
        if piece.undone and not piece.is_muted:
            found.setdefault(half_up(piece.at / lane.rate * sheet.rate), []).append(piece)
    for at, pieces in sorted(found.items()):
        fields = dict.fromkeys(text.partition(":")[0] for piece in pieces for text in piece.undone)
        lines = dict.fromkeys(f"{piece.name}: {'; '.join(piece.undone)}" for piece in pieces)
        yield Mark("undone", at, 1, short(f"Not in this timeline: {', '.join(fields)}"), "\n".join(lines), UNDONE)


def of_notes(notes: Iterable[Note], programme: Programme) -> Iterator[Mark]:
    """Yield a mark for each review note, at its place in the cut."""
    for note in notes:
        found = placed(note, programme)
        state = "done" if note.is_done else "open"
        more = {"by": note.said.by, "on": note.said.on, "state": state, "was": state, "at": str(found.frame)}
        name = short(note.text)
        colour = DONE if note.is_done else OPEN
        yield Mark("note", found.frame, found.end - found.frame, name, thread(note), colour, note.key, more)


def thread(note: Note) -> str:
    """Return a note with its replies as one text: who says it stands before each."""
    return "\n\n".join(said_by(note))


def said_by(note: Note) -> list[str]:
    """Return a note and its replies, each with who says it before it."""
    said = [(note.said.by, note.text), *((reply.said.by, reply.text) for reply in note.replies)]
    return [f"{by}: {text}" for by, text in said]


def short(text: str) -> str:
    """Return the first words of a text, as a marker is called."""
    line = " ".join(text.split())
    return line if len(line) <= _NAME else f"{line[: _NAME - 1].rstrip()}…"


def of_findings(found: Iterable[object]) -> Iterator[Mark]:
    """Yield a mark for each finding of a report (`qc.json`) that has a moment."""
    for one in found:
        if not isinstance(one, dict) or not isinstance(one.get("frame"), int):
            continue
        frames = one.get("frames")
        length = frames if isinstance(frames, int) and frames > 0 else 1
        code, message, severity = (str(one.get(name) or "") for name in ("code", "message", "severity"))
        colour = ERROR if severity == "error" else WARNING
        yield Mark("finding", one["frame"], length, code, message, colour, more={"code": code, "severity": severity})
