"""Clips on whole frames, their sound with them, up to the last frame of a file and not beyond."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.model import Clip, Segment
from tests.shows import SHOW, ShowFolder


def clip(folder: Path, fields: str, rate: str = "24") -> Segment:
    show = SHOW.replace("rate: 24", f"rate: {rate}")
    return ShowFolder(folder, show=show).cut(f"episode: {{title: A}}\nsegments: [{{clip: S, {fields}}}]\n").segments[0]


@pytest.mark.parametrize(
    ("length", "rate", "frames"),
    [
        ("1.02", "24", 24), ("1.03", "24", 25), ("1.020833333", "24", 24), ("1.020834", "24", 25),
        ("10", "30000/1001", 300), ("10.01", "30000/1001", 300), ("7f", "30000/1001", 7), ("0.04", "25", 1), ("1:00", "60", None),
    ],
)  # fmt: skip
def test_a_length_becomes_the_nearest_whole_frames(length: str, rate: str, frames: int | None, tmp_path: Path) -> None:
    if frames is None:
        with pytest.raises(InputFault):
            clip(tmp_path, f"file: home/street.mp4, length: {length}", rate)
        return
    segment = clip(tmp_path, f"file: home/street.mp4, length: {length}", rate)
    assert segment.stack.frames == frames


@pytest.mark.parametrize("rate", ["24", "25", "30000/1001", "60"])
def test_the_sound_of_a_clip_is_as_long_as_its_picture_and_begins_with_it(rate: str, tmp_path: Path) -> None:
    segment = clip(tmp_path, "file: home/street.mp4, in: 3.33, length: 2.71", rate)
    shown, heard = segment.stack.picture[0].items[0], segment.stack.sound[0]
    assert isinstance(shown, Clip)
    assert shown.start == heard.start == Fraction(333, 100)
    assert heard.seconds == shown.frames / Fraction(rate)
    assert heard.at == 0


def test_a_file_may_be_used_to_its_last_frame_but_not_a_frame_longer(tmp_path: Path) -> None:
    assert clip(tmp_path, "file: home/silent.mp4, length: 3.02").stack.frames == 72
    with pytest.raises(InputFault, match=r"home/silent\.mp4 ends at 0:03, and `length` asks for it up to 0:03\.03"):
        clip(tmp_path, "file: home/silent.mp4, length: 3.03")


def test_frames_and_seconds_may_be_mixed_and_are_compared_at_the_episodes_rate(tmp_path: Path) -> None:
    assert clip(tmp_path, "file: home/street.mp4, in: 24f, out: 2").stack.frames == 24
    with pytest.raises(InputFault, match="less than a frame is left"):
        clip(tmp_path, "file: home/street.mp4, in: 48f, out: 2")


@pytest.mark.parametrize(
    ("word", "roles"), [("on", ["nat"]), ("voice", ["voice"]), ("off", []), ("false", []), ("true", ["nat"])]
)
def test_the_sound_is_what_it_is_said_to_be(word: str, roles: list[str], tmp_path: Path) -> None:
    segment = clip(tmp_path, f"file: home/street.mp4, sound: {word}")
    assert [sound.role.value for sound in segment.stack.sound] == roles
    assert len([made for made in segment.contributions if made.medium == "sound"]) == len(roles)


def test_fades_are_of_picture_and_sound(tmp_path: Path) -> None:
    segment = clip(tmp_path, "file: home/street.mp4, fades: {in: 0.5, out: 24f}")
    shown = segment.stack.picture[0].items[0]
    assert isinstance(shown, Clip)
    assert (shown.fade_in, shown.fade_out) == (12, 24)
    assert (segment.stack.sound[0].fade_in, segment.stack.sound[0].fade_out) == (Fraction(1, 2), 1)


def test_a_lower_third_of_a_short_clip_is_shown_at_once(tmp_path: Path) -> None:
    segment = clip(tmp_path, "file: home/street.mp4, length: 2, by: dana, lower_third: auto")
    assert [item.frames for item in segment.stack.picture[1].items] == [48]
    segment = clip(tmp_path, "file: home/street.mp4, length: 4, by: dana, lower_third: auto")
    assert [item.frames for item in segment.stack.picture[1].items] == [24, 72]
