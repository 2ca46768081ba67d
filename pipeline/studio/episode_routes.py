"""What there is to look at, an episode's state, and where its playhead is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app.shows import settings
from pipeline.documents import reader
from pipeline.faults import InputFault
from pipeline.manifest.folders import SHOW, translations
from pipeline.manifest.settings import Settings
from pipeline.media.languages import is_tag
from pipeline.profiles import loader as profiles
from pipeline.profiles.model import H264
from pipeline.studio.answers import Json, aside, body_of, json_answer, once
from pipeline.studio.asked import Asked
from pipeline.studio.door import Refused
from pipeline.studio.names import can_be_opened
from pipeline.studio.studio import Studio
from pipeline.values import dataclass

_PROFILE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of episodes."""

    async def show(_: Request) -> Response:
        return json_answer(await aside(_show, studio))

    async def state(request: Request) -> Response:
        live = studio.live(asked_of(request, request.path_params["name"]))
        found = await aside(live.state)
        if found is None:
            raise Refused(503, "the episode is still being looked at: ask again")
        return json_answer(found)

    async def playhead(request: Request) -> Response:
        body = await body_of(request)
        live = studio.live(asked_of(request, request.path_params["name"]))
        await aside(live.look_at, body.number("frame"))
        return json_answer({})

    return [
        Route("/api/show", show),
        Route("/api/episodes/{name}", state),
        Route("/api/episodes/{name}/playhead", playhead, methods=["POST"]),
    ]


def asked_of(request: Request, name: str) -> Asked:
    """Return what a request asks to look at. Raises Refused."""
    profile, language = once(request, "profile") or None, once(request, "language") or None
    if not can_be_opened(name) or (profile is not None and not _PROFILE.fullmatch(profile)):
        raise Refused(404, "there is no such episode in the show")
    if language is not None and not is_tag(language):
        raise Refused(404, "there is no such language")
    return Asked(name, profile, language)


def _show(studio: Studio) -> Json:
    """Return what the show is called and what is in it; of a show with mistakes, what can be told."""
    try:
        said = settings(studio.root)
        title, wanted, usual = said.show, [one.profile for one in said.deliver or ()], said.language
    except InputFault:
        title, wanted, usual = studio.root.name, [], Settings.model_fields["language"].default
    shared = translations(studio.root / SHOW)
    episodes = [_episode(studio, path, usual, shared) for path in studio.manifests() if can_be_opened(path.stem)]
    return {
        "title": title,
        "episodes": [{"name": one.name, "title": one.title, "languages": list(one.languages)} for one in episodes],
        "profiles": _shown(studio, [*wanted, *profiles.names((studio.root / "profiles",))]),
        "languages": sorted({language for one in episodes for language in one.languages}),
    }


def _shown(studio: Studio, names: Sequence[str]) -> list[str]:
    """Return the profiles whose picture a browser plays span by span, and those with mistakes, told when chosen."""
    found = []
    for name in dict.fromkeys(names):
        try:
            coding = profiles.load(name, (studio.root / "profiles",)).video.coding
        except InputFault:
            coding = None
        if coding is None or isinstance(coding, H264):
            found.append(name)
    return found


@dataclass(frozen=True, slots=True)
class _Episode:
    """An episode as it is listed: `languages` are those that it can be made in, its own first."""

    name: str
    title: str
    languages: tuple[str, ...]


def _episode(studio: Studio, path: Path, usual: str, shared: tuple[str, ...]) -> _Episode:
    """Return an episode of a show in the language `usual` that is itself translated into the languages `shared`."""
    try:
        root = reader.read(studio.session.texts.read(path), path.name, [])
    except OSError:
        root = None
    episode = (root.entries or {}).get("episode") if root is not None else None
    said = {name: node.text or "" for name, node in (episode.entries or {}).items()} if episode is not None else {}
    own = said.get("language") or usual
    others = sorted({*shared, *translations(path)} - {own})
    return _Episode(path.stem, said.get("title") or path.stem, (own, *others))
