"""Look at an episode for the season board: as quickly as what is remembered of it allows.

Of an episode in which nothing has changed since it was last looked at, this costs a look at its files, at the report in its
package and at what of its parts is stored; of another one, an assembly, and where it is not finished a planning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipeline.app import standing
from pipeline.app.board import Cost, Delivered, Known, Package, State
from pipeline.app.session import Session
from pipeline.documents import reader
from pipeline.documents.node import texts
from pipeline.execution import stamp
from pipeline.faults import ActionFailed, Diagnostic, InputFault, Severity, Where
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.checking import Cut
    from pipeline.app.episodes import Work
    from pipeline.app.snapshot import Snapshot
    from pipeline.manifest.model import Episode

_REPORT, _POSTER, _REFUSED = "qc.json", "thumbnail.jpg", "refused"
"""Files of a package and the ending of one that was refused, as `delivery` names them; that is not loaded here."""

_LARGEST = 64 << 20
"""Bytes of a report: that of an episode of twelve hours has a hundred thousand lines."""

_Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class _Forecast:
    """What a build would do when it was last planned: `made_from` tells packages of just this; `lacking` and `stored` are the
    keys that decide whether it would still do the same.
    """

    made_from: str
    cost: Cost
    lacking: tuple[str, ...]
    stored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A good episode as it was last looked at; `folder` is the name of its package. It was `forecast` unless it was finished."""

    known: Known
    folder: str
    forecast: _Forecast | None


def look(session: Session, path: Path, profile: str | None = None) -> Known:
    """Return what is known of an episode as a deliverable, with the unsaved texts over its files.

    Where none is named, that is its main one, and beside it how the others stand.

    Raises InputFault where the path belongs to no show, EnvironmentFault, Interrupted.
    """
    known = _look(session, path, profile)
    if profile is not None:
        return known
    others = []
    for name in known.deliver[1:]:
        one = _look(session, path, name)
        against = tuple(mistake for mistake in one.mistakes if mistake not in known.mistakes)
        others.append(Delivered(name, one.state, against, one.package))
    return replace(known, others=tuple(others))


def _look(session: Session, path: Path, profile: str | None) -> Known:
    show = session.show
    found, is_saved = _recall(session, path, profile)
    known = found
    if known is None:
        seen = session.snapshot(path, profile)
        if not seen.is_whole:
            return _broken(session, seen)
        cut = seen.whole()
        known = _Remembered(_of_cut(path, State.NEW, cut), _folder(cut), None)
        is_saved = not session.texts.unsaved & (seen.files | show.folders)
        if is_saved:
            _remember(session, path, profile, known, seen)
    folder = show.renders / known.folder
    if is_saved and standing.finished(show, path, profile) is not None:
        nothing = Cost(0, 0.0, Fraction(0))
        return replace(known.known, state=State.FINISHED, cost=nothing, package=_package(folder)[0])
    forecast = known.forecast
    if forecast is None or not _still_holds(session, forecast):
        try:
            work = session.work(path, profile)
        except InputFault as fault:
            mistakes = fault.diagnostics
        except ActionFailed as fault:  # takes that cannot be lined up are heard before an episode is planned
            mistakes = (Diagnostic(fault.where or Where(str(path)), fault.message),)
        else:
            mistakes = ()
            forecast = _forecast(session, work)
            if is_saved:
                _remember(session, path, profile, replace(known, forecast=forecast), work.snapshot)
        if mistakes:
            return replace(known.known, state=State.BROKEN, mistakes=mistakes, package=_package(folder)[0])
    assert forecast is not None
    return _placed(known.known, forecast, folder)


def _placed(known: Known, forecast: _Forecast, folder: Path) -> Known:
    """Return what is known with its state, by what its packages say that they were made from."""
    package, made_from = _package(folder)
    refused, refused_from = _package(folder.with_name(f"{folder.name}.{_REFUSED}"))
    if package is not None and made_from == forecast.made_from:
        state = State.FINISHED
    elif refused is not None and refused_from == forecast.made_from:
        state, package = State.REFUSED, refused
    else:
        state = State.NEW if package is None else State.EDITED
    return replace(known, state=state, cost=forecast.cost, package=package)


