"""What is done to colours, judged by numbers: on charts whose true colours are known."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import build
from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg

COLUMNS, ROWS, SIDE = 16, 9, 10
"""A chart of so many colours, each a square of so many pixels: as large as the canvas, so that nothing is scaled."""


def linear(signal: np.ndarray) -> np.ndarray:
    return np.where(signal < 0.081, signal / 4.5, ((np.maximum(signal, 0) + 0.099) / 1.099) ** (1 / 0.45))


def signal(light: np.ndarray) -> np.ndarray:
    return np.where(light < 0.018, 4.5 * light, 1.099 * np.maximum(light, 0) ** 0.45 - 0.099)


def chart(seed: int = 1) -> np.ndarray:
    """Return linear colours that are grey in the mean, the first of them grey; none is near white."""
    found = np.random.default_rng(seed).uniform(0.03, 0.5, (ROWS, COLUMNS, 3))
    found *= found.mean() / found.mean(axis=(0, 1))
    found[0, 0] = 0.3
    return found


def written(light: np.ndarray, path: Path) -> Path:
    pixels = np.round(255 * np.clip(signal(light), 0, 1)).astype(np.uint8)
    Image.fromarray(pixels.repeat(SIDE, axis=0).repeat(SIDE, axis=1)).save(path)
    return path


def middles(frame: np.ndarray) -> np.ndarray:
    """Return the signal in the middle of each square of a chart."""
    assert frame.shape == (ROWS * SIDE, COLUMNS * SIDE, 3)
    part = frame.reshape(ROWS, SIDE, COLUMNS, SIDE, 3)[:, 3:7, :, 3:7]
    return part.mean(axis=(1, 3)) / 255


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean CIE 1976 colour difference of signals."""
    lab = [cv2.cvtColor(np.clip(each, 0, 1).astype(np.float32), cv2.COLOR_RGB2LAB) for each in (one, other)]
    return float(np.linalg.norm(lab[0] - lab[1], axis=-1).mean())


def seen(folder: Path, still: Path, *fields: str) -> list[np.ndarray]:
    return [middles(one) for one in firsts(clips(folder, still, *(f"length: 0.2, {each}" for each in fields)), 5, "rgb24")]


def test_a_cast_goes_by_every_white_balance(tmp_path: Path) -> None:
    """A chart under light that is too warm looks as it is again: by all of it, by its grey square, by that square's colour."""
    cast = np.array([1.35, 1.0, 0.55])
    true, grey = chart(), np.round(255 * signal(0.3 * cast)).astype(int)
    found = seen(
        tmp_path, written(true * cast, tmp_path / "warm.png"), "fit: cover", "white_balance: auto",
        'white_balance: {grey: "3% 5%"}', 'white_balance: "#{:02x}{:02x}{:02x}"'.format(*grey),
    )  # fmt: skip
    # A balance keeps how bright the grey is, which the cast has changed.
    wanted = signal(true * float(cast @ [0.2126, 0.7152, 0.0722]))
    before, auto, point, colour = (difference(one, wanted) for one in found)
    print(f"delta E: {before:.1f} before, {auto:.2f} auto, {point:.2f} by a point, {colour:.2f} by a colour")
    assert before > 20
    assert auto < 6
    assert point < 2
    assert colour < 2


def test_light_of_lamps_becomes_white(tmp_path: Path) -> None:
    grey = np.full((ROWS, COLUMNS, 3), 0.3) * [1.0, 0.58, 0.26]  # about what a sensor for daylight sees at 3200 K
    lamp, day, blue = seen(
        tmp_path, written(grey, tmp_path / "lamp.png"), "white_balance: 3200", "white_balance: 6504", "white_balance: 9000K"
    )
    assert np.ptp(lamp.mean(axis=(0, 1))) < 0.1
    before = signal(grey).mean(axis=(0, 1))
    assert np.abs(day.mean(axis=(0, 1)) - before).max() < 0.01
    assert blue[..., 0].mean() > before[0]


def test_a_stop_is_twice_the_light_and_white_is_rolled_off(tmp_path: Path) -> None:
    true = np.linspace(0.01, 1.0, ROWS * COLUMNS).reshape(ROWS, COLUMNS, 1).repeat(3, axis=2)
    zero, one, less, three = seen(
        tmp_path, written(true, tmp_path / "ramp.png"), "exposure: 0", "exposure: 1", "exposure: -1", "exposure: 3"
    )
    light = linear(zero)
    straight = light * 2 < 0.58
    assert np.abs(linear(one) - 2 * light)[straight].max() < 0.02
    assert np.abs(linear(less) - light / 2).max() < 0.01
    for each in (one, three):
        steps = np.diff(each.mean(axis=2).ravel())
        assert steps.min() > -0.001, "brighter must not become darker"
        assert each.max() > 0.99
    # Clipped by a camera, half the ramp would be one white.
    assert (one > 0.995).mean() < 0.05


def test_a_neutral_setting_changes_no_pixel(tmp_path: Path) -> None:
    still = written(chart(2), tmp_path / "chart.png")
    as_it_is, neutral = seen(tmp_path, still, "fit: cover", "fit: cover, exposure: 0, white_balance: off")
    assert np.array_equal(as_it_is, neutral)


