"""The queue of finals: episodes that are built one after another, each with how far it is and how long it still takes."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import field
from pathlib import Path

from pipeline.app import seasons
from pipeline.app.session import Session
from pipeline.app.tally import Tally
from pipeline.execution.events import Event, Planned, Started
from pipeline.execution.interruption import Interruption
from pipeline.faults import ActionFailed, Interrupted, TogetherFault
from pipeline.studio.answers import Json
from pipeline.studio.asked import Asked
from pipeline.studio.door import Refused
from pipeline.studio.kept_finals import KeptFinals
from pipeline.values import dataclass

MOST = 200
"""Finals in the queue: those of a season of every week, and again as many."""

_KEPT = 30
"""Finals that are over and still shown."""

_PACE_SECONDS = 0.3
"""How often it is told how far one is."""


@dataclass(slots=True, eq=False)
class Final:
    """An episode to be built as a deliverable (None: the show's main one): `waiting`, `building`, `done`, `refused`, `failed` or
    `cancelled`; in `words` what became of it.
    """

    number: int
    name: str
    path: Path
    profile: str | None
    state: str = "waiting"
    share: float = 0.0
    left: float | None = None
    words: str = ""
    interruption: Interruption = field(default_factory=Interruption)

    @property
    def is_over(self) -> bool:
        """Say whether nothing is to be built of it any more."""
        return self.state not in ("waiting", "building")

    def to_json(self) -> Json:
        """Return it as pages show it."""
        left = None if self.left is None else round(self.left)
        return {
            "number": self.number, "name": self.name, "profile": self.profile, "state": self.state, "share": round(self.share, 3),
            "left": left, "words": self.words,
        }  # fmt: skip


class Finals:
    """The finals of a studio. Threads may share it. `tell` hears the whole queue whenever something of it has changed."""

    def __init__(self, session: Session, workers: int, tell: Callable[[list[Json]], None]) -> None:
        self._session, self._workers, self._tell = session, workers, tell
        self.kept = KeptFinals(session.show.store)
        self._news = threading.Condition()
        self._waiting: deque[Final] = deque()
        self._shown: list[Final] = []
        self._number = 0
        self._is_open = True
        self._thread: threading.Thread | None = None

    def to_json(self) -> list[Json]:
        """Return the queue, in the order in which its finals were asked for."""
        with self._news:
            return [one.to_json() for one in self._shown]

    def add(self, asked: Iterable[tuple[str, Path, str | None]]) -> None:
        """Build episodes, each a name, a manifest and a deliverable, when those before are over; none that waits already twice.

        Raises Refused.
        """
        try:
            for name, path, profile in asked:
                self._add(name, path, profile)
        finally:
            self._changed()

    def _add(self, name: str, path: Path, profile: str | None) -> None:
        with self._news:
            if not self._is_open:
                raise Refused(503, "the studio is closing")
            if any((one.name, one.profile) == (name, profile) for one in self._waiting):
                return
            if len(self._waiting) >= MOST:
                raise Refused(429, f"more than {MOST} finals wait")
            self._number += 1
            final = Final(self._number, name, path, profile)
            over = [one for one in self._shown if one.is_over]
            gone = set(map(id, over[: max(0, len(over) - _KEPT)]))
            self._shown = [one for one in self._shown if id(one) not in gone and (one not in over or one.name != name)] + [final]
            self._waiting.append(final)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="finals", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def cancel(self, number: int) -> None:
        """Build one no more; what of it is made already stays made. Raises Refused."""
        with self._news:
            final = next((one for one in self._shown if one.number == number), None)
            if final is None:
                raise Refused(404, "there is no such final in the queue")
            final.interruption.drain.set()
            final.interruption.stop.set()
            if final in self._waiting:
                self._waiting.remove(final)
                final.state = "cancelled"
        self._changed()

    def close(self) -> None:
        """Stop what is built, and begin nothing more; wait until it has ended. What is not built stays kept."""
        self.kept.close()
        with self._news:
            self._is_open = False
            self._waiting.clear()
            for one in self._shown:
                one.interruption.drain.set()
                one.interruption.stop.set()
            thread = self._thread
            self._news.notify_all()
        if thread is not None:
            thread.join(10)

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or not self._is_open)
                if not self._is_open:
                    return
                final = self._waiting.popleft()
                final.state = "building"
            self._tell(self.to_json())
            try:
                final.state, final.words = self._built(final)
            except Interrupted:
                final.state, final.words = "cancelled", ""
            except TogetherFault as fault:
                final.state, final.words = "failed", str(fault)
            except Exception as error:  # noqa: BLE001 - told where it is looked at; the others are built all the same
                final.state, final.words = "failed", f"together made a mistake ({type(error).__name__}: {error})"
            final.left = None
            self._changed()

    def _changed(self) -> None:
        self.kept.keep(self._to_keep)
        self._tell(self.to_json())

    def _to_keep(self) -> list[Asked]:
        with self._news:
            return [Asked(one.name, one.profile) for one in self._shown if not (one.is_over or one.interruption.drain.is_set())]

    def _built(self, final: Final) -> tuple[str, str]:
        """Build one; return what became of it, and in words. Raises TogetherFault."""
        tally, told_at, planned = Tally(), 0.0, 0.0
        titles: dict[str, str] = {}

        def hear(event: Event) -> None:
            nonlocal told_at, planned
            tally.hear(event)
            if isinstance(event, Planned):
                planned = event.seconds
            if isinstance(event, Started):
                titles[event.action.address] = event.action.title
            left = tally.left(event.at)
            final.share = max(final.share, tally.share()) if tally.total else 0.0
            final.left = max(0.0, planned - (event.at - tally.begun)) if left is None else left
            if time.monotonic() - told_at > _PACE_SECONDS:
                told_at = time.monotonic()
                self._tell(self.to_json())

        session = self._session
        season = seasons.prepare(session, [final.path], final.profile)
        try:
            season = seasons.build(session, season, workers=self._workers, listen=hear, interruption=final.interruption)
        except ActionFailed as fault:
            # People know what is made by its title, not by its address.
            return "failed", str(fault).replace(fault.address, titles.get(fault.address) or fault.address, 1)
        made = [*season.published.values()]
        found = None if None in made else next((one for one in made if one and not one.is_good), made[0])
        final.share = 1.0
        if found is None:
            return "failed", "it could not be made"
        if season.wrong:
            return "failed", "; ".join(map(str, season.wrong))
        if not found.is_good:
            return "refused", "; ".join(words for severity, words in found.told if severity.value == "error")
        root = session.show.root
        place = found.movie.relative_to(root) if found.movie.is_relative_to(root) else found.movie
        return "done", place.as_posix()
