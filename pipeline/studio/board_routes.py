"""The season board and the queue of finals."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.studio.answers import aside, body_of, json_answer
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.studio import Studio


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of the season."""

    async def board(_: Request) -> Response:
        studio.board.look()
        return json_answer(await aside(studio.board.to_json))

    async def queue(_: Request) -> Response:
        return json_answer({"queue": studio.finals.to_json()})

    async def add(request: Request) -> Response:
        body = await body_of(request)
        asked = asked_of(request, body.text("episode"))
        await aside(studio.finals.add, asked.name, studio.manifest(asked.name), asked.profile)
        return json_answer({"queue": studio.finals.to_json()})

    async def cancel(request: Request) -> Response:
        body = await body_of(request)
        await aside(studio.finals.cancel, body.number("number"))
        return json_answer({"queue": studio.finals.to_json()})

    return [
        Route("/api/board", board),
        Route("/api/queue", queue),
        Route("/api/queue", add, methods=["POST"]),
        Route("/api/queue/cancel", cancel, methods=["POST"]),
    ]
