"""Files that are transparent in places: what is behind them, or below, is seen there; spans are the whole."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.episode.show import ffmpeg
from tests.episode.spans import compared
from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg

GREY, RED, GREEN = (120, 120, 120), (200, 30, 30), (40, 200, 40)
LOGO = "geq=r=30:g=60:b=200:a=if(lt(hypot(X-80\\,Y-45)\\,30)\\,255\\,0)"
"""A blue disc, and nothing around it."""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """Pictures of 160x90: half of red, a disc in QuickTime; and a grey one to lie behind or below."""
    film = tmp_path / "grey.png"
    Image.new("RGB", (160, 90), GREY).save(film)
    half = np.full((90, 160, 4), (*RED, 128), np.uint8)
    Image.fromarray(half).save(tmp_path / "half.png")
    Image.new("RGB", (160, 90), GREEN).save(tmp_path / "green.png")
    black = "color=c=black:s=160x90:r=25:d=1,format=rgba"
    ffmpeg("-f", "lavfi", "-i", black, "-vf", LOGO, "-c:v", "qtrle", str(tmp_path / "logo.mov"))
    return film


def episode(folder: Path, show: Path, *whole: str) -> Path:
    manifest = clips(folder, show, whole=[f"clip: TITLE, length: 0.2, {each}" for each in whole])
    for name in ("half.png", "green.png", "logo.mov"):
        shutil.copy(show.parent / name, manifest.parent / "media" / name)
    return manifest


def mean(picture: np.ndarray, left: float, top: float, right: float, bottom: float) -> list[int]:
    """Return the colour of a part of a picture, whose sides are shares of it."""
    high, wide = picture.shape[:2]
    part = picture[round(top * high) : round(bottom * high), round(left * wide) : round(right * wide)]
    return [round(one) for one in part.mean(axis=(0, 1))]


def test_what_is_behind_or_below_is_seen_through_a_file_with_alpha(show: Path, tmp_path: Path) -> None:
    over = "file: grey.png, picture_in_picture: {entrance: none, shadow: off, border: off, corners: 0"
    half, logo, tool, inset, turned, graded, mask = firsts(episode(
        tmp_path, show,
        "file: half.png, background: green.png",
        "file: logo.mov, background: green.png",
        "file: logo.mov, background: green.png, speed: 0.5, reverse: on, exposure: 1",
        f"{over}, file: logo.mov, box: 50% 0% 50% 50%}}",
        f"{over}, file: half.png, box: 0% 0% 100% 100%, rotate: 3}}",
        f"{over}, file: logo.mov, fit: contain, box: 0% 0% 25% 100%, denoise_picture: light}}",
        "file: half.png, background: green.png, mask: circle, move: zoom-in",
    ), 5, "rgb24")  # fmt: skip
    between = [(a + b) / 2 for a, b in zip(RED, GREEN, strict=True)]
    assert mean(half, 0, 0, 1, 1) == pytest.approx(between, abs=4)
    assert mean(turned, 0.1, 0.1, 0.9, 0.9) == pytest.approx([(a + b) / 2 for a, b in zip(RED, GREY, strict=True)], abs=4)
    for picture, blue in ((logo, (30, 60, 200)), (tool, None)):
        assert mean(picture, 0, 0, 0.2, 1) == pytest.approx(GREEN, abs=4)
        middle = mean(picture, 0.45, 0.45, 0.55, 0.55)
        assert middle[2] > 180
        assert blue is None or middle == pytest.approx(blue, abs=6)
    assert mean(inset, 0.72, 0.2, 0.78, 0.3) == pytest.approx((30, 60, 200), abs=8)
    assert mean(inset, 0.5, 0, 0.6, 0.5) == pytest.approx(GREY, abs=4)
    assert mean(graded, 0, 0, 0.25, 0.3) == pytest.approx(GREY, abs=4), "bars are no part of what is transparent"
    assert mean(graded, 0.1, 0.47, 0.15, 0.53)[2] > 180
    assert mean(mask, 0.45, 0.45, 0.55, 0.55) == pytest.approx(between, abs=5)
    assert mean(mask, 0, 0, 0.1, 0.1) == pytest.approx(GREEN, abs=4)


def test_the_rim_of_a_logo_has_its_colours(show: Path, tmp_path: Path) -> None:
    """What is hidden under transparent pixels, black here, is mixed into no edge: between two colours lies what is between."""
    (picture,) = firsts(episode(tmp_path, show, 'file: logo.mov, background: "#1e3c28", crop: 10%'), 5, "rgb24")
    assert picture[..., 0].min() > 20, "as red as the darkest of both"
    assert picture[..., 1].min() > 50


def test_without_a_background_a_plain_colour_is_there_as_ever(show: Path, tmp_path: Path) -> None:
    half, logo = firsts(episode(tmp_path, show, "file: half.png", "file: logo.mov"), 5, "rgb24")
    assert mean(logo, 0, 0, 0.2, 1) == pytest.approx(mean(logo, 0.8, 0, 1, 1), abs=2)
    ground = mean(logo, 0, 0, 0.2, 1)
    assert mean(half, 0, 0, 1, 1) == pytest.approx([(a + b) / 2 for a, b in zip(RED, ground, strict=True)], abs=4)


@pytest.mark.parametrize("fields", [
    "background: FILM, mirror: on, exposure: 0.3, fit: contain",
    "background: grey.png, speed: 0.6, rotate: 2, blur: 40% 40% 20% 20%",
    "picture_in_picture: {file: FILM, mirror: on, mask: circle, entrance: slide}",
])  # fmt: skip
def test_a_span_cut_anywhere_is_the_whole(fields: str, tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=1", "-vf", "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a=2*X",
           "-c:v", "qtrle", "-g", "10", str(film))  # fmt: skip
    manifest = clips(tmp_path, film, fields)
    Image.new("RGB", (160, 90), GREY).save(manifest.parent / "media/grey.png")
    found = list(compared(manifest, random.Random(fields)))
    assert max(one.pixels for one in found) > 5
    assert [(one.at, one.different) for one in found if one.different] == []
