"""A note follows its segment, and is never lost where that is gone."""

from __future__ import annotations

from fractions import Fraction

from pipeline.faults import Where
from pipeline.notes.model import Anchor, Note, Said
from pipeline.notes.placing import anchor_of, placed
from pipeline.timebase import Time
from pipeline.timeline.model import Segment, Stack, Timeline
from pipeline.timeline.programme import Programme

SAID = Said("A", "")
SHOWN = ("a", 50), ("b", 100), ("c", 75)


def programme(*segments: tuple[str, int]) -> Programme:
    made = tuple(Segment(name, "clip", "", Stack(frames, ())) for name, frames in segments)
    return Programme(Timeline("s01e01", "", Fraction(25), made, "plain"))


def note(frame: int, end: int | None = None, anchor: Anchor | None = None) -> Note:
    rate = Fraction(25)
    return Note("k", Time(seconds=frame / rate), SAID, "x", Where(""), None if end is None else Time(seconds=end / rate), anchor)


def on(frame: int, shown: Programme, end: int | None = None) -> Note:
    return note(frame, end, anchor_of(frame, shown))


def test_a_note_stands_where_it_was_put() -> None:
    shown = programme(*SHOWN)
    found = placed(on(60, shown, 70), shown)
    assert (found.frame, found.end, found.moved) == (60, 70, "")
    assert anchor_of(60, shown) == Anchor("b", Time(seconds=Fraction(10, 25)))
    moment = placed(on(60, shown), shown)
    assert (moment.frame, moment.end) == (60, 61)


def test_it_goes_with_its_segment() -> None:
    mine = on(60, programme(*SHOWN), 70)
    found = placed(mine, programme(("c", 75), ("a", 50), ("new", 20), ("b", 100)))
    assert (found.frame, found.end, found.moved) == (145 + 10, 145 + 20, "")


def test_without_its_segment_it_stands_where_it_was_written_and_says_so() -> None:
    found = placed(on(60, programme(*SHOWN), 70), programme(("a", 50), ("c", 75)))
    assert (found.frame, found.end) == (60, 70)
    assert "'b' is not in the cut" in found.moved


def test_a_shorter_segment_keeps_it_at_its_end() -> None:
    found = placed(on(140, programme(*SHOWN)), programme(("a", 50), ("b", 20), ("c", 75)))
    assert (found.frame, found.end) == (69, 70)
    assert "'b' is shorter now" in found.moved


def test_a_shorter_episode_keeps_it_on_its_last_frame() -> None:
    found = placed(note(224, 225), programme(("a", 50)))
    assert (found.frame, found.end) == (49, 50)
    assert "the episode is shorter now" in found.moved


def test_a_range_ends_with_the_episode() -> None:
    shown = programme(*SHOWN)
    found = placed(note(200, 400), shown)
    assert (found.frame, found.end, found.moved) == (200, 225, "")


def test_outside_of_an_episode_there_is_nothing_to_follow() -> None:
    assert anchor_of(225, programme(*SHOWN)) is None
