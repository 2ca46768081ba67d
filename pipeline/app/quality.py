"""What quality control needs of an episode: what to measure, what was measured, and what of it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.analysis.facts import PictureFacts, SmallPictures, SoundFacts, ThumbnailFacts
from pipeline.app import signing
from pipeline.app.episodes import Work, checks, facts_of
from pipeline.app.shows import Show
from pipeline.app.spans import placed
from pipeline.captions.stamps import BROKEN, FORMATS
from pipeline.delivery import captions, title_of
from pipeline.execution.execute import Results
from pipeline.faults import StoreCorrupt
from pipeline.media.languages import long
from pipeline.media.opened import look
from pipeline.operations.codec import read
from pipeline.plan import thumbnail
from pipeline.plan.action import FromAction, Plan, Toolchain
from pipeline.plan.canvas import burned
from pipeline.plan.meant import goes_on, may_be_black, may_stand
from pipeline.plan.posters import NARROWEST
from pipeline.plan.posters import posters as plan_of_posters
from pipeline.plan.quality import SOUND, THUMBNAIL, taking
from pipeline.plan.spans import Span, cut
from pipeline.profiles.model import Cover
from pipeline.qc.measure import heard, measure
from pipeline.qc.model import Finding, Measurements, Planned, PlannedSegment, PlannedSpan, PlannedThumbnail, PlannedVoice, Written
from pipeline.qc.partly import judge_partly
from pipeline.qc.report import Report
from pipeline.qc.waiving import waived
from pipeline.timebase import FrameRange
from pipeline.timeline import captions as timed
from pipeline.timeline.chapters import chapters
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import TransitionLayer
from pipeline.timeline.shots import cuts

if TYPE_CHECKING:
    from pipeline.app.session import Session

MOST_TAKEN = 48
"""Frames of findings that are pictured; the page shows what is near for the others, and stays small."""


def planned(show: Show, work: Work) -> Planned:
    """Say what was planned of a whole episode."""
    timeline, programme = work.timeline, Programme(work.timeline)
    spans = _cut(work)
    picture = thumbnail.chosen(timeline, spans)
    marks = tuple((chapter.start, chapter.title) for chapter in chapters(programme))
    return Planned(
        frames=programme.frames,
        rate=timeline.rate,
        samples=programme.samples,
        language=timeline.language,
        original=timeline.original,
        captions=captions.merged(programme),
        chapters=len(marks),
        titles={segment.name: segment.title for segment in timeline.segments},
        cards=frozenset(segment.name for segment in timeline.segments if not segment.stack.sound),
        around=frozenset(segment.name for segment in timeline.segments if not segment.is_piece),
        spans=_spans(show, work, spans),
        segments=tuple(
            PlannedSegment(one.segment.name, one.segment.title, one.seen, one.segment.where) for one in programme.segments
        ),
        marks=marks,
        title=timeline.title,
        cuts=cuts(programme),
        written=written(programme),
        formats=("srt", "vtt", *(("ttml",) if work.profile.ttml else ())),
        parts=sum(segment.chapter for segment in timeline.segments),
        voices=tuple(PlannedVoice(long(voice.language), voice.title) for voice in timeline.voices),
        published=title_of(work.episode, timeline),
        is_signed=signing.is_signed(work),
        thumbnail=PlannedThumbnail(
            *thumbnail.size(work.profile.video), picture.first, tuple(picture.first + number for number in picture.numbers)
        ) if _is_seen(work) else None,
    )


def written(programme: Programme) -> dict[tuple[str, int], Written]:
    """Return where captions are written that come from files, by language and number; of two that became one the first's."""
    return {
        (language, number): Written(
            source.path,
            has_times=not source.is_stretched and source.path.lower().endswith(FORMATS),
            has_breaks=not source.is_stretched and source.path.lower().endswith(BROKEN),
            where=cue.where,
            segment="" if owner is None else programme.segments[owner].segment.name,
        )
        for language, cues in timed.owned(programme).items()
        for number, (owner, cue) in enumerate(cues)
        if (source := cue.source) is not None
    }


def measured(show: Show, work: Work, results: Results, planned_: Planned, movie: Path) -> Measurements:
    """Measure the finished movie as it is delivered, and read what was measured on its parts. Raises KeyError, OSError."""
    (plan,) = checks(show, work)
    sound_report = results.path(work.plan.results["sound_report"]).read_bytes()
    listened = read(results.path(plan.results[SOUND]).read_bytes(), SoundFacts)
    pictures = tuple(_facts(show, plan.results[f"picture{number}"]) for number in range(len(planned_.spans)))
    shown = plan.results.get(THUMBNAIL)
    thumbnail_facts = None if shown is None else read(results.path(shown).read_bytes(), ThumbnailFacts)
    if work.profile.container != "mp4":
        seen = look(movie, [span.range.frames for span in planned_.spans])
        return Measurements(
            movie.stat().st_size, None, "", heard(sound_report), None, pictures, listened, None, thumbnail_facts, seen
        )
    whole = measure(
        movie,
        sound_report,
        [span.range for span in planned_.spans],
        samples=planned_.samples,
        rate=planned_.rate,
        pictures=pictures,
        listened=listened,
    )
    voices = (results.path(plan.results[f"voice{number}"]) for number in range(len(planned_.voices)))
    return replace(
        whole, thumbnail=thumbnail_facts, voices=tuple(read(path.read_bytes(), SoundFacts) for path in voices)
    )


