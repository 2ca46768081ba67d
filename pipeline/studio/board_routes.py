"""The season board and the queue of finals."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.studio.answers import Json, aside, body_of, json_answer
from pipeline.studio.asked import Asked
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.studio import Studio


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of the season."""

    async def board(_: Request) -> Response:
        studio.board.look()
        return json_answer(await aside(studio.board.to_json))

    def shown() -> Json:
        return {"queue": studio.finals.to_json(), "unfinished": [one.name for one, _ in unfinished()]}

    def unfinished() -> list[tuple[Asked, Path]]:
        found = {path.stem: path for path in studio.manifests()}
        return [(one, found[one.name]) for one in studio.finals.kept.unfinished() if one.name in found]

    async def queue(_: Request) -> Response:
        return json_answer(await aside(shown))

    async def add(request: Request) -> Response:
        body = await body_of(request)
        asked = asked_of(request, body.text("episode"))
        await aside(studio.finals.add, [(asked.name, studio.manifest(asked.name), asked.profile)])
        return json_answer(await aside(shown))

    async def cancel(request: Request) -> Response:
        body = await body_of(request)
        await aside(studio.finals.cancel, body.number("number"))
        return json_answer(await aside(shown))

    async def go_on(request: Request) -> Response:
        await body_of(request)
        lost = await aside(unfinished)
        await aside(studio.finals.add, [(one.name, path, one.profile) for one, path in lost])
        return await forgotten()

    async def forget(request: Request) -> Response:
        await body_of(request)
        return await forgotten()

    async def forgotten() -> Response:
        await aside(studio.finals.kept.forget)
        found = await aside(shown)
        studio.hub.tell("queue", found)
        return json_answer(found)

    return [
        Route("/api/board", board),
        Route("/api/queue", queue),
        Route("/api/queue", add, methods=["POST"]),
        Route("/api/queue/cancel", cancel, methods=["POST"]),
        Route("/api/queue/go-on", go_on, methods=["POST"]),
        Route("/api/queue/forget", forget, methods=["POST"]),
    ]
