"""The texts of the show: read, edited before they are saved, saved where nobody else has changed them meanwhile."""

from __future__ import annotations

import threading
from dataclasses import field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline import digest
from pipeline.app.uploads import put
from pipeline.app.view import to_json
from pipeline.execution.disk import disk_faults
from pipeline.studio.answers import Body, Json, aside, body_of, json_answer, once
from pipeline.studio.asked import Asked
from pipeline.studio.diagnosed import diagnosed
from pipeline.studio.door import Refused
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import written_text
from pipeline.values import dataclass


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes of texts."""
    desk = _Desk(studio)

    async def files(request: Request) -> Response:
        return json_answer(await aside(desk.listing, asked_of(request, once(request, "episode"))))

    async def file(request: Request) -> Response:
        return json_answer(await aside(desk.read, once(request, "path")))

    async def edit(request: Request) -> Response:
        body = await body_of(request)
        return json_answer(await aside(desk.edit, body, _asked(request, body)))

    async def save(request: Request) -> Response:
        status, told = await aside(desk.save, await body_of(request))
        return json_answer(told, status)

    async def revert(request: Request) -> Response:
        return json_answer(await aside(desk.revert, (await body_of(request)).text("path")))

    return [
        Route("/api/files", files),
        Route("/api/file", file),
        Route("/api/file/edit", edit, methods=["POST"]),
        Route("/api/file/save", save, methods=["POST"]),
        Route("/api/file/revert", revert, methods=["POST"]),
    ]


def _asked(request: Request, body: Body) -> Asked | None:
    name = body.text("episode", "")
    return asked_of(request, name) if name else None


@dataclass
class _Desk:
    """The texts under edit. Threads share it; files are written one at a time."""

    studio: Studio
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _newest: dict[str, int] = field(default_factory=dict)
    _bases: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each unsaved text what the disk had when it was made, and that one's digest: pages go, and what they edit stays."""

    def listing(self, asked: Asked) -> list[Json]:
        """Return the files that an episode reads and that can be edited here."""
        studio = self.studio
        live = studio.live(asked)
        live.state()
        now = live.now
        files, session = studio.files, studio.session
        manifest = live.path.relative_to(studio.root).as_posix()
        cut = now.snapshot.cut if now is not None else None
        shared = cut.episode.shared if cut is not None else ()
        people = files.named(shared[-1]) if shared else None
        known = [path for path in (now.snapshot.files if now is not None else ()) if path.is_file()]
        names = files.listing([live.path, *known, *session.texts.unsaved])
        order = ("manifest", "show", "people")
        told: list[Json] = []
        for name in names:
            kind = files.kind(name, manifest, people or "episodes/people.yaml")
            is_unsaved = session.texts.over(files.place(name)) is not None
            told.append({"path": name, "kind": kind, "digest": files.read(name)[1], "is_unsaved": is_unsaved})
        return sorted(told, key=lambda one: (order.index(str(one["kind"])) if one["kind"] in order else len(order), one["path"]))

    def read(self, name: str) -> Json:
        """Return what a file holds on the disk, and where there is an unsaved text over it, that and what it was made from."""
        files = self.studio.files
        saved, found = self.studio.handed.read(files, name)
        over = self.studio.session.texts.over(files.place(name))
        told: Json = {"path": name, "text": saved.text, "digest": found, "saved": saved.text, "is_unsaved": over is not None}
        if over is not None:
            base, of = self._bases.get(name, (saved.text, found))
            told |= {"text": written_text(over).text, "base": base, "base_digest": of}
        return told

    def edit(self, body: Body, asked: Asked | None) -> Json:
        """Lay an unsaved text over a file; return what is then wrong with the episode that is looked at."""
        studio, name, text = self.studio, body.text("path"), body.text("text")
        path = studio.files.place(name)
        with self._writing:
            number = self._newest[name] = self._newest.get(name, 0) + 1
        try:
            saved, found = studio.files.read(name)
        except Refused:
            saved, found = written_text(b""), ""
        content = saved.encoded(text).decode()
        written_text(content.encode())
        base = body.text("base", found)
        with self._writing:
            if self._newest[name] != number:
                return {"is_old": True}
            if text == saved.text:
                studio.session.revert(path)
                self._bases.pop(name, None)
            else:
                if self._bases.get(name, ("", None))[1] != base:
                    # Of a file that has changed since, what the page began with is not known here: all of it is then in conflict.
                    self._bases[name] = (saved.text if base == found else "", base)
                studio.session.edit(path, content)
        if asked is None:
            studio.changed(path)
            return {"is_old": False}
        live = studio.live(asked)
        studio.lead(live)
        try:
            snapshot = studio.session.snapshot(live.path, asked.profile, asked.language)
            told = diagnosed(snapshot, to_json(snapshot))
        finally:  # only now: what is planned and drawn would hold the answer up
            studio.changed(path)
        return {"is_old": False, "diagnostics": told, "is_whole": snapshot.is_whole}

    def save(self, body: Body) -> tuple[int, Json]:
        """Write a text, unless the file is no longer the one that it was made from; then return what it holds now."""
        studio, name, text, base = self.studio, body.text("path"), body.text("text"), body.text("base")
        path = studio.files.place(name)
        with self._writing:
            saved, found = studio.files.read(name)
            if found != base:
                return 409, {"path": name, "text": saved.text, "digest": found}
            if not path.parent.is_dir():
                raise Refused(404, "there is no folder for this file")
            content = saved.encoded(text)
            written_text(content)
            with disk_faults(path.parent):
                put(path, content)
            studio.session.revert(path)
            self._bases.pop(name, None)
            self._newest[name] = self._newest.get(name, 0) + 1
        studio.changed(path)
        told: Json = {"path": name, "digest": digest.of_bytes(content)}
        studio.hub.tell("file", told)
        return 200, told

    def revert(self, name: str) -> Json:
        """Forget an unsaved text."""
        path = self.studio.files.place(name)
        with self._writing:
            self._newest[name] = self._newest.get(name, 0) + 1
            self.studio.session.revert(path)
            self._bases.pop(name, None)
        self.studio.changed(path)
        return self.read(name)
