"""Review notes of an episode, in `episodes/<name>.notes.yaml` beside its manifest: read, added to, put to their places.

Nothing in a build knows of them: a note changes no part of an episode, and a mistake in their file stops none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from pipeline import digest
from pipeline.app.session import Session
from pipeline.app.uploads import put
from pipeline.documents.characters import unseen
from pipeline.documents.files import LARGEST
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.links import real_path
from pipeline.manifest.folders import notes_of
from pipeline.notes import reading, writing
from pipeline.notes.model import LONGEST_NAME, LONGEST_TEXT, MOST_DRAWINGS, Drawing, Note, Reading, Reply, Said, is_seen
from pipeline.notes.placing import anchor_of
from pipeline.timebase import Time
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

_KEY = 10
"""Hexadecimal digits of a note's key: among the ten thousand of an episode, two are the same once in twenty thousand shows."""

_SHORT = 80
"""Characters of a note that are quoted."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and when."""

    name: str
    now: datetime
    is_guest: bool = False

    @property
    def said(self) -> Said:
        """Return it as it is written down."""
        moment = self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return Said(_seen(" ".join(self.name.split())), f"{moment}.{self.now.microsecond // 1000:03d}Z", self.is_guest)


def read(session: Session, manifest: Path) -> Reading:
    """Return the notes on an episode, with all that is wrong with their file; none where there is no file."""
    path = notes_of(manifest)
    try:
        content = session.texts.read(path)
    except FileNotFoundError:
        return Reading()
    except OSError as fault:
        return Reading((), (Diagnostic(Where(_shown(session, path)), f"this file cannot be read: {fault.strerror}"),))
    return reading.read(content, _shown(session, path))


def shown(session: Session, manifest: Path) -> str:
    """Return what messages call the notes of an episode."""
    return _shown(session, notes_of(manifest))


