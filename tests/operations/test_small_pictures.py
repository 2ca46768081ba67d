"""Small pictures show the frame that they are named after, in its colours; curves for the eye say what the judge's meter says."""

from __future__ import annotations

import io
from base64 import b64decode
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from pipeline.analysis import curves, loudness, silence
from pipeline.analysis.facts import Small
from pipeline.operations.measuring.looking import look
from pipeline.operations.measuring.mastered import curves as mastered
from pipeline.operations.measuring.small import small, taken
from pipeline.sound.meter import Meter
from tests.episode.show import counting, ffmpeg

RATE = Fraction(25)


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a movie of 80 frames that show their numbers, with B-frames and an IDR picture every 12."""
    folder = tmp_path_factory.mktemp("small")
    counting(folder / "count.mov", 80)
    ffmpeg("-i", str(folder / "count.mov"), "-an", "-c:v", "libx264", "-g", "12", "-bf", "2", "-crf", "4", str(folder / "m.mp4"))
    return folder / "m.mp4"


def pixels(picture: Small) -> npt.NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(b64decode(picture.jpeg))).convert("RGB")).astype(float)


def number(picture: Small) -> int:
    """Return the number that `counting` has drawn: a grey for ones to the left, for tens to the right."""
    seen = pixels(picture).mean(axis=2) * 219 / 255 + 16  # as limited range
    rows, wide = seen[len(seen) // 4 : len(seen) // 2], seen.shape[1]
    ones, tens = (rows[:, int(begin * wide) : int(end * wide)].mean() for begin, end in ((0.1, 0.4), (0.6, 0.9)))
    return round((tens - 20) / 20) * 10 + round((ones - 20) / 20)


@pytest.mark.ffmpeg
def test_frames_are_taken_out_wherever_they_stand(movie: Path) -> None:
    wanted = (0, 1, 11, 12, 13, 37, 38, 79)
    found = tuple(taken(movie, RATE, wanted, 160))
    assert tuple(picture.frame for picture in found) == wanted
    assert tuple(number(picture) for picture in found) == wanted


@pytest.mark.ffmpeg
def test_a_frame_that_is_not_there_is_left_out(movie: Path, tmp_path: Path) -> None:
    assert [picture.frame for picture in taken(movie, RATE, (79, 80, 500), 64)] == [79]
    gap = str(tmp_path / "gap.mp4")
    ffmpeg("-i", str(movie), "-vf", "select=not(eq(n\\,40))", "-fps_mode", "passthrough", "-c:v", "libx264", "-crf", "4", gap)
    assert [(picture.frame, number(picture)) for picture in taken(Path(gap), RATE, (39, 40, 41), 64)] == [(39, 39), (41, 41)]
    (tmp_path / "broken.mp4").write_bytes(movie.read_bytes()[:500])
    assert list(taken(tmp_path / "broken.mp4", RATE, (0,), 64)) == []


@pytest.mark.ffmpeg
def test_a_span_that_is_looked_at_has_a_picture_every_two_seconds(movie: Path) -> None:
    found = look(movie, RATE, lambda share: None, is_thorough=False).small
    assert [(picture.frame, number(picture)) for picture in found] == [(0, 0), (50, 50)]
    assert pixels(found[0]).shape == (90, 160, 3)


@pytest.mark.parametrize(("size", "small_size"), [((1920, 1080), (160, 90)), ((1080, 1920), (90, 160)), ((30, 2), (160, 10))])
def test_the_longer_side_is_as_long_as_wanted(size: tuple[int, int], small_size: tuple[int, int]) -> None:
    frame = av.VideoFrame.from_ndarray(np.zeros((size[1] * 3 // 2, size[0]), np.uint8), format="yuv420p")
    assert pixels(small(frame, 0, 160)).shape[1::-1] == small_size


@pytest.mark.parametrize(("yuv", "rgb"), [
    ((63, 102, 240), (255, 0, 0)), ((173, 42, 26), (0, 255, 0)), ((32, 240, 118), (0, 0, 255)),
    ((235, 128, 128), (255, 255, 255)), ((16, 128, 128), (0, 0, 0)),
])  # fmt: skip
def test_colours_are_those_of_the_movie(yuv: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    # BT.709 of limited range, as the deliverables are (ITU-R BT.709-6, 3).
    planes = np.concatenate([np.full(64 * 64, yuv[0]), np.full(64 * 16, yuv[1]), np.full(64 * 16, yuv[2])]).astype(np.uint8)
    frame = av.VideoFrame.from_ndarray(planes.reshape(96, 64), format="yuv420p")
    assert pixels(small(frame, 0, 32)).mean(axis=(0, 1)) == pytest.approx(rgb, abs=6)


def test_a_picture_has_the_same_bytes_every_time() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (270, 320), np.uint8)
    frame = av.VideoFrame.from_ndarray(grain, format="yuv420p")
    assert small(frame, 0, 160) == small(frame, 0, 160)


def test_what_mastering_hears_is_what_the_judges_meter_says() -> None:
    rng = np.random.default_rng(2)
    parts = [rng.standard_normal((48_000 * 4 + 77, 2)) * level for level in (0.2, 0.01, 0.1)]
    sound = np.concatenate([*parts, np.zeros((48_000, 2))]).astype(np.float32)
    meter, judge = Meter(), loudness.Meter(2)
    meter.feed(sound)
    judge.feed(sound)
    judge.close()
    found = mastered(meter.cells, meter.peaks)
    assert found["range"] == pytest.approx(loudness.loudness_range(judge.steps), abs=0.1)
    drawn = curves.unpack(str(found["short_term"]), "u1", -1).astype(int)
    meant = curves.half_decibels((10 ** (loudness.short_term(judge.steps) / 20)).astype(np.float32)).astype(int)
    assert np.abs(drawn - meant).max() <= 1
    heard = curves.half_decibels(silence.levels(sound).max(axis=1)).astype(int)
    peaks = curves.unpack(str(found["peaks"]), "u1", -1).astype(int)
    assert len(peaks) == len(heard)
    assert (peaks >= heard - 1).all()  # a true peak is no lower
    assert np.median(peaks - heard) <= 4


def test_silence_has_no_range_and_flat_curves() -> None:
    found = mastered(np.zeros(3000), np.zeros(3000))
    assert found["range"] is None
    assert not curves.unpack(str(found["short_term"]), "u1", -1).any()
    assert len(curves.unpack(str(found["peaks"]), "u1", -1)) == 200
