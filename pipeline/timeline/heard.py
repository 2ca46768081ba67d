"""Leave of what people did only what is heard: for a deliverable that has no picture. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.timebase import FrameRange
from pipeline.timeline.contribution import Contribution
from pipeline.timeline.model import Segment, SoundRole, Timeline


def heard(timeline: Timeline) -> Timeline:
    """Return the timeline as one of which nothing is seen: what is seen alone is used nowhere.

    It stays in the timeline without a frame, since what is heard may build on it, or its file may name who is heard.
    """
    return replace(timeline, segments=tuple(_segment(one, timeline.rate) for one in timeline.segments))


def _segment(segment: Segment, rate: Fraction) -> Segment:
    made = tuple(_contribution(one, segment, rate) for one in segment.contributions)
    return segment if made == segment.contributions else replace(segment, contributions=made)


def _contribution(made: Contribution, segment: Segment, rate: Fraction) -> Contribution:
    if made.medium == "sound":
        return made
    spoken = _spoken(segment, rate) if made.is_read else None
    range_ = spoken and made.range.overlap(spoken)
    return replace(made, range=range_ or FrameRange(made.range.start, 0))


def _spoken(segment: Segment, rate: Fraction) -> FrameRange | None:
    """Return the frames from where the first voice of a segment begins to where the last one ends."""
    voices = [clip for clip in segment.stack.sound if clip.role is SoundRole.VOICE and not clip.mute]
    if not voices:
        return None
    start = int(min(clip.at for clip in voices) * rate)
    end = -int(-max(clip.at + clip.seconds for clip in voices) * rate // 1)
    return FrameRange(max(0, start), max(0, end - max(0, start)))
