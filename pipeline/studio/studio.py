"""The studio of a show: one session, the episodes that are looked at, what their pages fetch and hear."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app.session import Session
from pipeline.execution.events import Done, Event, Planned
from pipeline.faults import TogetherFault
from pipeline.links import real_path
from pipeline.manifest.folders import NOTES, SHOW, is_translation
from pipeline.studio.answers import Json
from pipeline.studio.asked import Asked
from pipeline.studio.blobs import Blobs
from pipeline.studio.door import Refused
from pipeline.studio.finals import Finals
from pipeline.studio.handed import Handed
from pipeline.studio.hub import Hub
from pipeline.studio.live import Live
from pipeline.studio.media_folder import MediaFolder
from pipeline.studio.season import SeasonBoard
from pipeline.studio.state import Shown
from pipeline.studio.text_files import TextFiles
from pipeline.studio.theme_panel import ThemePanel
from pipeline.studio.views import Views

if TYPE_CHECKING:
    from pipeline.app.rendering import Rendering

_LOADED = ("numpy", "av", "pipeline.cards.draw", "pipeline.cards.compose")
"""What workers load before the first edit: what draws cards, and brings them together."""

_MOST_LIVE = 6
"""Episodes, deliverables and languages that are kept under eyes; the one that was asked for longest ago is let go first."""


def manifests_of(root: Path) -> tuple[Path, ...]:
    """Return the manifests of the show in a folder, by name."""
    others = {"show.yaml", "people.yaml"}
    found = (path for path in (root / SHOW).parent.glob("*.yaml") if path.is_file() and path.name not in others)
    return tuple(sorted(one for one in found if not is_translation(one) and not one.name.endswith(NOTES)))


class Studio:
    """What all requests share. Threads may use it. `workers` draw in the background."""

    def __init__(self, session: Session, workers: int) -> None:
        self.session = session
        self.hub, self.blobs, self.handed = Hub(), Blobs(), Handed()
        self.views = Views(session.show.store.memory)
        self.board, self.finals = SeasonBoard(self), Finals(session, workers, self._tell_queue)
        self.media = MediaFolder(self)
        self.theme = ThemePanel(self)
        self._workers = workers
        self._guard = threading.RLock()
        self._lives: dict[Asked, Live] = {}
        self._rendering: Rendering | None = None
        self._drawn: Live | None = None
        self._led: Live | None = None
        self._waiting: dict[Live, None] = {}
        self._tried: dict[Asked, str] = {}
        self._is_open, self._is_building, self._is_warm = True, False, False

    @property
    def root(self) -> Path:
        """Return the show's folder."""
        return self.session.show.root

    @property
    def files(self) -> TextFiles:
        """Return the files of text that may be read and written."""
        with self._guard:
            cuts = [live.now.snapshot.cut for live in self._lives.values() if live.now is not None]
        media = next((cut.episode.media for cut in cuts if cut is not None), self.root / "episodes" / "media")
        return TextFiles(self.root, media)

    def manifests(self) -> tuple[Path, ...]:
        """Return the manifests of the show, by name."""
        return manifests_of(self.root)

    def manifest(self, name: str) -> Path:
        """Return the manifest of an episode by its name. Raises Refused."""
        found = next((path for path in self.manifests() if path.stem == name), None)
        if found is None:
            raise Refused(404, "there is no such episode in the show")
        return found

    def live(self, asked: Asked) -> Live:
        """Return an episode as it is looked at; it is looked at from now on. Raises Refused."""
        path = self.manifest(asked.name)
        with self._guard:
            if not self._is_open:
                raise Refused(503, "the studio is closing")
            found = self._lives.pop(asked, None) or Live(self, asked, path)
            self._lives[asked] = found
            idle = [one for one in self._lives.values() if one is not found and not self.hub.is_heard(one.asked.subject)]
            for one in idle[: max(0, len(self._lives) - _MOST_LIVE)]:
                self._lives.pop(one.asked).close()
        return found

    def lives(self) -> tuple[Live, ...]:
        """Return all that are looked at."""
        with self._guard:
            return tuple(self._lives.values())

    def changed(self, path: Path | None = None) -> None:
        """Look again at the episodes that read a file, or at all."""
        for live in self.lives():
            now = live.now
            if path is None or now is None or path in now.snapshot.files or real_path(path) in now.snapshot.files:
                live.touch()

    def draw(self, live: Live, now: Shown, frame: int) -> None:
        """Draw an episode in the background from a frame outwards; the one that was drawn before is left, and waits.

        Of several that pages look at, as two deliverables of an episode that is edited, the one that somebody does something in
        comes first, and then one after the other. One that no page listens to takes the place of none that a page does.
        """
        with self._guard:
            before = self._drawn
            if not self._is_open:
                return
            if before is not None and before is not live and self._is_heard(before):
                if not self._is_heard(live):
                    return
                if before is self._led and self._rendering is not None and not self._rendering.is_over:
                    self._waiting[live] = None
                    return
                self._waiting[before] = None
            self._begin(live, now, frame)

    def listened_to(self, live: Live) -> None:
        """Draw an episode to which a page has begun to listen: when that was asked for first, none may have listened yet."""
        now = live.now
        with self._guard:
            is_wanted = self._drawn is live or live in self._waiting
        if now is not None and not is_wanted:
            self.draw(live, now, live.frame)

    def lead(self, live: Live) -> None:
        """Let an episode come first from now on: somebody does something in it."""
        with self._guard:
            self._led = live

    def _begin(self, live: Live, now: Shown, frame: int) -> None:
        if self._rendering is None:
            self._rendering = self.session.rendering(workers=self._workers, listen=self._hear, refuse=self._refused)
        self._drawn = live
        self._waiting.pop(live, None)
        if now.work is not None:
            self._rendering.want(now.work, frame)
        else:
            self._rendering.rest()
            self._draw_next()

    def _draw_next(self) -> None:
        """Draw what waits and a page looks at, where nothing is left of what is drawn.

        Whoever tells that nothing is left may have been overtaken by who wanted something else: that is not left for it.
        """
        with self._guard:
            while self._is_open and self._waiting and self._rendering is not None and self._rendering.is_over:
                live = next(iter(self._waiting))
                self._waiting.pop(live)
                if (now := live.now) is not None and now.work is not None and self._is_heard(live):
                    self._begin(live, now, live.frame)
                    return

    def draw_what_is_left(self) -> None:
        """Draw what a page looks at, or what is edited, and nobody draws though spans of it are to be made; of each cut once.

        What was to be told when something else was done may have got lost, as where that ended by a fault of ours.
        """
        for live in self.lives():
            now = live.now
            with self._guard:
                is_idle = self._rendering is None or self._rendering.is_over
                is_wanted = self._is_heard(live) or live is self._led
                if now is None or now.work is None or not is_idle or not is_wanted:
                    continue
                if all(span.file is not None for span in now.spans):
                    self._tried.pop(live.asked, None)
                    continue
                if self._tried.get(live.asked) == now.digest:
                    continue
                self._tried[live.asked] = now.digest
            self.draw(live, now, live.frame)

    def _is_heard(self, live: Live | None) -> bool:
        return live is not None and self.hub.is_heard(live.asked.subject)

    def is_drawing(self) -> bool:
        """Say whether anything is being drawn, or waits for it."""
        with self._guard:
            rendering = self._rendering
        return rendering is not None and not rendering.wait(0)

    def warm(self) -> None:
        """Begin the workers that an edit will ask for, unless they have been begun to draw what is lacking. Once is enough."""
        is_drawing = self.is_drawing()
        with self._guard:
            is_to_begin = self._is_open and not self._is_warm and not is_drawing
            self._is_warm = True
        if is_to_begin:
            self.session.begin(self._workers, _LOADED)

    def _hear(self, event: Event) -> None:
        drawn = self._drawn
        if isinstance(event, Planned | Done):
            heard = [drawn] if drawn is not None else []
        else:  # what was left may still run, and what is the same in two deliverables is made for both
            heard = [live for live in self.lives() if live.needs(event.action.key)] or ([drawn] if drawn is not None else [])
        for live in heard:
            live.hear(event)
        if isinstance(event, Done):
            self._draw_next()

    def _refused(self, fault: TogetherFault) -> None:
        """Tell the pages of what was drawn why nothing of it can be, and draw what waits."""
        if (drawn := self._drawn) is not None:
            drawn.refuse(fault)
        self._draw_next()

    def _tell_queue(self, queue: list[Json]) -> None:
        self.hub.tell("queue", {"queue": queue})
        if any(one["state"] == "building" for one in queue):
            self._is_building = True
        elif self._is_building:
            self._is_building = False
            self.board.look()

    def close(self) -> None:
        """End what was begun; the session is closed by who opened it."""
        self.board.close()
        self.media.close()
        self.finals.close()
        with self._guard:
            self._is_open = False
            lives = tuple(self._lives.values())
            rendering = self._rendering
        for live in lives:
            live.close()
        if rendering is not None:
            rendering.rest()
        for live in lives:
            live.join(0.2)
