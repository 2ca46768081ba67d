"""A sound that changes its channels or its rate in mid-file keeps its place and its levels, each passage by its own channels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.media.checking import probe
from tests.sound.studio import RATE
from tests.sound.test_decode import made, stem

pytestmark = pytest.mark.ffmpeg

MONO, STEREO, SURROUND = ("0.4",), ("0.4", "0.2"), ("0.2", "0.1", "0", "0.4", "0", "0")
"""How loud each channel is: the six are front left and right, centre, bass, back left and right (ffmpeg's "5.1")."""

HEARD = {MONO: (0.4, 0.4), STEREO: (0.4, 0.2), SURROUND: (0.2, 0.1)}
"""How loud left and right are then: without the bass (ITU-R BS.775-4, annex 4)."""

AAC, AC3, MP2, MP3 = (
    (*("-c:a", codec, "-b:a", rate), "-f", muxer)
    for codec, rate, muxer in (
        ("aac", "256k", "adts"), ("ac3", "448k", "ac3"), ("mp2", "192k", "mp2"), ("libmp3lame", "192k", "mp3"),
    )
)  # fmt: skip
MP3 = (*MP3[:-2], "-write_xing", "0", "-id3v2_version", "0", *MP3[-2:])


def passage(path: Path, levels: Sequence[str], *codec: str, rate: int = RATE) -> Path:
    """Write 1.536 seconds, whole frames of every codec here, with a beep of 1 kHz from 0.5 to 0.7 s."""
    beep = "|".join(f"between(t,0.5,0.7)*{level}*sin(2*PI*1000*t)" for level in levels)
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(levels)]
    return made(path, "-f", "lavfi", "-i", f"aevalsrc='{beep}':s={rate}:d=1.536:c={layout}", *codec)


def together(path: Path, parts: Sequence[Path], *muxing: str) -> Path:
    """Write parts as one stream, their packets as they are."""
    listed = path.with_suffix(".txt")
    listed.write_text("".join(f"file {part.name}\nduration 1.536\n" for part in parts))
    return made(path, "-f", "concat", "-i", str(listed), "-c", "copy", *muxing)


def check(path: Path, folder: Path, passages: Sequence[tuple[str, ...]], late: float = 0.026) -> None:
    """Decode a file; see that each passage's beep is at its time, and as loud as its channels say.

    `late`: an encoder's delay, of which a frame of ADTS and MPEG audio says nothing, in seconds.
    """
    sound = stem(path, folder)
    assert sound.shape[1] == 2
    assert len(sound) / RATE == pytest.approx(1.536 * len(passages), abs=0.07 * len(passages))
    for number, levels in enumerate(passages):
        begin = number * 1.536
        inner = sound[round((begin + 0.63) * RATE) : round((begin + 0.67) * RATE)]
        assert np.abs(inner).max(axis=0) == pytest.approx(HEARD[levels], abs=0.02)
        around = np.abs(sound[round((begin + 0.2) * RATE) : round((begin + 1) * RATE)]).max(axis=1) > 0.1
        loud = np.flatnonzero(around) / RATE + begin + 0.2
        assert [loud[0], loud[-1]] == pytest.approx([begin + 0.5, begin + 0.7], abs=late)


FILES = {
    "aac.ts": (AAC, MONO, STEREO), "sandwich.ts": (AAC, MONO, STEREO, MONO), "surround.ts": (AAC, STEREO, SURROUND),
    "aac.mkv": (AAC, MONO, STEREO),
    "ac3.ts": (AC3, STEREO, SURROUND), "ac3.mkv": (AC3, SURROUND, STEREO, SURROUND), "ac3.mp4": (AC3, MONO, SURROUND),
    "ac3.ac3": (AC3, STEREO, SURROUND, MONO),
    "mp2.ts": (MP2, MONO, STEREO), "mp2.mpg": (MP2, STEREO, MONO), "mp3.ts": (MP3, MONO, STEREO),
    "mp3.mkv": (MP3, STEREO, MONO), "mp3.avi": (MP3, MONO, STEREO),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_channels_that_change_in_mid_file_are_heard_in_place(name: str, tmp_path: Path) -> None:
    codec, *passages = FILES[name]
    parts = [passage(tmp_path / f"{n}.{codec[-1]}", levels, *codec) for n, levels in enumerate(passages)]
    check(together(tmp_path / name, parts), tmp_path, passages, late=0.05 if name == "mp3.avi" else 0.026)


@pytest.mark.parametrize("name", ["a.aac", "a.mp3"])
def test_frames_of_other_channels_that_follow_in_one_file_are_heard_in_place(name: str, tmp_path: Path) -> None:
    codec = {"a.aac": AAC, "a.mp3": MP3}[name]
    passages = (MONO, STEREO, MONO)
    parts = [passage(tmp_path / f"{n}.{codec[-1]}", levels, *codec) for n, levels in enumerate(passages)]
    (tmp_path / name).write_bytes(b"".join(part.read_bytes() for part in parts))
    check(tmp_path / name, tmp_path, passages, late=0.12)


@pytest.mark.parametrize(("name", "rates"), [("a.ts", (48_000, 44_100)), ("b.ts", (32_000, 48_000, 32_000))])
def test_a_rate_that_changes_in_mid_file_moves_no_sound(name: str, rates: Sequence[int], tmp_path: Path) -> None:
    parts = [passage(tmp_path / f"{n}.aac", STEREO, *AAC, rate=rate) for n, rate in enumerate(rates)]
    check(together(tmp_path / name, parts), tmp_path, [STEREO] * len(rates), late=0.07)


def test_it_is_told_where_a_sound_changes(tmp_path: Path) -> None:
    parts = [passage(tmp_path / f"{n}.ac3", levels, *AC3) for n, levels in enumerate((STEREO, SURROUND))]
    found = probe(together(tmp_path / "a.mkv", parts))
    change = "at 0:01.5 from stereo at 48000 Hz to 6 channels at 48000 Hz"
    assert found.remarks == (f"the sound of a.mkv changes {change}; each passage is mixed by its own channels",)
    assert found.sound is not None
    assert found.sound.channels == 6
