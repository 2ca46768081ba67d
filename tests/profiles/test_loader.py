import re
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import profiles
from pipeline.faults import InputFault
from pipeline.profiles.loader import BUILT_IN, CLASSES, parse
from pipeline.profiles.model import H264, Av1, Hevc, Profile, ProRes

YOUTUBE = (BUILT_IN / "youtube.yaml").read_text()


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(InputFault) as caught:
        parse(text.encode() if isinstance(text, str) else text, "mine", "mine.yaml")
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def crf_of(profile: Profile) -> int:
    assert isinstance(profile.video.coding, H264)
    return profile.video.coding.crf


def test_the_box_holds_what_the_guide_tells_of() -> None:
    guide = (Path(__file__).parents[2] / "docs/profiles.md").read_text()
    table = guide.partition("## Those that are there")[2].partition("\n## ")[0]
    assert profiles.names() == tuple(sorted(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)))


def test_youtube_is_what_youtube_asks_for() -> None:
    profile = profiles.load("youtube")
    video, sound, loudness = profile.video, profile.sound, profile.loudness
    assert (video.width, video.height) == (1920, 1080)
    assert isinstance(video.coding, H264)
    assert (video.coding.profile, video.coding.b_frames) == ("high", 2)
    assert video.gop_seconds == Fraction(1, 2)
    assert (sound.codec, sound.bitrate_kbps, sound.sample_rate, sound.channels) == ("aac", 384, 48_000, 2)
    assert (loudness.target, loudness.ceiling) == (-14, -1)
    assert not profile.burn_captions


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_pins_threads_and_names_every_kind(name: str) -> None:
    profile = profiles.load(name)
    assert not isinstance(profile.video.coding, H264) or profile.video.coding.threads == 1
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
    with pytest.raises(InputFault, match=r"no profile 'yuotube'; there are .*, draft, .*youtube"):
        profiles.load("yuotube")


def test_a_file_that_no_profile_can_be_read_from_is_not_among_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "Big Screen.yaml").write_text("extends: youtube\n")
    (tmp_path / "old.yaml").mkdir()
    (tmp_path / "mine.yaml").write_text("extends: youtube\n")
    assert {"mine", "old", "Big Screen"} & set(profiles.names((tmp_path,))) == {"mine"}


@pytest.mark.parametrize("name", ["../youtube", "", "You Tube", "a/b"])
def test_a_name_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(InputFault, match="no profile"):
        profiles.load(name)


def test_a_show_adds_and_replaces_profiles(tmp_path: Path) -> None:
    (tmp_path / "youtube.yaml").write_text(YOUTUBE.replace("crf: 18", "crf: 23"))
    (tmp_path / "cinema.yaml").write_text(YOUTUBE.replace("width: 1920", "width: 3840"))
    assert set(profiles.names([tmp_path])) == {"cinema", *profiles.names()}
    assert crf_of(profiles.load("youtube", [tmp_path])) == 23
    assert profiles.load("cinema", [tmp_path]).video.width == 3840
    assert crf_of(profiles.load("youtube")) == 18


def test_a_file_whose_name_no_profile_may_have_is_told_as_that(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "B c.yaml").write_text("extends: B c\n")
    (folder / "mine.yaml").write_text("extends: B c\n")
    told = (
        "the file profiles/B c.yaml is no profile: its name must be of small letters (a to z), digits and dashes; "
        "give it another name, such as b-c.yaml"
    )
    for name, place in (("B c", "profile"), ("mine", "profiles/mine.yaml:1:10")):
        with pytest.raises(InputFault) as fault:
            profiles.load(name, [folder])
        assert [str(one) for one in fault.value.diagnostics] == [f"{place}: {told}"]


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
    assert f"mine.yaml:{place['crf']}:8: crf cannot be '99'; write a whole number from 1 to 51" in found
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
    ("burn_captions: false", 'burn_captions: false\nfile_name: "../{episode}.mp4"', "write a file name such as"),
    ("target: -14", "target: 14", "write a number from -70 to 0"),
    ("sound:\n", "sound: loud\nx:\n", "sound is a mapping"),
])
def test_each_mistake_is_told(old: str, new: str, message: str) -> None:
    assert old in YOUTUBE
    assert any(message in fault for fault in faults(YOUTUBE.replace(old, new, 1)))


