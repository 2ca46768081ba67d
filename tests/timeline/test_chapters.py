from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.timeline.chapters import Chapter, arrange, chapters, lines
from pipeline.timeline.model import Segment, Stack, Timeline
from pipeline.timeline.programme import Programme

RATE = Fraction(30000, 1001)


def marks(*seconds: int) -> list[Chapter]:
    return [Chapter(second * 25, f"at {second}") for second in seconds]


def titles(*seconds: int, length: int = 600) -> list[str]:
    return [chapter.title for chapter in arrange(marks(*seconds), length * 25, Fraction(25))]


@pytest.mark.parametrize(("seconds", "kept"), [
    ((0, 10, 20), [0, 10, 20]),
    ((0, 9, 20, 30), [0, 20, 30]),
    ((7, 20, 40), [7, 20, 40]),
    ((0, 100), []),
    ((0, 100, 105), []),
    ((0, 100, 200, 590), [0, 100, 200, 590]),
    ((0, 100, 200, 591), [0, 100, 200]),
    ((), []),
])
def test_short_chapters_belong_to_the_one_before(seconds: tuple[int, ...], kept: list[int]) -> None:
    assert titles(*seconds) == [f"at {second}" for second in kept]


STARTS = st.lists(st.integers(0, 200_000), max_size=12)


def second(clock: str) -> int:
    return sum(int(part) * 60**place for place, part in enumerate(reversed(clock.split(":"))))


@settings(deadline=None)
@given(STARTS, st.integers(1, 250_000), st.sampled_from([Fraction(24), RATE, Fraction(60)]))
def test_any_marks_give_what_a_platform_accepts(starts: list[int], frames: int, rate: Fraction) -> None:
    chapters = arrange([Chapter(start, "x") for start in starts], frames, rate)
    shown = [second(line.split()[0]) for line in lines(chapters, rate)]
    assert len(shown) == 0 or len(shown) >= 3
    assert shown[:1] in ([], [0])
    assert all(after - before >= 10 for before, after in pairwise(shown))
    assert not shown or frames / rate - shown[-1] >= 10


def test_lines_show_hours_for_all_or_none() -> None:
    assert lines(marks(0, 75, 3599), Fraction(25)) == ("0:00 at 0", "1:15 at 75", "59:59 at 3599")
    assert lines(marks(0, 75, 3600), Fraction(25)) == ("0:00:00 at 0", "0:01:15 at 75", "1:00:00 at 3600")


def test_a_chapter_begins_with_its_picture_and_not_with_the_sound_that_leads() -> None:
    names = ("one", "two", "three")
    parts = [Segment(name, "clip", name.title(), Stack(500, ()), sound_leads=25 * (name == "two")) for name in names]
    found = chapters(Programme(Timeline("e", "E", Fraction(25), tuple(parts), "plain")))
    assert found == (Chapter(0, "One"), Chapter(500, "Two"), Chapter(975, "Three"))
