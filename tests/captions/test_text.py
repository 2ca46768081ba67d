import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import clusters, columns, wrap

WORDS = st.lists(st.text(alphabet="abcdefg,.", min_size=1, max_size=12), min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize(("text", "count"), [
    ("abc", 3), ("é", 1), ("e\u0301", 1), ("नमस्ते", 4), ("👨‍👩‍👧‍👦", 1), ("🇩🇪🇫🇷", 2), ("👍🏽", 1), ("❤️", 1), ("각", 1), ("", 0),
])
def test_what_a_reader_counts_as_characters(text: str, count: int) -> None:
    assert len(clusters(text)) == count
    assert "".join(clusters(text)) == text


def test_wide_characters_take_two_columns() -> None:
    assert (columns("abc"), columns("日本語"), columns("한국"), columns("👍🏽")) == (3, 6, 4, 2)


def test_a_text_that_fits_stays() -> None:
    assert wrap("Short enough.\nTruly.") == "Short enough.\nTruly."


def test_42_columns_fit_and_43_do_not() -> None:
    assert wrap("a" * 20 + " " + "b" * 21) == "a" * 20 + " " + "b" * 21
    assert wrap("a" * 21 + " " + "b" * 21) == "a" * 21 + "\n" + "b" * 21


def test_lines_are_balanced_rather_than_full() -> None:
    text = "It has shed much innocent blood and it will shed more"
    assert wrap(text) == "It has shed much innocent\nblood and it will shed more"


def test_a_line_ends_after_punctuation_where_one_is_near() -> None:
    text = "You're a fool for travelling, so completely unprepared."
    assert wrap(text) == "You're a fool for travelling,\nso completely unprepared."


def test_turns_of_a_dialogue_stay_apart() -> None:
    text = "- Are you coming with us tonight or are you not?\n- No."
    assert wrap(text) == "- Are you coming with us\ntonight or are you not?\n- No."


def test_chinese_breaks_between_characters_and_not_before_a_full_stop() -> None:
    lines = wrap("我們一起唱歌，一起跳舞，一起寫詩，一起畫畫，一起做夢。").split("\n")
    assert len(lines) == 2
    assert all(columns(line) <= 42 and line[0] not in "，。" for line in lines)
    assert wrap("字" * 20 + "「字」" + "字" * 10, limit=42).split("\n")[0][-1] != "「"


def test_lines_of_chinese_join_without_a_space() -> None:
    assert " " not in wrap("字\n字\n字" + "字" * 20)


def test_korean_breaks_between_words() -> None:
    text = "우리는 함께 노래하고 함께 춤추고 함께 시를 쓰고 함께 꿈을 꿉니다"
    assert wrap(text).replace("\n", " ") == text
    assert "\n" in wrap(text)


def test_a_word_wider_than_a_line_stays_whole() -> None:
    assert wrap("x " + "w" * 50 + " y") == "x\n" + "w" * 50 + "\ny"


@settings(deadline=None)
@given(WORDS, st.integers(12, 42))
def test_wrapping_moves_no_word_and_keeps_to_the_limit(text: str, limit: int) -> None:
    wrapped = wrap(text, limit)
    assert wrapped.replace("\n", " ") == text
    assert all(columns(line) <= limit for line in wrapped.split("\n"))
    assert wrap(wrapped, limit) == wrapped


@settings(deadline=None)
@given(WORDS, st.integers(12, 42))
def test_no_other_break_needs_fewer_lines(text: str, limit: int) -> None:
    greedy = 1
    width = 0
    for word in text.split(" "):
        if width and width + 1 + len(word) > limit:
            greedy, width = greedy + 1, len(word)
        else:
            width += len(word) + (1 if width else 0)
    assert len(wrap(text, limit).split("\n")) == greedy
