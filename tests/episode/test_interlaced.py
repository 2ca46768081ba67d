"""Interlaced deliverables: two pictures in each frame, the top field first, and what tells them from others."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline import profiles
from pipeline.app import seasons
from pipeline.app.session import Session
from pipeline.faults import InputFault, Severity
from tests.episode.show import PLAIN, ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

BARS = 8
COMMON = "burn_captions: false\nembed_captions: false\ncontainer: mov\nsound: {codec: pcm}\nloudness: {target: -23}\n"
SIZE = "width: 160, height: 96"
PROFILES = {
    "fields": f"extends: tiny\n{COMMON}video: {{{SIZE}, rate: 25, scan: interlaced, codec: prores, flavour: hq}}\n",
    "woven": f"extends: tiny\n{COMMON}video: {{{SIZE}, rate: 25, scan: interlaced, crf: 1}}\n",
    "fifty": f"extends: tiny\n{COMMON}video: {{{SIZE}, rate: 50, codec: prores, flavour: hq}}\n",
}
MANIFEST = """\
episode: {title: Fields}
segments:
  - clip: One
    file: numbered.mkv
    length: 1.24
    by: ana
  - clip: Two
    file: numbered.mkv
    in: 1.4
    length: 1
    by: ana
    transition: {dissolve: 0.4}
  - card: A Title
    length: 0.6
  - clip: Three
    file: numbered.mkv
    in: 0.52
    length: 0.44
    by: ana
  - clip: Four
    file: numbered.mkv
    in: 0.52
    length: 0.44
    speed: 2
    by: ana
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film whose picture n is upright bars, lighter where n has a bit: all lines are alike, and nothing flashes."""
    folder = make_show(tmp_path_factory.mktemp("fields") / "show", f"rate: 25\n{PLAIN}")
    bits = (np.arange(128)[:, None] >> np.arange(BARS)) & 1
    rows = np.repeat(np.where(bits, 126, 100).astype(np.uint8), 160 // BARS, axis=1)
    raw = folder / "raw"
    raw.write_bytes(np.repeat(rows[:, None, :], 96, axis=1).tobytes())
    ffmpeg(
        "-f", "rawvideo", "-pix_fmt", "gray", "-s", "160x96", "-r", "50", "-i", str(raw), "-f", "lavfi",
        "-i", "anoisesrc=r=48000:d=2.56:a=0.2:seed=1", "-vf", "scale=out_color_matrix=bt709,format=yuv420p", "-c:v", "ffv1",
        "-c:a", "pcm_s16le", str(folder / "episodes/media/numbered.mkv"),
    )  # fmt: skip
    for name, profile in PROFILES.items():
        (folder / f"profiles/{name}.yaml").write_text(profile)
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder


@pytest.fixture(scope="module")
def movies(show: Path) -> dict[str, Path]:
    found = {}
    manifest = show / "episodes/e.yaml"
    with opened_warm([manifest]) as opened:
        for name in PROFILES:
            (made,) = seasons.build(opened, seasons.prepare(opened, [manifest], name), workers=2).published.values()
            assert made is not None
            assert not [words for severity, words in made.told if severity is Severity.ERROR], name
            found[name] = made.movie
    return found


def pictures(path: Path) -> np.ndarray:
    with av.open(str(path)) as movie:
        return np.stack([frame.reformat(format="gray").to_ndarray() for frame in movie.decode(video=0)]).astype(int)


def numbers(fields: np.ndarray) -> list[int]:
    """Read the number in each of these pictures."""
    bars = fields.reshape(len(fields), fields.shape[1], BARS, -1)[:, :, :, 4:-4].mean(axis=(1, 3))
    return [int(sum(int(bit > 110) << place for place, bit in enumerate(one))) for one in bars]


@pytest.mark.parametrize("name", ["fields", "woven"])
def test_each_frame_shows_two_pictures_the_earlier_one_in_its_top_field(name: str, movies: dict[str, Path]) -> None:
    frames = pictures(movies[name])
    assert len(frames) == 31 + 25 - 10 + 15 + 11 + 11
    top, bottom = frames[:, 0::2], frames[:, 1::2]
    woven = np.stack([top, bottom], axis=1).reshape(2 * len(frames), 48, 160)
    assert numbers(woven[:42]) == list(range(42))
    assert numbers(woven[62:92]) == list(range(90, 120)), "from the end of the dissolve to the cut"
    assert numbers(woven[122:144]) == list(range(26, 48)), "after the card"
    assert numbers(woven[144:]) == list(range(26, 70, 2)), "twice as fast"
    shown = pictures(movies["fifty"])
    assert len(shown) == len(woven)
    halves = np.stack([shown[n, n % 2 :: 2] for n in range(len(shown))])
    apart = np.abs(woven - halves).mean(axis=(1, 2))
    assert apart[42:62].max() < 2, "a dissolve goes on from field to field"
    assert apart[92:122].max() < 3, "a card is as it is in full pictures, but for lines that are softened"
    wrong = np.abs(woven[42:61] - halves[43:62]).mean(axis=(1, 2))
    assert wrong.min() > 2 * apart[42:61].max()


def test_players_are_told_how_fields_follow(movies: dict[str, Path]) -> None:
    for name, wanted in {"fields": (4,), "woven": (2, 4), "fifty": (0, 1)}.items():  # AVFieldOrder: top first is TT or TB
        with av.open(str(movies[name])) as movie:
            stream = movie.streams.video[0]
            assert stream.codec_context.field_order in wanted
            assert {frame.interlaced_frame for frame in movie.decode(stream)} == {name != "fifty"}
            assert stream.average_rate == (50 if name == "fifty" else 25)


@pytest.mark.parametrize(("made", "profile", "words"), [
    ("fields", "fifty", "the picture is not progressive"),
    ("fifty", "fields", "the picture is not said to be interlaced"),
])  # fmt: skip
def test_a_file_of_the_other_kind_is_told(
    made: str, profile: str, words: str, movies: dict[str, Path], show: Path
) -> None:
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        assert isinstance(opened, Session)
        judged = opened.judge(movies[made], profile, workers=1)
    assert words in "\n".join(text for _, text in judged.told)


def test_the_other_field_order_is_told(movies: dict[str, Path], show: Path, tmp_path: Path) -> None:
    ffmpeg(
        "-i", str(movies["fields"]), "-vf", "setfield=bff", "-c:v", "prores_ks", "-flags", "+ildct+ilme", "-c:a", "copy",
        str(tmp_path / "bottom.mov"),
    )  # fmt: skip
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        judged = opened.judge(tmp_path / "bottom.mov", "fields", workers=1)
    assert "the bottom field is said to come first" in "\n".join(text for _, text in judged.told)


@pytest.mark.parametrize(("change", "words"), [
    ({"codec: prores, flavour: hq": "codec: hevc, crf: 20"}, ":7:49: HEVC is not made interlaced"),
    ({"rate: 25, ": ""}, "interlaced pictures have 25 or 30000/1001 frames a second"),
    ({"height: 96": "height: 90"}, "90 lines are not two fields"),
    ({"container: mov": "container: mkv"}, "a file of mkv is not made interlaced"),
    ({"scan: interlaced": "scan: both"}, "scan cannot be 'both'"),
])  # fmt: skip
def test_what_fields_do_not_go_with_is_told(change: dict[str, str], words: str, show: Path) -> None:
    text = PROFILES["fields"]
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    (show / "profiles/wrong.yaml").write_text(text)
    with pytest.raises(InputFault) as fault:
        profiles.load("wrong", [show / "profiles"])
    (show / "profiles/wrong.yaml").unlink()
    assert words in str(fault.value)
