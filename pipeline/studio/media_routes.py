"""The media folder of an episode: its files, where the episode uses them, who made them, on what terms."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline.studio.answers import aside, json_answer, once
from pipeline.studio.door import Refused
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.studio import Studio


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of the media folder."""

    async def media(request: Request) -> Response:
        live = studio.live(asked_of(request, once(request, "episode")))
        return json_answer(await aside(studio.media.to_json, live))

    async def uses(request: Request) -> Response:
        live = studio.live(asked_of(request, once(request, "episode")))
        return json_answer(await aside(studio.media.uses, live))

    async def medium(request: Request) -> Response:
        live = studio.live(asked_of(request, request.path_params["name"]))
        found = await aside(studio.media.medium, live, request.path_params["path"])
        if found is None:
            raise Refused(404, "there is no such film or sound in the media folder")
        return FileResponse(found[0], media_type=found[1], headers={"cache-control": "private, no-cache"})

    return [
        Route("/api/media", media),
        Route("/api/media/uses", uses),
        Route("/media/{name}/{path:path}", medium),
    ]
