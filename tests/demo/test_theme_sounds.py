"""The sounds of the built-in themes are those that the generator makes: clean, balanced, and loops that go on."""

from __future__ import annotations

from functools import cache

import av
import numpy as np
import pytest

from episodes.generator import theme_sounds
from episodes.generator.dsp import Signal
from pipeline.cards import theme

MADE = {name: cache(make) for name, make in theme_sounds.THEMES.items()}
SLOTS = ("logo", "sting", "sting-music", "sting-poem", "sting-docu-short", "sting-animation", "pass", "bed")


def committed(name: str, slot: str) -> Signal:
    with av.open(str(theme.load(name).sounds[slot].path)) as container:
        assert container.streams.audio[0].rate == 48_000
        return np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]).T / 32768


@pytest.mark.parametrize("name", MADE)
def test_the_files_hold_what_is_made(name: str) -> None:
    assert tuple(sorted(MADE[name]())) == tuple(sorted(SLOTS))
    for slot, sound in MADE[name]().items():
        # Dither and rounding are two steps of 16 bits; libraries that sum otherwise stay far below one.
        assert np.abs(committed(name, slot) - sound).max() < 4 / 32768, slot


@pytest.mark.parametrize("slot", SLOTS[:-1])
@pytest.mark.parametrize("name", MADE)
def test_a_mark_is_clean_and_short(name: str, slot: str) -> None:
    sound = committed(name, slot)
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-6, abs=0.1)
    assert max(np.abs(sound[:, 0]).max(), np.abs(sound[:, -1]).max()) < 0.002, "no click where it begins or ends"
    assert sound.shape[1] / 48_000 <= (3 if slot == "logo" else 2), "a card of two seconds holds it"


def test_a_pass_grows_until_its_sheet_lies_and_is_over_soon() -> None:
    power = (committed("create-together", "pass") ** 2).sum(axis=0)
    parts = power[: power.size // 2400 * 2400].reshape(-1, 2400).sum(axis=1)  # of 50 ms each
    assert list(parts[:8]) == sorted(parts[:8]), "it swells"
    assert int(parts.argmax()) in (9, 10), "it lands 12 frames after it came, and the card is cut to 2 later"
    assert parts[13:].sum() < 0.01 * parts.sum(), "and leaves the sting alone"


def test_a_sweep_goes_with_the_beam_from_left_to_right() -> None:
    left, right = ((one[:12_000] ** 2).sum() / (one[-12_000:] ** 2).sum() for one in committed("signal", "pass"))
    assert left > 4 * right


@pytest.mark.parametrize("name", MADE)
def test_a_bed_goes_on_where_it_ended_and_lies_under_the_marks(name: str) -> None:
    bed = committed(name, "bed")
    step = np.abs(np.diff(bed, axis=1)).max()
    assert np.abs(bed[:, 0] - bed[:, -1]).max() < 1.5 * step, "no click where it is repeated"
    level = {slot: 20 * np.log10(np.sqrt((committed(name, slot) ** 2).mean())) for slot in SLOTS}
    assert all(level[slot] - level["bed"] > 10 for slot in SLOTS[:-2]), "below the gate of the meter"
