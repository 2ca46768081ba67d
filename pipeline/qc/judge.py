"""Judge a finished file against its plan and its profile. Pure: everything was measured before.

Each module of this room judges one thing; here they are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions import Caption, Remark, Rules, lint, quoted, rules_of, wrap
from pipeline.captions.corrected import rows
from pipeline.captions.lint import crowded
from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc.chapters import chapters_inside
from pipeline.qc.container import brand, container
from pipeline.qc.flashing import flashing
from pipeline.qc.headers import headers
from pipeline.qc.inventory import inventory
from pipeline.qc.made import made
from pipeline.qc.model import Finding, Measurements, Planned, PlannedSpan, Written
from pipeline.qc.opened import opened
from pipeline.qc.picture import decoded, judged, programme
from pipeline.qc.sound import jumps, listened, loudness
from pipeline.qc.stream import bit_rate, keys, packets, picture_form, sound_form
from pipeline.qc.subtitles import captions_inside
from pipeline.qc.thumbnail import thumbnail
from pipeline.qc.times import picture_times, sound_times
from pipeline.qc.voices import voices_heard, voices_inside
from pipeline.timebase import FrameRange
from pipeline.timeline.chapters import FEWEST

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

_BY_BREAKS = ("lines", "width")
_BY_TIMES = ("cut", "gap", "long", "overlap", "short")
"""Rules that a caption breaks by its breaks, or by its times, which can be mended without a word changed."""


def judge(measurements: Measurements, planned: Planned, profile: Profile, rules: Rules | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a finished file; errors stop it from being published, warnings are for eyes and ears.

    What is found twice by different ways is told once.
    """
    found = (
        *_file(measurements, planned, profile),
        *made(measurements, planned),
        *_picture(measurements, planned),
        *_sound(measurements, planned, profile),
        *captioned(planned, rules),
        *chaptered(planned),
        *thumbnail(measurements.thumbnail, planned),
    )
    return once(found)


def once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without those that were found before in another way."""
    first: dict[tuple[str, str, str], Finding] = {}
    for finding in found:
        first.setdefault((finding.code, finding.kind, finding.timecode or finding.message), finding)
    return tuple(first.values())


def _file(measurements: Measurements, planned: Planned, profile: Profile) -> Iterator[Finding]:
    movie = measurements.movie
    if measurements.opened is not None:
        pictures = measurements.pictures if len(measurements.pictures) == len(planned.spans) else ()  # else one of all of it
        yield from opened(measurements.opened, tuple(one.packets for one in pictures), planned, profile)
        return
    if movie is None:
        hint = "build it again, and have the disk checked"
        yield Finding("damaged", _ERROR, f"the file cannot be read: {measurements.damage}", hint=hint)
        return
    yield from brand(movie)
    picture, sound = movie.track("vide"), movie.track("soun")
    if picture is None or sound is None:
        yield Finding("streams", _ERROR, f"the file has no {'picture' if picture is None else 'sound'}", hint="build it again")
        return
    if not picture.shown or not sound.shown:
        in_parts = "its index is in fragments, as for streaming" if "moof" in movie.boxes else "the track is empty"
        message = f"the file's index names no {'sound' if picture.shown else 'picture'}: {in_parts}"
        yield Finding("streams", _ERROR, message, hint="write it as one file that can be played while it loads (faststart)")
        return
    yield from container(movie, len(planned.voices))
    yield from inventory(movie, planned)
    yield from headers(movie, planned)
    yield from picture_times(picture, planned)
    yield from picture_form(picture, planned, profile)
    yield from bit_rate(picture, planned, profile)
    yield from sound_form(sound, profile)
    yield from sound_times(sound, planned, profile)
    yield from voices_inside(movie, planned, profile)
    yield from chapters_inside(movie, planned)
    yield from captions_inside(movie, planned, profile)
    if measurements.packets is not None:
        yield from packets(measurements.packets, planned)
    elif measurements.keys is not None:
        yield from keys(measurements.keys, planned)


def _picture(measurements: Measurements, planned: Planned) -> Iterator[Finding]:
    spans = planned.spans
    if len(measurements.pictures) == 1 and spans:  # all of it was measured at once
        spans = (PlannedSpan(FrameRange(0, planned.frames), "", planned.title),)
    if not spans or len(measurements.pictures) != len(spans):
        return
    yield from decoded(measurements.pictures, spans, planned)
    found = programme(measurements.pictures)
    yield from judged(found, planned)
    yield from flashing(found, planned)


def _sound(measurements: Measurements, planned: Planned, profile: Profile) -> Iterator[Finding]:
    heard = () if measurements.listened is None else tuple(listened(measurements.listened, planned, profile, measurements.sound))
    told = {finding.code for finding in heard}  # with its place, which mastering does not tell
    if measurements.sound.is_measured:
        yield from (one for one in loudness(measurements.sound, profile.loudness) if one.code not in told)
    yield from jumps(measurements.sound, planned, profile.loudness.jump)
    yield from heard
    yield from voices_heard(measurements.voices, planned, profile)


def _remarks(captions: Sequence[Caption], planned: Planned, rules: Rules, end: Fraction) -> list[Remark]:
    """Return what captions break, in order of time; those at different places of the picture do not press upon each other."""
    found: list[Remark] = []
    for numbers in rows(captions):
        told = lint([captions[number] for number in numbers], planned.rate, rules, end, planned.cuts)
        found += (replace(one, number=numbers[one.number]) for one in told)
    return sorted(found, key=lambda one: one.at)


def _mended(remark: Remark, caption: Caption, written: Written, language: str, rules: Rules | None) -> str:
    """Return what mends a caption of a file without a word changed; empty where nothing does."""
    by_hand = f"mend it by hand in {written.path}"
    if remark.rule in _BY_BREAKS:
        left = crowded(wrap(caption.text, language), rules or rules_of(language))
        if remark.rule in (rule for rule, _ in left):
            return f"{by_hand}: no other line breaks make it fit"
        return "together captions fix may mend it" if written.has_breaks else by_hand
    if remark.rule in _BY_TIMES:
        return "together captions fix may mend it" if written.has_times else by_hand
    return ""


def captioned(planned: Planned, rules: Rules | None = None) -> Iterator[Finding]:
    """Find what a viewer would mind about the captions; each language has `rules` of its own where none are given."""
    end = planned.frames / planned.rate
    for language, captions in planned.captions.items():
        for remark in _remarks(captions, planned, rules or rules_of(language), end):
            severity = _ERROR if remark.rule == "late" else _WARNING
            message = f"the {language} caption {remark.number + 1}, {quoted(captions[remark.number])}, {remark.message}"
            frame = int(remark.at * planned.rate)
            written = planned.written.get((language, remark.number))
            hint = _mended(remark, captions[remark.number], written, language, rules) if written else ""
            finding = replace(planned.found(f"caption_{remark.rule}", severity, message, frame, hint), kind=language)
            span = planned.span_at(frame)
            if span and written and written.segment and (span.is_between or span.segment != written.segment):
                # What is seen there need not be what the caption is of.
                finding = replace(finding, where=written.where, segment=written.segment)
            yield finding
    if planned.captions and not planned.captions.get(planned.language):
        there = ", ".join(sorted(planned.captions))
        yield Finding("captions_missing", _WARNING, f"there are captions in {there} and none in {planned.language}")


def chaptered(planned: Planned) -> Iterator[Finding]:
    """Find too few chapters."""
    if planned.chapters < FEWEST <= planned.parts:
        message = f"fewer than {FEWEST} parts are long enough to be chapters, so platforms show none"
        yield Finding("chapters", _WARNING, message)
