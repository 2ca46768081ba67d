"""Judge what was made, and put it where people look for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import delivery, digest
from pipeline.app import podcasts, quality, read_back, signing
from pipeline.app.episodes import Work
from pipeline.app.page_languages import Pages, files, pages
from pipeline.app.places import place
from pipeline.app.provenance import provenance
from pipeline.app.shows import Show
from pipeline.app.standing import Published, stamp_name
from pipeline.app.syncs import lined_up
from pipeline.delivery.package import movie_name
from pipeline.delivery.standing import is_still
from pipeline.execution import stamp
from pipeline.execution.execute import Results
from pipeline.page import page
from pipeline.page.report import template
from pipeline.plan.action import FromAction
from pipeline.qc.document import document
from pipeline.qc.judge import judge
from pipeline.qc.model import Finding, Planned
from pipeline.qc.report import Report
from pipeline.qc.waiving import waived
from pipeline.qc.words import words
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.session import Session


@dataclass(frozen=True, slots=True)
class Prepared:
    """What of a package is known before its episode is made: what was planned, its texts, and where it is to be.

    `made_from` is the digest of what they are made from, `notes` are about them.
    """

    episode: delivery.Episode
    planned: Planned
    written: Mapping[str, bytes]
    folder: Path
    made_from: str = ""
    notes: tuple[str, ...] = ()


def prepared(show: Show, work: Work) -> Prepared:
    """Prepare the package of an episode, while the episode is made or before. Raises EnvironmentFault."""
    episode, folder = _episode(work), place(show, work)
    plain, found = delivery.texts(episode, folder.name, work.profile), pages(work)
    written = {**plain, **_upload(episode, folder, work, found)}
    ready = Prepared(episode, quality.planned(show, work), written, folder, _digest(work, plain), found.notes)
    quality.read_ahead(show, work)
    template()
    return ready


def publish(session: Session, work: Work, results: Results, ready: Prepared) -> Published:
    """Judge the finished file and put the package into `renders/`. Raises EnvironmentFault.

    A package with an error is refused: it is put beside the good one, which stays, and the episode is not remembered as finished.
    """
    movie = _stored(work, results, "movie")
    unsigned = replace(ready, planned=replace(ready.planned, is_signed=False))
    with _copied(session.show, work, ready, movie) as movie:
        found = _judged(session.show, work, results, unsigned, movie)
        if not (ready.planned.is_signed and found[0].is_good):
            return _put(session, work, results, ready, movie, *found)
    with signing.signed(session.show, work, movie, ready.folder / found[0].name) as movie:
        return _put(session, work, results, ready, movie, *_judged(session.show, work, results, ready, movie))


@contextmanager
def _copied(show: Show, work: Work, ready: Prepared, movie: delivery.Stored) -> Iterator[delivery.Stored]:
    """Copy a film for its package while it is judged; not one that lies there, or will be another when it is signed."""
    there = ready.folder / movie_name(ready.folder.name, work.profile)
    if ready.planned.is_signed or is_still(there, movie.digest, show.digests):
        yield movie
        return
    with delivery.ahead(movie, show.store.new_sandbox()) as copied:
        yield copied


def _judged(
    show: Show, work: Work, results: Results, ready: Prepared, movie: delivery.Stored
) -> tuple[Report, tuple[Finding, ...]]:
    """Return the report on a film as it is delivered, and all that was found."""
    planned, written, folder = ready.planned, ready.written, ready.folder
    measurements = quality.measured(show, work, results, planned, movie.path)
    findings = (*judge(measurements, planned, work.profile), *words(written, folder.name, planned))
    name = movie_name(folder.name, work.profile)
    counting, let_pass = waived(
        findings, work.episode.waivers, planned, work.profile.name, is_thorough=work.profile.needs_clearance
    )
    return Report(name, work.profile, planned, measurements, counting, let_pass, ready.made_from), findings


def _put(
    session: Session, work: Work, results: Results, ready: Prepared, movie: delivery.Stored, report: Report,
    findings: tuple[Finding, ...],
) -> Published:  # fmt: skip
    """Put the package of a film that was judged where it belongs."""
    show, planned, written, folder, name = session.show, ready.planned, ready.written, ready.folder, report.name
    refused = delivery.refused(folder)
    target = folder if report.is_good else refused
    shown = page(report, quality.pictured(session, work, report))
    picture = _stored(work, results, "thumbnail")
    beside = quality.posters(work, show.here.tools)
    drawn = session.make(beside) if beside.results else results
    contents = delivery.contents(folder.name, work.profile, movie, document(report), shown, picture, written)
    contents |= {one: _file(drawn, origin) for one, origin in beside.results.items()}
    contents |= podcasts.files(work, results, ready.episode, folder.name, (name, movie), written)
    sums = {one: digest.of_bytes(made) if isinstance(made, bytes) else made.digest for one, made in contents.items()}
    of_plan = {file: (work.plan, work.plan.results[of]) for file, of in ((name, "movie"), (delivery.THUMBNAIL, "thumbnail"))}
    made_by = {**of_plan, **{one: (beside, origin) for one, origin in beside.results.items()}}
    contents[delivery.PACKAGE] = provenance(show, work, sums, made_by)

    def judge_again(written: Path, digests: Mapping[str, str]) -> None:
        read_back.check(written, digests, lambda files: words(files, folder.name, planned), findings)

    made = delivery.publish(target, contents, show.digests, judge_again)
    placed = target / name
    told = (
        *((objection.severity, str(objection)) for objection in work.objections),
        *report.told,
        *signing.told(work),
    )
    offsets = lined_up(results.path(work.plan.results["sound_report"]).read_bytes())
    notes = (*map(str, offsets), *ready.notes, *_found(target, made))
    if not report.is_good:
        return Published(placed, made.is_new, told, folder, notes)
    delivery.withdraw(refused, folder, show.digests)
    seen = stamp.Stamp(
        stamp.states(work.snapshot.files | show.folders | files(work)),  # a session may see them change
        tuple(origin.key for origin in work.plan.results.values()),
        stamp.states([folder, *folder.iterdir(), refused]),  # not there: one that appears is to be withdrawn
        str(placed),
        tuple((severity.value, words) for severity, words in told),
    )
    snapshot = work.snapshot
    name = stamp_name(show, work.path, snapshot.wanted, snapshot.language)
    stamp.remember(show.store.memory, name, seen, snapshot.begun_ns, snapshot.read)
    return Published(placed, made.is_new, told, notes=notes)


def preview(session: Session, work: Work, results: Results) -> Published:
    """Put the movie of a preview into `renders/previews/`, without a package."""
    show = session.show
    target, name = show.renders / "previews" / work.plan.name, f"{work.plan.name}.{work.profile.container}"
    made = delivery.publish(target, {name: _stored(work, results, "movie")}, show.digests)
    return Published(target / name, made.is_new, (), notes=tuple(_found(target, made)))


def made_from(show: Show, work: Work) -> str:
    """Return the digest of all that the package of an episode would be made from now."""
    # Its pages in other languages are left out: they are read from files that whoever asks this does not look at.
    return _digest(work, delivery.texts(_episode(work), place(show, work).name, work.profile))


def texts(show: Show, work: Work) -> dict[str, bytes]:
    """Return the texts of the package of an episode as they are planned now, by file name."""
    episode, folder = _episode(work), place(show, work)
    return {**delivery.texts(episode, folder.name, work.profile), **_upload(episode, folder, work, pages(work))}


def _upload(episode: delivery.Episode, folder: Path, work: Work, found: Pages) -> dict[str, bytes]:
    """Return what an uploader needs, where it says more than without pages in other languages."""
    if not found.others:
        return {}
    written = delivery.texts(episode, folder.name, work.profile, found.others)
    return {name: text for name, text in written.items() if name == delivery.UPLOAD}


def told_from(folder: Path) -> str | None:
    """Return the digest of what the package in a folder says that it was made from; None where it does not say."""
    try:
        told = json.loads((folder / delivery.REPORT).read_bytes())
    except (OSError, ValueError):
        return None
    found = told.get("made_from") if isinstance(told, dict) else None
    return found if isinstance(found, str) and found else None


def _digest(work: Work, texts: Mapping[str, bytes]) -> str:
    # The keys say of what movie and thumbnail are made and by what code; names and words stand beside them.
    keys = [work.plan.results[name].key for name in ("movie", "thumbnail")]
    return digest.of([*keys, {name: digest.of_bytes(text) for name, text in texts.items()}, *signing.identity(work)])


def _episode(work: Work) -> delivery.Episode:
    return delivery.episode_of(work.episode, work.timeline, work.theme)


def _stored(work: Work, results: Results, name: str) -> delivery.Stored:
    return _file(results, work.plan.results[name])


def _file(results: Results, origin: FromAction) -> delivery.Stored:
    return delivery.Stored(results.path(origin), results.store.output(origin).digest)


def _found(folder: Path, made: delivery.Delivery) -> Iterator[str]:
    """Say what a person should know of the folder that a package was put into."""
    if made.changed:
        names = ", ".join(map(repr, made.changed))
        yield f"changed or gone since it was put into {folder.name}, and put right: {names}"
    if made.kept:
        yield f"not of the package, and left in {folder.name} as it is: {', '.join(map(repr, made.kept))}"
