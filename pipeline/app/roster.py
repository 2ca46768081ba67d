"""The people of a show and of the lists that are sent in: read them, and add whoever is new. Nothing that is there is changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app.uploads import put
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.intake import listing
from pipeline.intake.listing import Entry
from pipeline.intake.people import Known, appended
from pipeline.links import real_path
from pipeline.manifest import read
from pipeline.people import Person

if TYPE_CHECKING:
    from pipeline.manifest.settings import Show as ShowSettings


def of_show(root: Path, said: ShowSettings) -> dict[str, Person]:
    """Return everyone who is in a show's people.yaml. Raises InputFault where it has mistakes."""
    content = read.content_if_there(root / said.people, said.people)
    if content is None or not content.strip():
        return {}
    found = read.people(content, said.people)
    wrong = _errors(found.diagnostics)
    if wrong and not _is_empty(wrong):
        raise InputFault(wrong)
    return dict(found.shape or {})


def _errors(told: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(one for one in told if one.severity is Severity.ERROR)


def _is_empty(diagnostics: Sequence[Diagnostic]) -> bool:
    return all(one.message == "the file is empty" for one in diagnostics)


def entries(lists: Sequence[Path], folder: Path, told: list[Diagnostic]) -> tuple[Entry, ...]:
    """Return the rows of all lists, telling their mistakes; `folder` is the absolute one that they are named from."""
    found: list[Entry] = []
    for path in lists:
        real = path.absolute()
        shown = real.relative_to(folder).as_posix() if real.is_relative_to(folder) else str(path)
        try:
            content = path.read_bytes()
        except OSError as fault:
            told.append(Diagnostic(Where(shown), f"the list cannot be read: {fault.strerror}", "name a file that can be"))
            continue
        found += listing.read(content, shown, told)
    return tuple(found)


def write(path: Path, shown: str, persons: Sequence[Known], source: str, told: list[Diagnostic]) -> tuple[str, ...]:
    """Append whoever is new to people.yaml; return the lines that cannot be, since the file is written in another way."""
    for one in persons:
        for field, listed, kept in one.differs:
            is_told = f"is {kept!r} in people.yaml" if kept else "is missing in people.yaml"
            where = one.contributor.entries[0].where
            message = f"{one.key}: {field} {listed!r} {is_told}"
            told.append(Diagnostic(where, message, "people.yaml stays: write there what is right", Severity.WARNING))
    lines = [one.line for one in persons if one.is_new]
    if not lines:
        return ()
    real = real_path(path)
    before = real.read_bytes() if real.is_file() else b""
    old = read.people(before, shown)
    root = old.document.root if old.document is not None else None
    indent = min((key.column for key in root.keys.values()), default=1) - 1 if root is not None else 0
    after = appended(before, lines, indent, f"from {source}")
    fresh = read.people(after, shown)
    expected = {*(old.shape or {}), *(one.key for one in persons)}
    if _errors(fresh.diagnostics) or set(fresh.shape or {}) != expected:
        message = "nobody can be added after what stands here"
        hint = "write one person a line, and paste those who are new"
        told.append(Diagnostic(Where(shown), message, hint, Severity.WARNING))
        return tuple(lines)
    with disk_faults(path.parent):
        put(real, after)
    return ()
