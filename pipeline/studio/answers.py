"""Requests and answers in JSON: what is read is of the kind that is asked for, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.faults import InputFault, TogetherFault
from pipeline.studio.door import Refused

P = ParamSpec("P")
T = TypeVar("T")

Json = dict[str, object]


class Body:
    """The object that a request carries."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = fields

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; `default` where there is none. Raises Refused."""
        found = self.fields.get(name, default)
        if not isinstance(found, str):
            raise Refused(400, f"{name} is to be a text")
        try:
            found.encode()
        except UnicodeEncodeError:
            raise Refused(400, f"{name} holds half a character") from None
        return found

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number, 0 or more; `default` where there is none. Raises Refused."""
        found = self.fields.get(name, default)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1 << 53:
            raise Refused(400, f"{name} is to be a whole number")
        return found


async def body_of(request: Request) -> Body:
    """Return the object that a request carries. Raises Refused."""
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Refused(400, "this is no JSON") from None
    if not isinstance(found, dict):
        raise Refused(400, "write an object")
    return Body(found)


async def aside(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work in a thread, so that others are answered meanwhile. Its faults become refusals, in their own words."""
    try:
        return await run_in_threadpool(work, *args, **kwargs)
    except InputFault as fault:
        raise Refused(422, str(fault)) from fault
    except TogetherFault as fault:
        raise Refused(503, str(fault)) from fault


def json_answer(value: object, status: int = 200) -> Response:
    """Return a value as JSON."""
    return JSONResponse(value, status)


def once(request: Request, name: str, default: str = "") -> str:
    """Return a field of the query. Raises Refused where it is there twice."""
    found = request.query_params.getlist(name)
    if len(found) > 1:
        raise Refused(400, f"{name} is there twice")
    return found[0] if found else default