def told(session: Session, manifest: Path, segments: Collection[str] | None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the notes of an episode; of open ones, too, that follow a segment it no longer has.

    `segments` are the names of those that it has, None where that is not known.
    """
    found = read(session, manifest)
    gone = [
        Diagnostic(
            note.where,
            f"the note of {note.said.by} follows the segment {note.anchor.segment!r}, which the episode does not have",
            f"it stands at the time for which it was written; close it in the studio when it is seen to: {_short(note.text)}",
            Severity.WARNING,
        )
        for note in found.notes
        if segments is not None and note.anchor is not None and not note.is_done and note.anchor.segment not in segments
    ]
    return (*found.diagnostics, *gone)


def add_note(
    session: Session,
    manifest: Path,
    programme: Programme,
    author: Author,
    text: str,
    *,
    frame: int,
    end: int | None = None,
    drawings: Sequence[Drawing] = (),
) -> Reading:
    """Write a note on a frame of an episode as it is cut now, or on those up to before `end`; return all notes after it.

    It follows the segment that shows the frame. Signs that nobody sees are left out of texts. Raises InputFault where it cannot
    be written down, EnvironmentFault.
    """
    rate = programme.rate
    if not 0 <= frame < max(programme.frames, 1) or not (end is None or frame < end <= programme.frames):
        _refuse(session, manifest, "the episode has no such moment")
    if len(drawings) > MOST_DRAWINGS:
        _refuse(session, manifest, f"a note has at most {MOST_DRAWINGS} drawings")
    to = Time(seconds=end / rate) if end is not None and end > frame + 1 else None
    at, anchor, said, text = Time(seconds=frame / rate), anchor_of(frame, programme), author.said, _seen(text)

    def line(before: Reading) -> str:
        key = _key(before, [said.by, said.on, text, frame])
        return writing.note_line(Note(key, at, said, text, Where(""), to, anchor, tuple(drawings)))

    return _append(session, manifest, said, text, line)


def add_reply(session: Session, manifest: Path, author: Author, about: str, text: str) -> Reading:
    """Write a reply to a note; return all notes after it. Raises InputFault, EnvironmentFault."""
    said, text = author.said, _seen(text)

    def line(before: Reading) -> str:
        _known(session, manifest, before, about)
        return writing.reply_line(about, Reply(_key(before, [said.by, said.on, text, about]), said, text, Where("")))

    return _append(session, manifest, said, text, line)


def set_state(session: Session, manifest: Path, author: Author, about: str, *, is_done: bool) -> Reading:
    """Close a note, or open it again; return all notes after it. Raises InputFault, EnvironmentFault."""

    def line(before: Reading) -> str:
        if _known(session, manifest, before, about).is_done is is_done:
            return ""
        return writing.state_line(about, author.said, is_done=is_done)

    return _append(session, manifest, author.said, "-", line)


def check_author(session: Session, manifest: Path, said: Said) -> None:
    """Raise InputFault where the name of an author cannot be written down."""
    if not 0 < len(said.by) <= LONGEST_NAME:
        _refuse(session, manifest, f"a name has 1 to {LONGEST_NAME} characters")


def _append(session: Session, manifest: Path, said: Said, text: str, line: Callable[[Reading], str]) -> Reading:
    """Add to the file what `line` makes of what it holds, nothing where that is empty; no other bytes of it change."""
    check_author(session, manifest, said)
    if not is_seen(text) or len(text) > LONGEST_TEXT:
        _refuse(session, manifest, f"a note has 1 to {LONGEST_TEXT:,} characters, and one at least that is seen")
    try:
        f"{said.by}{text}".encode()
    except UnicodeEncodeError:
        _refuse(session, manifest, "a character of it is half of one, and none by itself")
    path = notes_of(manifest)
    real, shown = real_path(path), _shown(session, path)
    if not real.is_relative_to(session.show.root.resolve()):
        _refuse(session, manifest, "it leads out of the show")
    with session.show.store.lock(digest.of(["notes", str(real)]), lambda: False):
        with disk_faults(real.parent):
            content = real.read_bytes() if real.is_file() else b""
        before = reading.read(content, shown)
        added = line(before)
        if not added:
            return before
        fresh = writing.appended(content, added, manifest.stem)
        after = reading.read(fresh, shown)
        if len(fresh) > LARGEST:
            _refuse(session, manifest, f"the file would be larger than the {LARGEST:,} bytes that are read")
        if _items(after) != _items(before) + 1 or len(after.diagnostics) > len(before.diagnostics):
            _refuse(session, manifest, "a line cannot be added at its end: write each of its notes as `- {note: ...}`")
        with disk_faults(real.parent):
            put(real, fresh)
    return after


def _items(found: Reading) -> int:
    """Count what a change adds to: notes, replies, and notes that are closed or opened."""
    return sum(1 + len(note.replies) + note.states for note in found.notes)


def _key(before: Reading, made_from: list[str | int]) -> str:
    taken = {key for note in before.notes for key in (note.key, *(reply.key for reply in note.replies))}
    key = digest.of(made_from)[:_KEY]
    number = 1
    while key in taken:
        number += 1
        key = digest.of([*made_from, number])[:_KEY]
    return key


def _known(session: Session, manifest: Path, before: Reading, about: str) -> Note:
    found = next((note for note in before.notes if note.key == about), None)
    if found is None:
        _refuse(session, manifest, f"there is no note {about!r}")
    return found


def _refuse(session: Session, manifest: Path, message: str) -> NoReturn:
    raise InputFault((Diagnostic(Where(_shown(session, notes_of(manifest))), message),))


def _shown(session: Session, path: Path) -> str:
    root = session.show.root
    return (path.absolute().relative_to(root) if path.absolute().is_relative_to(root) else path).as_posix()


def _seen(text: str) -> str:
    """Return a text without signs that nobody sees and that it does not need: some turn what follows, and deceive readers."""
    while (hidden := unseen(text)) is not None:
        text = text[: hidden.index] + text[hidden.index + 1 :]
    return text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT].rpartition(' ')[0] or line[:_SHORT]} ..."
