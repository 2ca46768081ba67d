"""An episode goes to an editing program as a timeline, and comes back: `together export` and `together import`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from pipeline import delivery, digest
from pipeline.app import cutting, reviewing, taking
from pipeline.app.reviewing import Author
from pipeline.app.rewriting import Rewritten
from pipeline.app.uploads import put
from pipeline.cutting.look import Look
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.interchange import finalcut, marks, reading
from pipeline.interchange.bringing import bring, sheet_of
from pipeline.interchange.lists import decision_list
from pipeline.interchange.noted import NewNote, NewReply, NewState, NoteEdit, noted, words
from pipeline.interchange.sheet import Mark, Sheet
from pipeline.interchange.writing import Written, document
from pipeline.profiles import loader as profiles
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.session import Session
    from pipeline.execution.memory import Memory
    from pipeline.manifest.model import Episode
    from pipeline.notes.model import Note

Format = Literal["otio", "fcpxml", "edl"]

_ENDINGS: Mapping[Format, tuple[str, ...]] = {"otio": (".otio",), "fcpxml": (".fcpxml", ".xml"), "edl": (".edl",)}
"""How the files of each format are called: no other is written over, which a manifest or media could be."""

FOLDER = "exports"
"""Where timelines are put in `renders/` that nobody has named a place for."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A timeline that was written, and sentences on what of the episode it does not hold."""

    path: Path
    untold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an edited timeline: the files that change, and what was taken and what could not be, in sentences."""

    files: tuple[Rewritten, ...]
    taken: tuple[str, ...]
    left: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "event": "imported",
            "files": [{"path": one.path, "diff": one.diff} for one in self.files],
            "taken": list(self.taken),
            "left": list(self.left),
        }


def export(
    session: Session, manifest: Path, targets: Mapping[Format, Path | None], *, is_absolute: bool, replaces: bool = False
) -> tuple[Exported, ...]:
    """Write an episode as timelines; each to its place, or below `renders/exports`.

    They name media by paths from where they lie, or, where that `is_absolute` and in FCPXML, by whole ones. What was edited
    since it was exported is written over only where that `replaces` it. Raises InputFault where it is there, the episode has
    mistakes, or a place is called otherwise than its format; EnvironmentFault.
    """
    for format_, target in targets.items():
        ending, *_ = endings = _ENDINGS[format_]
        if target is not None and target.suffix.lower() not in endings:
            message, hint = f"the name of this timeline does not end in {ending}", f"name it cut{ending}"
            raise InputFault((Diagnostic(Where(str(target)), message, hint),))
    look = _look(session, manifest)
    sheet, told = _marked(session, manifest, look)
    memory = session.show.store.memory
    made: list[tuple[Path, Written]] = []
    for format_, target in targets.items():
        path = (target or session.show.renders / FOLDER / f"{look.episode.name}.{format_}").absolute()
        url = _urls(session.show.root, path.parent, is_absolute=is_absolute or format_ == "fcpxml")
        made.append((path, _written(format_, sheet, url, look.episode)))
    if not replaces:
        _refuse_edited(memory, made)
    for path, written in made:
        with disk_faults(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, written.content)
        memory.put(f"exported {path}", digest.of_bytes(written.content))
    return tuple(Exported(path, (*written.untold, *told)) for path, written in made)


def _refuse_edited(memory: Memory, made: Iterable[tuple[Path, Written]]) -> None:
    """Raise InputFault where a file that would be written over is neither as it was exported last nor as it would be now."""
    told = []
    for path, written in made:
        with disk_faults(path.parent):
            there = path.read_bytes() if path.is_file() else None
        if there is None or there == written.content or digest.of_bytes(there) == memory.get(f"exported {path}"):
            continue
        message = "this timeline was changed since it was exported, or was not exported here, and would be lost"
        hint = "take its edits back first (together import), export to another name, or add --replace to write over it"
        told.append(Diagnostic(Where(str(path)), message, hint))
    if told:
        raise InputFault(tuple(told))


def _written(format_: Format, sheet: Sheet, url: Callable[[str], str], episode: Episode) -> Written:
    match format_:
        case "otio":
            return document(sheet, url, episode.path)
        case "edl":
            return decision_list(sheet, url, episode.path)
        case "fcpxml":
            video = profiles.load(episode.main, episode.profile_folders).video
            return finalcut.document(sheet, url, (video.width, video.height))


def bring_back(session: Session, manifest: Path, timeline: Path, author: Author, *, writes: bool) -> Imported:
    """Take what was edited in a timeline into an episode's files and notes; where it `writes` nothing, only say what it would.

    An import of it that was stopped while it wrote is gone on with. The `author` is who wrote the notes that come with it. Raises
    InputFault where the timeline cannot be read, was exported from
    another cut, or the episode has mistakes; EnvironmentFault.
    """
    reviewing.check_author(session, manifest, author.said)
    content = _content(timeline)
    if (stopped := taking.begun(manifest)) is not None:
        if writes:
            taking.finish(manifest, stopped)
        if stopped.timeline == taking.of_timeline(content):
            return Imported(stopped.files, stopped.taken, stopped.left)
    look = _look(session, manifest)
    if look.timeline is None:
        raise InputFault(look.mistakes)
    edited = reading.read(content, str(timeline), look.timeline.rate)
    brought = bring(manifest, edited, session.texts, cutting.libraries(session), cutting.takes(session, manifest))
    others, _ = _marks(session, manifest, Programme(look.timeline), sheet_of(look))
    root = session.show.root
    files = tuple(
        Rewritten(path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path), path, before, after)
        for path, (before, after) in brought.files.items()
    )
    for one in files:
        session.texts.edit(one.real, one.after)
    after = _look(session, manifest)
    notes = reviewing.read(session, manifest).notes
    programme = Programme(after.timeline or look.timeline)
    exported = [*marks.of_notes(notes, programme), *others]
    found = noted(notes, exported, edited.marks)
    # Notes are written first: what is there already is not written again, so that an import that was stopped can be run again,
    # and a timeline goes only into the cut that it was exported from.
    noted_down = _write_notes(session, manifest, programme, author, found.edits, notes, writes=writes)
    taken, left = (*brought.taken, *noted_down), (*brought.left, *found.left)
    if writes:
        taking.take(manifest, taking.Taking(taking.of_timeline(content), files, taken, left))
    return Imported(files, taken, left)


def _content(timeline: Path) -> bytes:
    """Return what a timeline's file holds; a little more than is read of one where it holds more."""
    try:
        if timeline.exists() and not timeline.is_file():
            raise InputFault((Diagnostic(Where(str(timeline)), "this is no file", "name the edited timeline"),))
        with timeline.open("rb") as stream:
            return stream.read(reading.LARGEST + 1)
    except OSError as fault:
        message, hint = f"this file cannot be read: {fault.strerror}", "name the edited timeline"
        raise InputFault((Diagnostic(Where(str(timeline)), message, hint),)) from fault


