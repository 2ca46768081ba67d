from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.manifest.names import LONGEST, slug, unique


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Metal Dad", "metal-dad"),
        ("Who Stays Home?", "who-stays-home"),
        ("Ben O'Neil's  song -- live!", "ben-oneils-song-live"),
        ("Café ÉTÉ", "café-été"),
        ("Cafe\u0301", "café"),
        ("ＦＵＬＬ width", "full-width"),
        ("Straße", "strasse"),
        ("हिन्दी कविता", "हिन्दी-कविता"),
        ("春の歌 2", "春の歌-2"),
        ("أغنية", "أغنية"),
        ("../../etc/passwd", "etc-passwd"),
        ("🎸🎸", ""),
        ("a" * 60, "a" * LONGEST),
        ("word " * 20, "-".join(["word"] * 9)),
    ],
)
def test_titles_as_names(title: str, name: str) -> None:
    assert slug(title) == name


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_name_is_its_own_name_and_safe_in_a_path(title: str) -> None:
    name = slug(title)
    assert slug(name) == name
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\:.*?"<>| \t\n')
    assert not name.startswith("-")


def test_the_first_free_number_is_taken() -> None:
    assert unique("a", set()) == "a"
    assert unique("a", {"a", "a-2", "a-4"}) == "a-3"
