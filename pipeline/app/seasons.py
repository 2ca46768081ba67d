"""A season: several episodes of a show, built together so that what they share is made once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import standing
from pipeline.app.session import WHOLE, Session, Window
from pipeline.app.standing import Published
from pipeline.faults import ActionFailed, Diagnostic, EnvironmentFault, InputFault, StoreCorrupt, Where

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.publishing import Prepared
    from pipeline.app.shows import Show
    from pipeline.execution.events import Event
    from pipeline.execution.execute import Results
    from pipeline.execution.interruption import Interruption


_REPAIRS = 3
"""How often stored files may turn out damaged while episodes are published before the disk is to blame."""


@dataclass(frozen=True, slots=True)
class _Asked:
    profile: str | None = None
    language: str | None = None
    segments: Sequence[str] = ()
    window: Window = WHOLE


@dataclass(frozen=True, slots=True)
class Season:
    """Episodes to be published: `published` are those that stand so, None for those that do not yet; `works` are to be made.

    `failed` is what went wrong first where a build went on. Of a preview nothing is packaged. It took `seconds` to plan.
    `asked` is what they were planned from.
    """

    published: Mapping[Path, Published | None]
    works: Mapping[Path, Work]
    is_preview: bool = False
    failed: ActionFailed | None = None
    seconds: float = 0.0
    asked: _Asked = _Asked()

    @property
    def is_good(self) -> bool:
        """Say whether every episode is published and nothing was found that must not be delivered."""
        return all(found is not None and found.is_good for found in self.published.values())


def prepare(
    session: Session,
    paths: Sequence[Path],
    profile: str | None,
    language: str | None = None,
    *,
    segments: Sequence[str] = (),
    window: Window = WHOLE,
    workers: int = 0,
) -> Season:
    """Plan the episodes that do not stand finished: all of each, or a preview of some `segments` or of a `window` of its time.

    Where there are such, `workers` are begun meanwhile, for the build.
    Raises InputFault with the mistakes of all of them, and for unsaved texts: what is published is what is saved.
    """
    begun = time.monotonic()
    is_preview = bool(segments) or window != WHOLE
    published = {path: None if is_preview else standing.finished(session.show, path, profile, language) for path in paths}
    rest = [path for path, found in published.items() if found is None]
    asked = _Asked(profile, language, segments, window)
    if rest and workers:
        session.begin(workers)
    works = _planned(session, rest, asked)
    return Season(published, works, is_preview, seconds=time.monotonic() - begun, asked=asked)


def build(
    session: Session,
    season: Season,
    *,
    workers: int,
    listen: Callable[[Event], None] = lambda event: None,
    keep_going: bool = False,
    interruption: Interruption | None = None,
) -> Season:
    """Make what the season's episodes lack, and publish those that are complete.

    What turns out damaged when it is to be published is made again.
    Raises ActionFailed (not with `keep_going`, then it is in the result), EnvironmentFault, Interrupted.
    """
    if not season.works:
        return season
    from pipeline.app import places
    from pipeline.app.decoding import made_of
    from pipeline.app.episodes import checks
    from pipeline.execution.history import remember_around

    for work in () if season.is_preview else season.works.values():
        places.check(session.show, work)  # told before anything is rendered
    made: dict[Path, Published | None] = {}
    failed: list[ActionFailed] = []
    for repair in range(_REPAIRS):
        left: Mapping[Path, Work] = {path: work for path, work in season.works.items() if path not in made}
        build = partial(session.build, workers=workers, keep_going=keep_going, interruption=interruption)
        with _preparing(session.show, () if season.is_preview else left.values()) as prepared:
            left, results = made_of(session, left, build, partial(_planned, session, left, season.asked), listen)
            made_at = time.monotonic()
            failed += results.failed.values()
            try:
                for path, work in left.items():
                    is_whole = all(map(results.is_complete, (work.plan, *checks(session.show, work))))
                    made[path] = _publish(session, work, results, prepared, season) if is_whole else None
                remember_around(session.show.store.memory, (season.seconds + time.monotonic() - made_at) / len(left))
                break
            except StoreCorrupt as fault:  # set aside by now; the next round makes it again
                if repair == _REPAIRS - 1:
                    raise EnvironmentFault(f"{session.show.store.folder} is damaged again and again", "check the disk") from fault
    return replace(season, published={**season.published, **made}, works={}, failed=next(iter(failed), None))


@contextmanager
def _preparing(show: Show, works: Iterable[Work]) -> Iterator[Callable[[Work], Prepared]]:
    """Prepare the packages of episodes while these are made: the process has little else to do then."""
    from concurrent.futures import ThreadPoolExecutor

    aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="packages")
    found = {id(work): aside.submit(_prepared, show, work) for work in works}
    try:
        # One that was planned again is another one.
        yield lambda work: found[id(work)].result() if id(work) in found else _prepared(show, work)
    finally:
        aside.shutdown(cancel_futures=True)


def _prepared(show: Show, work: Work) -> Prepared:
    from pipeline.app import publishing

    return publishing.prepared(show, work)


def _publish(session: Session, work: Work, results: Results, prepared: Callable[[Work], Prepared], season: Season) -> Published:
    from pipeline.app import publishing

    if season.is_preview:
        return publishing.preview(session, work, results)
    return publishing.publish(session, work, results, prepared(work))


def _planned(session: Session, paths: Iterable[Path], asked: _Asked) -> dict[Path, Work]:
    paths = tuple(paths)
    _refuse([fault for path in paths for fault in _mistakes(session, path, asked.profile, asked.language)])
    return {
        path: session.work(path, asked.profile, asked.language, segments=asked.segments, window=asked.window) for path in paths
    }


def _mistakes(session: Session, path: Path, profile: str | None, language: str | None) -> tuple[Diagnostic, ...]:
    snapshot = session.snapshot(path, profile, language)
    if not snapshot.is_whole:
        return snapshot.diagnostics
    root = session.show.root
    return tuple(
        Diagnostic(Where(file.relative_to(root).as_posix()), "it has changes that are not saved", "save it, then build")
        for file in sorted(session.texts.unsaved & (snapshot.files | session.show.folders))
    )


def _refuse(faults: Sequence[Diagnostic]) -> None:
    if faults:
        raise InputFault(tuple(dict.fromkeys(faults)))
