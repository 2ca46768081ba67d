"""Shapes of themes: each covers what its outline holds, stays in its place, and says how far away it is."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from pipeline.cards import cutouts, theme
from pipeline.cards.cutouts import Corner, Cut, Cutout, Disc, Polygon, Slanted, Torn
from pipeline.cards.edge import Rim

SCALE = Fraction(1, 6)

SHAPES: dict[str, Cutout] = {
    "torn all around": Torn("torn", "top right bottom left", depth=60),
    "torn at one side": Torn("torn", "right", depth=60, rough=12, step=3),
    "cut": Cut("sheet", 40, 200),
    "disc": Disc("disc", 36),
    "slanted": Slanted("slab", Fraction(14)),
    "slanted back": Slanted("slab", Fraction(-30)),
    "house": Polygon("house", ((500, 0), (1000, 400), (1000, 1000), (0, 1000), (0, 400))),
}


def area(corners: list[Corner]) -> float:
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in sides)) / 2


@pytest.mark.parametrize("size", [(320, 180), (90, 160), (26, 24)], ids=str)
@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_covers_as_much_as_its_outline_holds_and_stays_in_its_place(name: str, size: tuple[int, int]) -> None:
    """In places of three sizes, in the smallest of which a tear would be deeper than all of it."""
    corners = cutouts.corners(SHAPES[name], *size, SCALE)
    seen = cutouts.covered(corners, *size)
    assert seen.sum() == pytest.approx(area(corners), rel=1e-9)
    assert seen.sum() > 0.3 * size[0] * size[1]
    assert all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in corners)


def test_a_slab_leans_as_its_theme_says() -> None:
    seen = cutouts.covered(cutouts.corners(SHAPES["slanted"], 160, 90, SCALE), 160, 90)
    assert np.ptp(seen.sum(axis=1)) < 0.01, "every row of it is as long"
    left = np.argmax(seen > 0.5, axis=1)
    assert left[0] - left[-1] == pytest.approx(89 * np.tan(np.radians(14)), abs=1), "its upper end is further right"


@pytest.mark.parametrize("name", SHAPES)
def test_borders_and_shadows_lie_as_far_outside_as_they_should(name: str) -> None:
    """Against the distance to every piece of the outline."""
    margin, (width, height) = 12, (80, 60)
    corners = [(x + margin, y + margin) for x, y in cutouts.corners(SHAPES[name], width, height, SCALE)]
    far = cutouts.away(corners, width + 2 * margin, height + 2 * margin, margin)
    y, x = np.mgrid[: height + 2 * margin, : width + 2 * margin] + 0.5
    near = np.full(x.shape, np.inf)
    for (left, top), (right, bottom) in zip(corners, [*corners[1:], corners[0]], strict=True):
        along, down = right - left, bottom - top
        long = max(along**2 + down**2, 1e-12)
        share = np.clip(((x - left) * along + (y - top) * down) / long, 0, 1)
        near = np.minimum(near, np.hypot(x - left - share * along, y - top - share * down))
    outside = cutouts.covered(corners, width + 2 * margin, height + 2 * margin) == 0
    apart = np.abs(far - near)[outside & (near > 0.5) & (near < margin - 0.5)]
    assert np.quantile(apart, 0.95) < 0.5, "a quarter of a pixel, and more where fibres are finer than one"
    assert apart.mean() < 0.2
    assert far[outside & (near > margin)].min() > margin - 0.5


def test_every_shape_of_the_built_in_themes_is_seen_with_its_border() -> None:
    shapes = [shape for name in ("create-together", "paper", "signal", "stage") for shape in theme.load(name).shapes.values()]
    assert len(shapes) >= 10
    for shape in shapes:
        rim = Rim(160, 90, "rounded", 0, 4000, "#ff0000", 8000, "#000000", 12, shape, 540)
        assert not rim.is_plain
        mask, plate = (np.array(Image.open(io.BytesIO(one))) for one in (rim.mask(), rim.plate()))
        assert mask[45, 80] == 255, shape.name
        assert mask.min() == 0, shape.name
        assert (plate[..., 3] == 255).sum() > 4 * 90, "the border, 4 pixels around it"
