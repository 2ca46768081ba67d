"""Watermarks and previews: what is not cleared is covered, frame for frame; a preview keeps what it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.faults import InputFault
from pipeline.timebase import FrameRange
from pipeline.timeline.marking import marked
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Segment, Stack, Timeline, Track, Transition
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import Layer, TransitionLayer, window
from pipeline.timeline.selection import only


def a_timeline() -> Timeline:
    def segment(name: str, transition: Transition | None = None) -> Segment:
        return Segment(name, "clip", name, Stack(50, (Track("V1", (Clip(ColourMedia("#000000"), 50),)),)), transition)

    return Timeline("e", "E", 25, (segment("a"), segment("b", Transition("dissolve", 10)), segment("c")), "theme")  # type: ignore[arg-type]


def covered(timeline: Timeline) -> set[int]:
    """Return the programme's frames over which a watermark lies."""

    def has_mark(layers: tuple[Layer, ...]) -> bool:
        return any(
            has_mark(layer.outgoing + layer.incoming)
            if isinstance(layer, TransitionLayer)
            else isinstance(layer.clip.media, CardMedia)
            for layer in layers
        )

    frames = set()
    for placed in Programme(timeline).segments:
        for region in window(placed.segment.stack, placed.inside):
            if has_mark(region.layers):
                frames |= set(range(placed.start + region.range.start, placed.start + region.range.end))
    return frames


def test_the_mark_covers_exactly_the_frames_that_are_named_in_every_segment_that_shows_them() -> None:
    ranges = [FrameRange(30, 15), FrameRange(42, 8), FrameRange(100, 5)]
    assert covered(marked(a_timeline(), ranges, "Not cleared")) == set(range(30, 50)) | set(range(100, 105))


def test_nothing_to_mark_leaves_the_timeline_alone() -> None:
    assert marked(a_timeline(), [], "Not cleared") is not None
    assert covered(marked(a_timeline(), [], "Not cleared")) == set()


def test_only_some_segments_keep_a_transition_between_neighbours_alone() -> None:
    assert [segment.transition for segment in only(a_timeline(), ["a", "b"]).segments] == [None, Transition("dissolve", 10)]
    assert [segment.transition for segment in only(a_timeline(), ["b", "c"]).segments] == [None, None]
    heard = [replace(segment, sound_leads=3, sound_trails=4) for segment in a_timeline().segments]
    found = only(replace(a_timeline(), segments=tuple(heard)), ["a", "b"]).segments
    assert [(one.sound_leads, one.sound_trails) for one in found] == [(0, 4), (3, 0)]
    apart = only(replace(a_timeline(), segments=tuple(heard)), ["a", "c"]).segments
    assert [(one.sound_leads, one.sound_trails) for one in apart] == [(0, 0), (0, 0)]
    with pytest.raises(InputFault, match="did you mean 'a'"):
        only(a_timeline(), ["aa"])
