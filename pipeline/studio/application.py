"""All routes of the studio in one list, behind the guard. Whoever adds some writes a module of them and names it here."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.studio import (
    blob_routes,
    board_routes,
    complete_routes,
    credits_routes,
    cut_routes,
    episode_routes,
    event_routes,
    font_routes,
    media_routes,
    notes_routes,
    page_routes,
    text_routes,
    theme_routes,
    view_routes,
)
from pipeline.studio.door import Door, Refused
from pipeline.studio.guard import Guard
from pipeline.studio.studio import Studio

_ROUTES: tuple[Callable[[Studio], list[BaseRoute]], ...] = (
    font_routes.routes,
    page_routes.routes,
    blob_routes.routes,
    event_routes.routes,
    episode_routes.routes,
    text_routes.routes,
    notes_routes.routes,
    board_routes.routes,
    cut_routes.routes,
    view_routes.routes,
    complete_routes.routes,
    media_routes.routes,
    credits_routes.routes,
    theme_routes.routes,
)


def application(studio: Studio, door: Callable[[], Door]) -> ASGIApp:
    """Return what answers all requests to a studio that come in by a door."""
    routes = [route for some in _ROUTES for route in some(studio)]
    return Guard(Router(routes, redirect_slashes=False, default=_nothing), door, studio.views)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise Refused(404, "there is nothing at this address")
