"""Edits of the cut by hand: an operation comes in, the changes of the texts in the editor go out. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app import cutting
from pipeline.cutting.cut import Cut
from pipeline.cutting.operations import (
    Chapter,
    Drop,
    Edge,
    Fade,
    Focus,
    Gain,
    MoveCaption,
    MoveItem,
    MoveLine,
    MoveLowerThird,
    MoveSegment,
    Nudge,
    Operation,
    Slip,
    Split,
    Thing,
    Trim,
)
from pipeline.documents.changes import Change, applied, in_utf16, trimmed
from pipeline.studio.answers import Body, Json, aside, body_of, json_answer
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import written_text

_MOST = 24 * 3600 * 240
"""Frames that anything may be moved by: a day of the fastest rate."""


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the route of edits of the cut."""

    async def cut(request: Request) -> Response:
        operation = operation_of(await body_of(request))
        manifest = studio.manifest(request.path_params["name"])
        found = await aside(cutting.changes, studio.session, manifest, operation)
        return json_answer(_told(found))

    return [Route("/api/episodes/{name}/cut", cut, methods=["POST"])]


def operation_of(body: Body) -> Operation:
    """Return the operation that a request asks for. Raises Refused."""
    name = body.text("operation")
    make = _OPERATIONS.get(name)
    if make is None:
        raise Refused(400, f"there is no operation {name[:40]!r}")
    return make(body)


def _whole(body: Body, name: str, low: int = -_MOST, high: int = _MOST) -> int:
    found = body.fields.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise Refused(400, f"{name} is to be a whole number from {low} to {high}")
    return found


def _thing(body: Body) -> Thing:
    return Thing(body.text("segment"), body.text("path", ""), body.number("line", 0), body.number("column", 0))


def _edge(body: Body) -> Edge:
    found = body.text("edge")
    if found not in ("begin", "end"):
        raise Refused(400, "edge is to be begin or end")
    return cast("Edge", found)


def _edge_or_both(body: Body) -> Edge | None:
    return None if body.fields.get("edge") is None else _edge(body)


def _optional(body: Body, name: str) -> str | None:
    return None if body.fields.get(name) is None else body.text(name)


def _switch(body: Body, name: str) -> bool | None:
    found = body.fields.get(name)
    if not (found is None or isinstance(found, bool)):
        raise Refused(400, f"{name} is to be true or false")
    return found


def _move_item(body: Body) -> Operation:
    thing = _thing(body)
    return MoveItem(thing, _optional(body, "into") or thing.segment, body.number("to"))


def _caption(body: Body) -> Operation:
    return MoveCaption(
        body.text("segment"), body.text("language"), body.number("first"), _edge_or_both(body), _whole(body, "by")
    )


_OPERATIONS: dict[str, Callable[[Body], Operation]] = {
    "trim": lambda body: Trim(_thing(body), _edge(body), _whole(body, "by")),
    "split": lambda body: Split(_thing(body), _whole(body, "frames", 0)),
    "slip": lambda body: Slip(_thing(body), _whole(body, "by")),
    "move segment": lambda body: MoveSegment(body.text("segment"), _optional(body, "before")),
    "move": _move_item,
    "nudge": lambda body: Nudge(_thing(body), _whole(body, "milliseconds")),
    "gain": lambda body: Gain(_thing(body), Fraction(_whole(body, "tenths", -1000, 1000), 10)),
    "fade": lambda body: Fade(_thing(body), _edge(body), _whole(body, "frames", 0)),
    "focus": lambda body: Focus(_thing(body), _whole(body, "across", 0, 100), _whole(body, "down", 0, 100)),
    "chapter": lambda body: Chapter(body.text("segment"), _switch(body, "on")),
    "caption": _caption,
    "lower third": lambda body: MoveLowerThird(_thing(body), _edge_or_both(body), _whole(body, "by")),
    "line": lambda body: MoveLine(_thing(body), _whole(body, "by")),
    "drop": lambda body: Drop(
        body.text("file"), _optional(body, "segment"), body.number("to", 0), _optional(body, "before")
    ),
}


def _told(found: tuple[Cut, ...]) -> Json:
    """Return the edit of each file that changes; the first one's beside them, for a page that knows of one."""
    files = [_file(one) for one in found]
    first = files[0] if files else {"path": None, "text": None, "changes": [], "line": None}
    return {**first, "files": files}


def _file(one: Cut) -> Json:
    """Return an edit as the editor of a page has the text: its lines end by LF, and no byte order mark is before them."""
    before, after = (written_text(text.encode()).text for text in (one.before, one.text))
    changes = tuple(
        Change(_in_page(one.before, change.start), _in_page(one.before, change.end), change.put.replace("\r\n", "\n"))
        for change in one.changes
    )
    if applied(before, changes) != after:  # a change that begins or ends within the end of a line
        changes = tuple(trimmed(before, (Change(0, len(before), after),)))
    return {
        "path": one.path,
        "text": after,
        "changes": [{"from": at.start, "to": at.end, "insert": at.put} for at in in_utf16(before, changes)],
        "line": one.line,
    }


def _in_page(text: str, index: int) -> int:
    """Return which character of the page's text stands at one of the file's."""
    return len(text[:index].removeprefix("\ufeff").replace("\r\n", "\n"))
