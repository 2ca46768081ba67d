"""Emoji become pictures: a whole sequence where there is one, else its members, else nothing is pretended."""

from __future__ import annotations

import pytest

from pipeline import digest
from pipeline.cards import emoji


@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        ("😀", "1f600"),
        ("❤️", "2764"),  # with the variation selector that asks for colour
        ("❤", "2764"),
        ("👍🏽", "1f44d-1f3fd"),
        ("🇪🇸", "1f1ea-1f1f8"),
        ("👩‍🎤", "1f469-200d-1f3a4"),
        ("🏳️‍🌈", "1f3f3-fe0f-200d-1f308"),
        ("1️⃣", "31-20e3"),
    ],
)
def test_a_sequence_is_one_picture(sequence: str, name: str) -> None:
    found = emoji.picture(sequence)
    assert found is not None
    assert found[0] == name
    assert found[1].read_text(encoding="utf-8").startswith("<svg")
    assert found[2] == digest.of_file(found[1])
    assert emoji.pictures(sequence) == (found,)


def test_a_sequence_that_nobody_drew_shows_its_members_in_order() -> None:
    assert emoji.picture("😀\u200d🎸") is None
    assert [name for name, _, _ in emoji.pictures("😀\u200d🎸")] == ["1f600", "1f3b8"]


@pytest.mark.parametrize("text", ["a", "é", "😀\u200da"])
def test_what_has_no_picture_gets_none(text: str) -> None:
    assert emoji.picture(text) is None
    assert emoji.pictures(text) == ()