def _of_cut(path: Path, state: State, cut: Cut) -> Known:
    """Return what a cut says of an episode, its package and cost aside."""
    from pipeline.credits.compute import compute
    from pipeline.manifest import recipes
    from pipeline.timebase import clock
    from pipeline.timeline.programme import Programme

    episode, programme = cut.episode, Programme(cut.timeline)
    words = recipes.words_of(episode, cut.theme)
    made_by = compute(programme, episode.people, episode.works, episode.role_order, words)
    return Known(
        path,
        episode.name,
        state,
        title=episode.title,
        season=episode.season,
        number=episode.number,
        air_date=date.fromisoformat(episode.air_date) if episode.air_date else None,
        length=clock(programme.frames / programme.rate, digits=0),
        credited=tuple((one.credit.person.key, one.credit.person.name) for one in made_by.people),
        target=cut.profile.loudness.target,
        deliver=tuple(one.profile for one in episode.deliver),
    )


def _broken(session: Session, seen: Snapshot) -> Known:
    """Return what can be said of an episode with mistakes, by what of it can be shown."""
    mistakes = tuple(one for one in seen.diagnostics if one.severity is Severity.ERROR)
    cut = seen.cut
    if cut is None:
        folder = seen.path.stem if seen.wanted is None else f"{seen.path.stem}.{seen.wanted}"
        package = _package(session.show.renders / folder)[0]
        return replace(_said(session, seen.path), mistakes=mistakes, package=package)
    state = State.NOT_CLEARED if _is_only_rights(cut, mistakes) else State.BROKEN
    package = _package(session.show.renders / _folder(cut))[0]
    known = _of_cut(seen.path, state, cut)
    length = "" if seen.left_out else known.length  # what is left out may be any length
    credited = tuple(dict.fromkeys([*known.credited, *_named(cut.episode)])) if seen.left_out else known.credited
    return replace(known, length=length, credited=credited, mistakes=mistakes, package=package)


def _named(episode: Episode) -> tuple[tuple[str, str], ...]:
    """Return the people whom a manifest names: whoever is credited in what cannot be shown now is no newcomer in the next one."""
    written = {word.strip() for text in texts(episode.documents[0].root) for word in text.split(",")}
    return tuple((key, person.name) for key, person in episode.people.items() if key in written)


def _said(session: Session, path: Path) -> Known:
    """Return what an episode says of itself of which nothing can be shown, as far as it can be read, so that it has its place."""
    known = Known(path, path.stem, State.BROKEN, path.stem)
    try:
        root = reader.read(session.texts.read(path), path.name, [])
    except OSError:
        return known
    episode = (root.entries or {}).get("episode") if root is not None else None
    said = {name: node.text or "" for name, node in (episode.entries or {}).items()} if episode is not None else {}
    season, number = (int(said[name]) if re.fullmatch(r"\d{1,6}", said.get(name, "")) else 0 for name in ("season", "number"))
    try:
        day = date.fromisoformat(said.get("air_date", ""))
    except ValueError:
        day = None
    return replace(known, title=said.get("title") or path.stem, season=season, number=number, air_date=day)


def _is_only_rights(cut: Cut, mistakes: Iterable[Diagnostic]) -> bool:
    from pipeline.app.checking import objections_to

    return {*mistakes} <= {one.diagnostic for one in objections_to(cut.episode, cut.timeline)}


def _folder(cut: Cut) -> str:
    """Return the name of the folder of an episode's package."""
    from pipeline import delivery

    name, profile = cut.timeline.name, cut.profile.name
    return delivery.place(Path(), name, profile, cut.episode.main).name


