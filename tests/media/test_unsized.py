"""Sound that was written into a pipe, into a container that cannot know its length then, is heard whole, sample by sample."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.unsized import bare_samples
from pipeline.operations.base import Work
from pipeline.operations.survey import SurveyMedia
from tests.media.checking import probe, told
from tests.sound.studio import FFMPEG, RATE
from tests.sound.test_decode import made, stem

pytestmark = pytest.mark.ffmpeg

SECONDS = 3.05
NOISE = f"anoisesrc=d={SECONDS}:r=48000:a=0.3:seed=7"

PIPED = {
    "a.wav": ("-f", "wav"), "b.wav": ("-f", "wav", "-rf64", "always"), "c.wav": ("-f", "wav", "-rf64", "auto"),
    "a.w64": ("-f", "w64"), "a.aiff": ("-f", "aiff"), "a.caf": ("-f", "caf"), "a.au": ("-f", "au"),
}  # fmt: skip
CODECS = {"a.aiff": ("pcm_s16be", "pcm_s24be"), "a.caf": ("pcm_s24le", "pcm_f32be"), "a.au": ("pcm_s16be", "pcm_s24be")}


def piped(path: Path, *how: str) -> bytes:
    """Write a sound, and return its bytes as they come out of a pipe, where no size can be put right afterwards."""
    made(path, "-f", "lavfi", "-i", NOISE, *how)
    content = subprocess.run([FFMPEG, "-v", "error", "-f", "lavfi", "-i", NOISE, *how, "pipe:1"], capture_output=True, check=True)
    return content.stdout


@pytest.mark.parametrize("name", PIPED)
@pytest.mark.parametrize("at", [0, 1])
def test_what_came_out_of_a_pipe_is_the_same_as_what_knows_its_length(name: str, at: int, tmp_path: Path) -> None:
    codec = CODECS.get(name, ("pcm_s16le", "pcm_s24le"))[at]
    content = piped(tmp_path / f"sized-{name}", "-ac", "2", "-c:a", codec, *PIPED[name])
    (tmp_path / name).write_bytes(content)
    assert content != (tmp_path / f"sized-{name}").read_bytes()
    assert float(probe(tmp_path / name).duration) == pytest.approx(SECONDS, abs=0.001)
    heard = stem(tmp_path / name, tmp_path)
    assert len(heard) == round(SECONDS * RATE)
    assert np.array_equal(heard, stem(tmp_path / f"sized-{name}", tmp_path))


@pytest.mark.parametrize("codec", ["adpcm_ima_wav", "adpcm_ms", "pcm_mulaw", "pcm_alaw", "libmp3lame"])
def test_packed_sound_out_of_a_pipe_is_heard_whole(codec: str, tmp_path: Path) -> None:
    how = ("-ac", "2", "-c:a", codec, "-f", "wav")
    (tmp_path / "a.wav").write_bytes(piped(tmp_path / "sized.wav", *how))
    assert probe(tmp_path / "a.wav").damage == ""
    whole = stem(tmp_path / "sized.wav", tmp_path)
    heard = stem(tmp_path / "a.wav", tmp_path)
    assert abs(len(heard) - len(whole)) <= 1152
    length = min(len(heard), len(whole))
    assert np.array_equal(heard[:length], whole[:length])


UNKNOWN = {"ffmpeg": 0xFFFFFFFF, "none": 0, "SoX": 0x7FFFF000, "arecord": 0x80000000}


@pytest.mark.parametrize("size", UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_whatever_a_program_writes_for_a_size_that_it_does_not_know(size: int, channels: int, tmp_path: Path) -> None:
    how = ("-ac", str(channels), "-c:a", "pcm_s16le", "-f", "wav")
    content = bytearray(piped(tmp_path / "sized.wav", *how))
    at = content.index(b"data")
    content[4:8] = content[at + 4 : at + 8] = size.to_bytes(4, "little")
    (tmp_path / "a.wav").write_bytes(content)
    found = probe(tmp_path / "a.wav")
    assert found.sound is not None
    assert (found.sound.channels, found.damage) == (channels, "")
    heard = stem(tmp_path / "a.wav", tmp_path)
    assert len(heard) == round(SECONDS * RATE)
    assert np.abs(heard).max() > 0.05
    assert channels == 6 or np.array_equal(heard, stem(tmp_path / "sized.wav", tmp_path))


def test_a_piped_wav_is_good_without_a_word(show: Path, tmp_path: Path) -> None:
    (show / "episodes/media/a.wav").write_bytes(piped(tmp_path / "a.wav", "-ac", "2", "-c:a", "pcm_s16le", "-f", "wav"))
    assert told(show, "  - music: X\n    stems: [{file: a.wav, by: ana, role: guitar}]\n    picture: waveform\n") == []


def test_a_wav_without_a_sample_is_none_and_what_follows_is_no_sound(tmp_path: Path) -> None:
    content = bytearray(made(tmp_path / "sized.wav", "-f", "lavfi", "-i", NOISE, "-bitexact", "-f", "wav").read_bytes()[:44])
    content[40:44] = bytes(4)
    (tmp_path / "a.wav").write_bytes(bytes(content) + b"LIST\x04\0\0\0INFO" + bytes(400))
    assert bare_samples(tmp_path / "a.wav") is None


@pytest.mark.parametrize("name", ["b.wav", "a.w64", "a.aiff"])
def test_a_survey_listens_to_what_came_out_of_a_pipe(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(piped(tmp_path / f"sized-{name}", "-ac", "2", *PIPED[name]))
    found = probe(tmp_path / name)
    assert found.sound is not None
    operation = SurveyMedia(None, 0, found.duration, 60, "", found.sound.bare)
    written = tmp_path / "out.json"
    operation.run(Work(tmp_path, {"source": tmp_path / name}, {"out": written}, lambda share: None, lambda arguments: None, 1))
    heard = json.loads(written.read_text())
    assert heard["damaged"] == []
    assert min(heard["heard"]["peaks"]) > 0.1