def test_a_table_gives_its_look(tmp_path: Path) -> None:
    still = written(chart(3), tmp_path / "chart.png")
    manifest = clips(tmp_path, still, "length: 0.2, fit: cover", "length: 0.2, lut: looks/curve.cube")
    curve = np.stack([np.linspace(0, 1, 17) ** power for power in (0.7, 1.0, 1.6)], axis=-1)
    (manifest.parent / "media/looks").mkdir()
    rows = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in curve)
    (manifest.parent / "media/looks/curve.cube").write_text(f"LUT_1D_SIZE 17\n{rows}\n")
    plain, found = (middles(one) for one in firsts(manifest, 5, "rgb24"))
    wanted = np.stack([np.interp(plain[..., axis], np.linspace(0, 1, 17), curve[:, axis]) for axis in range(3)], axis=-1)
    assert float(np.abs(found - wanted).mean()) * 255 < 1.5  # the film is encoded, too


def test_bars_stay_and_the_copy_behind_is_treated(tmp_path: Path) -> None:
    Image.fromarray(np.full((90, 80, 3), 60, np.uint8)).save(tmp_path / "half.png")
    fields = ("fit: contain, exposure: 2", "fit: contain", "fit: blur, exposure: 2", "fit: blur")
    manifest = clips(tmp_path, tmp_path / "half.png", *(f"length: 0.2, {each}" for each in fields))
    bright, dark, copy, plain = firsts(manifest, 5, "rgb24")
    assert np.array_equal(bright[:, :35], dark[:, :35])
    assert bright[:, 50:110].mean() > dark[:, 50:110].mean() + 40
    assert copy[:, :35].mean() > plain[:, :35].mean() + 20


def test_what_is_black_is_no_grey_point(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((180, 320, 3), np.uint8)).save(tmp_path / "black.png")
    manifest = clips(tmp_path, tmp_path / "black.png", 'length: 0.2, white_balance: {grey: "50% 50%"}')
    with pytest.raises(Exception, match="black or burnt out"):
        build(manifest)




def test_two_cameras_become_alike(tmp_path: Path) -> None:
    """Of one chart, and of the same seen darker, warmer and with less contrast, the second looks as the first."""
    true = chart(4)
    other = (0.45 * true / 0.18) ** 0.85 * 0.18 * np.array([1.3, 1.0, 0.6])
    manifest = clips(
        tmp_path, written(other, tmp_path / "second.png"),
        *(f"length: 0.2, fit: cover, {each}" for each in ("match: off", "match: first.png", "match: first.png, exposure: 1")),
    )  # fmt: skip
    written(true, manifest.parent / "media/first.png")
    before, after, brighter = (middles(one) for one in firsts(manifest, 5, "rgb24"))
    apart, alike = difference(before, signal(true)), difference(after, signal(true))
    print(f"delta E: {apart:.1f} before, {alike:.2f} after")
    assert apart > 20
    assert alike < 2
    assert np.abs(linear(brighter) - 2 * linear(after))[linear(after) < 0.25].max() < 0.03


def test_a_match_is_limited(tmp_path: Path) -> None:
    """Nothing becomes day by night: two stops are the most."""
    dark = written(chart(5) / 32, tmp_path / "dark.png")
    manifest = clips(tmp_path, dark, "length: 0.2, fit: cover", "length: 0.2, fit: cover, match: first.png")
    written(chart(5), manifest.parent / "media/first.png")
    before, after = (linear(middles(one)).mean() for one in firsts(manifest, 5, "rgb24"))
    assert 3 < after / before < 4.5


def test_noise_goes_and_edges_stay(tmp_path: Path) -> None:
    """Of blocks of grey with noise, less is off by each strength; where two blocks meet, the step is as steep as it was."""
    blocks = np.random.default_rng(7).choice([60.0, 110.0, 160.0, 210.0], (6, 8)).repeat(15, axis=0).repeat(20, axis=1)
    noisy = blocks + np.random.default_rng(8).normal(0, 7, blocks.shape)
    Image.fromarray(np.clip(np.round(noisy), 0, 255).astype(np.uint8)).convert("RGB").save(tmp_path / "room.png")
    words = ("off", "light", "strong")
    manifest = clips(tmp_path, tmp_path / "room.png", *(f"length: 0.2, fit: cover, denoise_picture: {one}" for one in words))
    seen = [frame.mean(axis=2) for frame in firsts(manifest, 5, "rgb24")]
    noise = [float(np.sqrt(np.square(each - blocks).mean())) for each in seen]
    step = np.abs(np.diff(blocks, axis=1)) > 40
    steep = [float(np.abs(np.diff(each, axis=1))[step].mean()) for each in seen]
    print("noise", *(f"{one:.2f}" for one in noise), "steps", *(f"{one:.1f}" for one in steep))
    assert 20 * np.log10(noise[0] / noise[1]) > 2.5
    assert 20 * np.log10(noise[0] / noise[2]) > 6
    assert min(steep) > 0.9 * steep[0]
