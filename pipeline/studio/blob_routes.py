"""Blobs by their digest, and frames of stored spans as small pictures. Both are the same for ever."""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode
from fractions import Fraction
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.studio.answers import aside, once
from pipeline.studio.blobs import TYPES, Gone
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio

_TILE = re.compile(r"([0-9]{1,7})\.jpg")
_SIZES = ("160", "320", "640")
"""Pixels that the longer side of a picture may have."""

_AT_ONCE = 2
"""Pictures that are taken at once: the cores are there for what is drawn."""

_NAME = re.compile(r"([0-9a-f]{64})(\.[0-9a-z]{3,4})")


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of what is fetched by its digest."""

    async def blob(request: Request) -> Response:
        asked = _NAME.fullmatch(request.path_params["name"])
        if asked is None or asked[2] not in TYPES:
            raise Refused(404, "there is no such blob")
        headers = _for_ever(asked[1])
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        try:
            content = await aside(studio.blobs.get, asked[1], asked[2])
        except Gone:
            content = None
        if content is None:
            raise Refused(404, "there is no such blob; ask for the state again")
        return Response(content, media_type=TYPES[asked[2]], headers=headers)

    async def tile(request: Request) -> Response:
        asked = _TILE.fullmatch(request.path_params["frame"])
        size = once(request, "size", "160")
        if asked is None or size not in _SIZES:
            raise Refused(404, "there is no such picture")
        name = request.path_params["name"]
        headers = _for_ever(f"{name}-{asked[1]}-{size}")
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        file = studio.blobs.source(name)
        async with taking:
            content = None if file is None else await aside(_taken, file, int(asked[1]), int(size))
        if content is None:
            raise Refused(404, "there is no such picture; ask for the state again")
        return Response(content, media_type="image/jpeg", headers=headers)

    taking = asyncio.Semaphore(_AT_ONCE)
    return [Route("/blob/{name}", blob), Route("/tile/{name}/{frame}", tile)]


def _taken(file: Path, frame: int, size: int) -> bytes | None:
    """Return a frame of a stored span as JPEG, its longer side of `size` pixels; None where there is none."""
    from pipeline.operations import boxes
    from pipeline.operations.measuring.small import taken

    try:
        track = next(one for one in boxes.tracks(file) if one.handler == "vide")
    except (OSError, boxes.Malformed, StopIteration):
        return None
    if not 0 <= frame < track.samples:
        return None
    rate = Fraction(track.timescale * track.samples, track.times[-1])
    return next((b64decode(one.jpeg) for one in taken(file, rate, (frame,), size)), None)


def _for_ever(name: str) -> dict[str, str]:
    return {"etag": f'"{name}"', "cache-control": "private, max-age=31536000, immutable"}
