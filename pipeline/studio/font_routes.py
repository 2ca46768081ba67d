"""The fonts of cards for the page, so that a name is read in its own script on a machine that has no letters for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline import digest
from pipeline.cards import coverage, fonts
from pipeline.faults import EnvironmentFault
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio

_LARGEST_FOR_GUESTS = 4 * 1024 * 1024
"""Bytes of a file: a guest may be far away, and the letters of Chinese, Japanese and Korean are 32 MB."""


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of the fonts, which are the same for every show. They come before the page's, which would take them."""
    return [Route("/static/fonts.css", _sheet), Route("/static/fonts/{name}", _font)]


def _sheet(request: Request) -> Response:
    # Where two rules have a character, the later one is taken.
    content = "".join(_rule(path) for path in reversed(_allowed(request).values())).encode()
    headers = {"etag": f'"{digest.of_bytes(content)}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/css", headers=headers)


def _font(request: Request) -> Response:
    path = _allowed(request).get(request.path_params["name"])
    if path is None:
        raise Refused(404, "there is no such font")
    facts = path.stat()
    headers = {"etag": f'"{facts.st_size}-{facts.st_mtime_ns}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    kind = "font/collection" if path.suffix == ".ttc" else "font/ttf"
    return FileResponse(path, headers=headers, media_type=kind, stat_result=facts)


def _allowed(request: Request) -> dict[str, Path]:
    is_guest = "view" in request.scope
    return {name: path for name, path in _installed().items() if not is_guest or path.stat().st_size <= _LARGEST_FOR_GUESTS}


@cache
def _installed() -> dict[str, Path]:
    """Return the fonts by their names: none where their packages are not installed, and the page has those of its machine."""
    try:
        return {path.name: path for path in fonts.paths() if path.is_file()}
    except EnvironmentFault:
        return {}


@cache
def _rule(path: Path) -> str:
    has = coverage.of_file(path)
    ranges = ",".join(f"U+{start:X}-{end:X}" for start, end in zip(has.starts, has.ends, strict=True))
    return (
        f'@font-face{{font-family:"Noto Sans";font-weight:100 900;font-display:swap;src:url("/static/fonts/{path.name}");'
        f"unicode-range:{ranges}}}\n"
    )
