"""A bed goes down before a voice, stays down through its pauses, and comes back slowly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.sound import duck
from tests.sound import studio
from tests.sound.studio import RATE, tone
from tests.sound.test_master import babble

FRAMES = RATE // duck.FRAME  # a second


def bed_under(folder: Path, voices: list[tuple[float, Any]], seconds: int, target: str = "-16") -> Any:
    """Mix a bed of 3 kHz under voices without that tone; return the bed's level in the mix in dB, a value each 10 ms.

    The level counts from where the bed is when nobody speaks.
    """
    bed = studio.take(folder / "bed.wav", tone(seconds, 3000, -30))
    clips = [studio.clip(bed, "bed", duck=True)]
    for number, (at, sound) in enumerate(voices):
        spectrum = np.fft.rfft(sound)
        spectrum[np.fft.rfftfreq(len(sound), 1 / RATE) > 1000] = 0
        path = studio.take(folder / f"voice{number}.wav", np.fft.irfft(spectrum, len(sound)))
        clips.append(studio.clip(path, "voice", at=at))
    using = studio.profile(segments={"poem": target})
    plan = studio.cut(studio.segment("poem", seconds * 25, *clips, kind="poem"), using=using)
    session = studio.run(plan, folder / "work", until="poem/mix")
    mix = studio.read(session.file("poem/mix"))[256:-256, 0]
    turned = mix * np.exp(-2j * np.pi * 3000 * np.arange(len(mix)) / RATE)
    # Over 40 ms, shaped, so that the voice does not leak into what is measured.
    window = np.hanning(1920)
    amplitude = np.abs(np.convolve(turned, window / window.sum(), "same")[240::480])
    level = 20 * np.log10(np.maximum(amplitude, 1e-9))
    level[:2], level[-2:] = level[2], level[-3]  # where the window hangs over
    return level - np.median(np.sort(level)[-20:])


def test_a_bed_is_down_before_the_first_syllable_and_back_after_the_last(tmp_path: Path) -> None:
    level = bed_under(tmp_path, [(2.0, babble(3, 1, -20) + tone(3, 200, -20))], 8)
    speech = slice(2 * FRAMES, 5 * FRAMES)
    assert level[speech].max() < -duck.DEPTH + 0.5
    assert level[speech].min() > -duck.DEPTH - 0.5
    before = 2 * FRAMES - round((duck.ATTACK + 0.04) * FRAMES)
    assert level[:before].min() > -0.1
    back = 5 * FRAMES + round((duck.HOLD + duck.RELEASE + 0.05) * FRAMES)
    assert level[back:].min() > -0.1
    assert np.abs(np.diff(level)).max() < 1.0  # no step: less than 1 dB in 10 ms


def test_pauses_between_words_and_takes_do_not_pump(tmp_path: Path) -> None:
    """Four takes with a second between them, as at the joins of a docu-short: the bed does not move."""
    voices = [(1.0 + 2.0 * number, tone(1, 200, -20)) for number in range(4)]
    level = bed_under(tmp_path, voices, 10)
    inside = level[1 * FRAMES + 5 : 8 * FRAMES - 5]
    assert np.ptp(inside) < 0.3


def test_a_bed_begins_down_where_the_voice_begins_the_segment(tmp_path: Path) -> None:
    level = bed_under(tmp_path, [(0.0, tone(2, 200, -20))], 6)
    assert level[2:10].max() < -duck.DEPTH + 0.5


def test_a_quiet_recording_ducks_as_a_loud_one(tmp_path: Path) -> None:
    (tmp_path / "loud").mkdir()
    (tmp_path / "quiet").mkdir()
    loud = bed_under(tmp_path / "loud", [(1.0, babble(3, 2, -10))], 6)
    quiet = bed_under(tmp_path / "quiet", [(1.0, babble(3, 2, -30))], 6)
    assert np.abs(loud - quiet).max() < 1.0  # a little of the voice leaks into what is measured


def test_without_a_voice_a_bed_is_left_alone() -> None:
    assert not duck.reduction(np.zeros(100, dtype=bool)).any()
    assert duck.factors(np.zeros(0), 0, 10) is None


@pytest.mark.parametrize("start", [-256, 0, 4_000, 30_000, 47_900])
def test_a_stretch_of_the_curve_is_that_of_the_whole(start: int) -> None:
    """Also where only its border is lowered, and in what is heard beyond the segment's last frame."""
    lowered = np.zeros(48_000 // duck.FRAME)
    lowered[[60, -1]] = 12.0
    whole = duck.factors(lowered, -256, 48_512)
    assert whole is not None
    part = duck.factors(lowered, start, 300)
    assert (np.ones(300) if part is None else part) == pytest.approx(whole[start + 256 :][:300])
    assert duck.factors(lowered, 48_100, 100) == pytest.approx(np.full(100, 10 ** (-12 / 20)))
