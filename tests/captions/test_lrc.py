from fractions import Fraction

import pytest

from pipeline.captions import CaptionFault, Word, read_file


def read(text: str) -> list[tuple[Fraction, Fraction, str]]:
    return [(c.start, c.end, c.text) for c in read_file(text.encode(), "a.lrc").captions]


def test_a_line_is_shown_until_the_next() -> None:
    assert read("[ar:Björk]\n[ti:Poem]\n\n[00:01.00]one\n[00:02.5]two\n[01:03]\n[1:00:04.123]three\n[length:61:00]") == [
        (1, Fraction(5, 2), "one"), (Fraction(5, 2), 63, "two"), (Fraction(3604123, 1000), 3660, "three")]


def test_lines_may_come_again_and_several_at_once() -> None:
    assert read("[00:01.00][00:05.00]so\n[00:03.00]and\n[00:05.00]on\n[00:06.00]") == [(1, 3, "so"), (3, 5, "and"),
    (5, 6, "so\non")]


def test_an_offset_brings_lines_earlier() -> None:
    assert read("[offset:+500]\n[00:00.20]a\n[00:01.00]b\n[00:02.00]") == [(0, Fraction(1, 2), "a"),
    (Fraction(1, 2), Fraction(3, 2), "b")]


def test_what_an_offset_brings_before_the_beginning_is_not_seen() -> None:
    assert read("[offset:3000]\n[00:01.00]a\n[00:02.00]b\n[00:04.00]") == [(0, 1, "b")]


def test_words_are_kept() -> None:
    (caption,) = read_file(b"[00:01.00]<00:01.00>one <00:01.50>two\n[00:02.00]", "a.lrc").captions
    assert (caption.text, caption.words) == ("one two", (Word(4, Fraction(3, 2)),))


def test_a_last_line_without_an_end_is_told() -> None:
    found = read_file(b"[00:01.00]one\n[00:02.00]two\n", "a.lrc")
    assert [(c.start, c.end) for c in found.captions] == [(1, 2), (2, 7)]
    assert [(notice.line, "shown for 5 s" in notice.message) for notice in found.notices] == [(2, True)]


@pytest.mark.parametrize(("wrong", "message"), [
    ("no time", "'no time' has no time"), ("[00:75.00]x", "60 or more seconds"),
    ("[-00:01.00]x", "does not begin with a time"),
    (f"[{'9' * 5000}:00]x", "does not begin with a time"),
    ("[00:03.00]a <00:01,50>b", "'<00:01,50>' is not a time"), ("[00:03.00] [00:04,5]b", "'[00:04,5]' is not a time"),
    ("[00:03.00]a <0000:00:01,000 b", "'<0000:00:01,000' is not a time"), ("[00:03.00]a\x07", "U+0007"),
])
def test_each_mistake_is_told_with_its_line(wrong: str, message: str) -> None:
    content = f"[00:01.00]good\n{wrong}\n[00:09.00]\n".encode()
    with pytest.raises(CaptionFault) as caught:
        read_file(content, "a.lrc")
    assert (caught.value.line, message in str(caught.value)) == (2, True), str(caught.value)
    assert len(str(caught.value)) < 120
