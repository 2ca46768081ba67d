"""Files put behind one another are read whole, each part at its time, or refused in words; never half in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.media.faults import MediaFault
from tests.episode.show import ffmpeg
from tests.media.checking import probe, told
from tests.sound.studio import RATE
from tests.sound.test_decode import stem

pytestmark = pytest.mark.ffmpeg

FILM = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1")

SOUNDS = {
    "vorbis.ogg": ("-c:a", "libvorbis"), "opus.opus": ("-c:a", "libopus"), "flac.oga": ("-c:a", "flac"), "plain.flac": (),
    "xing.mp3": ("-c:a", "libmp3lame"), "plain.wav": (), "plain.aiff": (), "alac.m4a": ("-c:a", "alac"),
    "plain.mka": ("-c:a", "flac"),
    "plain.caf": ("-c:a", "pcm_s16le"), "plain.w64": (), "opus.webm": ("-c:a", "libopus"), "asf.wma": ("-c:a", "pcm_s16le"),
}  # fmt: skip


def take(path: Path, beep: float, *how: str) -> bytes:
    """Return a file of 1.5 seconds with a beep of a tenth of a second at `beep`."""
    source = f"aevalsrc='if(between(t,{beep},{beep + 0.1}),0.5*sin(2*PI*1000*t),0)':s=48000:d=1.5"
    ffmpeg("-f", "lavfi", "-i", source, *how, str(path))
    return path.read_bytes()


def beeps(path: Path, folder: Path) -> list[float]:
    """Return when beeps begin in a file, in seconds to a hundredth, and its length as the last number."""
    sound = np.abs(stem(path, folder)).max(axis=1)
    loud = np.flatnonzero(sound > 0.1)
    begins = [part[0] / RATE for part in np.split(loud, np.flatnonzero(np.diff(loud) > RATE // 20) + 1)]
    return [*(round(begin, 2) for begin in begins), round(len(sound) / RATE, 2)]


@pytest.mark.parametrize("name", SOUNDS)
def test_two_sounds_behind_one_another_are_heard_whole_and_in_time(name: str, tmp_path: Path) -> None:
    parts = [take(tmp_path / f"{number}-{name}", beep, *SOUNDS[name]) for number, beep in enumerate((1, 0.5))]
    path = tmp_path / name
    path.write_bytes(b"".join(parts))
    assert beeps(path, tmp_path) == pytest.approx([1, 2, 3], abs=0.021)
    assert float(probe(path).duration) == pytest.approx(3, abs=0.03)


def test_it_is_told_that_a_file_is_several(show: Path, tmp_path: Path) -> None:
    parts = [take(tmp_path / f"{number}.ogg", beep) for number, beep in enumerate((1, 0.5))]
    (show / "episodes/media/chained.ogg").write_bytes(b"".join(parts))
    assert told(show, "  - music: X\n    stems: [{file: chained.ogg, by: ana, role: guitar}]\n    picture: waveform\n") == [
        "episodes/e.yaml:8:20: warning: chained.ogg is 2 files behind one another, and is read as one of 0:03"
    ]


MP3 = ("-c:a", "libmp3lame")
OTHER = (*MP3, "-ar", "44100", "-ac", "2", "-metadata", "title=x", "-write_id3v1", "1")


@pytest.mark.parametrize(
    ("order", "expected"), [((MP3, OTHER), [1, 2, 3]), ((OTHER, MP3), [1, 2, 3]), ((OTHER, OTHER, MP3), [1, 2, 3.5, 4.5])]
)
def test_joined_mp3s_may_have_tags_between_them_and_other_rates(
    order: tuple[tuple[str, ...], ...], expected: list[float], tmp_path: Path
) -> None:
    content = b"".join(take(tmp_path / f"{number}.mp3", 0.5 if number else 1, *how) for number, how in enumerate(order))
    (tmp_path / "joined.mp3").write_bytes(content)
    assert beeps(tmp_path / "joined.mp3", tmp_path) == pytest.approx(expected, abs=0.021)


def test_a_part_in_mono_is_as_loud_beside_one_in_stereo(tmp_path: Path) -> None:
    content = take(tmp_path / "a.flac", 1) + take(tmp_path / "b.flac", 0.5, "-ac", "2")
    (tmp_path / "joined.flac").write_bytes(content)
    sound = stem(tmp_path / "joined.flac", tmp_path)
    assert sound.shape[1] == 2
    for begin, channel in ((1.02, 0), (1.02, 1)):
        part = sound[round(begin * RATE) : round((begin + 0.06) * RATE), channel]
        assert np.abs(part).max() == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", ("-c:v", "libx264")), ("fragments.mp4", ("-c:v", "libx264", "-movflags", "frag_keyframe+empty_moov")),
        ("a.mov", ("-c:v", "mjpeg")), ("a.mkv", ("-c:v", "ffv1")), ("a.webm", ("-c:v", "libvpx")),
        ("a.avi", ("-c:v", "mpeg4")), ("a.ogv", ("-c:v", "libtheora")), ("a.flv", ("-c:v", "flv")),
    ],
)  # fmt: skip
def test_films_behind_one_another_are_refused(name: str, how: tuple[str, ...], tmp_path: Path) -> None:
    ffmpeg(*FILM, *how, str(tmp_path / f"one-{name}"))
    (tmp_path / name).write_bytes((tmp_path / f"one-{name}").read_bytes() * 2)
    with pytest.raises(MediaFault, match=f"'{name}' is 2 films behind one another; only the first, up to 0:01"):
        probe(tmp_path / name)


@pytest.mark.parametrize(("name", "codec"), [("a.ts", "libx264"), ("a.m2ts", "libx264"), ("a.mpg", "mpeg2video")])
def test_recordings_whose_clock_jumps_are_refused(name: str, codec: str, tmp_path: Path) -> None:
    rate = ("-r", "25") if name == "a.mpg" else ()
    ffmpeg(*FILM, "-c:v", codec, *rate, str(tmp_path / f"one-{name}"))
    ffmpeg(*FILM, "-c:v", codec, *rate, "-output_ts_offset", "100", str(tmp_path / f"late-{name}"))
    one, late = ((tmp_path / f"{which}-{name}").read_bytes() for which in ("one", "late"))
    for content, way in ((one + one, "back"), (one + late, "on")):
        (tmp_path / name).write_bytes(content)
        message = rf"'{name}' is several recordings behind one another: at 0:0\d.* its clock jumps {way}"
        with pytest.raises(MediaFault, match=message):
            probe(tmp_path / name)
        # What the hint says works.
        ffmpeg("-i", str(tmp_path / name), str(tmp_path / "new.mp4"))
        assert float(probe(tmp_path / "new.mp4").duration) == pytest.approx(2, abs=0.2)
