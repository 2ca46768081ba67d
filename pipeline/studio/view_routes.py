"""Shared views: given and ended by whoever has the studio's key; and all that their guests can ask for, under `/view`."""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from pipeline.faults import InputFault, TogetherFault
from pipeline.studio import hub, notes_routes, page_routes
from pipeline.studio.answers import Json, aside, body_of, json_answer, once
from pipeline.studio.blobs import TYPES, Gone
from pipeline.studio.door import Refused
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.guest import blobs_of, event_of, notes_of, state_of
from pipeline.studio.studio import Studio
from pipeline.studio.views import View

_MOST_STREAMS, _MOST_OF_A_VIEW = 16, 6
"""Streams of guests at once, so that the studio's own pages have theirs, and of one view, so that others' guests have theirs."""

_MOST_BLOBS = 20_000
_BLOB = re.compile(r"([0-9a-f]{64})(\.[0-9a-z]{3,4})")


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of views."""
    return [*_of_the_studio(studio), *_of_guests(studio)]


def _of_the_studio(studio: Studio) -> list[BaseRoute]:
    views = studio.views

    async def listing(request: Request) -> Response:
        name, found = once(request, "episode"), await aside(views.listing)
        return json_answer({"views": [_told(one) for one in found if one.episode == name]})

    async def share(request: Request) -> Response:
        body = await body_of(request)
        asked = asked_of(request, body.text("episode"))
        manifest = studio.manifest(asked.name)
        await aside(studio.session.snapshot, manifest, asked.profile, asked.language)
        view, key = await aside(views.share, asked, body.number("days", 0), datetime.now(UTC))
        return json_answer({"view": _told(view), "address": f"/view/open?token={key}"})

    async def revoke(request: Request) -> Response:
        await aside(views.revoke, (await body_of(request)).number("number"))
        studio.hub.tell("views", {})  # each guest's stream looks whether its view is still shared
        return json_answer({})

    return [
        Route("/api/views", listing),
        Route("/api/views", share, methods=["POST"]),
        Route("/api/views/revoke", revoke, methods=["POST"]),
    ]


def _of_guests(studio: Studio) -> list[BaseRoute]:
    seen: dict[int, set[str]] = defaultdict(set)
    streams: list[int] = []
    guard = threading.Lock()

    def remember(view: View, told: Json) -> Json:
        """Let a guest fetch the blobs of what they are told, and no others."""
        with guard:
            mine = seen[view.number]
            if len(mine) > _MOST_BLOBS:
                mine.clear()
            mine.update(blobs_of(told))
        return told

    async def page(request: Request) -> Response:
        _view(request)
        return page_routes.index(request)

    async def state(request: Request) -> Response:
        view = _view(request)
        found = await aside(studio.live(view.asked).state)
        if found is None:
            raise Refused(503, "the episode is still being looked at: ask again")
        return json_answer(remember(view, state_of(found)))

    async def events(request: Request) -> Response:
        view = _view(request)
        if len(streams) >= _MOST_STREAMS or streams.count(view.number) >= _MOST_OF_A_VIEW:
            raise Refused(429, "too many guests look on: come again later")
        live = studio.live(view.asked)
        listener = studio.hub.join(view.asked.subject)
        try:
            first = await aside(live.state)
        except Refused:
            studio.hub.leave(listener)
            raise
        told = remember(view, state_of(first)) if first is not None else None
        stream = hub.stream(studio.hub, listener)
        return StreamingResponse(filtered(view, stream, told), media_type="text/event-stream")

    async def filtered(view: View, stream: AsyncIterator[bytes], first: Json | None) -> AsyncIterator[bytes]:
        streams.append(view.number)
        try:
            if first is not None:
                yield hub.encoded("state", first)
            async for content in stream:
                if not await aside(studio.views.is_shared, view):
                    return
                event, _, data = content.removeprefix(b"event: ").partition(b"\ndata: ")
                if not data:
                    yield content  # a ping, or when to come again
                elif (told := event_of(event.decode(), json.loads(data))) is not None:
                    yield hub.encoded(event.decode(), remember(view, told))
        finally:
            streams.remove(view.number)

    async def blob(request: Request) -> Response:
        view, asked = _view(request), _BLOB.fullmatch(request.path_params["name"])
        with guard:
            is_theirs = asked is not None and asked[1] in seen[view.number]
        if asked is None or asked[2] not in TYPES or not is_theirs:
            raise Refused(404, "there is no such blob; ask for the state again")
        try:
            content = await aside(studio.blobs.get, asked[1], asked[2])
        except Gone:
            content = None
        if content is None:
            raise Refused(404, "there is no such blob; ask for the state again")
        headers = {"etag": f'"{asked[1]}"', "cache-control": "private, max-age=3600"}
        return Response(content, media_type=TYPES[asked[2]], headers=headers)

    async def notes(request: Request) -> Response:
        return json_answer(notes_of(await aside(notes_routes.read, studio, _view(request).asked)))

    async def write(request: Request) -> Response:
        view, body = _view(request), await body_of(request)
        studio.views.count_note(view)
        return json_answer(notes_of(await _for_guest(partial(notes_routes.write, studio, view.asked, body, is_guest=True))))

    async def answer(request: Request) -> Response:
        view, body = _view(request), await body_of(request)
        studio.views.count_note(view)
        return json_answer(notes_of(await _for_guest(partial(notes_routes.answer, studio, view.asked, body, is_guest=True))))

    return [
        Route("/view", page),
        Route("/view/state", state),
        Route("/view/events", events),
        Route("/view/blob/{name}", blob),
        Route("/view/notes", notes),
        Route("/view/notes", write, methods=["POST"]),
        Route("/view/notes/reply", answer, methods=["POST"]),
    ]


async def _for_guest(work: Callable[[], Json]) -> Json:
    """Do what a guest asks for in a thread; its faults name no file. Raises Refused."""
    try:
        return await run_in_threadpool(work)
    except InputFault as fault:
        raise Refused(422, "; ".join(one.message for one in fault.diagnostics)) from fault
    except TogetherFault as fault:
        raise Refused(503, "this could not be written down; tell whoever shares this view") from fault


def _view(request: Request) -> View:
    """Return the view whose key the guard has found with a request. Raises Refused."""
    found = request.scope.get("view")
    if not isinstance(found, View):
        raise Refused(401, "open the address that you were given")
    return found


def _told(view: View) -> Json:
    return {
        "number": view.number,
        "episode": view.episode,
        "profile": view.profile,
        "language": view.language,
        "made": view.made,
        "until": view.until or None,
    }
