"""Read manifest, show and people into shapes, telling every mistake of all three at once. Reads files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from pipeline.documents import reader
from pipeline.documents.files import Files, from_disk
from pipeline.documents.node import Node, Plain, plain
from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.manifest.alike import alike
from pipeline.manifest.faults import diagnose, place
from pipeline.manifest.model import Document
from pipeline.manifest.settings import PersonShape, Show
from pipeline.people import Person
from pipeline.segments.base import Kind, SegmentShape
from pipeline.segments.fields import Loc, identifier
from pipeline.segments.registry import kinds
from pipeline.terms import Release
from pipeline.values import dataclass

_OTHER_NAMES = {
    "video": "clip", "film": "clip", "movie": "clip", "song": "music", "audio": "music", "text": "card", "title": "card",
    "image": "docu-short", "photo": "docu-short", "photos": "docu-short", "slideshow": "docu-short", "documentary": "docu-short",
    "interview": "docu-short", "scene": "animation", "intro": "opening", "outro": "end", "ending": "end",
}  # fmt: skip
"""Words for a segment elsewhere -> the kind that takes such things."""

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A file as read: its tree, its shape (None after mistakes), and the mistakes and warnings."""

    document: Document | None
    shape: T | None
    diagnostics: tuple[Diagnostic, ...]


def content_of(path: Path, shown: str, files: Files = from_disk) -> bytes:
    """Return a file's bytes. Raises InputFault, with its name as shown, where it cannot be read."""
    content = content_if_there(path, shown, files)
    if content is None:
        raise InputFault((Diagnostic(Where(shown), "this file does not exist", "name one that does"),))
    return content


def content_if_there(path: Path, shown: str, files: Files = from_disk) -> bytes | None:
    """Return a file's bytes, None where there is no such file. Raises InputFault where it cannot be read."""
    try:
        return files(path)
    except FileNotFoundError:
        return None
    except OSError as fault:
        message = f"this file cannot be read: {fault.strerror}"
        raise InputFault((Diagnostic(Where(shown), message, "let your account read it"),)) from None


def document(content: bytes, path: str, wanted: str, diagnostics: list[Diagnostic]) -> Document | None:
    """Return a file's tree, which must be a group of fields; `wanted` says what the file should hold. Warnings are told, too."""
    before = len(diagnostics)
    root = reader.read(content, path, diagnostics, diagnostics)
    if root is None:
        if len(diagnostics) == before:
            diagnostics.append(Diagnostic(Where(path), "the file is empty", wanted))
        return None
    if root.entries is None:
        diagnostics.append(Diagnostic(root.where, "the file is not a group of fields (key: value)", wanted))
        return None
    return Document(path, root)


@lru_cache(maxsize=8)
def people(content: bytes, path: str) -> Read[dict[str, Person]]:
    """Read people.yaml; the shape is a dict of Person by key, of all who could be read."""
    diagnostics: list[Diagnostic] = []
    wanted = "write key: {name: ...} for each person"
    found = document(content, path, wanted, diagnostics)
    persons: dict[str, Person] = {}
    if found is None or found.root.entries is None:
        return Read(None, None, tuple(diagnostics))
    for number, (written, node) in enumerate(found.root.entries.items(), 1):
        key, at = written.strip(), found.root.keys[written]
        if key != written:
            message = f"the key {written!r} begins or ends with a blank, so nobody can name it"
            diagnostics.append(Diagnostic(at.where, message, f"write {key}:"))
        # Whoever cannot be read is still known, so that one mistake is not told at every `by:` too.
        persons[key] = Person(key, key, number=number)
        try:
            identifier(key)
            shape = PersonShape.model_validate(plain(node))
        except ValidationError as error:
            diagnostics += diagnose(error, found.root, (written,), PersonShape)
        except PydanticCustomError as error:
            told = error.context or {}
            diagnostics.append(Diagnostic(at.where, told["message"], told["hint"]))
        else:
            # A name alone stands for the whole person: `kid-b: Ben`.
            places = {name: value.where for name, value in (node.entries or {"name": node}).items()}
            signed = {name: place(found.root, (written, *name.split("."))) for name in shape.guardian.written("guardian")}
            persons[key] = Person(
                key, shape.name, shape.handle, shape.place, shape.sort, shape.pronunciation, shape.url, number, shape.pro,
                shape.ipi, shape.minor, Release(shape.guardian.name, shape.guardian.scope), {**places, **signed},
                shape.coordinates,
            )
    diagnostics += alike(found.root, persons)
    return Read(found, persons, tuple(diagnostics))


