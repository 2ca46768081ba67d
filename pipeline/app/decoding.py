"""Builds that decode films before anybody has proven that they can be decoded, and what happens where they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from pipeline.app import episodes
from pipeline.app.episodes import Work
from pipeline.app.session import Session
from pipeline.app.snapshot import Snapshot
from pipeline.execution.events import Done, Event, Failed
from pipeline.execution.execute import Results
from pipeline.execution.maker import Maker
from pipeline.faults import FfmpegStopped, TogetherFault
from pipeline.timebase import Time

Listen = Callable[[Event], None]

Key = TypeVar("Key")
"""What works are told apart by."""


class Build(Protocol):
    """What makes works, as `Session.build` does."""

    def __call__(self, works: Sequence[Work], *, listen: Listen) -> Results:
        """Make what the plans need and the store lacks."""
        ...


def made_of(
    session: Session, works: Mapping[Key, Work], build: Build, again: Callable[[], Mapping[Key, Work]], listen: Listen
) -> tuple[Mapping[Key, Work], Results]:
    """Make what episodes lack; return them as they were made in the end.

    A film that is new is decoded once, by the build, and not before it, too. Where ffmpeg stops at one, the films are looked
    through, and the episodes planned `again`: either that raises their mistakes, as `check` tells them, at their lines; or the
    film can be used as far as it is used, and what there is to be told of it is in the new plan.

    Raises InputFault, and as `Session.build`.
    """
    held = _Held(listen)
    fault: FfmpegStopped | None = None
    results: Results | None = None
    try:
        results = build(list(works.values()), listen=held.hear)
        fault = next((one for one in results.failed.values() if isinstance(one, FfmpegStopped)), None)
    except FfmpegStopped as stopped:
        fault = stopped
    except TogetherFault:
        held.tell()
        raise
    if fault is None or not session.prove():
        held.tell()
        if results is None:
            assert fault is not None
            raise fault
        return works, results
    works = again()
    return works, build(list(works.values()), listen=listen)


def still(
    session: Session, seen: Callable[[], Snapshot], at: Time, maker: Maker, *, is_new: bool = False,
    listen: Listen = lambda event: None,
) -> bytes | None:  # fmt: skip
    """Draw a frame of an episode as it is `seen`; where ffmpeg stops at a film that is new, once more, as `made_of`.

    None where it `is_new` that is wanted and its span is stored.

    Raises as `Session.still`.
    """
    try:
        return episodes.still(session.show, seen(), at, maker, is_new=is_new, listen=listen)
    except FfmpegStopped:
        if not session.prove():
            raise
        return episodes.still(session.show, seen(), at, maker, is_new=is_new, listen=listen)


class _Held:
    """A listener that keeps back what failed, and the end, until it is known whether that is the last word."""

    def __init__(self, listen: Listen) -> None:
        self._listen = listen
        self._kept: list[Event] = []

    def hear(self, event: Event) -> None:
        if isinstance(event, Failed | Done):
            self._kept.append(event)
        else:
            self._listen(event)

    def tell(self) -> None:
        for event in self._kept:
            self._listen(event)
