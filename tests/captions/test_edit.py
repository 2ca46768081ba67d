from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import captions
from pipeline.captions import Caption, CaptionFault, Mark, Word, plain, rebroken
from tests.captions.strategies import captions as any_captions


def one(start: int, end: int, text: str = "x") -> Caption:
    return Caption(Fraction(start), Fraction(end), text)


@settings(deadline=None, max_examples=50)
@given(any_captions(), st.fractions(0, 100))
def test_shifting_there_and_back_changes_nothing(given_captions: tuple[Caption, ...], by: Fraction) -> None:
    before = list(given_captions)
    assert captions.shift(captions.shift(given_captions, by), -by) == given_captions
    assert list(given_captions) == before


def test_what_falls_before_the_start_is_cut() -> None:
    assert captions.shift([one(0, 2), one(1, 4), one(5, 6)], Fraction(-2)) == (one(0, 2), one(3, 4))


@settings(deadline=None, max_examples=50)
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
    (1, 2, "a\x07"), (1, 2, "a\ufffe"), (1, 2, "a\ufeff"), (1, 2, "\ud83d"), (1, 2, "\U0001ffff"),
])
def test_no_caption_is_out_of_form(start: int, end: int, text: str) -> None:
    with pytest.raises(CaptionFault):
        one(start, end, text)


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\n\r\t->\u2028\ufeff")))
def test_the_normal_form_is_one(text: str) -> None:
    normal = plain(text)
    assert plain(normal) == normal
    assert "".join(normal.split()) == "".join(text.replace("\ufeff", "").replace("-->", "→").split())


SUNG = Caption(Fraction(1), Fraction(3), "so long", (Mark(3, 7, "italic"),), (Word(3, Fraction(2)),), name="7")


def test_the_times_of_words_move_with_their_caption_and_are_cut_with_it() -> None:
    (later,) = captions.shift([SUNG], Fraction(1, 3))
    assert (later.words, later.marks, later.name) == ((Word(3, Fraction(7, 3)),), SUNG.marks, "7")
    (part,) = captions.slice([SUNG], Fraction(2), Fraction(5))
    assert (part.text, part.words, part.marks) == ("so long", (), SUNG.marks)


def test_marks_and_words_stay_with_their_characters_when_lines_are_broken() -> None:
    wide = replace(SUNG, text="字 字", marks=(Mark(2, 3, "bold"),), words=(Word(2, Fraction(2)),))
    broken = rebroken(wide, "字\n字")
    assert (broken.marks, broken.words) == (wide.marks, wide.words)
    joined = rebroken(wide, "字字")
    assert (joined.marks, joined.words) == ((Mark(1, 2, "bold"),), (Word(1, Fraction(2)),))
    with pytest.raises(CaptionFault, match="another text"):
        rebroken(wide, "字")
    long = replace(SUNG, text=f"{'a ' * 30}long", marks=(Mark(60, 64, "italic"),), words=())
    (wrapped,) = captions.wrap_all([long])
    assert "\n" in wrapped.text
    assert [wrapped.text[mark.begin : mark.end] for mark in wrapped.marks] == ["long"]


@pytest.mark.parametrize("marks", [
    (Mark(0, 9, "bold"),), (Mark(-1, 2, "bold"),), (Mark(3, 3, "bold"),), (Mark(0, 4, "bold"), Mark(2, 6, "bold")),
    (Mark(2, 6, "bold"), Mark(0, 2, "bold")),
])
def test_marks_lie_in_their_text_and_one_within_another(marks: tuple[Mark, ...]) -> None:
    with pytest.raises(CaptionFault, match="mark"):
        replace(SUNG, marks=marks)


@pytest.mark.parametrize("word", [Word(3, Fraction(1)), Word(3, Fraction(3)), Word(7, Fraction(2)), Word(-1, Fraction(2))])
def test_words_are_spoken_while_their_caption_is_seen(word: Word) -> None:
    with pytest.raises(CaptionFault, match="words"):
        replace(SUNG, words=(word,))


def test_captions_of_the_same_times_keep_their_order() -> None:
    assert [c.text for c in captions.merge([one(1, 2, "b")], [one(1, 2, "a"), one(0, 2, "c")])] == ["c", "b", "a"]
