"""Shared views: who may look at one episode and write notes on it, and nothing else, by a key of their own.

A key is known to its guests alone: what is kept is its digest, in the memory of the show's store. Where that is lost, no view is
shared any more.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from time import monotonic

from pipeline import digest
from pipeline.media.library import Memory
from pipeline.studio.asked import Asked
from pipeline.studio.door import Refused
from pipeline.values import dataclass

_NAME = "shared views"
_KEY_BYTES = 32
MOST = 50
"""Views that are shared at once."""

MOST_DAYS = 365
"""Days that a view may be shared for, where its end is named."""

_MOST_NOTES, _MINUTE = 30, 60.0
"""Notes and replies that a view takes in a minute."""


@dataclass(frozen=True, slots=True)
class View:
    """A shared view of an episode as a deliverable in a language. `until` is when it ends, empty for never; moments are UTC."""

    number: int
    episode: str
    profile: str | None
    language: str | None
    made: str
    until: str
    key_digest: str

    @property
    def asked(self) -> Asked:
        """Return what its guests look at."""
        return Asked(self.episode, self.profile, self.language)

    def is_over(self, now: datetime) -> bool:
        """Say whether its end has come."""
        return bool(self.until) and datetime.fromisoformat(self.until) <= now


class Views:
    """The shared views of a show. Threads may share it; another studio of the same show sees what this one shares."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._guard = threading.Lock()
        self._written: dict[int, deque[float]] = {}

    def share(self, asked: Asked, days: int, now: datetime) -> tuple[View, str]:
        """Share an episode for so many days, 0 for no end; return the view, and the key for its guests. Raises Refused."""
        if days > MOST_DAYS:
            raise Refused(400, f"a view is shared for at most {MOST_DAYS} days, or without an end")
        key = secrets.token_urlsafe(_KEY_BYTES)
        with self._guard:
            views = self._read()
            if len(views) >= MOST:
                raise Refused(429, f"{MOST} views are shared: end one first")
            number = 1 + max((view.number for view in views), default=int(now.timestamp()))
            until = (now + timedelta(days=days)).isoformat(timespec="seconds") if days else ""
            made = now.isoformat(timespec="seconds")
            view = View(number, asked.name, asked.profile, asked.language, made, until, digest.of_bytes(key.encode()))
            self._write([*views, view], "the view is not shared, for it cannot be kept")
        return view, key

    def revoke(self, number: int) -> None:
        """End a view. Raises Refused where there is none."""
        with self._guard:
            views = self._read()
            if not any(view.number == number for view in views):
                raise Refused(404, "there is no such view")
            left = [view for view in views if view.number != number]
            self._write(left, "the view is not ended, its guests still see the episode")

    def listing(self) -> tuple[View, ...]:
        """Return the views that are shared now."""
        with self._guard:
            return tuple(self._read())

    def of(self, key: str) -> View | None:
        """Return the view of a key, None for a wrong one and where it is over. Keys are compared by their digests."""
        wanted = digest.of_bytes(key.encode())
        return next((view for view in self.listing() if secrets.compare_digest(view.key_digest, wanted)), None)

    def is_shared(self, view: View) -> bool:
        """Say whether a view is still shared."""
        return view in self.listing()

    def count_note(self, view: View) -> None:
        """Count a note that a guest writes. Raises Refused where they write too many."""
        with self._guard:
            written = self._written.setdefault(view.number, deque())
            while written and written[0] < monotonic() - _MINUTE:
                written.popleft()
            if len(written) >= _MOST_NOTES:
                raise Refused(429, "too many notes at once: wait a minute")
            written.append(monotonic())

    def _read(self) -> list[View]:
        try:
            found = [View(**one) for one in json.loads(self._memory.get(_NAME) or "[]")]
        except (ValueError, TypeError):
            return []
        return [view for view in found if not view.is_over(datetime.now(UTC))]

    def _write(self, views: list[View], wrong: str) -> None:
        """Keep the views. Raises Refused with what is `wrong` then where they cannot be kept: a memory says nothing of it."""
        kept = json.dumps([asdict(view) for view in views])
        self._memory.put(_NAME, kept)
        if self._memory.get(_NAME) != kept:
            raise Refused(503, f"{wrong}: make room on the disk that holds the show, and try again")
