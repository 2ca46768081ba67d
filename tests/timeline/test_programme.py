"""A programme says what is shown when, as laying the segments out by hand does."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timebase import FrameRange
from pipeline.timeline.model import Segment, Stack, Timeline, Transition
from pipeline.timeline.programme import Programme

LENGTHS = st.lists(st.tuples(st.integers(2, 40), st.integers(0, 1)), min_size=1, max_size=6)


def programme(*lengths: tuple[int, int], rate: Fraction = Fraction(25)) -> Programme:
    """Place segments of so many frames, each entered by a transition of so many."""
    segments = tuple(
        Segment(f"s{number}", "clip", "", Stack(frames, ()), Transition("dissolve", shared) if number and shared else None)
        for number, (frames, shared) in enumerate(lengths)
    )
    return Programme(Timeline("s01e01", "", rate, segments, "plain"))


def test_a_segment_begins_before_its_neighbour_has_ended_by_their_transition() -> None:
    found = programme((60, 0), (60, 10), (60, 0))
    assert [placed.range for placed in found.segments] == [FrameRange(0, 60), FrameRange(50, 60), FrameRange(110, 60)]
    assert found.frames == 170


def test_what_leads_and_trails_is_heard_while_another_picture_is_seen() -> None:
    one = Segment("a", "clip", "", Stack(60, ()), sound_trails=4)
    two = Segment("b", "clip", "", Stack(50, ()), Transition("wipe", 10), sound_leads=6)
    found = Programme(Timeline("s01e01", "", Fraction(25), (one, two), "plain"))
    first, second = found.segments
    assert (first.range, second.range) == (FrameRange(0, 60), FrameRange(40, 50)), "6 + 10 + 4 frames are heard of both"
    assert (first.seen, second.seen) == (FrameRange(0, 56), FrameRange(46, 44)), "10 of them are seen of both"
    assert found.frames == 90
    assert [found.at(frame) for frame in (45, 46, 59, 60)] == [first, second, second, second]


def test_its_length_is_exact_in_every_unit() -> None:
    found = programme((1001, 0), rate=Fraction(30000, 1001))
    assert found.seconds == Fraction(1001 * 1001, 30000)
    assert found.samples == 1603202  # 33.4000333 s at 48 kHz, 1603201.6


@given(LENGTHS)
def test_every_frame_is_shown_by_the_last_segment_that_has_begun(lengths: list[tuple[int, int]]) -> None:
    found = programme(*lengths)
    screen: list[str] = []
    for placed in found.segments:
        del screen[placed.start :]
        screen += [placed.segment.name] * placed.range.frames
    assert found.frames == len(screen)
    shown = [found.at(frame) for frame in range(len(screen))]
    assert [placed.segment.name if placed else "" for placed in shown] == screen
    assert found.at(-1) is None
    assert found.at(len(screen)) is None


def test_nothing_of_a_segment_is_shown_past_its_end() -> None:
    placed = programme((60, 0), (60, 10)).named("s1")
    assert placed.shown(FrameRange(5, 10)) == FrameRange(55, 10)
    assert placed.shown(FrameRange(55, 100)) == FrameRange(105, 5)
    assert placed.shown(FrameRange(60, 1)) is None


def test_a_segment_is_found_by_its_name() -> None:
    found = programme((60, 0), (60, 0))
    assert found.named("s1").start == 60
    with pytest.raises(KeyError):
        found.named("nothing")
