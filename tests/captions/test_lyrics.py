"""Times of lyrics changed where they stand: stamps of lines, stamps that end a line, and every other byte as it was."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import read
from pipeline.captions.inplace import Change, edited
from pipeline.captions.lyrics import apart

GAP = Fraction(2, 25)
SONG = b"[ti: A song]\r\n[00:01.00]One\r\n[00:03.00]Two\r\n[00:06.500]\r\n[00:08.00]Three\r\n"


def changed(content: bytes, **changes: Change) -> bytes:
    after, left = edited(content, "a.lrc", {int(name[1:]): change for name, change in changes.items()}, "", GAP)
    assert left == frozenset()
    return after


def shown(content: bytes) -> list[tuple[float, float]]:
    return [(float(one.start), float(one.end)) for one in apart(read(content, "a.lrc"), GAP)]


def test_a_line_begins_at_another_time_and_the_one_before_it_ends_for_it() -> None:
    earlier = Fraction("2.6")
    after = changed(SONG, n0=Change(end=earlier - GAP), n1=Change(start=earlier))
    assert after == SONG.replace(b"[00:03.00]", b"[00:02.60]")
    assert shown(after)[:2] == [(1, 2.52), (2.6, 6.5)]


def test_a_line_that_is_to_end_long_before_the_next_gets_a_stamp_that_ends_it() -> None:
    after = changed(SONG, n0=Change(end=Fraction(2)))
    assert after == SONG.replace(b"One\r\n", b"One\r\n[00:02.00]\r\n")
    assert shown(after)[0] == (1, 2)


def test_a_line_stays_as_long_as_it_was_where_the_next_one_comes_later() -> None:
    after = changed(SONG, n1=Change(start=Fraction("3.4")))
    assert after == SONG.replace(b"One\r\n", b"One\r\n[00:02.92]\r\n").replace(b"[00:03.00]", b"[00:03.40]")
    assert shown(after)[:2] == [(1, 2.92), (3.4, 6.5)]


def test_a_stamp_that_ends_a_line_is_moved_with_as_many_digits() -> None:
    assert changed(SONG, n1=Change(end=Fraction(5))) == SONG.replace(b"[00:06.500]", b"[00:05.000]")


def test_the_last_line_gets_an_end() -> None:
    assert changed(SONG, n2=Change(end=Fraction(75))) == SONG + b"[01:15.00]\r\n"
    assert changed(SONG.rstrip(), n2=Change(end=Fraction(75))) == SONG.rstrip() + b"\n[01:15.00]"


@pytest.mark.parametrize(
    "content",
    [
        SONG.replace(b"[ti: A song]", b"[offset:+500]"),
        SONG.replace(b"[00:08.00]Three", b"[00:03.00]Three"),  # two lines at once
    ],
)
def test_what_stamps_cannot_say_is_left(content: bytes) -> None:
    assert edited(content, "a.lrc", {0: Change(end=Fraction(2))}, "", GAP) == (content, frozenset({0}))


def test_a_line_that_would_run_into_the_next_or_change_its_words_is_left() -> None:
    for change in (Change(end=Fraction(4)), Change(text="An\nother")):
        assert edited(SONG, "a.lrc", {0: change}, "", GAP) == (SONG, frozenset({0}))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(30, 400), st.booleans()), min_size=1, max_size=8), st.data())
def test_what_is_read_again_is_what_was_meant(lines: list[tuple[int, bool]], data: st.DataObject) -> None:
    at, text = 100, ""
    for number, (lasts, is_ended) in enumerate(lines):
        text += f"[00:{at // 100:02d}.{at % 100:02d}]line {number}\n"
        at += lasts
        text += f"[00:{at // 100:02d}.{at % 100:02d}]\n" if is_ended else ""
        at += 50 if is_ended else 0
    before = apart(read(text.encode(), "a.lrc"), GAP)
    number = data.draw(st.integers(0, len(before) - 1))
    one = before[number]
    start = one.start + Fraction(data.draw(st.integers(0, 10)), 100)
    end = one.end - Fraction(data.draw(st.integers(0, 10)), 100)
    after, left = edited(text.encode(), "a.lrc", {number: Change(start, end)}, "", GAP)
    assert left == frozenset()
    found = apart(read(after, "a.lrc"), GAP)
    assert [each.text for each in found] == [each.text for each in before]
    meant = [(start, end) if at == number else (each.start, each.end) for at, each in enumerate(before)]
    for each, (begin, over) in zip(found, meant, strict=True):
        assert each.start == begin
        assert abs(each.end - over) <= GAP / 4
