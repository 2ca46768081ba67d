"""One caption at a time: no two are shown together, no word is lost, and none comes later than it did."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, apart, read, write_srt

ONE = st.builds(
    lambda start, length, text: Caption(Fraction(start, 1000), Fraction(start + length, 1000), text),
    st.integers(0, 9000), st.integers(1, 6000), st.sampled_from(["a", "b", "some more words", "a text " * 12 + "of length"]),
)
ANY = st.lists(ONE, max_size=6).map(sorted).map(tuple)
"""Captions that overlap as they like."""


def parted(*given: tuple[float, float, str]) -> list[tuple[float, float, str]]:
    captions = [(Caption(Fraction(str(start)), Fraction(str(end)), text), None) for start, end, text in given]
    return [(float(one.start), float(one.end), one.text) for one, _ in apart(captions)]


def test_what_does_not_overlap_stays() -> None:
    assert parted((0, 2, "a"), (2, 3, "b"), (4, 5, "c")) == [(0, 2, "a"), (2, 3, "b"), (4, 5, "c")]


def test_the_first_ends_where_the_second_begins_if_it_could_be_read_by_then() -> None:
    assert parted((0, 3, "Good morning"), (2.5, 4, "And good night")) == [(0, 2.5, "Good morning"), (2.5, 4, "And good night")]
    assert parted((0, 9, "Good morning"), (1, 2, "What?")) == [(0, 1, "Good morning"), (1, 2, "What?")]


def test_or_if_it_keeps_most_of_its_time() -> None:
    long = "a text of so many letters that nobody can read it in its two seconds"
    assert parted((0, 2, long), (1.5, 4, "b")) == [(0, 1.5, long), (1.5, 4, "b")]
    assert parted((0, 0.4, "Oh"), (0.3, 4, "b")) == [(0, 0.3, "Oh"), (0.3, 4, "b")]


def test_otherwise_both_are_shown_while_both_are_there() -> None:
    long = "a text of so many letters that nobody can read it in the two seconds"
    assert parted((0, 6, long), (2, 4, "b")) == [(0, 2, long), (2, 4, f"{long}\nb"), (4, 6, long)]
    assert parted((0, 4, long), (2, 6, "b")) == [(0, 2, long), (2, 4, f"{long}\nb"), (4, 6, "b")]


def test_nothing_stands_alone_too_shortly_to_be_read() -> None:
    assert parted((0, 2, "a"), (0.5, 2.5, "b")) == [(0, 2.5, "a\nb")]
    assert parted((0, 2, "a"), (0, 2, "b"), (0, 2, "c")) == [(0, 2, "a\nb\nc")]


def test_the_same_words_are_said_once() -> None:
    assert parted((0, 2, "and on\nwe go"), (1.5, 4, "and on we go")) == [(0, 4, "and on\nwe go")]


def test_each_keeps_what_came_with_it() -> None:
    long = "a text of so many letters that nobody can read it in the two seconds"
    given = [(Caption(Fraction(0), Fraction(6), long), "its"), (Caption(Fraction(2), Fraction(4), "b"), "hers")]
    assert [its for _, its in apart(given)] == ["its", "its", "its"]
    given[1] = (Caption(Fraction(2), Fraction(8), "b"), "hers")
    assert [its for _, its in apart(given)] == ["its", "its", "hers"]


def test_what_was_just_put_above_another_is_not_cut_before_it_is_said() -> None:
    together = parted((0, 0.845, "a"), (0.01, 0.011, "b"), (0.01, 0.011, "c"))
    assert together[0] == (0, 0.011, "a\nb\nc")


def words(caption: Caption) -> str:
    return " ".join(caption.text.split())


@settings(deadline=None, max_examples=40)
@given(ANY)
def test_none_overlaps_and_every_word_is_there_when_it_was(given: tuple[Caption, ...]) -> None:
    shown = [one for one, _ in apart((one, None) for one in given)]
    assert all(before.end <= after.start for before, after in pairwise(shown))
    for caption in given:
        at = next(one for one in shown if one.start <= caption.start < one.end)
        is_same = any(words(one) == words(caption) and one.start < caption.start < one.end for one in given)
        assert is_same or words(caption) in words(at)  # what was said already may end by the second rule


@settings(deadline=None, max_examples=40)
@given(ANY)
def test_what_is_parted_is_parted_for_good_and_in_a_file_too(given: tuple[Caption, ...]) -> None:
    shown = [one for one, _ in apart((one, None) for one in given)]
    assert [one for one, _ in apart((one, None) for one in shown)] == shown
    written = read(write_srt(shown).encode(), "a.srt")
    assert all(before.end <= after.start for before, after in pairwise(written))


def test_an_hour_of_captions_that_all_overlap_is_parted_at_once() -> None:
    given = [(Caption(Fraction(n), Fraction(n + 3), f"number {n}"), n) for n in range(3600)]
    shown = apart(given)
    assert [its for _, its in shown] == list(range(3600))
    assert all(one.end - one.start == 1 for one, _ in shown[:-1])
