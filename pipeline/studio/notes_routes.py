"""Review notes: read, written, answered, closed. Every page of the episode hears of it."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app import reviewing
from pipeline.app.reviewing import Author
from pipeline.notes.model import FIGURES, MOST_DRAWINGS, Drawing, Reading
from pipeline.notes.placing import Placed, placed
from pipeline.studio.answers import Body, Json, aside, body_of, json_answer, once
from pipeline.studio.asked import Asked
from pipeline.studio.door import Refused
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.live import Live
from pipeline.studio.studio import Studio
from pipeline.timeline.programme import Programme

_FINEST = 10**6
"""Points are kept to so many parts of the picture's width or height."""


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of notes."""

    async def listing(request: Request) -> Response:
        return json_answer(await aside(read, studio, asked_of(request, once(request, "episode"))))

    async def note(request: Request) -> Response:
        body = await body_of(request)
        return json_answer(await aside(write, studio, asked_in(request, body), body, is_guest=False))

    async def reply(request: Request) -> Response:
        body = await body_of(request)
        return json_answer(await aside(answer, studio, asked_in(request, body), body, is_guest=False))

    async def state(request: Request) -> Response:
        body = await body_of(request)
        return json_answer(await aside(_set_state, studio, asked_in(request, body), body))

    return [
        Route("/api/notes", listing),
        Route("/api/notes", note, methods=["POST"]),
        Route("/api/notes/reply", reply, methods=["POST"]),
        Route("/api/notes/state", state, methods=["POST"]),
    ]


def asked_in(request: Request, body: Body) -> Asked:
    """Return the episode that a body names. Raises Refused."""
    return asked_of(request, body.text("episode"))


def read(studio: Studio, asked: Asked) -> Json:
    """Return the notes on an episode at their places in what is shown of it now."""
    live = studio.live(asked)
    return _told(studio, live, reviewing.read(studio.session, live.path))


def write(studio: Studio, asked: Asked, body: Body, *, is_guest: bool) -> Json:
    """Write a note on a frame, or on those up to before another; return all notes. Raises Refused, InputFault."""
    live = studio.live(asked)
    programme = _programme(live)
    if programme is None:
        raise Refused(409, "nothing of the episode can be shown now: a note has no place in it")
    found = reviewing.add_note(
        studio.session,
        live.path,
        programme,
        _author(body, is_guest=is_guest),
        body.text("text"),
        frame=body.number("frame"),
        end=body.number("end", 0) or None,
        drawings=_drawings(body.fields.get("drawings", [])),
    )
    return _spread(studio, live, found)


def answer(studio: Studio, asked: Asked, body: Body, *, is_guest: bool) -> Json:
    """Write a reply; return all notes. Raises Refused, InputFault."""
    live = studio.live(asked)
    author = _author(body, is_guest=is_guest)
    return _spread(studio, live, reviewing.add_reply(studio.session, live.path, author, body.text("about"), body.text("text")))


def _set_state(studio: Studio, asked: Asked, body: Body) -> Json:
    live = studio.live(asked)
    is_done = body.fields.get("is_done")
    if not isinstance(is_done, bool):
        raise Refused(400, "is_done is to be true or false")
    author = _author(body, is_guest=False)
    found = reviewing.set_state(studio.session, live.path, author, body.text("about"), is_done=is_done)
    return _spread(studio, live, found)


def _author(body: Body, *, is_guest: bool) -> Author:
    return Author(body.text("by"), datetime.now(UTC), is_guest)


def _drawings(value: object) -> tuple[Drawing, ...]:
    if not isinstance(value, list) or len(value) > MOST_DRAWINGS:
        raise Refused(400, f"drawings are to be a list of at most {MOST_DRAWINGS}")
    return tuple(_drawing(one) for one in value)


def _drawing(value: object) -> Drawing:
    fields = value if isinstance(value, dict) else {}
    figure = next((one for one in FIGURES if one == fields.get("figure")), None)
    points = fields.get("points")
    if figure is None or not isinstance(points, list) or len(points) != 4:
        raise Refused(400, "a drawing is to be {figure: arrow or box, points: [x, y, x, y]}")
    x, y, other_x, other_y = map(_share, points)
    return Drawing(figure, (x, y), (other_x, other_y))


def _share(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Refused(400, "points are to be from 0 to 1")
    return Fraction(round(value * _FINEST), _FINEST)


def _programme(live: Live) -> Programme | None:
    live.state()  # it waits for the first look
    now = live.now
    cut = now.snapshot.cut if now is not None else None
    return None if cut is None else Programme(cut.timeline)


def _spread(studio: Studio, live: Live, found: Reading) -> Json:
    """Return all notes, after telling every page that they have changed."""
    told = _told(studio, live, found)
    studio.hub.tell("notes", {"episode": live.asked.name})
    return told


def _told(studio: Studio, live: Live, found: Reading) -> Json:
    programme = _programme(live)
    path = reviewing.shown(studio.session, live.path)
    notes = [placed(note, programme) if programme is not None else Placed(note, 0, 1) for note in found.notes]
    return {
        "episode": live.asked.name,
        "notes": [_note(one, path) for one in notes],
        "diagnostics": [one.to_json() for one in found.diagnostics],
    }


def _note(one: Placed, path: str) -> Json:
    note = one.note
    return {
        "key": note.key,
        "frame": one.frame,
        "end": one.end,
        "moved": one.moved,
        "by": note.said.by,
        "on": note.said.on,
        "is_guest": note.said.is_guest,
        "text": note.text,
        "is_done": note.is_done,
        "done_by": note.done.by if note.done is not None else None,
        "drawings": [
            {"figure": drawing.figure, "points": [float(share) for share in (*drawing.first, *drawing.second)]}
            for drawing in note.drawings
        ],
        "replies": [
            {
                "key": reply.key,
                "by": reply.said.by,
                "on": reply.said.on,
                "is_guest": reply.said.is_guest,
                "text": reply.text,
            }
            for reply in note.replies
        ],
        "path": path,
        "line": note.where.line,
    }
