"""Sound of which nothing will be heard is told, once, where it is used."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.intake.treatment import Canvas, notes
from pipeline.intake.words import facts
from pipeline.media import record
from pipeline.media.info import Unheard
from tests.episode.show import ffmpeg
from tests.media.checking import probe, told

pytestmark = pytest.mark.ffmpeg

LOW = "aevalsrc='0|0|0|0.5*sin(2*PI*60*t)|0|0':c=5.1:s=48000:d=2"
CENTRE = "aevalsrc='0|0|0.5*sin(2*PI*600*t)|0|0|0':c=5.1:s=48000:d=2"
NOTHING = "anullsrc=r=48000:cl={}:d=2"
STEM = "  - music: X\n    stems:\n      - file: {}\n        by: ana\n        role: guitar\n"

FILES: dict[str, tuple[str, tuple[str, ...], Unheard]] = {
    "low.wav": (LOW, ("-c:a", "pcm_s16le"), "low effects"), "low24.wav": (LOW, ("-c:a", "pcm_s24le"), "low effects"),
    "low.flac": (LOW, (), "low effects"), "low.ac3": (LOW, (), "low effects"), "low.m4a": (LOW, ("-c:a", "aac"), "low effects"),
    "low.opus": (LOW, ("-c:a", "libopus", "-b:a", "256k"), "low effects"), "centre.flac": (CENTRE, (), ""),
    "centre.ac3": (CENTRE, (), ""), "none.wav": (NOTHING.format("stereo"), ("-c:a", "pcm_u8"), "silent"),
    "none.m4a": (NOTHING.format("mono"), ("-c:a", "aac"), "silent"), "none.mp3": (NOTHING.format("stereo"), (), "silent"),
    "none.flac": (NOTHING.format("7.1"), (), "silent"),
    "quiet.wav": ("aevalsrc=0.001*sin(2*PI*600*t):s=48000:d=1", ("-c:a", "pcm_f32le"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_it_is_known_whether_anything_is_heard(name: str, tmp_path: Path) -> None:
    source, how, unheard = FILES[name]
    ffmpeg("-f", "lavfi", "-i", source, *how, str(tmp_path / name))
    sound = probe(tmp_path / name).sound
    assert sound is not None
    assert sound.unheard == unheard


def test_sound_in_the_low_channel_alone_is_told_where_it_is_used(show: Path) -> None:
    path = show / "episodes/media/low.flac"
    ffmpeg("-f", "lavfi", "-i", LOW, str(path))
    (message,) = told(show, STEM.format("low.flac"))
    assert message == (
        "episodes/e.yaml:9:15: warning: low.flac holds sound in its channel for low effects (LFE) alone, which stereo leaves out:"
        " nothing will be heard; export it as mono or stereo"
    )
    info = probe(path)
    assert any("low effects" in note.text for note in notes(info, None, Canvas())), facts(info)


def test_silence_is_told_of_a_clip_only_where_it_is_heard(show: Path) -> None:
    path = show / "episodes/media/a.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=2")
    ffmpeg(*picture, "-f", "lavfi", "-i", NOTHING.format("stereo"), "-c:v", "libx264", "-pix_fmt", "yuv420p", str(path))
    (message,) = told(show, "  - clip: X\n    file: a.mp4\n")
    words = "the sound of a.mp4 is silent from beginning to end; record or export it again"
    assert message == f"episodes/e.yaml:8:11: warning: {words}"
    assert told(show, "  - clip: X\n    file: a.mp4\n    sound: off\n") == []


@pytest.mark.parametrize("name", ["late.wav", "late.flac", "late.m4a", "late.opus"])
def test_it_is_known_when_a_sound_is_first_as_loud_as_who_plays(name: str, tmp_path: Path) -> None:
    """A room of -60 dBFS comes before, and a tone at -12 from 1.5 s on."""
    tone = "aevalsrc='if(lt(t,1.5),0.001,0.25)*sin(2*PI*600*t)':s=48000:d=3"
    ffmpeg("-f", "lavfi", "-i", tone, str(tmp_path / name))
    sound = probe(tmp_path / name).sound
    assert sound is not None
    assert sound.onset is not None
    assert abs(sound.onset - Fraction(3, 2)) < Fraction(1, 50)


@pytest.mark.parametrize("source", ["aevalsrc=0.008*sin(2*PI*600*t):s=8000:d=3", "aevalsrc='gt(t,60.5)*sin(t)':s=8000:d=62", LOW])
def test_what_is_never_so_loud_or_late_or_in_the_low_channel_has_no_onset(source: str, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", source, str(tmp_path / "a.wav"))
    sound = probe(tmp_path / "a.wav").sound
    assert sound is not None
    assert sound.onset is None


def test_the_onset_is_kept_with_what_else_is_known_of_a_file(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", str(tmp_path / "a.wav"))
    found = probe(tmp_path / "a.wav")
    assert found.sound is not None
    assert found.sound.onset is not None
    assert record.loads(record.dumps(found)) == found
