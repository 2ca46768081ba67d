"""Where every file of a package comes from, as data: what made it, of which sources, by which tools.

Equal builds on two machines say the same: no path of a machine is in it, and no clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from pipeline import delivery, digest
from pipeline.cards.folders import built_in
from pipeline.documents.node import plain
from pipeline.operations.base import name_of
from pipeline.plan.action import FromAction, FromSource, FromSources

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.shows import Show
    from pipeline.plan.action import Plan

VERSION = 1
"""Raised when a field changes its meaning."""

_MANIFEST, _SHOW, _PEOPLE, _FILM = "manifest", "show", "people", "film"
_TEXTS = {
    "title.txt": (_MANIFEST, _SHOW),
    "tags.txt": (_MANIFEST, _SHOW),
    "description.txt": (_MANIFEST, _SHOW, _PEOPLE),
    "chapters.txt": (_MANIFEST,),
    delivery.UPLOAD: (_MANIFEST, _SHOW, _PEOPLE),
    delivery.REPORT: (_FILM, _MANIFEST),
    delivery.PAGE: (_FILM, _MANIFEST),
}
_SHEETS = (_MANIFEST, _SHOW, _PEOPLE)


Made = tuple["Plan", FromAction]
"""A plan, and that of its outputs which a file is."""


def provenance(show: Show, work: Work, contents: Mapping[str, str], made: Mapping[str, Made]) -> bytes:
    """Return where the files of a package come from, as JSON in UTF-8: `contents` are their digests by name.

    `made` says of a file what made it; all others are texts.
    """
    from importlib.metadata import version

    tools = show.here.tools
    told = {
        "version": VERSION,
        "episode": work.timeline.name,
        "language": work.episode.language,
        "profile": {"name": work.profile.name, "digest": digest.of(work.profile)},
        "manifest": {"path": work.episode.path, "digest": digest.of(plain(work.episode.documents[0].root))},
        "tools": {
            "create-together": version("create-together"),
            "ffmpeg": show.here.ffmpeg.version,
            "code": digest.of([tools.ffmpeg, sorted(tools.code.items())]),
        },
        "sources": dict(sorted(found for origin in work.plan.results.values() for found in _sources(work.plan, origin))),
        "files": {name: {"sha256": found, **_made(name, made.get(name))} for name, found in sorted(contents.items())},
    }
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode()


def _made(name: str, made: Made | None) -> dict[str, object]:
    if made is None:
        return {"made_by": "text", "made_from": list(_TEXTS.get(name, _SHEETS))}
    plan, origin = made
    action = next(action for action in plan.actions if action.key == origin.key)
    operation = name_of(type(action.operation)).rpartition(":")[2]
    return {"made_by": operation, "key": origin.key, "made_from": sorted({path for path, _ in _sources(plan, origin)})}


def _sources(plan: Plan, origin: FromAction) -> Iterator[tuple[str, str]]:
    """Yield the path and the SHA-256 of every source that an output is made from, through all that is between."""
    actions = {action.key: action for action in plan.actions}
    seen, waiting = {origin.key}, [origin.key]
    while waiting:
        for given in actions[waiting.pop()].inputs:
            match given.origin:
                case FromAction(key=key):
                    waiting += [key] if key not in seen else []
                    seen.add(key)
                case FromSource(digest=found, path=path):
                    yield _named(path), found
                case FromSources(digests=several, paths=paths):
                    yield from zip(map(_named, paths), several, strict=True)


@lru_cache(maxsize=4096)
def _named(path: str) -> str:
    """Return what a source is called on every machine: its path in the show; of what comes with together, that in there."""
    if not PurePath(path).is_absolute():
        return path
    ours = built_in()
    return f"together:{Path(path).relative_to(ours).as_posix()}" if Path(path).is_relative_to(ours) else PurePath(path).name
