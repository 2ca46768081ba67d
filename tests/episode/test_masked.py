"""Pictures in a shape: a circle is one, whatever the picture's, and what is around it is what lies below."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg


def test_a_mask_lets_as_much_be_seen_as_its_shape_has(tmp_path: Path) -> None:
    """White over black: the light that is left is the area of a circle, and of a rectangle without its corners."""
    Image.new("RGB", (320, 180), (255, 255, 255)).save(tmp_path / "white.png")
    ground, still = 'length: 0.2, background: "#000000"', tmp_path / "white.png"
    fields = [f"{ground}, mask: circle", f"{ground}, mask: {{shape: rounded, corners: 240}}", "length: 0.2, mask: off"]
    circle, rounded, whole = firsts(clips(tmp_path, still, *fields), 5, "gray")
    assert circle.mean() / 255 == pytest.approx(np.pi / 4 * 90 / 160, abs=0.006)
    assert rounded.mean() / 255 == pytest.approx(1 - (4 - np.pi) * 20**2 / (160 * 90), abs=0.006)
    assert whole.min() > 250
    y, x = np.nonzero(circle > 128)
    assert (x.min(), x.max(), y.min(), y.max()) == (35, 124, 0, 89), "it stands in the middle"


SLANTED = """\
title: Mine
extends: paper
shapes: {slab: {slanted: 20}, half: {points: ["0% 0%", "50% 0%", "50% 100%", "0% 100%"]}}
"""


def test_a_shape_of_the_theme_lets_its_part_be_seen(tmp_path: Path) -> None:
    """White over black: a slab, whose sides lean by 20 degrees; half a picture, and its border that stands outside of it."""
    Image.new("RGB", (320, 180), (255, 255, 255)).save(tmp_path / "white.png")
    ground = 'length: 0.2, background: "#000000"'
    inset = "picture_in_picture: {file: white.png, box: 25% 20% 50% 60%, border: 48, shadow: off, entrance: none, mask: half}"
    fields = [f"{ground}, mask: slab", f"{ground}, mask: theme", f"length: 0.2, exposure: -3, {inset}"]
    manifest = clips(tmp_path, tmp_path / "white.png", *fields)
    show = manifest.parent.parent
    (show / "templates/mine").mkdir(parents=True)
    (show / "templates/mine/theme.yaml").write_text(SLANTED)
    settings = show / "episodes/show.yaml"
    settings.write_text(f"{settings.read_text()}theme: mine\n")
    slab, first, inset_ = firsts(manifest, 5, "gray")
    assert slab.mean() / 255 == pytest.approx(1 - 90 * np.tan(np.radians(20)) / 160, abs=0.01)
    assert np.abs(slab - first).max() == 0, "it is the theme's first one"
    seen = np.nonzero(inset_[45] > 150)[0]
    # The half is 40 pixels wide from pixel 40 on, its border 4 pixels.
    assert (seen.min(), seen.max()) == (pytest.approx(36, abs=1), pytest.approx(83, abs=1))


def test_round_pictures_lie_over_others_with_a_round_border(tmp_path: Path) -> None:
    """White in a green screen, in a circle with a border: seen is what both leave, and nothing has changed outside."""
    Image.new("RGB", (320, 180), (90, 90, 90)).save(tmp_path / "grey.png")
    green = Image.new("RGB", (180, 180), (40, 190, 70))
    green.paste((255, 255, 255), (0, 90, 180, 180))
    box = "box: 25% 10% 45% 80%, border: 36, shadow: off, entrance: none, mask: circle"
    over = f"picture_in_picture: {{file: green.png, chroma_key: on, {box}}}"
    manifest = clips(tmp_path, tmp_path / "grey.png", f"length: 0.2, {over}", "length: 0.2")
    green.save(manifest.parent / "media/green.png")
    seen, plain = firsts(manifest, 5, "gray")
    y, x = np.mgrid[0:90, 0:160]
    away = np.hypot(x + 0.5 - 76, y + 0.5 - 46)
    assert seen[(away < 33) & (y > 48)].min() > 240, "what is before the screen is seen"
    assert np.abs(seen - plain)[(away < 33) & (y < 44)].max() <= 4, "through the screen lies the film"
    assert np.ptp(seen[(away > 37) & (away < 38)]) < 12, "the border is round"
    assert np.abs(seen - plain)[away > 41].max() <= 4