def _look(session: Session, manifest: Path) -> Look:
    return Look(manifest, session.texts, cutting.libraries(session), cutting.takes(session, manifest))


# ---------------------------------------------------------------------------------------------- marks


def _marked(session: Session, manifest: Path, look: Look) -> tuple[Sheet, tuple[str, ...]]:
    """Return an episode's sheet with all that is marked in it, and what there is to say of that."""
    sheet = sheet_of(look)
    assert look.timeline is not None
    programme = Programme(look.timeline)
    found = [*marks.of_notes(reviewing.read(session, manifest).notes, programme)]
    others, told = _marks(session, manifest, programme, sheet)
    return replace(sheet, marks=tuple(sorted([*found, *others], key=lambda mark: mark.at))), told


def _marks(session: Session, manifest: Path, programme: Programme, sheet: Sheet) -> tuple[list[Mark], tuple[str, ...]]:
    """Return what is marked besides notes: chapters, what a sheet does not hold, and what quality control found.

    That is in the package as it would be made now.
    """
    found = [*marks.of_chapters(programme), *marks.of_undone(sheet)]
    report = session.show.renders / programme.timeline.name / delivery.REPORT
    if not report.is_file():
        return found, ()
    from pipeline.app import publishing

    try:
        is_new = publishing.made_from(session.show, session.work(manifest, None)) == publishing.told_from(report.parent)
    except InputFault:  # what is not cleared cannot be built, and can be edited all the same
        is_new = False
    if not is_new:
        return found, ("what quality control found is of an older build, and is not marked: build the episode first",)
    said = json.loads(report.read_bytes())
    return [*found, *marks.of_findings(said.get("findings") or ())], ()


def _write_notes(
    session: Session, manifest: Path, programme: Programme, author: Author, edits: Iterable[NoteEdit], notes: Iterable[Note],
    *, writes: bool,
) -> Iterator[str]:  # fmt: skip
    """Yield in words what becomes of notes, after writing it down."""
    by_key = {note.key: note for note in notes}
    last = max(programme.frames - 1, 0)
    for one in edits:
        if writes:
            match one:
                case NewNote():
                    frame = min(one.frame, last)
                    end = min(max(one.end, frame + 1), programme.frames)
                    reviewing.add_note(session, manifest, programme, author, one.text, frame=frame, end=end)
                case NewReply():
                    reviewing.add_reply(session, manifest, author, one.about, one.text)
                case NewState():
                    reviewing.set_state(session, manifest, author, one.about, is_done=one.is_done)
        yield words(one, by_key)


# ---------------------------------------------------------------------------------------------- places


def _urls(root: Path, folder: Path, *, is_absolute: bool) -> Callable[[str], str]:
    """Return what gives the address of a file of the show for a timeline in a folder."""

    def url(path: str) -> str:
        whole = Path(os.path.normpath(root / path))
        if is_absolute:
            return whole.as_uri()
        near = os.path.relpath(whole, folder).replace(os.sep, "/")
        return PurePosixPath(f"/{near}").as_uri().removeprefix("file:///")

    return url
