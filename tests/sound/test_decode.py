"""Any source becomes 32-bit float at 48 kHz on purpose: layouts, rates, late, gappy and broken streams."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from pipeline.plan import stems
from pipeline.timeline.sound_treatment import SoundTreatment
from tests.sound import studio
from tests.sound.studio import FFMPEG, RATE, level, tone

pytestmark = pytest.mark.ffmpeg


def made(path: Path, *argv: str) -> Path:
    subprocess.run([FFMPEG, "-y", "-v", "error", *argv, str(path)], check=True)
    return path


def stem(path: Path, folder: Path, **how: Any) -> Any:
    """Decode a file as a stem; (samples, channels)."""
    part = studio.segment("song", 25, studio.clip(path, seconds=1, **how))
    session = studio.run(studio.cut(part), folder / f"stem-{path.name}", until="song/stem/0")
    return studio.read(session.file("song/stem/0"))


def sine(seconds: float, hertz: int, rate: int = RATE) -> str:
    return f"aevalsrc=0.25*sin(2*PI*{hertz}*t):s={rate}:d={seconds}"


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 96_000])
def test_any_rate_becomes_48_khz_in_place_and_level(tmp_path: Path, rate: int) -> None:
    path = made(tmp_path / "a.wav", "-f", "lavfi", "-i", sine(2, 1000, rate), "-c:a", "pcm_s24le")
    sound = stem(path, tmp_path)
    assert sound.shape[1] == 1
    assert abs(len(sound) - 2 * RATE) <= 1
    inner = slice(RATE // 2, 3 * RATE // 2)
    assert level(sound[inner, 0] - tone(2, 1000, 20 * np.log10(0.25))[inner]) < -95


def test_surround_is_mixed_down_with_its_centre_and_without_its_bass_channel(tmp_path: Path) -> None:
    # A frequency a channel: FL 300, FR 500, FC 700, LFE 60, BL 900, BR 1100.
    tones = "|".join(f"0.1*sin(2*PI*{hertz}*t)" for hertz in (300, 500, 700, 60, 900, 1100))
    path = made(tmp_path / "a.wav", "-f", "lavfi", "-i", f"aevalsrc={tones}:s=48000:d=2:c=5.1", "-c:a", "pcm_f32le")
    sound = stem(path, tmp_path)

    def amount(channel: int, hertz: int) -> float:
        part = sound[RATE // 2 : 3 * RATE // 2, channel]
        return float(2 * np.abs((part * np.exp(-2j * np.pi * hertz * np.arange(RATE) / RATE)).mean()) / 0.1)

    half = 0.7071
    for channel, expected in enumerate(({300: 1, 700: half, 900: half}, {500: 1, 700: half, 1100: half})):
        for hertz in (300, 500, 700, 60, 900, 1100):
            assert amount(channel, hertz) == pytest.approx(expected.get(hertz, 0), abs=0.001)


def test_a_source_on_one_side_is_heard_in_the_middle(tmp_path: Path) -> None:
    path = studio.take(tmp_path / "a.wav", np.stack([np.zeros(RATE), tone(1)], axis=1))
    session = studio.run(studio.cut(studio.segment("song", 25, studio.clip(path))), tmp_path / "work", until="song/mix")
    mix = studio.read(session.file("song/mix"))
    assert np.array_equal(mix[:, 0], mix[:, 1])
    assert level(mix) > -25
    assert '"right only"' in session.file("song/mix", "facts").read_text()


def test_a_sound_that_begins_later_than_its_picture_begins_later(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.mkv", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=3", "-itsoffset", "0.5",
        "-f", "lavfi", "-i", sine(2, 1000), "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-c:a", "pcm_s16le",
    )  # fmt: skip
    sound = stem(path, tmp_path)
    begins = int(np.argmax(np.abs(sound) > 0.05))
    assert begins == pytest.approx(0.5 * RATE, abs=48)
    assert not sound[: begins - 48].any()


def test_a_gap_in_a_stream_stays_a_gap(tmp_path: Path) -> None:
    # Packets between 1 and 2 s are dropped on the way; what follows keeps its time.
    whole = made(tmp_path / "whole.mkv", "-f", "lavfi", "-i", sine(3, 1000), "-c:a", "pcm_s16le")
    path = tmp_path / "a.mkv"
    with av.open(str(whole)) as reading, av.open(str(path), "w") as writing:
        stream = writing.add_stream_from_template(reading.streams.audio[0])
        for packet in reading.demux(reading.streams.audio[0]):
            if packet.pts is not None and not 1 <= packet.pts * packet.time_base < 2:
                packet.stream = stream
                writing.mux(packet)
    sound = stem(path, tmp_path)
    assert len(sound) == pytest.approx(3 * RATE, abs=RATE // 20)
    assert level(sound[int(1.1 * RATE) : int(1.9 * RATE)]) < -90
    assert level(sound[int(2.2 * RATE) : int(2.8 * RATE)]) > -15


def test_a_sound_shorter_than_its_picture_is_padded_with_silence(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.mp4", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=3", "-f", "lavfi", "-i", sine(1, 1000),
        "-c:v", "libx264", "-c:a", "aac",
    )  # fmt: skip
    part = studio.segment("film", 75, studio.clip(path, "nat", seconds=3), kind="clip")
    session = studio.run(studio.cut(part), tmp_path / "work", until="film/mix")
    mix = studio.read(session.file("film/mix"))
    assert level(mix[: RATE // 2]) > -30
    assert level(mix[int(1.2 * RATE) :]) < -80


def test_a_damaged_file_fails_and_is_never_silence(tmp_path: Path) -> None:
    path = made(tmp_path / "a.m4a", "-f", "lavfi", "-i", "anoisesrc=d=4:r=48000:a=0.3", "-c:a", "aac", "-b:a", "128k")
    info = studio.info(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(range(250)) * 16
    path.write_bytes(content)
    part = studio.segment("song", 100, studio.clip(path, seconds=4))
    plan = studio.plan_sound(
        studio.Programme(studio.Timeline("t", "T", Fraction(25), (part,), "x")), lambda _: info, studio.profile(), studio.TOOLS
    )
    with pytest.raises(AssertionError, match="Error"):
        studio.run(plan, tmp_path / "work")


def test_a_file_cut_short_in_the_mail_is_named(tmp_path: Path) -> None:
    from pipeline.operations.mix import TakeDamaged

    path = made(tmp_path / "a.mp3", "-f", "lavfi", "-i", sine(4, 440), "-b:a", "128k")
    info = studio.info(path)
    path.write_bytes(path.read_bytes()[: 16_000])  # a second is left
    part = studio.segment("song", 100, studio.clip(path, seconds=4))
    plan = studio.plan_sound(
        studio.Programme(studio.Timeline("t", "T", Fraction(25), (part,), "x")), lambda _: info, studio.profile(), studio.TOOLS
    )
    with pytest.raises(TakeDamaged, match=r"announces 4\.0 s .* only 1\.0 s"):
        studio.run(plan, tmp_path / "work")


@pytest.mark.parametrize("suffix", ["wav", "flac", "m4a", "mp3", "ogg", "mkv"])
def test_a_window_of_a_long_source_is_the_same_samples(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / f"a.{suffix}", "-f", "lavfi", "-i", "anoisesrc=d=12:r=44100:a=0.3:seed=3:c=pink", "-ac", "1")
    whole = stem(path, tmp_path)
    monkeypatch.setattr(stems, "WHOLE", 5)
    monkeypatch.setattr(stems, "_GRID", 1)
    part = studio.clip(path, start=7, seconds=1)
    session = studio.run(studio.cut(studio.segment("song", 25, part)), tmp_path / "window", until="song/stem/0")
    window = studio.read(session.file("song/stem/0"))
    assert len(window) == 6 * RATE  # from 5 s to 11 s
    assert level(window - whole[5 * RATE : 11 * RATE]) < -140


def test_a_high_pass_and_noise_reduction_keep_the_sound_in_place(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    bursts = np.zeros(3 * RATE)
    for start in range(RATE, 3 * RATE - 9600, 19_200):
        bursts[start : start + 9600] = tone(0.2, 1500)
    noise = 0.003 * rng.standard_normal(3 * RATE)
    path = studio.take(tmp_path / "a.wav", bursts + noise + tone(3, 40, -20))
    plain, treated = stem(path, tmp_path), stem(path, tmp_path / "b", treatment=SoundTreatment(highpass=100, denoise=True))
    assert len(treated) == pytest.approx(len(plain), abs=1)
    size = 1 << 19
    spectrum = np.fft.rfft(treated[:, 0], size) * np.conj(np.fft.rfft(bursts, size))
    assert abs((int(np.fft.irfft(spectrum, size).argmax()) + size // 2) % size - size // 2) <= 24  # half a millisecond
    quiet = slice(int(1.25 * RATE), int(1.35 * RATE))
    assert level(treated[quiet]) < level(plain[quiet]) - 15
