"""Take a folder that people sent into a show: files, people, a draft of segments, and a page of what to ask of whom."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.app import roster
from pipeline.app.inspecting import Inspected
from pipeline.app.shows import settings
from pipeline.app.uploads import Collection, Sent, Uploads, put, safe_name, sent
from pipeline.captions import ENDINGS, CaptionFault
from pipeline.captions import read as read_captions
from pipeline.execution.disk import disk_faults
from pipeline.execution.events import Event
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.intake import asking, doubts, listing
from pipeline.intake.draft import Piece, draft
from pipeline.intake.listing import Contributor, Entry
from pipeline.intake.page import Asked, Shown, page
from pipeline.intake.people import Known, known
from pipeline.manifest.names import slug
from pipeline.media.faults import MediaFault
from pipeline.media.library import LARGEST_TEXT
from pipeline.media.side_by_side import side_by_side
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.session import Session

_CAPTIONS, _TEXTS, _LISTS = ENDINGS, (".txt", ".md"), (".csv", ".tsv")
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was sent. `path` is where it is in the media folder, empty where it was not taken.

    `kind` is what it is: other is nothing that an episode is made of. `is_new` says that it was copied now; `fault` why it cannot
    be used. `entries` are the rows of the list that name it.
    """

    name: str
    kind: Literal["media", "captions", "text", "list", "other"]
    path: str = ""
    is_new: bool = False
    fault: str = ""
    inspected: Inspected | None = None
    entries: tuple[tuple[Known | None, Entry], ...] = ()

    @property
    def is_renamed(self) -> bool:
        """Say whether it has another name in the media folder than it was sent under."""
        return bool(self.path) and self.path.rpartition("/")[2] != self.name.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a folder. `people` are those of the list; `draft_faults` what `check` says of the draft.

    `unwritten` are lines for people.yaml that could not be appended there, and `told` what is to be said of lists and people.
    """

    files: tuple[TakenFile, ...]
    people: tuple[Known, ...]
    unwritten: tuple[str, ...]
    told: tuple[Diagnostic, ...]
    page: Path
    draft: Path
    has_draft: bool
    draft_faults: tuple[Diagnostic, ...]
    asks: int

    @property
    def is_good(self) -> bool:
        """Say whether every file could be used and every list read."""
        return not any(file.fault for file in self.files) and all(one.severity is not Severity.ERROR for one in self.told)

    def to_json(self) -> Json:
        """Return what came of it as a JSON object."""
        return {
            "files": [
                {"name": one.name, "kind": one.kind, "path": one.path, "new": one.is_new, "fault": one.fault}
                for one in self.files
            ],
            "people": [{"key": one.key, "name": one.contributor.called, "new": one.is_new} for one in self.people],
            "unwritten_people": list(self.unwritten),
            "told": [diagnostic.to_json() for diagnostic in self.told],
            "page": str(self.page),
            "draft": str(self.draft) if self.has_draft else None,
            "draft_mistakes": [diagnostic.to_json() for diagnostic in self.draft_faults],
            "questions": self.asks,
        }


def take(
    session: Session, folder: Path, lists: Sequence[Path], *, workers: int, listen: Callable[[Event], None] = lambda event: None
) -> Intake:
    """Take a folder in. Nothing that is there is changed but people.yaml, which grows.

    `lists` are CSV files of people; those in the folder where there are none. Raises InputFault where the show or people.yaml
    has mistakes or the folder is none; EnvironmentFault, Interrupted.
    """
    if not folder.is_dir():
        raise InputFault((Diagnostic(Where(str(folder)), "there is no such folder", "name the folder that holds what was sent"),))
    show, folder = session.show, folder.absolute()
    said = settings(show.root)
    media = show.root / said.media
    people = roster.of_show(show.root, said)
    name = slug(folder.name) or "intake"
    told: list[Diagnostic] = []
    found = sent(folder)
    own = [one.path for one in found if one.path.suffix.lower() in _LISTS and not one.problem]
    entries = roster.entries(lists or own, folder, told)
    if wrong := [one for one in told if one.severity is Severity.ERROR]:
        # Who is in what is asked of the list: files that were taken without it would stand in the draft without their people.
        raise InputFault((*wrong, *(one for one in told if one not in wrong)))
    contributors = listing.contributors(entries)
    told += doubts.of_people(contributors)
    persons = known(contributors, people)
    told += doubts.of_known(persons, people)
    files = _Taking(Collection(media, session.media(media)), name, session.upload(folder))
    read = side_by_side(files.read, found, workers)
    taken = [files.take(one, content) for one, content in zip(found, read, strict=True)]
    wanted = dict.fromkeys(media / one.path for one in taken if one.kind == "media" and one.path)
    looks = {look.path: look for look in session.look(list(wanted), workers=workers, listen=listen)}
    taken = [replace(one, inspected=looks.get(media / one.path)) if one.path else one for one in taken]
    taken = _with_entries(taken, entries, persons, told)
    unwritten = roster.write(show.root / said.people, said.people, persons, folder.name, told)
    output = show.renders / "intake" / name
    with disk_faults(show.renders):
        output.mkdir(parents=True, exist_ok=True)
        text, faults = _draft(session, taken, said.language, media)
        _write_draft(output / "segments.yaml", text)
        asked = _asked(taken, persons, entries)
        pages = [_shown(one, output) for one in taken if one.kind != "list"]
        title = f"{folder.name} for {said.show}"
        sentences, warned = _sentences(taken, persons, unwritten), [str(one) for one in told]
        content = page(title, sentences, warned, asked, pages, text)
        put(output / "index.html", content.encode())
    return Intake(
        tuple(taken), persons, unwritten, tuple(told), output / "index.html", output / "segments.yaml", bool(text), faults,
        sum(len(one.asks) for one in asked),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- files


@dataclass
class _Taking:
    """The way of files from the folder that was sent into the media folder, below a folder of its own called `name`."""

    collection: Collection
    name: str
    uploads: Uploads

    def read(self, one: Sent) -> str | TakenFile:
        """Return the digest of a file that can be taken, or what is to be said of it where it cannot. Threads may share it."""
        if one.problem:
            return TakenFile(one.name, "other", fault=one.problem)
        kind = _kind(one)
        try:
            content, size = self.uploads.digest(one), one.path.stat().st_size
            if kind == "media" and self.collection.find(content, size) is None:
                self.uploads.check(one, content)
            elif kind in ("captions", "text") and size > LARGEST_TEXT:
                message = f"{one.name!r} has more than {LARGEST_TEXT // 1024 // 1024} MiB, which no text has"
                raise MediaFault(message, "is it the right file?")
        except MediaFault as fault:
            is_meant = kind != "media" or one.path.suffix.lower() in _ENDINGS
            return TakenFile(one.name, kind if is_meant else "other", fault=str(fault))
        except OSError as fault:
            return TakenFile(one.name, "other", fault=f"it cannot be read: {fault.strerror}")
        return content

    def take(self, one: Sent, found: str | TakenFile) -> TakenFile:
        """Copy a file, where it is not there yet; `found` is what `read` has returned."""
        if isinstance(found, TakenFile):
            return found
        kind = _kind(one)
        if kind == "list":
            return TakenFile(one.name, "list")
        try:
            there = self.collection.find(found, one.path.stat().st_size)
            if there is not None:
                return TakenFile(one.name, kind, there)
            return TakenFile(one.name, kind, self.collection.add(one.path, safe_name(f"{self.name}/{one.name}"), found), True)
        except MediaFault as fault:
            return TakenFile(one.name, kind, fault=str(fault))
        except OSError as fault:
            return TakenFile(one.name, kind, fault=f"it cannot be read: {fault.strerror}")


def _kind(one: Sent) -> Literal["media", "captions", "text", "list"]:
    suffix = one.path.suffix.lower()
    if suffix in _LISTS:
        return "list"
    return "captions" if suffix in _CAPTIONS else "text" if suffix in _TEXTS else "media"


_ENDINGS = frozenset((
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".mxf", ".3gp", ".gif", ".wmv",
    ".flv", ".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".aif", ".aiff", ".caf", ".wma", ".amr", ".au", ".ac3",
    ".jpg", ".jpeg", ".png", ".apng", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp",
))  # fmt: skip
"""Endings that say that a file is meant as media, so that one which cannot be read is broken, not something else."""


def _with_entries(
    taken: Sequence[TakenFile], entries: Sequence[Entry], persons: Sequence[Known], told: list[Diagnostic]
) -> list[TakenFile]:
    """Give each file the rows that name it; tell of rows that name what was not sent."""
    names = [one.name for one in taken if one.kind != "list"]
    owners = {entry: person for person in persons for entry in person.contributor.entries}
    by_file: dict[str, list[tuple[Known | None, Entry]]] = {}
    for entry in entries:
        if not entry.files:
            continue
        found, lost = listing.named_files(entry.files, names)
        for name in found:
            by_file.setdefault(name, []).append((owners.get(entry), entry))
        for text in lost:
            message = f"the list names the file {text!r}, which was not sent, or of which there are several"
            hint = "write its path below the folder; or ask for it"
            told.append(Diagnostic(entry.where, message, hint, Severity.WARNING))
    owned = {
        name: [(person.contributor.called if person else "nobody", row) for person, row in rows] for name, rows in by_file.items()
    }
    told += doubts.of_files(entries, owned, [one.name for one in taken if one.kind not in ("list", "other")])
    return [replace(one, entries=tuple(by_file.get(one.name, ()))) for one in taken]


# ---------------------------------------------------------------------------------------------- draft and page


def _draft(session: Session, taken: Sequence[TakenFile], language: str, media: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a draft of what is new, and what `check` says of it in an episode of its own."""
    pieces = [piece for one in taken if one.is_new and (piece := _piece(one, media)) is not None]
    text = draft(pieces, language)
    if not any(line.startswith("  - ") for line in text.splitlines()):
        return text, ()
    path = session.show.root / "episodes" / "intake-draft.yaml"
    session.edit(path, f"episode: {{title: Draft}}\nsegments:\n{text}")
    try:
        return text, tuple(one for one in session.diagnostics(path) if one.severity is Severity.ERROR)
    finally:
        session.revert(path)