def _forecast(session: Session, work: Work) -> _Forecast:
    from pipeline.app import publishing
    from pipeline.app.episodes import checks
    from pipeline.execution.history import around
    from pipeline.execution.missing import cost, missing

    store = session.show.store
    plans = [work.plan, *checks(session.show, work)]
    to_run, stored = missing(plans, store)
    told = cost(plans, store, slots=session.show.here.cores)
    seconds = told.wall_seconds + around(store.memory) if to_run else 0.0
    made_from = publishing.made_from(session.show, work)
    keys = (tuple(action.key for action in part) for part in (to_run, stored))
    return _Forecast(made_from, Cost(len(to_run), seconds, told.picture_seconds), *keys)


def _still_holds(session: Session, forecast: _Forecast) -> bool:
    has = session.show.store.has
    return not any(map(has, forecast.lacking)) and all(map(has, forecast.stored))


def _package(folder: Path) -> tuple[Package | None, str]:
    """Return what a package tells of itself, None where there is none; and the digest of what it was made from."""
    if not folder.is_dir():
        return None, ""
    poster = folder / _POSTER
    package = Package(folder, poster if poster.is_file() else None)
    try:
        with (folder / _REPORT).open("rb") as stream:
            told = json.loads(stream.read(_LARGEST))
        measured = told["measured"]
        findings = tuple((Severity(one["severity"]), str(one["message"])) for one in told["findings"])
        made_from = str(told["made_from"])
        return replace(
            package,
            loudness=_number(measured["loudness"]),
            true_peak=_number(measured["true_peak"]),
            findings=findings,
        ), made_from
    except (OSError, ValueError, KeyError, TypeError):  # files of a package are people's to change
        return package, ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _recall(session: Session, path: Path, profile: str | None) -> tuple[_Remembered | None, bool]:
    """Return what was found when none of an episode's files was another; and whether no unsaved text lies over them."""
    show = session.show
    kept = None if show.verify_sources else stamp.kept(show.store.memory, _name(session, path, profile))
    if kept is None:
        return None, False
    unsaved = {str(one) for one in session.texts.unsaved}
    if unsaved and not unsaved.isdisjoint({state[0] for state in kept[0]} | set(map(str, show.folders))):
        return None, False
    one = json.loads(kept[1])
    if "deliver" not in one:  # remembered by an older together
        return None, True
    known = Known(
        path,
        one["name"],
        State.NEW,
        title=one["title"],
        season=one["season"],
        number=one["number"],
        air_date=date.fromisoformat(one["air_date"]) if one["air_date"] else None,
        length=one["length"],
        credited=tuple((key, name) for key, name in one["credited"]),
        target=Fraction(one["target"]),
        deliver=tuple(one["deliver"]),
    )
    told = one["forecast"]
    if told is None:
        return _Remembered(known, one["folder"], None), True
    cost = Cost(told["parts"], told["seconds"], Fraction(told["picture"]))
    forecast = _Forecast(told["made_from"], cost, tuple(told["lacking"]), tuple(told["stored"]))
    return _Remembered(known, one["folder"], forecast), True


def _remember(session: Session, path: Path, profile: str | None, found: _Remembered, seen: Snapshot) -> None:
    known, forecast = found.known, found.forecast
    told: _Json = {
        "name": known.name,
        "title": known.title,
        "season": known.season,
        "number": known.number,
        "air_date": known.air_date.isoformat() if known.air_date else None,
        "length": known.length,
        "credited": known.credited,
        "target": str(known.target),
        "deliver": known.deliver,
        "folder": found.folder,
        "forecast": None
        if forecast is None
        else {
            "made_from": forecast.made_from,
            "parts": forecast.cost.parts,
            "seconds": forecast.cost.seconds,
            "picture": str(forecast.cost.picture),
            "lacking": forecast.lacking,
            "stored": forecast.stored,
        },
    }
    name = _name(session, path, profile)
    stamp.keep(session.show.store.memory, name, seen.state[0], seen.begun_ns, json.dumps(told), seen.read)


def _name(session: Session, path: Path, profile: str | None) -> str:
    # What takes cannot be lined up is found by builds, and is a mistake from then on.
    return f"board {standing.stamp_name(session.show, path, profile, None)} {session.show.store.memory.get(standing.REFUSED)}"
