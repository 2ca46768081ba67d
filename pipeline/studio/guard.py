"""What every request passes before it is answered, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.studio import mistakes
from pipeline.studio.door import Door, Refused, cookie_of
from pipeline.studio.views import Views

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of a request: twice the largest file that can be edited."""

LONGEST_ADDRESS = 4096
"""Bytes of a path with its query."""

HEADERS = {
    "content-security-policy": "default-src 'self'; script-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

OPENING, GUESTS_OPENING = "/open", "/view/open"

_GO_ON = """\
<!doctype html><meta charset="utf-8"><title>together</title><link rel="icon" href="/static/icon.svg">
<meta http-equiv="refresh" content="0; url=/view"><a href="/view">Open the view</a>
"""


class Guard:
    """An application behind a door. What goes wrong in it is told in a line, on both sides."""

    def __init__(self, app: ASGIApp, door: Callable[[], Door], views: Views) -> None:
        self._app, self._door, self._views = app, door, views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return  # there is no WebSocket here: whoever asks for one is hung up on
        has_begun = False

        async def told(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                there = {name for name, _ in message["headers"]}
                more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there]
                if b"cache-control" not in there:
                    more.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        try:
            answer = await self._answer(scope)
            if answer is None:
                await self._app(scope, _bounded(receive), told)
            else:
                await answer(scope, receive, told)
        except Refused as refused:
            if has_begun:
                raise
            await _refusal(scope, refused)(scope, receive, told)
        except Exception as error:  # noqa: BLE001 - a mistake of ours ends one answer, and not the studio
            message = mistakes.said(error, f"{scope['method']} {scope['path']}")
            if not has_begun:
                await JSONResponse({"error": message}, 500)(scope, receive, told)

    async def _answer(self, scope: Scope) -> Response | None:
        """Return what needs no application; None for what it answers. Raises Refused."""
        door = self._door()
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key = name.decode("latin-1").lower()
            if key in headers and key in ("host", "origin", "content-type", "content-length", "sec-fetch-site"):
                raise Refused(400, f"there are two {key}")
            headers[key] = f"{headers[key]}; {value.decode('latin-1')}" if key in headers else value.decode("latin-1")
        door.look(headers, may_be_followed=scope["path"] == GUESTS_OPENING and scope["method"] == "GET")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Refused(405, "only GET and POST are answered")
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise Refused(414, "the address is too long")
        if scope["path"] == OPENING:
            return _opened(door, scope)
        if scope["path"] == GUESTS_OPENING:
            return await self._opened_for_guest(door, scope)
        await self._admit(door, headers, scope)
        if scope["method"] == "POST":
            if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise Refused(415, "write JSON")
            length = headers.get("content-length", "0")
            if not length.isdecimal() or len(length) > 12:
                raise Refused(400, "the length of the request is no number")
            if int(length) > LARGEST_BODY:
                raise Refused(413, "the request is too large")
        return None


    async def _admit(self, door: Door, headers: dict[str, str], scope: Scope) -> None:
        """Look at the key of a request: a guest's opens `/view` and what the page is made of, nothing else. Raises Refused."""
        path = scope["path"]
        is_of_views = path == "/view" or path.startswith("/view/")
        if is_of_views or path.startswith("/static/"):
            given = cookie_of(headers, door.guest_cookie)
            view = await run_in_threadpool(self._views.of, given) if given else None
            if view is not None:
                scope["view"] = view
                return
        if is_of_views:
            raise Refused(401, "this view is no longer shared, or never was: ask for another address")
        door.admit(headers)

    async def _opened_for_guest(self, door: Door, scope: Scope) -> Response:
        given = QueryParams(scope["query_string"]).getlist("token")
        is_one = scope["method"] == "GET" and len(given) == 1
        view = await run_in_threadpool(self._views.of, given[0]) if is_one else None
        if view is None:
            raise Refused(401, "this view is no longer shared, or never was: ask for another address")
        # A browser sends no strict cookie where another site's link led to, however it goes on from there; so this page does.
        answer = HTMLResponse(_GO_ON)
        answer.set_cookie(door.guest_cookie, given[0], httponly=True, samesite="strict", secure=door.is_encrypted, path="/")
        return answer


def _opened(door: Door, scope: Scope) -> Response:
    given = QueryParams(scope["query_string"]).getlist("token")
    if scope["method"] == "POST" or len(given) != 1 or not door.is_key(given[0]):
        raise Refused(401, "open the address that `together studio` has printed")
    answer = RedirectResponse("/", 303)
    answer.set_cookie(door.cookie, door.key, httponly=True, samesite="strict", secure=door.is_encrypted, path="/")
    return answer


def _refusal(scope: Scope, refused: Refused) -> Response:
    if scope["path"].startswith(("/api/", "/blob/", "/tile/", "/view/")):
        return JSONResponse({"error": refused.message}, refused.status)
    return PlainTextResponse(f"{refused.message[:1].upper()}{refused.message[1:]}.\n", refused.status)


def _bounded(receive: Receive) -> Receive:
    """Return what receives a body, and refuses one that is larger than it may be, whatever its head says."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise Refused(413, "the request is too large")
        return message

    return bounded
