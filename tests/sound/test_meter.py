"""The meter is checked against signals whose loudness is known, and against ffmpeg's."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.sound.meter import Meter
from tests.sound import studio
from tests.sound.studio import FFMPEG, RATE, tone


def both(sound: Any) -> Any:
    return np.stack([sound, sound], axis=1)


def measured(sound: Any, size: int = 10_007) -> Meter:
    """Feed in blocks of an odd size: blocks must leave no trace."""
    meter = Meter()
    for start in range(0, len(sound), size):
        meter.feed(sound[start : start + size])
    return meter


def judged_by_ffmpeg(sound: Any, folder: Path) -> tuple[float, float]:
    path = studio.take(folder / "sound.wav", sound)
    argv = [FFMPEG, "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary") :]
    found = [re.search(pattern, summary) for pattern in (r"I:\s+(\S+) LUFS", r"Peak:\s+(\S+) dBFS")]
    return float(found[0][1]), float(found[1][1])  # type: ignore[index]


def test_a_sine_of_1_khz_at_23_dbfs_on_both_sides_is_23_lufs() -> None:
    # EBU Tech 3341, case 1; in one channel alone it is 3.01 LU less.
    sine = tone(20, 1000, -23)
    assert measured(both(sine)).loudness == pytest.approx(-23.0, abs=0.1)
    assert measured(np.stack([sine, 0 * sine], axis=1)).loudness == pytest.approx(-26.0, abs=0.1)


@pytest.mark.parametrize(
    ("levels", "seconds"),
    [((-36, -23, -36), (10, 60, 10)), ((-72, -36, -23, -36, -72), (10, 10, 60, 10, 10)), ((-26, -20, -26), (20, 20.1, 20))],
    ids=["gate", "both gates", "three levels"],
)
def test_pauses_are_gated_as_in_tech_3341(levels: tuple[int, ...], seconds: tuple[float, ...]) -> None:
    # EBU Tech 3341, cases 3 to 5: each is -23.0 LUFS.
    sound = np.concatenate([tone(length, 1000, level) for level, length in zip(levels, seconds, strict=True)])
    assert measured(both(sound)).loudness == pytest.approx(-23.0, abs=0.1)


def test_a_true_peak_between_samples_is_seen() -> None:
    # 12 kHz at 45 degrees: samples reach 0.707 of what the wave reaches. Faded, so that no edge overshoots.
    at = np.arange(RATE)
    sine = np.sin(2 * np.pi * 12_000 * at / RATE + math.pi / 4) * np.minimum(np.minimum(at, RATE - at) / 4800, 1)
    assert 20 * math.log10(np.abs(sine).max()) == pytest.approx(-3.0, abs=0.02)
    assert measured(both(sine)).true_peak == pytest.approx(0.0, abs=0.1)


def test_no_peak_is_missed_at_the_end_of_a_file() -> None:
    sound = np.zeros((4807, 2))
    sound[-1, 1] = 0.5
    assert measured(sound).true_peak >= 20 * math.log10(0.5) - 0.01


def test_silence_has_no_loudness_and_breaks_nothing() -> None:
    meter = measured(np.zeros((RATE, 2)))
    assert (meter.loudness, meter.true_peak) == (-math.inf, -math.inf)
    assert (Meter().loudness, Meter().true_peak) == (-math.inf, -math.inf)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("kind", ["noise", "bass", "speech-like", "one side"])
def test_it_agrees_with_ffmpeg(kind: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    noise = 0.1 * rng.standard_normal((8 * RATE, 2))
    sound = {
        "noise": noise,
        "bass": both(tone(8, 45, -8) + tone(8, 5000, -40)),
        "speech-like": noise * (np.sin(2 * np.pi * 0.7 * np.arange(8 * RATE) / RATE) > 0.2)[:, None],
        "one side": noise * [1, 0],
    }[kind]
    loudness, peak = judged_by_ffmpeg(sound, tmp_path)
    meter = measured(sound)
    assert meter.loudness == pytest.approx(loudness, abs=0.1)
    assert meter.true_peak == pytest.approx(peak, abs=0.2)
