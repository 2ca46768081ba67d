"""Scenes and sound pictures: what a producer's code or a sound looks like, drawn the same each time."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest

from pipeline.operations.fault import ContentFault
from pipeline.operations.scene import DrawScene
from pipeline.operations.soundpicture import DrawSoundPicture
from tests.sound.studio import work

NTSC = Fraction(30000, 1001)
SCENE = """
import random
import numpy as np
from moviepy import VideoClip

def scene(width, height, rate, frames):
    spark = random.randrange(40)
    def draw(t):
        picture = np.zeros((height, width, 3), np.uint8)
        picture[..., 0] = round(t * float(rate))
        picture[..., 1] = spark
        return picture
    return VideoClip(draw, duration=frames / rate)
"""


def drawn(tmp_path: Path, source: str, frames: int = 12, width: int = 64) -> Path:
    (tmp_path / "scene.py").write_text(source)
    drawing = DrawScene(width, 36, NTSC, frames, "scenes/boats.py")
    drawing.run(work(tmp_path, {"scene": tmp_path / "scene.py"}, {"out": tmp_path / "out.nut"}))
    return tmp_path / "out.nut"


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as movie:
        frames = list(movie.decode(video=0))
    assert [frame.pts * frame.time_base * NTSC for frame in frames] == list(range(len(frames)))
    return [frame.to_ndarray(format="rgb24") for frame in frames]


def test_a_scene_is_drawn_at_exact_times_without_loss_and_chance_repeats(tmp_path: Path) -> None:
    path = drawn(tmp_path, SCENE)
    once = path.read_bytes()
    shown = pictures(path)
    assert [int(picture[0, 0, 0]) for picture in shown] == list(range(12))
    assert len({int(picture[0, 0, 1]) for picture in shown}) == 1
    assert drawn(tmp_path, SCENE).read_bytes() == once


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def scene(width, height, rate, frames):\n    return 1 / 0\n", r"boats\.py:2: ZeroDivisionError"),
        ("def scene(:\n", r"boats\.py:1: SyntaxError"),
        ("x = 1\n", r"no function scene"),
        (SCENE.replace("(height, width, 3)", "(width, height, 3)"), r"has the shape \(64, 36, 3\)"),
        (
            SCENE.replace("np.uint8)\n", "np.uint8)\n        if t > 0.2: raise ValueError('late')\n"),
            r"frame 6: .*boats\.py:\d+: ValueError: late",
        ),
        ("def scene(**shape):\n    raise KeyboardInterrupt\n", r"boats\.py:2: KeyboardInterrupt$"),
        ("import sys\nsys.exit(3)\n", r"boats\.py:2: SystemExit: 3$"),
        ("import neighbour\n", r"boats\.py:1: ModuleNotFoundError"),
    ],
)
def test_what_is_wrong_with_a_scene_is_told_at_its_line(tmp_path: Path, source: str, told: str) -> None:
    (tmp_path / "neighbour.py").write_text("")
    with pytest.raises(ContentFault, match=told):
        drawn(tmp_path, source)


def a_wav(path: Path, samples: np.ndarray, rate: int = 48000) -> None:
    content = samples.astype("<f4").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(content), b"WAVE", b"fmt ", 16, 3, 1, rate, rate * 4, 4, 32, b"data", len(content)
    )
    path.write_bytes(head + content)


def sound_picture(
    tmp_path: Path, samples: np.ndarray, style: Literal["waveform", "spectrum"], frames: int = 60
) -> list[np.ndarray]:
    a_wav(tmp_path / "sound.wav", samples)
    drawing = DrawSoundPicture(
        width=320, height=80, rate=NTSC, frames=frames, start=0, style=style,
        background="#000000", accent="#ffffff", muted="#808080",
    )  # fmt: skip
    drawing.run(work(tmp_path, {"sound": tmp_path / "sound.wav"}, {"out": tmp_path / "out.nut"}))
    return pictures(tmp_path / "out.nut")


def test_the_waveform_is_tall_where_it_is_loud_and_flat_where_it_is_silent(tmp_path: Path) -> None:
    time = np.arange(96000) / 48000
    shown = sound_picture(tmp_path, np.where(time < 1, np.sin(2 * np.pi * 440 * time), 0), "waveform")
    middle = [int((picture[:, 155:165] > 60).any(axis=1).sum()) for picture in shown]  # rows lit around now
    assert min(middle[2:27]) > 60
    assert max(middle[34:]) <= 12  # a dot's height


def test_the_spectrum_lights_the_bar_of_the_tone_that_sounds(tmp_path: Path) -> None:
    time = np.arange(96000) / 48000
    shown = sound_picture(tmp_path, np.sin(2 * np.pi * 1000 * time), "spectrum")
    heights = (shown[30] > 60).any(axis=2).sum(axis=0)
    bar = int(np.argmax(heights)) / 320 * 64
    expected = 64 * np.log(1000 / 60) / np.log(7000 / 60)
    assert abs(bar - expected) < 2


def test_silence_can_be_drawn(tmp_path: Path) -> None:
    for style in ("waveform", "spectrum"):
        assert len(sound_picture(tmp_path, np.zeros(48000), style, frames=20)) == 20
