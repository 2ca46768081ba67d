"""A theme's sounds: files that are called by what they are for, the child's over the parent's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cards import sounds, theme
from pipeline.faults import InputFault


def themed(folder: Path, *names: str, parent: str = "create-together") -> Path:
    """Write the theme `mine` with files of sound; they are not opened when a theme is loaded."""
    place = folder / "mine"
    (place / "sounds").mkdir(parents=True)
    (place / "theme.yaml").write_text(f"title: Mine\nextends: {parent}\n")
    for name in names:
        (place / "sounds" / name).write_bytes(name.encode())
    return folder


@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_the_built_in_themes_sound_at_every_card(name: str) -> None:
    found = theme.load(name).sounds
    assert set(found) >= {"logo", "sting", "bed", "sting-music", "sting-poem", "sting-docu-short", "sting-animation"}
    assert [sounds.mark(found, card, kind) for card, kind in (("opening", ""), ("end", ""), ("interstitial", "poem"))] == [
        "logo", "logo", "sting-poem"
    ]  # fmt: skip
    assert sounds.mark(found, "interstitial", "clip") == "sting", "a kind that has none of its own"
    assert sounds.mark(found, "credits") == "sting"


def test_a_child_replaces_its_parents_sounds_one_by_one(tmp_path: Path) -> None:
    parent = theme.load("create-together").sounds
    mine = theme.load("mine", (themed(tmp_path, "logo.wav", "sting-puppets.mp3"),)).sounds
    assert mine["logo"].path == tmp_path / "mine/sounds/logo.wav"
    assert mine["logo"].digest != parent["logo"].digest
    assert mine["sting-puppets"].path.name == "sting-puppets.mp3", "a kind of another distribution"
    assert mine["bed"] == parent["bed"]


def test_another_sound_is_another_theme(tmp_path: Path) -> None:
    before = theme.load("mine", (themed(tmp_path, "logo.wav"),)).digest
    (tmp_path / "mine/sounds/logo.wav").write_bytes(b"another take")
    assert theme.load("mine", (tmp_path,)).digest != before


def test_a_theme_without_sounds_has_no_mark() -> None:
    assert sounds.mark({}, "opening") is None
    assert sounds.mark({}, "interstitial", "music") is None


@pytest.mark.parametrize(
    ("names", "place", "message", "hint"),
    [
        (("stings-poem.wav",), "stings-poem.wav", "a theme has no sound called 'stings-poem'", "did you mean 'sting-poem'?"),
        (("Logo.wav",), "Logo.wav", "a theme has no sound called 'Logo'", "did you mean 'logo'?"),
        (("bed.flac", "bed.wav"), "bed.wav", "bed.flac is the bed, too", "leave one of the two files"),
    ],
)
def test_what_fills_no_slot_or_one_twice_is_told_at_the_file(
    names: tuple[str, ...], place: str, message: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(InputFault) as caught:
        theme.load("mine", (themed(tmp_path, *names),))
    (told,) = caught.value.diagnostics
    assert (str(told.where.path), told.message) == (f"templates/mine/sounds/{place}", message)
    assert hint in told.hint


def test_a_bed_that_nothing_comes_over_is_told_and_one_with_a_sting_is_heard(tmp_path: Path) -> None:
    folder = themed(tmp_path, "bed.wav", "logo.wav", parent="paper")
    with pytest.raises(InputFault) as caught:
        theme.load("mine", (folder,))
    (told,) = caught.value.diagnostics
    assert str(told.where.path) == "templates/mine/sounds/bed.wav"
    assert "the theme has none" in told.message
    (folder / "mine/sounds/sting.wav").write_bytes(b"sting")
    assert set(theme.load("mine", (folder,)).sounds) == {"bed", "logo", "sting"}


def test_hidden_files_of_a_file_manager_are_no_sounds(tmp_path: Path) -> None:
    assert theme.load("mine", (themed(tmp_path, ".DS_Store"),)).sounds == theme.load("create-together").sounds
