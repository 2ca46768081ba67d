from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import captions
from pipeline.captions import Caption, CaptionFault, plain
from tests.captions.strategies import captions as any_captions


def one(start: int, end: int, text: str = "x") -> Caption:
    return Caption(Fraction(start), Fraction(end), text)


@settings(deadline=None)
@given(any_captions(), st.fractions(0, 100))
def test_shifting_there_and_back_changes_nothing(given_captions: tuple[Caption, ...], by: Fraction) -> None:
    before = list(given_captions)
    assert captions.shift(captions.shift(given_captions, by), -by) == given_captions
    assert list(given_captions) == before


def test_what_falls_before_the_start_is_cut() -> None:
    assert captions.shift([one(0, 2), one(1, 4), one(5, 6)], Fraction(-2)) == (one(0, 2), one(3, 4))


@settings(deadline=None)
@given(any_captions(), st.integers(0, 10_000), st.integers(1, 1000))
def test_a_slice_shows_at_each_moment_what_the_whole_shows(whole: tuple[Caption, ...], start: int, length: int) -> None:
    end = start + length
    part = captions.slice(whole, Fraction(start), Fraction(end))
    assert all(start <= c.start < c.end <= end for c in part)
    for moment in (Fraction(start), Fraction(start + end, 2), end - Fraction(1, 7)):
        assert sorted(c.text for c in part if c.start <= moment < c.end) == sorted(
            c.text for c in whole if c.start <= moment < c.end)


def test_what_only_touches_the_window_is_not_in_it() -> None:
    assert captions.slice([one(0, 2), one(2, 4), one(4, 6)], Fraction(2), Fraction(4)) == (one(2, 4),)


def test_merging_sorts() -> None:
    assert captions.merge([one(3, 4)], [one(1, 2), one(5, 6)]) == (one(1, 2), one(3, 4), one(5, 6))


@pytest.mark.parametrize(("start", "end", "text"), [
    (2, 2, "x"), (3, 2, "x"), (-1, 2, "x"), (1, 2, ""), (1, 2, " x"), (1, 2, "a\n\nb"), (1, 2, "a --> b"), (1, 2, "a\rb"),
])
def test_no_caption_is_out_of_form(start: int, end: int, text: str) -> None:
    with pytest.raises(CaptionFault):
        one(start, end, text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t->\u2028")))
def test_the_normal_form_is_one(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert "".join(plain(text).split()) == "".join(text.replace("-->", "→").split())
