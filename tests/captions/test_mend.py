"""Times of captions that are mended, in frames at 24 a second: half a second is 12, seven frames are near a cut."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.captions.mend import Movable, mended
from pipeline.captions.rules import Rules, rules_of
from pipeline.captions.timing import Timing

EN = rules_of("en")
FAR = 100_000


def movable(start: int, end: int, characters: int = 5, *, fixed: bool = False) -> Movable:
    free = Movable(start, end, Timing(Fraction(24), EN).needed(Fraction(characters)), (0, FAR), (0, FAR))
    return free.fixed if fixed else free


def after(*cues: Movable, cuts: Sequence[int] = (), rules: Rules = EN) -> list[tuple[int, int]]:
    return [*mended(cues, Timing(Fraction(24), rules, tuple(cuts)))]


@pytest.mark.parametrize(("start", "meant"), [
    (228, 228), (229, 228), (232, 228), (233, 240), (239, 240), (240, 240), (241, 240), (247, 240), (248, 252), (251, 252),
    (252, 252),
])
def test_a_start_near_a_cut_moves_as_the_guidelines_say(start: int, meant: int) -> None:
    assert after(movable(start, 300), cuts=[240]) == [(meant, 300)]


@pytest.mark.parametrize(("end", "meant"), [
    (228, 228), (229, 228), (232, 228), (233, 238), (238, 238), (240, 238), (247, 238), (248, 252), (251, 252), (252, 252),
])
def test_an_end_near_a_cut_moves_as_the_guidelines_say(end: int, meant: int) -> None:
    assert after(movable(150, end), cuts=[240]) == [(150, meant)]


def test_an_end_moves_on_over_a_cut_where_it_could_not_be_read_otherwise() -> None:
    assert after(movable(222, 246), cuts=[240]) == [(222, 252)]


def test_one_ends_and_the_next_begins_at_a_cut() -> None:
    assert after(movable(150, 244), movable(246, 320), cuts=[240]) == [(150, 238), (240, 320)]


@pytest.mark.parametrize(("gap", "meant"), [(-20, -2), (-1, -2), (0, -2), (1, -2), (2, 0), (3, 1), (12, 10), (13, 0)])
def test_what_nearly_touches_is_brought_to_two_frames(gap: int, meant: int) -> None:
    expected = 100 + gap - 2 if meant else 100
    assert after(movable(0, 100), movable(100 + gap, 200 + gap)) == [(0, expected), (100 + gap, 200 + gap)]


def test_what_is_too_short_is_held_longer_and_what_is_too_long_is_ended() -> None:
    assert after(movable(0, 10), movable(200, 500)) == [(0, 20), (200, 368)]


def test_what_cannot_be_read_is_held_up_to_half_a_second_longer() -> None:
    assert after(movable(0, 24, 25)) == [(0, 30)]
    assert after(movable(0, 24, 31)) == [(0, 24)], "that would be 37 frames, and 36 are no better than 24"


def test_a_caption_that_presses_upon_the_next_begins_it_later() -> None:
    assert after(movable(0, 20), movable(21, 80)) == [(0, 20), (22, 80)]


def test_a_caption_is_not_ended_where_it_could_not_be_read_in_what_is_left() -> None:
    talk = [movable(0, 100, 60), movable(40, 140, 60)]
    assert after(*talk) == [(0, 100), (40, 140)]


def test_what_is_fixed_stays_and_others_make_room_for_it() -> None:
    assert after(movable(0, 100, fixed=True), movable(96, 200)) == [(0, 100), (102, 200)]
    assert after(movable(0, 100), movable(96, 200, fixed=True)) == [(0, 94), (96, 200)]
    assert after(movable(0, 100, fixed=True), movable(96, 200, fixed=True)) == [(0, 100), (96, 200)]


def test_the_order_of_what_is_given_is_kept() -> None:
    assert after(movable(101, 200), movable(0, 100)) == [(101, 200), (0, 99)]
    assert after() == []


def any_cue(start: int, length: int, needed: int, room: int) -> Movable:
    """Return a cue with some room on both sides, or with none."""
    return Movable(start, start + length, needed, (start - room, start + room), (start, start + length + 2 * room))


CUES = st.lists(
    st.builds(any_cue, st.integers(0, 600), st.integers(1, 220), st.integers(1, 90), st.sampled_from([0, 0, 6, 30])), max_size=7
)
CUTS = st.lists(st.integers(1, 700), max_size=6, unique=True).map(sorted)
RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)])


def broken(times: Sequence[tuple[int, int]], cues: Sequence[Movable], timing: Timing) -> int:
    order = sorted(zip(times, cues, strict=True), key=lambda one: one[0])
    between = [timing.between(one[1], other[0]) for (one, _), (other, _) in pairwise(order)]
    alone = sum(len([*timing.alone(*time, cue.needed)]) for time, cue in order)
    return alone + sum(2 if rule == "overlap" else rule is not None for rule in between)


@settings(deadline=None, max_examples=40, phases=[Phase.explicit, Phase.generate])
@given(CUES, CUTS, RATES)
def test_nothing_gets_worse_and_what_was_mended_stays(cues: list[Movable], cuts: list[int], rate: Fraction) -> None:
    timing = Timing(rate, EN, tuple(cuts))
    found = mended(cues, timing)
    assert broken(found, cues, timing) <= broken([(cue.start, cue.end) for cue in cues], cues, timing)
    again = [Movable(*times, cue.needed, cue.starts, cue.ends) for times, cue in zip(found, cues, strict=True)]
    assert mended(again, timing) == found
    for (start, end), cue in zip(found, cues, strict=True):
        assert 0 <= start < end
        assert start == cue.start or cue.starts[0] <= start <= cue.starts[1]
        assert end == cue.end or cue.ends[0] <= end <= cue.ends[1]
        assert abs(start - cue.start) <= rate / 2
    order = sorted(range(len(cues)), key=lambda at: (cues[at].start, cues[at].end))
    assert [found[at][0] for at in order] == sorted(time[0] for time in found)


def test_a_short_one_is_not_held_into_the_next_which_stays() -> None:
    assert after(movable(0, 12, 18), movable(12, 24, 12, fixed=True))[0] == (0, 12)


@settings(max_examples=150, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(8, 16), st.integers(10, 20), st.booleans()), max_size=6))
def test_what_does_not_overlap_never_does_afterwards(given_: list[tuple[int, int, int, bool]]) -> None:
    cues, at = [], 0
    for gap, length, characters, is_fixed in given_:
        cues.append(movable(at + gap, at + gap + length, characters, fixed=is_fixed))
        at += gap + length
    assert all(end <= start for (_, end), (start, _) in pairwise(after(*cues, cuts=[30, 90])))
