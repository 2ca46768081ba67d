"""What may be written at a place: from the schema, the people of the show, its media, its works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.studio.answers import Json, aside, json_answer, once
from pipeline.studio.completing import described, fields, narrowed, place_of, words
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import written_text

_MOST_FILES = 2000
_SCHEMAS = {"show": "show", "people": "people", "manifest": "episode", "segment": "segment"}
_FILES = ("media folder", "caption files")
"""What descriptions of fields say that name files."""


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the route of completion."""

    async def complete(request: Request) -> Response:
        line, column = once(request, "line"), once(request, "column")
        if not (line.isdecimal() and column.isdecimal() and len(line + column) < 16):
            raise Refused(400, "line and column are to be whole numbers")
        return json_answer(await aside(_completed, studio, once(request, "path"), int(line), int(column)))

    return [Route("/api/complete", complete)]


def _completed(studio: Studio, name: str, line: int, column: int) -> list[Json]:
    path = studio.files.place(name)
    over = studio.session.texts.over(path)
    text = written_text(over).text if over is not None else studio.files.read(name)[0].text
    cut = next((live.now.snapshot.cut for live in studio.lives() if live.now and live.now.snapshot.cut), None)
    manifests = {one.resolve() for one in studio.manifests()}
    people = {file.resolve() for file in cut.episode.shared[-1:]} if cut is not None else {studio.root / "episodes/people.yaml"}
    kind = (
        "manifest" if path in manifests
        else "people" if path in people
        else studio.files.kind(name, "", "")
    )  # fmt: skip
    if kind not in _SCHEMAS:
        return []
    place = place_of(text, line, column)
    forms = narrowed(_schemas()[f"{_SCHEMAS[kind]}.schema.json"], place)
    if place.is_key:
        return fields(forms, place.present)
    told, said = words(forms), described(forms).lower()
    if cut is not None and "people.yaml" in said:
        for key, person in sorted(cut.episode.people.items()):
            detail = ", ".join(filter(None, (person.name, person.place)))
            told.append({"label": key, "detail": detail, "insert": key, "kind": "person"})
    if cut is not None and "`works`" in said:
        told += [{"label": key, "detail": "", "insert": key, "kind": "work"} for key in sorted(cut.episode.works)]
    if cut is not None and any(word in said for word in _FILES):
        endings = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".lrc") if "caption files" in said else ()
        told += [{"label": one, "detail": "", "insert": one, "kind": "file"} for one in _files(cut.episode.media, endings)]
    return told


def _files(media: Path, endings: tuple[str, ...]) -> Iterator[str]:
    """Yield the files of the media folder, by name, those that begin with a point left out."""
    count = 0
    for folder, folders, names in os.walk(media):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(endings or ("",)):
                yield (Path(folder) / name).relative_to(media).as_posix()
                count += 1
                if count == _MOST_FILES:
                    return


@cache
def _schemas() -> dict[str, Json]:
    from pipeline.manifest.schemas import schemas

    return schemas()
