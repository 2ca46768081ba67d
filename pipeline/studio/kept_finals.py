"""Which finals a studio has still to build, kept in the memory of the show's store, so that a studio that is killed forgets none.

A studio that was asked for finals holds a kernel lock until it ends. Where nobody holds it, what is kept was not finished.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pipeline.faults import EnvironmentFault
from pipeline.studio.asked import Asked
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.execution.local_store import LocalStore

_NAME = "finals"
_OWNER_BYTES = 8
_AN_OWNER = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class _Kept:
    owner: str
    asked: Asked


class KeptFinals:
    """The finals that are kept of a show, by all its studios. Threads may share it.

    What cannot be kept or read is not kept: finals are built all the same.
    """

    def __init__(self, store: LocalStore) -> None:
        self._store, self._owner = store, secrets.token_hex(_OWNER_BYTES)
        self._guard = threading.Lock()
        self._held = ExitStack()
        self._is_owner, self._is_open = False, True

    def keep(self, wanted: Callable[[], Sequence[Asked]]) -> None:
        """Keep what this studio has still to build, as it is `wanted` when its turn to be written comes."""
        with self._guard:
            if self._is_open:
                self._change(lambda kept: self._with_own(kept, wanted()))

    def unfinished(self) -> tuple[Asked, ...]:
        """Return what studios that run no more had still to build, and no running one has."""
        try:
            kept = self._read()
            lost = self._lost(kept)
        except (EnvironmentFault, OSError):
            return ()
        taken = {one.asked for one in kept if one not in lost}
        return tuple(dict.fromkeys(one.asked for one in lost if one.asked not in taken))

    def forget(self) -> None:
        """Keep no longer what is `unfinished`."""
        with self._guard:
            self._change(self._without_lost)

    def close(self) -> None:
        """Let what this studio has not built be offered by the next one."""
        with self._guard:
            self._is_open = False
            self._held.close()

    def _with_own(self, kept: Iterable[_Kept], wanted: Sequence[Asked]) -> list[_Kept]:
        if wanted and not self._is_owner:
            self._held.enter_context(self._store.lock(_lock(self._owner), lambda: False))
            self._is_owner = True
        others = [one for one in kept if one.owner != self._owner]
        # Whoever asks for it again has not lost it, whatever becomes of it now.
        found = [one for one in others if one.asked not in wanted or self._is_running(one.owner)]
        return [*found, *(_Kept(self._owner, asked) for asked in wanted)]

    def _without_lost(self, kept: Sequence[_Kept]) -> list[_Kept]:
        lost = self._lost(kept)
        return [one for one in kept if one not in lost]

    def _lost(self, kept: Sequence[_Kept]) -> list[_Kept]:
        """Return what is kept of studios that run no more."""
        owners = {one.owner for one in kept}
        ended = {owner for owner in owners if not self._is_running(owner)}
        return [one for one in kept if one.owner in ended]

    def _is_running(self, owner: str) -> bool:
        if owner == self._owner:
            return True
        with self._store.lock(_lock(owner), lambda: True) as is_free:
            return not is_free

    def _change(self, change: Callable[[list[_Kept]], list[_Kept]]) -> None:
        try:
            with self._store.lock(_NAME, lambda: False):  # other studios of the show write it, too
                before = self._read()
                after = change(before)
                if after != before:
                    self._store.memory.put(_NAME, json.dumps([[one.owner, one.asked.name, one.asked.profile] for one in after]))
                    self._store.memory.flush()
        except (EnvironmentFault, OSError):
            pass  # on a full or read-only disk; what is built says so

    def _read(self) -> list[_Kept]:
        try:
            return [_kept(*one) for one in json.loads(self._store.memory.get(_NAME) or "[]")]
        except (ValueError, TypeError):
            return []


def _kept(owner: object, name: object, profile: object) -> _Kept:
    is_one = isinstance(owner, str) and _AN_OWNER.fullmatch(owner)
    if not is_one or not isinstance(owner, str) or not isinstance(name, str) or not isinstance(profile, str | None):
        raise TypeError
    return _Kept(owner, Asked(name, profile))


def _lock(owner: str) -> str:
    return f"finals-{owner}"
