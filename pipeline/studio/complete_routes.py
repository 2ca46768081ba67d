"""What may be written at a place: from the schema, the people of the show, its media, its works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app.checking import Cut
from pipeline.credits.works import Work
from pipeline.intake.written import scalar
from pipeline.links import real_path
from pipeline.studio.answers import Json, aside, json_answer, once
from pipeline.studio.completing import EACH, described, field_of, fields, narrowed, place_of, words
from pipeline.studio.door import Refused
from pipeline.studio.state import Shown, fragment_of
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import written_text
from pipeline.timeline import regions
from pipeline.timeline.model import FramesMedia, SourceMedia, StillMedia
from pipeline.timeline.programme import Programme

_MOST_FILES = 2000
_SCHEMAS = {"show": "show", "people": "people", "manifest": "episode", "segment": "segment"}
_CAPTIONS = ("caption files", "file of captions")
_FILES = ("media folder", *_CAPTIONS)
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
    now = _shown(studio, path)
    cut = now.snapshot.cut if now is not None else None
    manifests = {real_path(one) for one in studio.manifests()}
    people = {real_path(file) for file in cut.episode.shared[-1:]} if cut is not None else {studio.root / "episodes/people.yaml"}
    kind = (
        "manifest" if path in manifests
        else "people" if path in people
        else studio.files.kind(name, "", "")
    )  # fmt: skip
    if kind not in _SCHEMAS:
        return []
    place = place_of(text, line, column)
    schema = _schemas()[f"{_SCHEMAS[kind]}.schema.json"]
    forms = narrowed(schema, place)
    named = fields(forms, place.present) if place.is_key else []
    if named or (place.is_key and place.path[-1:] != (EACH,)):
        return named
    told, said = words(forms), described(schema, place).lower()
    if cut is not None and ("people.yaml" in said or field_of(place) == "by"):
        for key, person in sorted(cut.episode.people.items()):
            detail = ", ".join(filter(None, (person.name, person.place)))
            told.append({"label": key, "detail": detail, "insert": scalar(key), "kind": "person"})
    if cut is not None and "`works`" in said:
        told += [_work(work, cut) for _, work in sorted(cut.episode.works.items())]
        told += [{"label": one, "detail": "", "insert": scalar(one), "kind": "work"} for one in _titles(cut)]
    if cut is not None and field_of(place) == "segment":
        told += [
            {"label": one.name, "detail": one.title, "insert": scalar(one.name), "kind": "segment"}
            for one in cut.timeline.segments
        ]
    if cut is not None and any(word in said for word in _FILES):
        endings = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".lrc") if any(words in said for words in _CAPTIONS) else ()
        seen = _thumbnails(studio, now) if now is not None else {}
        for one in _files(cut.episode.media, endings):
            picture = {"thumbnail": seen[one]} if one in seen else {}
            told.append({"label": one, "detail": "", "insert": scalar(one), "kind": "file", **picture})
    return told


def _shown(studio: Studio, path: Path) -> Shown | None:
    """Return an episode that is looked at: the one of a manifest, for any other file one that reads it, or else any."""
    there = [(live, live.now) for live in studio.lives() if live.now is not None and live.now.snapshot.cut is not None]
    # Of several deliverables, the one that a page looks at, and else the one of which most is drawn.
    drawn = {live: sum(span.file is not None for span in now.spans) for live, now in there}
    there.sort(key=lambda one: (not studio.hub.is_heard(one[0].asked.subject), -drawn[one[0]]))
    own = [now for live, now in there if real_path(live.path) == path]
    readers = [now for _, now in there if path in {real_path(file) for file in now.snapshot.files}]
    return next(iter((*own, *readers, *(now for _, now in there))), None)


def _work(work: Work, cut: Cut) -> Json:
    names = [cut.episode.people[key].name for key in work.people if key in cut.episode.people]
    detail = ", ".join(filter(None, (work.title, *names)))
    return {"label": work.key, "detail": detail, "insert": scalar(work.key), "kind": "work"}


def _titles(cut: Cut) -> list[str]:
    """Return what the episode's own contributions are called, which others may build on."""
    return sorted({one.title for one in cut.timeline.contributions if one.title} - set(cut.episode.works))


def _thumbnails(studio: Studio, now: Shown) -> dict[str, str]:
    """Return the addresses of pictures of the files that an episode shows, by their names in the media folder.

    A picture is the middle of the first clip of a file, out of the span that is stored of it.
    """
    cut = now.snapshot.cut
    assert cut is not None
    found: dict[str, str] = {}
    for segment in Programme(cut.timeline).segments:
        for track in segment.segment.stack.picture:
            for one in regions.place(track):
                media = one.clip.media
                if not isinstance(media, SourceMedia | StillMedia | FramesMedia) or media.path.name in found:
                    continue
                at = segment.start + one.range.start + one.range.frames // 2
                span = now.span_at(at)
                if span is not None and span.file is not None and not span.is_stale:
                    found[media.path.name] = f"/tile/{fragment_of(studio.blobs, span.file)}/{at - span.first}.jpg?size=160"
    return found


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
