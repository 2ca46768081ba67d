from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import profiles
from pipeline.faults import InputFault
from pipeline.profiles.loader import BUILT_IN, CLASSES, parse

YOUTUBE = (BUILT_IN / "youtube.yaml").read_text()


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(InputFault) as caught:
        parse(text.encode() if isinstance(text, str) else text, "mine", "mine.yaml")
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_the_box_holds_draft_and_youtube() -> None:
    assert profiles.names() == ("draft", "youtube")


def test_youtube_is_what_youtube_asks_for() -> None:
    profile = profiles.load("youtube")
    video, sound, loudness = profile.video, profile.sound, profile.loudness
    assert (video.width, video.height, video.profile, video.b_frames) == (1920, 1080, "high", 2)
    assert video.gop_seconds == Fraction(1, 2)
    assert (sound.codec, sound.bitrate_kbps, sound.sample_rate, sound.channels) == ("aac", 384, 48_000, 2)
    assert (loudness.target, loudness.ceiling) == (-14, -1)
    assert not profile.burn_captions


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_pins_threads_and_names_every_kind(name: str) -> None:
    profile = profiles.load(name)
    assert profile.video.threads == 1
    assert set(profile.loudness.segments) == set(CLASSES)
    assert profile.loudness.segments["poem"] < profile.loudness.segments["music"]


@pytest.mark.parametrize("language", ["es", "pt-BR", "zh-Hant"])
def test_captions_are_drawn_in_any_language_that_is_named(language: str) -> None:
    text = YOUTUBE.replace("burn_captions: false", f"burn_captions: {language}")
    assert parse(text.encode(), "mine", "mine.yaml").burn_captions == language


def test_draft_shows_its_captions() -> None:
    assert profiles.load("draft").burn_captions
    assert not profiles.load("draft").needs_clearance
    assert profiles.load("youtube").needs_clearance


def test_a_draft_sounds_as_the_final_will() -> None:
    draft, final = profiles.load("draft"), profiles.load("youtube")
    assert (draft.sound, draft.loudness) == (final.sound, final.loudness)


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(InputFault, match=r"no profile 'yuotube'; there are draft, youtube"):
        profiles.load("yuotube")


@pytest.mark.parametrize("name", ["../youtube", "", "You Tube", "a/b"])
def test_a_name_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(InputFault, match="no profile"):
        profiles.load(name)


def test_a_show_adds_and_replaces_profiles(tmp_path: Path) -> None:
    (tmp_path / "youtube.yaml").write_text(YOUTUBE.replace("crf: 18", "crf: 23"))
    (tmp_path / "cinema.yaml").write_text(YOUTUBE.replace("width: 1920", "width: 3840"))
    assert profiles.names([tmp_path]) == ("cinema", "draft", "youtube")
    assert profiles.load("youtube", [tmp_path]).video.crf == 23
    assert profiles.load("cinema", [tmp_path]).video.width == 3840
    assert profiles.load("youtube").video.crf == 18


def test_no_profile_is_called_as_refused_packages_are(tmp_path: Path) -> None:
    (tmp_path / "refused.yaml").write_text(YOUTUBE)
    with pytest.raises(InputFault, match="no profile may be called 'refused'"):
        profiles.load("refused", [tmp_path])


def test_all_mistakes_come_at_once_each_at_its_place() -> None:
    lines = YOUTUBE.splitlines()
    text = (YOUTUBE.replace("crf: 18 ", "crf: 99 ").replace("width: 1920", "width: 1921")
            .replace("preset: medium", "presett: medium").replace("burn_captions: false", "burn_captions: no"))
    place = {name: next(n for n, line in enumerate(lines, 1) if line.strip().startswith(name))
             for name in ("crf", "width", "preset", "burn_captions", "video")}
    found = faults(text)
    assert f"mine.yaml:{place['width']}:10: width cannot be '1921'; write an even number from 16 to 8192" in found
    assert f"mine.yaml:{place['crf']}:8: crf cannot be '99'; write a whole number from 0 to 51" in found
    assert f"mine.yaml:{place['preset']}:3: there is no field presett; did you mean 'preset'? allowed: " in "\n".join(found)
    asked = "write true, false, or the language of the captions, such as es"
    asked = "write true, false, or the language of the captions, such as es"
    assert f"mine.yaml:{place['burn_captions']}:16: burn_captions cannot be 'no'; {asked}" in found
    assert len(found) == 4  # that preset is missing is the same mistake


@pytest.mark.parametrize(("old", "new", "message"), [
    ("crf: 18", "crf: 18\n  crf: 20", "'crf' is written twice; the first is in line"),
    ("crf: 18", "crf: [18]", "crf is one value"),
    ("gop_seconds: 1/2", "gop_seconds: 1/0", "gop_seconds cannot be '1/0'"),
    ("gop_seconds: 1/2", "gop_seconds: .inf", "gop_seconds cannot be '.inf'"),
    ("music: -14", "musik: -14", "did you mean 'music'?"),
    ("\nsound:", "\nsounds:", "there is no field sounds; did you mean 'sound'?"),
    ("  crf: 18 ", "  # crf: 18 ", "crf is missing"),
    ('"{episode}.mp4"', '"../{episode}.mp4"', "write a file name such as"),
    ("target: -14", "target: 14", "write a number from -70 to 0"),
    ("sound:\n", "sound: loud\nx:\n", "sound is a mapping"),
])
def test_each_mistake_is_told(old: str, new: str, message: str) -> None:
    assert old in YOUTUBE
    assert any(message in fault for fault in faults(YOUTUBE.replace(old, new, 1)))


@pytest.mark.parametrize(("text", "message"), [
    ("", "a group of fields"),
    ("- a\n- b\n", "a group of fields"),
    ("video: {width: 1\n", "not valid YAML"),
    ("a: &x [1]\nb: [*x,*x]\n", "there is no field a"),
    ("[" * 3000, "deeper than"),
    ("#" * 2_100_000, "at most 2,097,152 bytes are read"),
    (b"\xff\xfe\xfd", "not UTF-8"),
    ("a: \x00\n", "the character U+0000 cannot stand in YAML"),
])
def test_what_is_no_profile_is_one_fault_and_no_crash(text: str | bytes, message: str) -> None:
    assert any(message in fault for fault in faults(text))
