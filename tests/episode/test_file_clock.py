"""A file's own clock: streams that begin late, end apart, pause or stand still keep their places, to the frame and the sample."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.probe import probe
from tests.episode.show import BARE, build, ffmpeg, make_show, opened_warm, pictures, sound

pytestmark = pytest.mark.ffmpeg

RATE = 25


def written(
    path: Path, *codecs: str, picture: tuple[float, float], heard: tuple[float, float], flash: float, beep: float
) -> None:
    """Write a file whose picture and sound last from one second of its clock to another, with a flash and a beep of 0.12 s."""
    (begin, end), (first, last) = picture, heard
    ffmpeg(
        "-itsoffset", str(begin), "-f", "lavfi", "-i",
        f"color=gray:s=160x90:r={RATE}:d={end - begin},drawbox=c=white:t=fill:"
        f"enable='between(t,{flash - begin - 0.001},{flash - begin + 0.119})'",
        "-itsoffset", str(first), "-f", "lavfi", "-i",
        f"aevalsrc='if(between(t,{beep - first},{beep - first + 0.12}),0.5*sin(2*PI*1000*t),0)':s=48000:d={last - first}",
        "-map", "0:v", "-map", "1:a", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-g", "25", *codecs, str(path),
    )  # fmt: skip


def made(folder: Path, segment: str) -> tuple[float, float, list[float], list[float]]:
    """Build an episode of one segment; return the seconds of picture and sound, and of what is white, and loud."""
    (folder / "episodes/e.yaml").write_text(f"episode: {{title: A}}\nsegments:\n{segment}")
    movie, _, _ = build(folder / "episodes/e.yaml")
    times, luma = pictures(movie)
    samples = np.abs(sound(movie)).max(axis=1)
    white = [float(time) for time, picture in zip(times, luma, strict=True) if picture.mean() > 200]
    loud = np.nonzero(samples > 0.1)[0] / 48000
    return len(times) / RATE, len(samples) / 48000, [white[0], white[-1]] if white else [], [loud[0], loud[-1]]


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make_show(tmp_path / "show", f"rate: {RATE}\n{BARE}")


CLIP = "  - {{clip: X, file: {0}}}\n"
H264 = ("-c:v", "libx264", "-bf", "2", "-crf", "12")
FILES = {
    "late.mkv": (*H264, "-c:a", "flac"),
    "late.mov": (*H264, "-c:a", "pcm_s16le"),
    "late.mp4": (*H264, "-c:a", "aac"),
    "late.ts": (*H264, "-c:a", "aac"),
    "late.webm": ("-c:v", "libvpx", "-b:v", "1M", "-c:a", "libopus"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_picture_that_begins_late_keeps_its_place_and_all_of_the_sound_is_heard(name: str, show: Path) -> None:
    path = show / "episodes/media" / name
    written(path, *FILES[name], picture=(0.8, 2.8), heard=(0, 3), flash=2.4, beep=2.6)
    seen, heard, flash, beep = made(show, CLIP.format(name))
    assert (seen, heard) == pytest.approx((3, 3), abs=0.041)
    assert flash == pytest.approx([2.4, 2.48], abs=0.041)
    assert beep == pytest.approx([2.6, 2.72], abs=0.025)


LATE = ["late.mkv", "late.mov", "late.mp4", "late.ts"]
USES = {
    "a stem": "  - {{music: X, stems: [{{file: {0}{1}}}], picture: '#303030'}}\n",
    "a voice": "  - {{poem: X, lines: [a], voice: {{file: {0}, at: 0{1}}}, length: 3, show_lines: off}}\n",
    "a bed": "  - {{card: X, length: 3, bed: {{file: {0}, loop: off, fades: off, gain: 0{1}}}}}\n",
    "a clip": "  - {{clip: X, file: {0}{1}}}\n",
}
USED = [(name, use, cut) for name in LATE for use in USES for cut in (0, 1)]


@pytest.fixture(scope="module")
def beeps(tmp_path_factory: pytest.TempPathFactory) -> list[list[float]]:
    """Return from when to when it is loud in each segment of an episode that uses sounds which begin late in every way."""
    show = make_show(tmp_path_factory.mktemp("late") / "show", f"rate: {RATE}\n{BARE}")
    for name in LATE:
        written(show / "episodes/media" / name, *FILES[name], picture=(0, 3), heard=(1, 3), flash=1, beep=2.7)
    manifest = show / "episodes/e.yaml"
    segments = "".join(USES[use].format(name, f", in: {cut}" if cut else "") for name, use, cut in USED)
    manifest.write_text(f"episode: {{title: A}}\nsegments:\n{segments}")
    with opened_warm([manifest]) as opened:
        lengths = [segment.stack.frames for segment in opened.work(manifest).timeline.segments]
    movie, _, _ = build(manifest)
    parts = np.split(np.abs(sound(movie)).max(axis=1), np.cumsum(lengths)[:-1] * 48000 // RATE)
    loud = [np.nonzero(part > 0.1)[0] / 48000 for part in parts]
    return [[float(part[0]), float(part[-1])] for part in loud]


@pytest.mark.parametrize(("name", "use", "cut"), USED)
def test_a_sound_that_begins_late_does_so_wherever_it_is_used(
    name: str, use: str, cut: int, beeps: list[list[float]]
) -> None:
    assert len(beeps) == len(USED)
    assert beeps[USED.index((name, use, cut))] == pytest.approx([2.7 - cut, 2.82 - cut], abs=0.025)


@pytest.mark.parametrize("name", ["late.mkv", "late.mp4", "late.ts"])
def test_a_sound_that_goes_on_holds_the_last_picture_and_check_says_so(name: str, show: Path) -> None:
    path = show / "episodes/media" / name
    written(path, *FILES[name], picture=(0, 2), heard=(0, 4), flash=1.88, beep=3.6)
    seen, heard, flash, beep = made(show, CLIP.format(name))
    assert (seen, heard) == pytest.approx((4, 4), abs=0.041)
    assert flash == pytest.approx([1.88, 3.96], abs=0.041)
    assert beep == pytest.approx([3.6, 3.72], abs=0.025)
    assert made(show, f"  - {{clip: X, file: {name}, in: 3, out: 4}}\n")[2] == pytest.approx([0, 0.96], abs=0.041)
    (show / "episodes/e.yaml").write_text(f"episode: {{title: A}}\nsegments:\n  - clip: X\n    file: {name}\n")
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        told = opened.snapshot(show / "episodes/e.yaml").diagnostics
    words = rf"the picture of {name} ends at 0:02(\.\d+)?, its sound at 0:04(\.\d+)?: its last one is held until then"
    assert [one.where.line for one in told if re.fullmatch(words, one.message)] == [4]


def test_a_picture_that_goes_on_after_the_sound_is_silent_there(show: Path) -> None:
    written(show / "episodes/media/a.mkv", *FILES["late.mkv"], picture=(0, 4), heard=(0, 1), flash=3, beep=0.4)
    seen, heard, flash, beep = made(show, CLIP.format("a.mkv"))
    assert (seen, heard) == (4, 4)
    assert flash == pytest.approx([3, 3.08])
    assert beep == pytest.approx([0.4, 0.52], abs=0.025)


@pytest.mark.parametrize("codec", [H264, ("-c:v", "mpeg4", "-bf", "2", "-q:v", "2"), ("-c:v", "mpeg4", "-q:v", "2")])
def test_the_frames_of_an_avi_are_shown_at_their_places_however_they_are_stored(codec: tuple[str, ...], show: Path) -> None:
    """AVI tells no times, and decoders give reordered frames after those that they are stored with: two too late for H.264."""
    written(show / "episodes/media/a.avi", *codec, "-c:a", "pcm_s16le", picture=(0, 4), heard=(0, 4), flash=2.4, beep=2.4)
    seen, heard, flash, beep = made(show, CLIP.format("a.avi"))
    assert (seen, heard) == (4, 4)
    assert flash == pytest.approx([2.4, 2.48])
    assert beep == pytest.approx([2.4, 2.52], abs=0.002)
    assert made(show, "  - {clip: X, file: a.avi, in: 2}\n")[2] == pytest.approx([0.4, 0.48])


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("pause.mp4", H264), ("pause.mkv", H264), ("pause.mov", ("-c:v", "mpeg4", "-bf", "2")),
        ("pause.webm", ("-c:v", "libvpx-vp9")),
    ],
)
def test_a_pause_in_the_picture_neither_lengthens_nor_shortens_it(name: str, codec: tuple[str, ...], show: Path) -> None:
    path = show / "episodes/media" / name
    ffmpeg(
        "-f", "lavfi", "-i", "color=gray:s=160x90:r=25:d=6,drawbox=c=white:t=fill:enable='between(t,3.999,4.119)',"
        "select='lt(t,1)+between(t,3.99,4.5)+gte(t,5.8)'",
        "-f", "lavfi", "-i", "aevalsrc='if(between(t,4,4.12),0.5*sin(2*PI*1000*t),0)':s=48000:d=6",
        "-fps_mode", "vfr", "-pix_fmt", "yuv420p", *codec, "-c:a", "libopus" if name.endswith("webm") else "aac", str(path),
    )  # fmt: skip
    found = probe(path, "", name)
    assert found.video is not None
    assert float(found.video.first + found.video.duration) == pytest.approx(6, abs=0.041)
    seen, heard, flash, beep = made(show, CLIP.format(name))
    assert (seen, heard) == pytest.approx((6, 6), abs=0.041)
    assert flash == pytest.approx([4, 4.08], abs=0.041)
    assert beep == pytest.approx([4, 4.12], abs=0.025)


def test_packets_of_no_bytes_hold_the_first_frame_too(show: Path) -> None:
    path = show / "episodes/media/still.ogv"
    ffmpeg(
        "-f", "lavfi", "-i", "color=black:s=160x96:r=25:d=2,drawbox=c=white:t=fill:enable='between(t,1.2,1.3)'",
        "-pix_fmt", "yuv420p", "-c:v", "libtheora", "-q:v", "7", str(path),
    )  # fmt: skip
    (show / "episodes/e.yaml").write_text("episode: {title: A}\nsegments:\n  - {clip: X, file: still.ogv, out: 1.6}\n")
    movie, _, _ = build(show / "episodes/e.yaml")
    luma = pictures(movie)[1][:, 45, 80]
    assert len(luma) == 40
    assert [number for number, level in enumerate(luma) if level > 128] == [30, 31, 32]


def test_packets_of_no_bytes_hold_the_frame_before_to_the_end(show: Path) -> None:
    path = show / "episodes/media/still.ogv"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=1,setsar=1", "-f", "lavfi", "-i", "color=white:s=160x96:r=25:d=2,setsar=1",
        "-filter_complex", "[0:v][1:v]concat=n=2:v=1", "-pix_fmt", "yuv420p", "-c:v", "libtheora", "-q:v", "7", str(path),
    )  # fmt: skip
    found = probe(path, "", "still.ogv")
    assert found.video is not None
    assert found.duration == found.video.duration == Fraction(found.video.frames, 25)
    assert found.duration > Fraction(5, 2)
    (show / "episodes/e.yaml").write_text("episode: {title: A}\nsegments:\n  - {clip: X, file: still.ogv}\n")
    movie, _, _ = build(show / "episodes/e.yaml")
    times, luma = pictures(movie)
    assert len(times) == found.duration * 25
    assert luma[-1, 45, 80] == pytest.approx(235, abs=3)
