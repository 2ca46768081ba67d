"""How long an episode may be, and what is asked of it after its end. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.faults import Diagnostic
from pipeline.manifest.model import Episode
from pipeline.timebase import clock, timecode
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import PlacedSegment, Programme

LONGEST = Fraction(12 * 3600)
"""Seconds that an episode may last: YouTube takes no longer video (support.google.com/youtube/answer/71673). An MP4 counts
samples in 32 bits, which many readers take as signed: at 48 kHz that is a little more, 12:25:39."""


def mistakes(episode: Episode, timeline: Timeline) -> Iterator[Diagnostic]:
    """Yield what is wrong with the length of an episode's cut."""
    yield from (one for one in (_too_long(episode, timeline), _missed(episode, timeline)) if one is not None)


def too_long(timeline: Timeline) -> PlacedSegment | None:
    """Return the segment with which an episode becomes longer than any may be, None where none does."""
    most = LONGEST * timeline.rate
    return next((placed for placed in Programme(timeline).segments if placed.range.end > most), None)


def _too_long(episode: Episode, timeline: Timeline) -> Diagnostic | None:
    """Tell of a segment with which the episode becomes longer than any may be, at its length where that is written."""
    if (placed := too_long(timeline)) is None:
        return None
    segment = placed.segment
    part = next((part for part in episode.parts if part.name == segment.name), None)
    has_length = part is not None and "length" in part.shape.model_fields_set
    return Diagnostic(
        episode.where(*part.loc, "length") if part and has_length else segment.where or episode.where("segments"),
        f"with {segment.title!r}, which lasts {clock(segment.stack.frames / episode.rate)}, the episode is longer than "
        f"{clock(LONGEST)}: it lasts {clock(Programme(timeline).seconds)}",
        "video platforms take no longer one; shorten it, or make several episodes of it",
    )


def _missed(episode: Episode, timeline: Timeline) -> Diagnostic | None:
    """Tell of a thumbnail that is to be taken after the end."""
    frames = Programme(timeline).frames
    if timeline.thumbnail is None or timeline.thumbnail < frames:
        return None
    return Diagnostic(
        episode.where("episode", "thumbnail", "at"),
        f"the episode is over by {timecode(timeline.thumbnail, episode.rate)}, where its thumbnail is to be taken",
        f"it lasts {timecode(frames, episode.rate)}; write an earlier time",
    )