def _piece(one: TakenFile, media: Path) -> Piece | None:
    entry = one.entries[0][1] if one.entries else None
    by = tuple(dict.fromkeys(person.key for person, _ in one.entries if person is not None))
    license_text = entry.license if entry is not None and asking.can_be_written(entry.license) else ""
    kind: Literal["video", "sound", "still", "captions", "text"]
    problem = ""
    if one.inspected is not None and one.inspected.info is not None:
        kind = one.inspected.info.kind
        if not one.inspected.is_usable:
            problem = next(note.text for note in one.inspected.notes if note.kind == "wrong")
    elif one.kind == "captions":
        kind = "captions"
        try:
            read_captions((media / one.path).read_bytes(), one.path)
        except CaptionFault as fault:
            problem = f"{fault}"
    elif one.kind == "text":
        kind = "text"
    else:
        return None
    return Piece(
        path=one.path, kind=kind, by=by, role=entry.role if entry else "", license=license_text,
        release=entry.release.replace("\n", " ") if entry else "", title=entry.title.replace("\n", " ") if entry else "",
        problem=problem,
    )  # fmt: skip


def _write_draft(path: Path, text: str) -> None:
    """Put a draft after those of earlier runs, which may not have been pasted yet."""
    if text:
        before = path.read_bytes() if path.is_file() else b""
        put(path, before + (b"\n" if before else b"") + text.encode())


