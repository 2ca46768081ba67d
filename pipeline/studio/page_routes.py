"""The page itself and what belongs to it: files of the installation, by a list of their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline import digest
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of the page, which are the same for every show."""
    return [Route("/", _index), Route("/static/{name}", _static)]


async def _index(request: Request) -> Response:
    return index(request)


def index(request: Request) -> Response:
    """Return the page, which is the same for a guest and knows by its address what it is."""
    return _served("index.html", request)


async def _static(request: Request) -> Response:
    return _served(request.path_params["name"], request)


def _served(name: str, request: Request) -> Response:
    if name not in _names():
        raise Refused(404, "there is no such page")
    content = (_FOLDER / name).read_bytes()
    tag = f'"{digest.of_bytes(content)}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_TYPES[Path(name).suffix], headers=headers)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _FOLDER.iterdir() if path.suffix in _TYPES and path.is_file())
