"""Judge the decoded picture: what cannot be decoded, black, frozen, out of range, and every place where spans meet. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.analysis import black, curves, legal, motion
from pipeline.analysis.cells import COLUMNS, ROWS
from pipeline.analysis.facts import PictureFacts
from pipeline.analysis.runs import runs
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned, PlannedSpan
from pipeline.timebase import FrameRange
from pipeline.values import dataclass

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

LONGEST_SECONDS = 2
"""Seconds that the picture may be black or stand without a reason (Netflix's inspections, ffmpeg's blackdetect, freezedetect)."""

_GLIMPSE = 3
"""Black frames at a join that are no fade."""

_OUTSIDE = 14
"""Frames out of the legal range that go unreported, as vrecord has it."""


@dataclass(frozen=True, slots=True)
class Curves:
    """What was measured of each frame of the programme; see `PictureFacts`."""

    dark: npt.NDArray[np.uint16]
    outside: npt.NDArray[np.uint16]
    mean: npt.NDArray[np.uint16]
    largest: npt.NDArray[np.uint16]
    luminance: npt.NDArray[np.uint8]
    red: npt.NDArray[np.uint8]


def programme(pictures: Sequence[PictureFacts]) -> Curves:
    """Join the facts of spans: the first frame of each is compared with the last of the one before."""
    words = [[curves.unpack(text, "<u2", -1) for text in (f.dark, f.outside, f.mean, f.largest)] for f in pictures]
    dark, outside, mean, largest = (np.concatenate([np.zeros(0, np.uint16), *part]) for part in zip(*words, strict=True))
    at = 0
    for number, facts in enumerate(pictures):
        if number and facts.frames and pictures[number - 1].frames:
            last, first = (
                curves.unpack(text, "u1", facts.height, facts.width) for text in (pictures[number - 1].last, facts.first)
            )
            found = motion.changes(first[None], last)
            mean[at], largest[at] = found[0][0], found[1][0]
        at += facts.frames
    luminance, red = (
        np.concatenate([curves.unpack(text, "u1", -1, ROWS, COLUMNS) for text in texts])
        for texts in ([f.luminance for f in pictures], [f.red for f in pictures])
    )
    return Curves(dark, outside, mean, largest, luminance, red)


def decoded(pictures: Sequence[PictureFacts], spans: Sequence[PlannedSpan], planned: Planned) -> Iterator[Finding]:
    """Find what the decoder objected to, and `spans` of another form or length than planned; `pictures` are theirs."""
    first = pictures[0].parameters
    for span, facts in zip(spans, pictures, strict=True):
        begin = span.range.start
        if facts.fault:
            message = f'the picture of "{span.title}" cannot be decoded: {facts.fault}'
            yield planned.found("picture_damaged", _ERROR, message, begin + min(facts.fault_at, span.range.frames - 1), _MAKE)
        if facts.frames != span.range.frames:
            message = f'of "{span.title}" {facts.frames} frames can be decoded; planned were {span.range.frames}'
            yield planned.found("frames_decoded", _ERROR, message, begin, _MAKE)
        if facts.misplaced is not None:
            message = "a decoded frame does not stand at its time"
            yield planned.found("timestamps", _ERROR, message, begin + facts.misplaced, _MAKE)
        if facts.open_at is not None:
            message = "a group of pictures is open: its first picture needs pictures before it"
            yield planned.found("open_gop", _ERROR, message, begin + facts.open_at, _MAKE)
        if facts.changed_at is not None or facts.parameters != first:
            message = f'the picture of "{span.title}" has other parameters (SPS) than the movie'
            yield planned.found("stream_changes", _ERROR, message, begin + (facts.changed_at or 0), _MAKE)


_MAKE = "remove the stored part (`together store verify`) and build again"


def judged(found: Curves, planned: Planned) -> Iterator[Finding]:
    """Find black, frozen and illegal pictures that the plan does not explain, and frames at joins that do not belong."""
    if len(found.dark) != planned.frames:
        return  # it was told that frames are missing; nothing after them stands in its place
    longest = int(LONGEST_SECONDS * planned.rate)
    is_black = black.is_black(found.dark)
    unmeant = is_black & ~_where(planned, [span.range for span in planned.spans if span.may_be_black])
    for first, count in runs(unmeant, longest):
        message = f"the picture is black for {float(count / planned.rate):.1f} s"
        yield planned.found("black", _WARNING, message, first, "look at the clip; cut it where the picture begins", frames=count)
    still = motion.is_still(found.mean, found.largest) & ~is_black
    held = still & ~_where(planned, [span.range for span in planned.spans if span.may_stand])
    for first, count in motion.freezes(held, longest):
        message = f"the picture stands still for {float(count / planned.rate):.1f} s"
        yield planned.found("freeze", _WARNING, message, first, "look at the clip; its recording may have stopped", frames=count)
    illegal = np.flatnonzero(found.outside >= legal.MOST)
    if len(illegal) > _OUTSIDE:
        message = f"{len(illegal)} frames have levels outside of the legal range"
        yield planned.found("levels", _WARNING, message, int(illegal[0]), "the clip's range may be tagged wrongly")
    for span in planned.spans[1:]:
        yield from _join(found, is_black, span, planned)


def _join(found: Curves, is_black: npt.NDArray[np.bool_], span: PlannedSpan, planned: Planned) -> Iterator[Finding]:
    at = span.range.start
    before = planned.span_at(at - 1)
    if span.goes_on and motion.is_duplicate(at, found.mean, found.largest):
        yield planned.found("join_duplicate", _WARNING, "where two spans meet, a frame is shown twice", at, _MAKE)
    meant = span.may_be_black or (before is not None and before.may_be_black)
    if not meant:
        near = slice(max(0, at - _GLIMPSE - 1), at + _GLIMPSE + 1)
        for first, count in runs(is_black[near]):
            first += near.start
            touches = first <= at <= first + count
            is_glimpse = count <= _GLIMPSE and first > 0 and first + count < len(is_black)
            if touches and is_glimpse and max(found.dark[first - 1], found.dark[first + count]) < 500:
                yield planned.found("join_black", _WARNING, f"where two spans meet, {count} black frames flash up", first, _LOOK)
    for place in (at - 1, at):
        if motion.is_foreign(place, found.mean) and not is_black[place]:
            yield planned.found("join_foreign", _WARNING, "where two spans meet, a frame belongs to neither", place, _LOOK)


_LOOK = "look at it frame by frame; a clip's `in` or `out` may be a frame off"


def _where(planned: Planned, ranges: Sequence[FrameRange]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(planned.frames, dtype=bool)
    for range_ in ranges:
        mask[range_.start : range_.end] = True
    return mask
