"""Change the picture, the sound or the words of a package after it was delivered, and all that tells of it along.

Nobody knows any more what was put there, and the list of checksums agrees: only what is seen, heard and read is left to tell.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from pipeline import digest
from pipeline.app import session
from pipeline.qc.model import Finding
from tests.episode.show import BARE, TINY, build, ffmpeg, make_show, opened_warm, write
from tests.qc.delivery import two_clips

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Changed, season: 1, number: 1}
segments:
  - clip: Alpha
    file: alpha.mov
    by: ana
    captions: {en: alpha.srt}
  - clip: Beta
    file: beta.mov
    by: ana
"""
CAPTIONS = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n00:00:03,000 --> 00:00:04,000\nsecond\n"
RATE, LENGTH = 25, 10
FRAMES = 2 * LENGTH * RATE

CUT = f"atrim=start_sample=1024:end_sample={48_000 * 2 * LENGTH},asetpts=PTS-STARTPTS"
"""As the pipeline does it: the encoder puts 1,024 samples of its own before."""

WRITTEN_ANEW = {"headers", "extra_data", "movie_captions"}
"""What is told of any movie that ffmpeg has written anew from picture and sound, beside what is tested here."""

Picture = Callable[[list[npt.NDArray[np.uint8]]], list[npt.NDArray[np.uint8]]]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a show with a delivered episode of two clips of ten seconds: pictures that move, sound that is never still."""
    show = make_show(tmp_path_factory.mktemp("after") / "show", f"rate: 25\n{BARE}")
    (show / "profiles/rough.yaml").write_text(f"{TINY}needs_clearance: false\n")
    two_clips(show / "episodes/media", LENGTH)
    write(show, {"episodes/e.yaml": MANIFEST, "episodes/media/alpha.srt": CAPTIONS})
    build(show / "episodes/e.yaml")
    return show


@pytest.fixture(scope="module")
def opened(delivered: Path) -> Iterator[session.Session]:
    """Open one session for all, whose workers stay warm."""
    with opened_warm([delivered / "episodes/e.yaml"]) as found:
        yield found


@pytest.fixture
def show(delivered: Path) -> Iterator[Path]:
    """Lend the show; afterwards the package is again as it was delivered."""
    package, kept = delivered / "renders/e", delivered / "kept"
    shutil.copytree(package, kept)
    yield delivered
    shutil.rmtree(package)
    kept.rename(package)


def judged(opened: session.Session, show: Path) -> tuple[Finding, ...]:
    """Judge the package when its list of checksums agrees with it, and what was put there is forgotten."""
    package = show / "renders/e"
    files = sorted(path for path in package.iterdir() if path.name != "SHA256SUMS")
    (package / "SHA256SUMS").write_text("".join(f"{digest.of_file(path)}  {path.name}\n" for path in files))
    opened.show.digests.remember_packages(package)
    return opened.judge(show / "episodes/e.yaml", None, workers=2).report.findings


def heard_otherwise(movie: Path, change: str) -> None:
    """Encode the sound of a movie anew, changed by a filter; the picture stays."""
    other = movie.with_name("other.mp4")
    ffmpeg("-i", str(movie), "-map", "0:v", "-map", "0:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "192k", "-af",
           f"{change},{CUT}", "-use_editlist", "0", "-movflags",
           "+faststart+negative_cts_offsets", "-map_chapters", "-1", str(other))  # fmt: skip
    other.replace(movie)


def seen_otherwise(movie: Path, change: Picture) -> None:
    """Encode the picture of a movie anew, frames changed; the sound stays."""
    with av.open(str(movie)) as opened:
        frames = change([frame.to_ndarray() for frame in opened.decode(video=0)])
    raw, other = movie.with_name("raw.yuv"), movie.with_name("other.mp4")
    raw.write_bytes(b"".join(frame.tobytes() for frame in frames))
    ffmpeg("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "160x90", "-r", str(RATE), "-i", str(raw), "-i", str(movie),
           "-map", "0:v", "-map", "1:a", "-vf", "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
           "-c:v", "libx264", "-crf", "4", "-bf", "2", "-g", str(RATE), "-profile:v", "high", "-c:a", "copy",
           "-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets", "-map_chapters", "-1", str(other))  # fmt: skip
    raw.unlink()
    other.replace(movie)


SOUND: dict[str, tuple[str, str, float | None]] = {
    "20 ms late": ("adelay=20:all=1", "av_offset", 0.72),
    "20 ms early": ("atrim=start=0.02,asetpts=PTS-STARTPTS,apad=pad_dur=0.02", "av_offset", 0.72),
    "5 ms late": ("adelay=5:all=1", "av_offset", 0.72),
    "no left side": ("pan=stereo|c1=c1", "dead_channel", None),
    "sides exchanged": ("pan=stereo|c0=c1|c1=c0", "swapped_channels", 0.72),
    "three tenths of silence": ("volume=0:enable='between(t,6,6.3)'", "silence", 6),
    "a click": ("aeval='val(0)+0.9*between(t,7,7.002)|val(1)+0.9*between(t,7,7.002)',pan=stereo|c0=c0|c1=c1", "sound_changed", 7),
    "a stretch 6 dB quieter": ("volume=-6dB:enable='between(t,13,16)'", "sound_changed", 13),
    "one side upside down": ("pan=stereo|c0=c0|c1=-1*c1", "sound_foreign", 0.72),
    "a thousandth slower": ("asetrate=47952,aresample=48000", "sound_foreign", 0.72),
    "all of it 3 dB quieter": ("volume=-3dB", "loudness", None),
    "nothing but coded once more": ("anull", "sound_changed", None),
}
"""What is done to the sound, the code that tells of it, and when: seconds."""


def told(found: tuple[Finding, ...], code: str) -> list[float | None]:
    """Return the seconds at which something was found."""
    assert all(one.hint for one in found)
    return [None if one.frame is None else one.frame / RATE for one in found if one.code == code]


def test_a_package_that_nobody_changed_is_good(opened: session.Session, show: Path) -> None:
    assert judged(opened, show) == ()


@pytest.mark.parametrize("name", SOUND)
def test_sound_that_was_changed_is_heard(name: str, opened: session.Session, show: Path) -> None:
    change, code, at = SOUND[name]
    heard_otherwise(show / "renders/e/e.mp4", change)
    found = judged(opened, show)
    times = told(found, code)
    assert any(time is None if at is None else time is not None and abs(time - at) <= 0.08 for time in times), (times, found)
    if code == "sound_changed":
        assert {one.code for one in found} - WRITTEN_ANEW <= {"sound_changed", "true_peak"}
        assert (at is None) == (times == [None])
    assert "picture_changed" not in {one.code for one in found}


def black(frames: list[npt.NDArray[np.uint8]]) -> list[npt.NDArray[np.uint8]]:
    dark = frames[0].copy()
    dark[:90], dark[90:] = 16, 128
    return [*frames[:150], dark, dark, dark, *frames[153:]]


def stretch(
    frames: list[npt.NDArray[np.uint8]], change: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]]
) -> list[npt.NDArray[np.uint8]]:
    return [*frames[:100], *map(change, frames[100:150]), *frames[150:]]


PICTURE: dict[str, tuple[Picture, int | None]] = {
    "a frame twice": (lambda frames: [*frames[:100], frames[99], *frames[101:]], 100),
    "two frames exchanged": (lambda frames: [*frames[:100], frames[101], frames[100], *frames[102:]], 100),
    "three black frames": (black, 150),
    "a frame of another clip": (lambda frames: [*frames[:100], frames[400], *frames[101:]], 100),
    "a stretch of another place": (lambda frames: [*frames[:100], *frames[300:350], *frames[150:]], 100),
    "a stretch brighter": (
        lambda frames: stretch(frames, lambda one: np.clip(one.astype(int) + 12, 16, 235).astype(np.uint8)), 100
    ),
    "upside down": (lambda frames: stretch(frames, lambda one: np.vstack([one[:90][::-1], one[90:]])), 100),
    "nothing but coded once more": (lambda frames: frames, None),
}  # fmt: skip
"""What is done to the picture, and the first frame that is another."""


@pytest.mark.parametrize("name", PICTURE)
def test_a_picture_that_was_changed_is_seen(name: str, opened: session.Session, show: Path) -> None:
    change, frame = PICTURE[name]
    seen_otherwise(show / "renders/e/e.mp4", change)
    found = judged(opened, show)
    shown = [one.frame for one in found if one.message.endswith("show something else than was made")]
    assert shown == ([] if frame is None else [frame])
    assert "picture_changed" in {one.code for one in found}  # its packets are others
    assert "sound_changed" not in {one.code for one in found}


def shifted(text: str) -> str:
    return text.replace("00:00:01,000", "00:00:01,500").replace("00:00:01.000", "00:00:01.500")


WORDS: dict[str, tuple[str, Callable[[str], str], str, float | None]] = {
    "captions half a second late": ("e.en.srt", shifted, "captions_changed", 1),
    "so in WebVTT": ("e.en.vtt", shifted, "captions_changed", 1),
    "a caption left out": ("e.en.srt", lambda text: text.split("2\n00:")[0], "captions_changed", 3),
    "a caption more": ("e.en.srt", lambda text: f"{text}\n3\n00:00:05,000 --> 00:00:06,000\nsecond\n", "captions_changed", 5),
    "a description that is cut": ("description.txt", lambda text: text[: len(text) // 2], "file_changed", None),
    "another title": ("title.txt", lambda text: "Unchanged\n", "title", None),
}
"""The file, what is done to its text, the code, and the seconds."""


@pytest.mark.parametrize("name", WORDS)
def test_words_that_were_changed_are_read(name: str, opened: session.Session, show: Path) -> None:
    file, change, code, at = WORDS[name]
    path = show / "renders/e" / file
    path.write_text(change(path.read_text()))
    found = judged(opened, show)
    assert any(at is None or time == at for time in told(found, code)), found
    assert {one.code for one in found} <= {code, "file_changed"}


def test_a_draft_gets_the_cheap_half_unless_all_is_asked_for(opened: session.Session, show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    build(manifest, profile="rough")
    heard_otherwise(show / "renders/e.rough/e.rough.mp4", "volume=-3dB")
    cheap = opened.judge(manifest, "rough", workers=2).report
    whole = opened.judge(manifest, "rough", workers=2, is_thorough=True).report
    assert cheap.measurements.listened is not None
    assert not cheap.measurements.listened.is_decoded
    assert {one.code for one in cheap.findings} - WRITTEN_ANEW == {"file_changed", "sound_changed"}
    assert {one.code for one in whole.findings} - WRITTEN_ANEW == {"file_changed", "sound_changed", "loudness"}