@pytest.mark.parametrize(("text", "message"), [
    ("extends: yuotube\n", "mine.yaml:1:10: there is no profile 'yuotube'; did you mean 'youtube'?"),
    ("extends: youtube\nvideo: {widht: 640}\n", "mine.yaml:2:9: there is no field widht; did you mean 'width'?"),
    ("extends: youtube\nvideo: {codec: h265}\n", "mine.yaml:2:16: codec cannot be 'h265'; write h264 or hevc or"),
    ("extends: youtube\nvideo: {codec: av1, crf: 30}\n",
     "mine.yaml:2:16: with codec: av1, preset cannot be 'medium' as in what is extended; preset: write a whole number from"),
    ("extends: youtube\nvideo: {crf: 0}\n", "mine.yaml:2:14: crf cannot be '0'; write a whole number from 1 to 51"),
    ("extends: podcast\nsound: {also: [mp3, flac]}\n", "mine.yaml:2:21: also cannot have 'flac'; write mp3"),
    ("extends: av1\ncontainer: mkv\nembed_captions: false\n", "a file of mkv cannot hold aac; write a codec of flac or pcm"),
    ("extends: [youtube]\n", "mine.yaml:1:10: extends names one profile; write a name, such as extends: youtube"),
    ("extends: podcast\ncontainer: mp4\nsound: {also: []}\n", "mine.yaml:2:12: a file of mp4 must have a picture; write a"),
    ("extends: youtube\nvideo: {codec: ffv1}\n", "mine.yaml:1:1: a file of mp4 cannot hold FFV1; write a codec of av1 or h264"),
    ('extends: archive\nfile_name: "{episode}.mp4"\n', "file_name cannot be '{episode}.mp4'; write a file name such as"),
    ("extends: youtube\ncontainer: mkv\nsound: {codec: pcm}\n", "1:1: captions are put into MP4 alone, and this is mkv; write"),
    ("extends: youtube\nsound: {codec: pcm}\n", "mine.yaml:1:1: a file of mp4 cannot hold pcm; write a codec of aac"),
    ("extends: youtube\nmost_seconds: 0\n", "most_seconds cannot be '0'; write a number from 1 to 43200"),
    ("extends: youtube\nvideo: {rate: 7x}\n", "mine.yaml:2:15: rate cannot be '7x'; "),
])
def test_what_is_wrong_in_a_profile_that_extends_another_is_told_there(text: str, message: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert message in found[0]


def test_a_profile_has_what_the_one_that_it_extends_has_and_changes_single_fields(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: small\nvideo: {crf: 20}\nloudness: {target: -16}\n")
    (tmp_path / "small.yaml").write_text("extends: youtube\ndescription: small\nvideo: {width: 640, height: 360}\n")
    found, base = profiles.load("mine", [tmp_path]), profiles.load("youtube")
    assert (found.video.width, crf_of(found), found.loudness.target, found.description) == (640, 20, -16, "small")
    assert (found.sound, found.loudness.segments) == (base.sound, base.loudness.segments)
    (tmp_path / "youtube.yaml").write_text("extends: youtube\nvideo: {crf: 30}\n")
    assert crf_of(profiles.load("youtube", [tmp_path])) == 30, "one that is called as a built-in one extends that"
    (tmp_path / "small.yaml").write_text("extends: mine\n")
    with pytest.raises(InputFault, match="the profile extends itself: mine -> small -> mine"):
        profiles.load("mine", [tmp_path])


def test_each_codec_has_settings_of_its_own() -> None:
    def coding(text: str) -> object:
        return parse(f"extends: youtube\n{text}".encode(), "mine", "mine.yaml").video.coding

    assert coding("video: {codec: hevc, crf: 20}\n") == Hevc("medium", 20, 2)
    assert coding("video: {codec: av1, preset: 6, crf: 30}\n") == Av1(6, 30)
    assert coding('container: mov\nembed_captions: false\nvideo: {codec: prores, flavour: lt}\n') == ProRes("lt")


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
