"""`sync: auto` finds takes by their sound, measures a drifting clock, and refuses where it is not sure."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.operations.align import SyncRefused
from pipeline.sound.align import Match, align
from pipeline.sound.blocks import reader
from pipeline.sound.resample import ANALYSIS_RATE, for_analysis, stretched
from tests.sound import studio, takes
from tests.sound.studio import RATE, level, tone
from tests.sound.test_master import babble


def heard(sound: Any) -> Any:
    return for_analysis(reader(sound[:, None]), len(sound))


def aligned(reference: Any, take: Any) -> Match:
    return align(heard(reference), heard(take))


def placed(folder: Path, reference: Any, take: Any, **more: Any) -> tuple[Any, Any]:
    """Mix a take that is aligned, alone, and return what it became and what the report says of it."""
    first, second = studio.take(folder / "first.wav", reference), studio.take(folder / "second.wav", take)
    seconds = len(reference) / RATE
    clips = (
        studio.clip(first, seconds=seconds, mute=True),
        studio.clip(second, sync="auto", seconds=min(seconds, len(take) / RATE), **more),
    )
    session = studio.run(studio.cut(studio.segment("song", int(seconds * 25), *clips)), folder / "work")
    (found,) = session.report["sync"]
    mix = studio.read(session.file("song/mix"))
    gain = 10 ** (session.report["segments"][0]["mix"]["gain_db"] / 20)
    handle = (len(mix) - int(seconds * 25) * RATE // 25) // 2
    return mix[handle:-handle, 0] / gain, found


@pytest.mark.parametrize("offset", [1.25, -2.5])
def test_a_take_is_put_where_the_reference_has_its_sound(offset: float, tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    song = babble(16, 1, -20)
    take = takes.noisy(takes.shifted(song, offset, rng), rng, 20)
    mix, found = placed(tmp_path, song, take)
    assert found["offset"] == pytest.approx(offset, abs=0.001)
    assert found["confidence"] > 0.5
    inner = slice(4 * RATE, 12 * RATE)
    close = np.corrcoef(mix[inner], song[inner])[0, 1]
    assert close > 0.99  # to the sample: babble has no likeness with itself a sample later


def test_a_take_that_is_longer_than_the_segment_plays_on_to_its_end(tmp_path: Path) -> None:
    song = babble(14, 2, -20)
    take = np.concatenate([0.001 * np.random.default_rng(1).standard_normal(3 * RATE), song])
    mix, found = placed(tmp_path, song, take)
    assert found["offset"] == pytest.approx(-3, abs=0.001)
    assert level(mix[13 * RATE :]) > -30


def test_strangers_are_refused_with_advice(tmp_path: Path) -> None:
    first = studio.take(tmp_path / "a.wav", babble(12, 3, -20))
    second = studio.take(tmp_path / "b.wav", np.random.default_rng(9).standard_normal(12 * RATE) * 0.1)
    clips = (studio.clip(first), studio.clip(second, sync="auto"))
    with pytest.raises(SyncRefused, match=r"not sure \(confidence 0\.\d+, 0\.50 is needed\).*seconds by hand"):
        studio.run(studio.cut(studio.segment("song", 300, *clips)), tmp_path / "work")


def test_a_loop_against_itself_is_refused() -> None:
    """The same bar over and over: every bar fits as well as the next."""
    bar = babble(2, 4, -20)
    assert not aligned(np.tile(bar, 10), np.tile(bar, 8)).is_sure


def test_silence_is_refused() -> None:
    assert not aligned(babble(10, 1, -20), np.zeros(10 * RATE)).is_sure


def test_a_shift_by_hand_is_taken_as_written(tmp_path: Path) -> None:
    from fractions import Fraction

    click = np.zeros(2 * RATE)
    click[RATE // 2] = 0.5
    path = studio.take(tmp_path / "a.wav", click)
    clip = studio.clip(path, sync=Fraction("1.25"), seconds=2)
    session = studio.run(studio.cut(studio.segment("song", 100, clip)), tmp_path / "work", until="song/mix")
    mix = studio.read(session.file("song/mix"))
    handle = (len(mix) - 4 * RATE) // 2
    assert int(np.abs(mix[:, 0]).argmax()) - handle == round(1.75 * RATE)


@pytest.mark.parametrize("drift", [-240.0])
def test_a_drifting_clock_is_measured_and_corrected(drift: float, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    song = np.concatenate([babble(28, seed, -20) for seed in (5, 6)])
    # The phone's clock runs slow by `drift`: it has fewer samples of the same song.
    take = takes.noisy(stretched(reader(song[:, None]), -drift)(0, len(song) - RATE)[:, 0], rng, 25)
    mix, found = placed(tmp_path, song, take)
    assert found["drift_ppm"] == pytest.approx(drift, rel=0.1)
    assert found["corrected"]
    for start in (3, 26, 50):
        inner = slice(start * RATE, (start + 4) * RATE)
        against = np.fft.irfft(np.fft.rfft(mix[inner], 1 << 19) * np.conj(np.fft.rfft(song[inner], 1 << 19)))
        lag = int(against.argmax())
        assert min(lag, (1 << 19) - lag) <= 0.001 * RATE


def test_stretching_keeps_a_tone_clean() -> None:
    source = tone(2, 6000, -6)
    out = stretched(reader(source[:, None]), 100.0)(RATE // 2, RATE)[:, 0]
    at = np.arange(RATE // 2, RATE // 2 + RATE) / 1.0001
    assert level(out - 10 ** (-6 / 20) * np.sin(2 * np.pi * 6000 * at / RATE)) < -95


def test_analysis_keeps_samples_in_their_places() -> None:
    sound = np.zeros(RATE)
    sound[6 * 4000] = 1.0
    assert int(heard(sound).argmax()) == 4000
    assert len(heard(sound)) == ANALYSIS_RATE


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.skipif("TOGETHER_MEDIA" not in os.environ, reason="TOGETHER_MEDIA names no folder of real recordings")
def test_takes_made_from_real_recordings_are_found(tmp_path: Path) -> None:
    """60 takes: at least 95 % of those accepted within 10 ms, none of them wrong by more than 50 ms; strangers refused.

    TOGETHER_TAKES says how many takes of each of the six classes are made (10 by default).
    """
    media = Path(os.environ["TOGETHER_MEDIA"])
    each = int(os.environ.get("TOGETHER_TAKES", "10"))
    errors: dict[str, list[float | None]] = defaultdict(list)
    for item in takes.takes(media, tmp_path, each):
        match = aligned(item.reference, item.take)
        errors[item.kind].append(abs(match.offset - item.offset) if match.is_sure else None)
    for kind, found in errors.items():
        accepted = sorted(error for error in found if error is not None)
        print(f"{kind:12} accepted {len(accepted)}/{len(found)}, worst {1000 * accepted[-1]:.2f} ms" if accepted else kind)
    accepted = [error for found in errors.values() for error in found if error is not None]
    assert len(accepted) >= 0.8 * 6 * each
    assert sum(error <= 0.010 for error in accepted) >= 0.95 * len(accepted)
    assert max(accepted) <= 0.050
    unlike = [name for name, one, two in takes.strangers(media, each) if aligned(one, two).is_sure]
    assert unlike == []
