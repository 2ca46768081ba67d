"""What there is to look at, an episode's state, and where its playhead is."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app.shows import settings
from pipeline.documents import reader
from pipeline.faults import InputFault
from pipeline.media.languages import is_tag
from pipeline.profiles import loader as profiles
from pipeline.studio.answers import Json, aside, body_of, json_answer, once
from pipeline.studio.door import Refused
from pipeline.studio.live import Asked
from pipeline.studio.studio import Studio

_NAME = re.compile(r"[^/\\\x00-\x1f]{1,120}")
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
    if not _NAME.fullmatch(name) or (profile is not None and not _PROFILE.fullmatch(profile)):
        raise Refused(404, "there is no such episode in the show")
    if language is not None and not is_tag(language):
        raise Refused(404, "there is no such language")
    return Asked(name, profile, language)


def _show(studio: Studio) -> Json:
    """Return what the show is called and what is in it; of a show with mistakes, what can be told."""
    try:
        said = settings(studio.root)
        title, wanted = said.show, list(said.profiles or ())
    except InputFault:
        title, wanted = studio.root.name, []
    return {
        "title": title,
        "episodes": [{"name": path.stem, "title": _title(studio, path.stem)} for path in studio.manifests()],
        "profiles": list(dict.fromkeys([*wanted, *profiles.names((studio.root / "profiles",))])),
    }


def _title(studio: Studio, name: str) -> str:
    path = studio.manifest(name)
    try:
        root = reader.read(studio.session.texts.read(path), path.name, [])
    except OSError:
        return name
    episode = (root.entries or {}).get("episode") if root is not None else None
    title = (episode.entries or {}).get("title") if episode is not None else None
    return title.text if title is not None and title.text else name