def read_ahead(show: Show, work: Work) -> None:
    """Read what was measured of spans that stay as they are, while others are made: `measured` then finds it read."""
    for plan in checks(show, work):
        for name, origin in plan.results.items():
            if name.startswith("picture") and show.store.has(origin.key):
                with suppress(StoreCorrupt, KeyError, OSError):  # told when it is needed
                    _facts(show, origin)


def _facts(show: Show, origin: FromAction) -> PictureFacts:
    """Read what was measured of a span, once of the same bytes. Raises as `Results.path` does."""
    output = show.store.output(origin)
    return _facts_in(output.digest, show.store.proven_path(output))


@lru_cache(maxsize=1024)
def _facts_in(content: str, path: Path) -> PictureFacts:
    return read(path.read_bytes(), PictureFacts)


def known(show: Show, work: Work, spans: int) -> tuple[tuple[PictureFacts, ...], SoundFacts] | None:
    """Return what was measured on the spans and the sound of an episode when they were made; None where that is not stored."""
    plans = checks(show, work)
    wanted = [plans[0].results[name] for name in (*(f"picture{number}" for number in range(spans)), SOUND)] if plans else []
    if not wanted or not all(show.store.has(origin.key) for origin in wanted):
        return None
    *pictures, listened = (show.store.path(origin).read_bytes() for origin in wanted)
    return tuple(read(content, PictureFacts) for content in pictures), read(listened, SoundFacts)


def found(show: Show, work: Work) -> tuple[Finding, ...]:
    """Return what quality control finds in an episode as far as that is known now; nothing is made or measured for it.

    What a build has measured of parts that are still the same counts, and so does the sound that lies mastered in the store.
    What the manifest waives is left out.
    """
    plans = checks(show, work)
    if not plans:
        return ()
    planned_ = planned(show, work)
    origins = plans[0].results
    facts = [_stored(show, origins.get(f"picture{number}")) for number in range(len(planned_.spans))]
    pictures = [None if content is None else read(content, PictureFacts) for content in facts]
    report, listened = _stored(show, work.plan.results["sound_report"]), _stored(show, origins.get(SOUND))
    told = judge_partly(
        planned_,
        work.profile,
        pictures,
        None if report is None else heard(report),
        None if listened is None else read(listened, SoundFacts),
    )
    return waived(told, work.episode.waivers, planned_, work.profile.name, is_thorough=False)[0]


def _stored(show: Show, origin: FromAction | None) -> bytes | None:
    """Return a result; None where it is not stored."""
    if origin is None or not show.store.has(origin.key):
        return None
    try:
        return show.store.path(origin).read_bytes()
    except OSError:  # cleared away a moment ago
        return None


def pictured(session: Session, work: Work, report: Report) -> dict[int, str]:
    """Return pictures of the frames at which something was found, JPEG in base64: only the spans that hold them are read."""
    found = (*report.findings, *(waived.finding for waived in report.waived))
    frames = list(dict.fromkeys(one.frame for one in found if one.frame is not None))[:MOST_TAKEN]
    plan = taking(work.plan, sorted(frames), session.show.here.tools)
    if not plan.results:
        return {}
    results = session.make(plan)
    return {
        int(first) + picture.frame: picture.jpeg
        for first, made in plan.results.items()
        for picture in read(results.path(made).read_bytes(), SmallPictures).pictures
    }


def posters(work: Work, tools: Toolchain) -> Plan:
    """Return the plan of the pictures that stand for an episode besides its thumbnail: nothing for one that is only looked at."""
    video, info = work.profile.video, facts_of(work)
    if not work.profile.needs_clearance or video.width < NARROWEST or not _is_seen(work):
        return Plan(work.plan.name, (), {})
    return plan_of_posters(work.plan, work.timeline, _cut(work), video, info=info, theme=work.theme, tools=tools)


def _is_seen(work: Work) -> bool:
    """Say whether the deliverable has a picture that moves."""
    return not isinstance(work.profile.video.coding, Cover)


def _cut(work: Work) -> tuple[Span, ...]:
    drawn, gop = burned(work.timeline, work.profile), work.profile.video.gop_seconds
    return cut(work.timeline, facts_of(work), theme=work.theme, burn=drawn, gop=gop)


def _spans(show: Show, work: Work, spans: Sequence[Span]) -> tuple[PlannedSpan, ...]:
    if not _is_seen(work):
        return ()
    info = facts_of(work)
    titles = [segment.title for segment in work.timeline.segments]
    found: list[PlannedSpan] = []
    for number, (span, place) in enumerate(zip(spans, placed(show, work), strict=True)):
        found.append(
            PlannedSpan(
                FrameRange(place.first, place.frames),
                place.segment,
                titles[span.segment],
                place.where,
                may_stand(span),
                may_be_black(span),
                number > 0 and goes_on(spans[number - 1], span, work.timeline.rate, info),
                any(isinstance(layer, TransitionLayer) for layer in span.layers),
            )
        )
    return tuple(found)