@lru_cache(maxsize=8)
def show(content: bytes, path: str, keys: tuple[str, ...] | None) -> Read[Show]:
    """Read show.yaml; `keys` are those of people.yaml, None where these are not known."""
    diagnostics: list[Diagnostic] = []
    found = document(content, path, "write at least show: and its name", diagnostics)
    if found is None:
        return Read(None, None, tuple(diagnostics))
    shape = validate(Show, plain(found.root), found, (), keys, diagnostics)
    return Read(found, shape, tuple(diagnostics))


def validate(
    shape: type[S],
    data: object,
    found: Document,
    base: Loc,
    keys: tuple[str, ...] | None,
    diagnostics: list[Diagnostic],
    file: Callable[[str], None] | None = None,
) -> S | None:
    """Return data read as a shape, or None after adding every mistake to `diagnostics`.

    `keys` are the people there are, `file` raises a mistake for a path that is none; each is left out where it is None.
    """
    try:
        return shape.model_validate(data, context={"people": keys, "file": file})
    except ValidationError as error:
        diagnostics += diagnose(error, found.root, base, shape)
        return None


def salvaged(shape: type[S], data: Mapping[str, object], keys: tuple[str, ...] | None, needed: Mapping[str, object]) -> S | None:
    """Return data read as a shape without the fields in which something is wrong, so that one mistake does not hide another.

    `needed` stands in for what the shape cannot do without. None where that does not help. Tells nothing.
    """
    left = dict(data)
    for _ in range(2):
        try:
            return shape.model_validate({**needed, **left}, context={"people": keys, "file": None})
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors(include_url=False) if one["loc"]}
            left = {name: value for name, value in left.items() if name not in wrong}
    return None


def segment(
    node: Node,
    data: Plain,
    found: Document,
    loc: Loc,
    keys: tuple[str, ...] | None,
    diagnostics: list[Diagnostic],
    file: Callable[[str], None] | None = None,
) -> tuple[Kind[Any], SegmentShape] | None:
    """Return a segment's kind and fields, or None after telling what is wrong with it."""
    registry: Mapping[str, Kind[Any]] = kinds()
    where = node.where
    if not isinstance(data, dict) or not data:
        diagnostics.append(
            Diagnostic(
                where,
                "a segment is a group of fields that begins with its kind",
                "write - music: Its title, and its fields below",
            )
        )
        return None
    written = [name for name in data if name in registry]
    # `card` and `credits` are fields of no kind, so two kinds in one segment are a forgotten dash.
    if len(written) > 1:
        at = node.keys[written[1]]
        diagnostics.append(
            Diagnostic(
                at.where,
                f"{written[1]!r} begins another segment inside {written[0]!r}",
                "put '- ' before it",
            )
        )
        return None
    if not written and not node.is_whole:  # its kind may be what was told of already
        return None
    if not written:
        first = next(iter(data), "")
        at = node.keys.get(first, node)
        hint = did_you_mean(_OTHER_NAMES.get(first.casefold(), first), (*registry, "include"))
        diagnostics.append(Diagnostic(at.where, f"{first!r} is not a kind of segment", hint))
        return None
    kind = registry[written[0]]
    shape = validate(kind.shape, data, found, loc, keys, diagnostics, file)
    return None if shape is None else (kind, shape)


def no_segments(found: Document) -> Diagnostic:
    """Say that an episode has no segments."""
    return Diagnostic(
        place(found.root, ("segments",)), "the episode has no segments", "write at least one: - music: Its title"
    )
