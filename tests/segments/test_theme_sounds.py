"""What cards without music sound like: the theme's mark and bed, where nobody has said otherwise."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.cards import theme
from pipeline.faults import InputFault
from pipeline.media.info import MediaInfo
from pipeline.media.probe import probe
from pipeline.segments.theme_sounds import heard as heard_of
from pipeline.timeline.model import Segment, SoundClip
from tests.shows import ShowFolder

POEM = "  - poem: Letter\n    voice: {file: poems/letter.wav, by: ben}\n    text: poems/letter.txt\n"
HEAD = "show: Test\nrate: 24\ncredits: off\n"


def segments(folder: Path, segments: str = POEM, settings: str = "") -> dict[str, Segment]:
    show = ShowFolder(folder, show=HEAD + settings)
    return {one.name: one for one in show.cut(f"episode: {{title: A}}\nsegments:\n{segments}").segments}


def heard(segment: Segment) -> list[tuple[str, Fraction, Fraction, bool]]:
    """Return file, beginning, length and whether it is repeated, of each sound of a segment."""
    return [(Path(clip.media.path).name, clip.at, clip.seconds, clip.loop) for clip in segment.stack.sound]


def test_the_card_before_a_segment_has_its_kinds_sting_over_the_bed(tmp_path: Path) -> None:
    card = segments(tmp_path, settings="interstitial: {length: 3.5}\n")["letter-title"]
    assert heard(card) == [
        ("sting-poem.flac", Fraction(0), Fraction(2), False),
        ("bed.flac", Fraction(0), Fraction(7, 2), True),
    ]
    mark, bed = card.stack.sound
    assert (mark.fade_out, bed.fade_in, bed.fade_out) == (0, Fraction(1, 2), Fraction(3, 20))
    assert card.contributions == (), "it is nobody's work in the episode"


def test_a_sting_lands_where_the_dissolve_to_its_card_ends(tmp_path: Path) -> None:
    both = f"  - card: Before\n    length: 2\n{POEM}"
    card = segments(tmp_path, both, "transition: {dissolve: 0.5}\ninterstitial: {length: 2}\n")["letter-title"]
    assert heard(card)[0] == ("sting-poem.flac", Fraction(1, 2), Fraction(3, 2), False), "cut at the card's end"
    assert card.stack.sound[0].fade_out > 0, "what is cut fades"
    first = segments(tmp_path, POEM, "transition: {dissolve: 0.5}\ninterstitial: {length: 2}\n")["letter-title"]
    assert first.transition is None
    assert heard(first)[0][0] == "sting-poem.flac"


@pytest.mark.parametrize(
    ("written", "name", "sounds"),
    [
        ("  - opening: Us\n    length: 4\n", "us", ["logo.flac", "bed.flac"]),
        ("  - end: Join\n    url: https://example.org\n", "join", ["logo.flac", "bed.flac"]),
        ("  - card: Part Two\n", "part-two", ["sting.flac", "bed.flac"]),
        ("  - card: Part Two\n    bed: {file: music/pad.flac}\n", "part-two", ["pad.flac"]),
        ("  - card: Part Two\n    bed: off\n", "part-two", []),
        ("  - clip: Street\n    file: home/street.mp4\n    sound: off\n", "street", []),
    ],
)
def test_only_a_card_without_music_sounds_and_silence_that_is_written_stays(
    written: str, name: str, sounds: list[str], tmp_path: Path
) -> None:
    assert [file for file, *_ in heard(segments(tmp_path, written, "interstitial: off\n")[name])] == sounds


@pytest.mark.parametrize(
    ("settings", "sounding"),
    [
        ("", {"letter-title": "pass.flac", "street": "pass.flac"}),
        ("theme: signal\n", {"letter-title": "pass.flac", "street": "pass.flac"}),
        ("theme: paper\n", {}),
        ("transition: cut\n", {}),
        ("transition: {wipe: 0.5}\n", {}),
        ("theme_sounds: off\n", {}),
    ],
)
def test_what_passes_over_a_cut_is_heard_where_it_is_seen(settings: str, sounding: dict[str, str], tmp_path: Path) -> None:
    cards = f"  - card: Before\n    length: 3\n{POEM}  - clip: Street\n    file: home/street.mp4\n"
    found = segments(tmp_path, cards, settings)
    assert {name: Path(one.passage.media.path).name for name, one in found.items() if one.passage} == sounding


def test_a_sting_lands_where_the_theme_has_uncovered_its_card(tmp_path: Path) -> None:
    found = segments(tmp_path, f"  - card: Before\n    length: 3\n{POEM}", "theme: signal\n")
    assert heard(found["letter-title"])[0][:2] == ("sting-poem.flac", Fraction(14, 24))


def test_a_show_can_do_without(tmp_path: Path) -> None:
    assert segments(tmp_path, settings="theme_sounds: off\n")["letter-title"].stack.sound == ()
    louder = segments(tmp_path, settings="theme_sounds: on\n")["letter-title"].stack.sound
    assert [type(clip) for clip in louder] == [SoundClip, SoundClip]


def test_a_file_that_is_no_sound_is_told_at_its_place(tmp_path: Path) -> None:
    sounds = tmp_path / "templates/mine/sounds"
    sounds.mkdir(parents=True)
    (sounds.parent / "theme.yaml").write_text("title: Mine\nextends: create-together\n")
    (sounds / "sting.wav").write_bytes(b"sound")
    show = ShowFolder(tmp_path, show=f"{HEAD}theme: mine\n")
    assert [one.name for one in show.cut("episode: {title: A}\nsegments:\n  - card: A\n").segments] == ["a"]
    (sounds / "sting.wav").write_bytes(b"picture")
    with pytest.raises(InputFault) as caught:
        show.cut("episode: {title: A}\nsegments:\n  - card: A\n")
    (told,) = caught.value.diagnostics
    assert (told.where.path, told.message) == ("templates/mine/sounds/sting.wav", "this file has no sound")


def test_a_file_that_is_cut_off_is_told_at_its_place_and_not_as_it_is_heard(tmp_path: Path) -> None:
    """The files of the theme itself, of which one has lost its end."""
    sounds = tmp_path / "templates/mine/sounds"
    sounds.mkdir(parents=True)
    (sounds.parent / "theme.yaml").write_text("title: Mine\nextends: create-together\n")
    whole = theme.load("create-together").sounds["sting"].path.read_bytes()
    (sounds / "sting.flac").write_bytes(whole[: len(whole) // 2])
    cut = theme.load("mine", (tmp_path / "templates",)).sounds
    assert heard_of(cut["bed"], look_at).duration > 0
    with pytest.raises(InputFault) as caught:
        heard_of(cut["sting"], look_at)
    (told,) = caught.value.diagnostics
    assert told.where.path == "templates/mine/sounds/sting.flac"
    assert "cut off" in told.message
    assert told.hint == "copy or export it again"


WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data\0\0\0\0"
"""A sound of no samples at all."""


@pytest.mark.parametrize("content", [b"", WAV, WAV[:20], b"no sound" * 400], ids=["empty", "no samples", "half a head", "noise"])
def test_a_file_that_nobody_can_hear_is_a_mistake_at_its_place(content: bytes, tmp_path: Path) -> None:
    sounds = tmp_path / "templates/mine/sounds"
    sounds.mkdir(parents=True)
    (sounds.parent / "theme.yaml").write_text("title: Mine\nextends: create-together\n")
    (sounds / "sting.wav").write_bytes(content)
    with pytest.raises(InputFault) as caught:
        heard_of(theme.load("mine", (tmp_path / "templates",)).sounds["sting"], look_at)
    (told,) = caught.value.diagnostics
    assert told.where.path == "templates/mine/sounds/sting.wav"
    assert told.message
    assert told.hint


def look_at(path: Path, name: str) -> MediaInfo:
    return probe(path, digest.of_file(path), name)
