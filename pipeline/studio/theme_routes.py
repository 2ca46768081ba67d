"""The theme that an episode wears: its cards, a card with a text in every shape, its pictures, its mistakes."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app.theme_cards import Of
from pipeline.studio.answers import aside, json_answer, once
from pipeline.studio.door import Refused
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.live import Live
from pipeline.studio.studio import Studio
from pipeline.studio.theme_panel import SHORT_SIDES

_KEY = re.compile(r"[0-9a-f]{64}")
_FRAME = re.compile(r"([0-9]{1,7})\.png")


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of themes."""
    panel = studio.theme
    # One at a time each: the cores are there for what is drawn of the episode, and a row must not wait for what is checked.
    drawing, checking = asyncio.Semaphore(1), asyncio.Semaphore(1)

    def live_of(request: Request) -> Live:
        return studio.live(asked_of(request, once(request, "episode")))

    async def theme(request: Request) -> Response:
        return json_answer(await aside(panel.to_json, live_of(request)))

    async def row(request: Request) -> Response:
        asked, side = (live_of(request), *_row_of(request)), once(request, "size", str(SHORT_SIDES[0]))
        if side not in map(str, SHORT_SIDES):
            raise Refused(404, "there is no such size")
        async with drawing:
            if await request.is_disconnected():
                return Response(status_code=204)
            return json_answer(await aside(panel.row, *asked, int(side)))

    async def mistakes(request: Request) -> Response:
        asked = live_of(request), *_row_of(request)
        async with checking:
            if await request.is_disconnected():
                return Response(status_code=204)
            return json_answer(await aside(panel.mistakes, *asked))

    async def picture(request: Request) -> Response:
        key, asked = request.path_params["key"], _FRAME.fullmatch(request.path_params["frame"])
        if asked is None or not _KEY.fullmatch(key):
            raise Refused(404, "there is no such picture")
        headers = {"etag": f'"{key}-{asked[1]}"', "cache-control": "private, max-age=31536000, immutable"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        async with drawing:
            content = None if await request.is_disconnected() else await aside(panel.picture, key, int(asked[1]))
        if content is None:
            raise Refused(404, "there is no such picture; ask for the card again")
        return Response(content, media_type="image/png", headers=headers)

    return [
        Route("/api/theme", theme),
        Route("/api/theme/row", row),
        Route("/api/theme/mistakes", mistakes),
        Route("/card/{key}/{frame}", picture),
    ]


def _row_of(request: Request) -> tuple[str, Of, str]:
    """Return the card, whose texts, and the text that a request asks for. Raises Refused."""
    whose = once(request, "of", "samples")
    if whose not in ("samples", "episode"):
        raise Refused(404, "a card is shown with the theme's samples or the episode's texts")
    return once(request, "card"), "episode" if whose == "episode" else "samples", once(request, "text")
