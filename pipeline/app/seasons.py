"""A season: several episodes of a show, built together so that what they share is made once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import standing
from pipeline.app.session import WHOLE, Session, Window
from pipeline.app.standing import Published
from pipeline.faults import ActionFailed, Diagnostic, EnvironmentFault, InputFault, StoreCorrupt, Where
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.publishing import Prepared
    from pipeline.app.shows import Show
    from pipeline.execution.events import Event
    from pipeline.execution.execute import Results
    from pipeline.execution.interruption import Interruption


_REPAIRS = 3
"""How often stored files may turn out damaged while episodes are published before the disk is to blame."""


Package = tuple[Path, str | None]
"""An episode's manifest, and the profile of one of its packages; None for the main one."""


@dataclass(frozen=True, slots=True)
class _Asked:
    language: str | None = None
    segments: Sequence[str] = ()
    window: Window = WHOLE


@dataclass(frozen=True, slots=True)
class Season:
    """Packages to be published: `published` are those that stand so, None for those that do not yet; `works` are to be made.

    `failed` is what went wrong first where a build went on. Of a preview nothing is packaged. It took `seconds` to plan.
    `asked` is what they were planned from. `wrong` stands against packages of episodes that can be made otherwise: these are
    made, and those are not.
    """

    published: Mapping[Package, Published | None]
    works: Mapping[Package, Work]
    is_preview: bool = False
    wrong: tuple[Diagnostic, ...] = ()
    failed: ActionFailed | None = None
    seconds: float = 0.0
    asked: _Asked = _Asked()

    @property
    def is_good(self) -> bool:
        """Say whether every package is published and nothing was found that must not be delivered."""
        return all(found is not None and found.is_good for found in self.published.values())


def prepare(
    session: Session,
    paths: Sequence[Path],
    profiles: str | Sequence[str] | None,
    language: str | None = None,
    *,
    segments: Sequence[str] = (),
    window: Window = WHOLE,
    workers: int = 0,
) -> Season:
    """Plan the packages that do not stand finished: those of some `profiles`, or without one all that an episode delivers.

    A preview of some `segments` or of a `window` of its time is of one, the main one where none is named. Where there is
    something to plan, `workers` are begun meanwhile, for the build.
    Raises InputFault with the mistakes of all of them, and for unsaved texts: what is published is what is saved. A mistake that
    stands only against some of an episode's packages is left for the end (`Season.wrong`).
    """
    begun = time.monotonic()
    is_preview = bool(segments) or window != WHOLE
    show, asked = session.show, _Asked(language, segments, window)
    named = [profiles] if isinstance(profiles, str) else list(dict.fromkeys(profiles or ()))
    if is_preview and len(named) > 1:
        message = f"some of an episode alone is made for one profile, and {len(named)} are named"
        raise InputFault((Diagnostic(Where("--profile"), message, "name one of them"),))
    asked_for: list[str | None] = [*named] or [None] * is_preview
    wanted = [(path, name) for path in paths for name in asked_for or standing.delivered(show, path, language)]
    published = {one: None if is_preview else standing.finished(show, *one, language) for one in wanted}
    changed = [] if asked_for else [path for path in paths if published.get((path, None)) is None]
    if workers and (changed or None in published.values()):
        session.begin(workers)
    for path in changed:
        names = delivered(session, path, language)
        standing.remember_delivered(show, path, language, names)
        published = {one: found for one, found in published.items() if one[0] != path}
        published |= {(path, name): standing.finished(show, path, name, language) for name in names}
    published = {one: published[one] for path in paths for one in published if one[0] == path}
    wrong: list[Diagnostic] = []
    works = _planned(session, [one for one, found in published.items() if found is None], asked, wrong)
    seconds = time.monotonic() - begun
    return Season(published, works, is_preview, tuple(dict.fromkeys(wrong)), seconds=seconds, asked=asked)


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
    made: dict[Package, Published | None] = {}
    failed: list[ActionFailed] = []
    for repair in range(_REPAIRS):
        left: Mapping[Package, Work] = {one: work for one, work in season.works.items() if one not in made}
        build = partial(session.build, workers=workers, keep_going=keep_going, interruption=interruption)
        with _preparing(session.show, () if season.is_preview else left.values()) as prepared:
            left, results = made_of(session, left, build, partial(_planned, session, left, season.asked), listen)
            made_at = time.monotonic()
            failed += results.failed.values()
            try:
                for one, work in left.items():
                    is_whole = all(map(results.is_complete, (work.plan, *checks(session.show, work))))
                    made[one] = _publish(session, work, results, prepared, season) if is_whole else None
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


def delivered(session: Session, path: Path, language: str | None = None) -> tuple[str | None, ...]:
    """Return the profiles of what an episode delivers, the main one as None; that alone of one of which nothing can be shown."""
    cut = session.snapshot(path, None, language).cut
    return (None,) if cut is None else standing.profiles_of(cut.episode)


def _planned(
    session: Session, packages: Iterable[Package], asked: _Asked, wrong: list[Diagnostic] | None = None
) -> dict[Package, Work]:
    """Plan packages; those of an episode with mistakes go into `wrong`, where another package of it has none."""
    mistakes = {one: _mistakes(session, *one, asked.language) for one in packages}
    good = {path for (path, _), faults in mistakes.items() if not faults}
    _refuse([fault for (path, _), faults in mistakes.items() if wrong is None or path not in good for fault in faults])
    if wrong is not None:
        wrong += [fault for faults in mistakes.values() for fault in faults]
    return {
        (path, name): session.work(path, name, asked.language, segments=asked.segments, window=asked.window)
        for (path, name), faults in mistakes.items()
        if not faults
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
