"""Colour profiles: named by the probe, converted to the sRGB that arithmetic says, left alone where there is none but sRGB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.media import colour
from pipeline.media.library import Library
from tests.media import profiles
from tests.memory import Forgetful

COLOURS = ((200, 60, 50), (60, 180, 60), (40, 70, 200), (128, 128, 128))
PRESS = {
    (0, 0, 0, 0): (100.0, 0.0, 0.0), (1, 0, 0, 0): (55.0, -37.0, -50.0), (0, 1, 0, 0): (48.0, 74.0, -3.0),
    (0, 0, 1, 0): (89.0, -5.0, 93.0),
}  # fmt: skip


def profile_of(path: Path) -> str:
    video = Library(path.parent, Forgetful()).info(path.name).video
    assert video is not None
    return video.profile


def converted(path: Path) -> Image.Image:
    colour.convert(path, path.with_suffix(".converted"))
    with Image.open(path.with_suffix(".converted")) as done:
        return done.copy()


def near(one: object, other: object, levels: int = 3) -> bool:
    return bool(np.abs(np.array(one, int) - np.array(other, int)).max() <= levels)


@pytest.mark.parametrize("name", ["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_colours_are_those_of_the_profile(name: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    for patch in COLOURS:
        picture = Image.new("RGB", (16, 16), patch)
        picture.save(path, quality=100, lossless=True, subsampling=0, icc_profile=profiles.rgb(name))
        assert profile_of(path) == name
        assert near(converted(path).getpixel((8, 8)), profiles.in_srgb(name, patch))


def test_display_p3_is_what_its_standard_says() -> None:
    """The numbers of the definition, so that the arithmetic above stands on something."""
    right = [(217, 42, 39), (0, 183, 30), (29, 71, 208), (128, 128, 128)]
    assert all(near(profiles.in_srgb("Display P3", patch), seen, 2) for patch, seen in zip(COLOURS, right, strict=True))


@pytest.mark.parametrize("profile", [profiles.rgb("sRGB"), b"", b"no profile at all" * 20, profiles.rgb("Display P3")[:400]])
def test_srgb_and_what_cannot_be_used_ask_for_no_conversion(profile: bytes, tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), COLOURS[0]).save(tmp_path / "a.png", icc_profile=profile)
    assert profile_of(tmp_path / "a.png") == ""


@pytest.mark.parametrize("mode", ["L", "LA", "I;16", "1"])
def test_grey_follows_its_own_curve(mode: str, tmp_path: Path) -> None:
    value = {"I;16": 128 * 257, "1": 1}.get(mode, 128)
    Image.new(mode, (16, 16), (value, 255) if mode == "LA" else value).save(tmp_path / "a.png", icc_profile=profiles.grey(1.0))
    assert profile_of(tmp_path / "a.png") == "Grey"
    right = 255 if mode == "1" else 188  # half the light, in sRGB
    assert near(converted(tmp_path / "a.png").convert("RGB").getpixel((8, 8)), (right,) * 3)


def test_a_grey_jpeg_with_the_profile_of_a_screen_is_grey(tmp_path: Path) -> None:
    Image.new("L", (16, 16), 100).save(tmp_path / "a.jpg", icc_profile=profiles.rgb("Display P3"))
    assert near(converted(tmp_path / "a.jpg").getpixel((8, 8)), (100,) * 3)


@pytest.mark.parametrize(
    ("inks", "lab"), [((255, 0, 0, 0), (1, 0, 0, 0)), ((0, 255, 0, 0), (0, 1, 0, 0)), ((0, 0, 0, 0), (0, 0, 0, 0))]
)
def test_ink_is_what_the_press_prints(inks: tuple[int, ...], lab: tuple[int, int, int, int], tmp_path: Path) -> None:
    Image.new("CMYK", (16, 16), inks).save(tmp_path / "a.jpg", quality=100, icc_profile=profiles.ink(PRESS))
    assert profile_of(tmp_path / "a.jpg") == "Press"
    assert near(converted(tmp_path / "a.jpg").getpixel((8, 8)), profiles.from_lab(PRESS[lab]), 4)


def test_ink_without_a_profile_is_named_and_has_the_colours_of_its_inks(tmp_path: Path) -> None:
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=100)
    assert profile_of(tmp_path / "a.jpg") == colour.INK
    assert near(converted(tmp_path / "a.jpg").getpixel((8, 8)), (255, 0, 0))


def test_what_is_converted_is_upright_and_keeps_its_transparency(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (32, 16), COLOURS[0]).save(tmp_path / "a.jpg", icc_profile=profiles.rgb("Display P3"), exif=turned)
    assert converted(tmp_path / "a.jpg").size == (16, 32)
    Image.new("RGBA", (16, 16), (*COLOURS[1], 100)).save(tmp_path / "b.png", icc_profile=profiles.rgb("Display P3"))
    seen = converted(tmp_path / "b.png").getpixel((8, 8))
    assert near(seen, (*profiles.in_srgb("Display P3", COLOURS[1]), 100))


def test_what_is_converted_does_not_say_when(tmp_path: Path) -> None:
    Image.new("RGB", (32, 16), COLOURS[0]).save(tmp_path / "a.jpg", icc_profile=profiles.rgb("Display P3"))
    assert "icc_profile" not in converted(tmp_path / "a.jpg").info  # a profile has its date in it


def test_a_picture_that_is_cut_off_is_not_converted(tmp_path: Path) -> None:
    Image.effect_noise((64, 64), 90).convert("RGB").save(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:2000])
    with pytest.raises(colour.Unreadable):
        converted(tmp_path / "a.jpg")
