"""The one stream of events that a page listens to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from pipeline.studio import hub
from pipeline.studio.answers import aside, once
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.studio import Studio


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the route of the events. Without an episode only what concerns the whole show is told."""

    async def events(request: Request) -> Response:
        name = once(request, "episode")
        if not name:
            listener, first = studio.hub.join(""), b""
        else:
            asked = asked_of(request, name)
            live = studio.live(asked)
            listener = studio.hub.join(asked.subject)
            try:
                state = await aside(live.state)
                await aside(studio.listened_to, live)
            except BaseException:
                studio.hub.leave(listener)
                raise
            first = hub.encoded("state", state) if state is not None else b""
        return StreamingResponse(hub.stream(studio.hub, listener, first), media_type="text/event-stream")

    return [Route("/api/events", events)]