def _asked(taken: Sequence[TakenFile], persons: Sequence[Known], entries: Sequence[Entry]) -> list[Asked]:
    """Return what to ask of whom: of everyone on the list in its order, then of those whom nobody has named."""
    by_person: dict[str, list[asking.Ask]] = {}
    strangers: list[asking.Ask] = []
    owners: dict[str, Contributor] = {one.key: one.contributor for one in persons}
    for one in persons:
        by_person[one.key] = list(asking.of_person(one.contributor))
    for file in taken:
        if file.kind == "list" or (file.kind in ("captions", "other") and not file.fault):
            continue
        known_rows = [(person, entry) for person, entry in file.entries if person is not None]
        row = known_rows[0][1] if known_rows else None
        notes = file.inspected.notes if file.inspected is not None else ()
        asks = asking.of_file(file.name, notes, row, file.fault)
        if known_rows and known_rows[0][0] is not None:
            by_person[known_rows[0][0].key] += asks
        else:
            strangers += asks
    for nobody in listing.contributors(entries):
        if not (nobody.name or nobody.handle):
            row = nobody.entries[0]
            strangers.append(asking.Ask(row.files, f"How do you want to be named? ({row.where} has no name)"))
    found = [Asked(owners[key].called, owners[key].handle, tuple(asks)) for key, asks in by_person.items() if asks]
    return [*found, *([Asked("Nobody is named for these", "", tuple(strangers), is_known=False)] if strangers else [])]


def _shown(one: TakenFile, output: Path) -> Shown:
    look = one.inspected
    pictures = ""
    if look is not None and look.pictures is not None and look.info is not None:
        pictures = f"pictures/{look.info.digest[:24]}.jpg"
        target = output / pictures
        if not target.is_file() or target.stat().st_size != look.pictures.stat().st_size:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(look.pictures, target)
    who = tuple(dict.fromkeys(person.contributor.called for person, _ in one.entries if person is not None))
    is_refused = bool(one.fault) or (look is not None and not look.is_usable)
    state: Literal["new", "there", "refused", "apart"] = (
        "apart" if one.kind == "other" else "refused" if is_refused else "new" if one.is_new else "there"
    )
    return Shown(
        one.name, one.path, state, who, look.info if look else None, look.survey if look else None, look.notes if look else (),
        look.tiles if look else None, pictures, one.fault or {"captions": "captions", "text": "text"}.get(one.kind, ""),
    )  # fmt: skip


def _sentences(taken: Sequence[TakenFile], persons: Sequence[Known], unwritten: Sequence[str]) -> list[str]:
    new = [one for one in persons if one.is_new]
    sentences = []
    if persons:
        sentences.append(f"{len(persons)} people on the list, {len(new)} of them new in people.yaml" if not unwritten else
                         f"{len(persons)} people on the list; {len(new)} are to be pasted into people.yaml by hand")  # fmt: skip
    return [*sentences, *(f"{one.name} is called {one.path}" for one in taken if one.is_new and one.is_renamed)]
