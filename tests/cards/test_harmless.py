"""No opening of a built-in theme flashes, whatever large letters come into it: quality control would refuse its episode."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.analysis import flashes
from pipeline.analysis.cells import of_cells
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.slots import UPPER_MIDDLE

RATE = Fraction(24)
NAMES = [f"piece-{number}" for number in range(1, 5)]
FIELDS = {
    "show": "Near and Far", "tagline": "sent in from everywhere", "title": "What We Sent", "season": 1, "number": 1,
    "pieces": [{"title": name, "kind": "music", "picture": name} for name in NAMES],
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_an_opening_does_not_flash(name: str, language: str, size: tuple[int, int]) -> None:
    drawing = describe(
        themes.load(name), "opening", FIELDS, width=size[0], height=size[1], rate=RATE, frames=96, language=language,
        pictures=dict.fromkeys(NAMES, UPPER_MIDDLE),
    )  # fmt: skip
    seen = np.stack([frame[:, :, 2::-1] for frame in LayeredPainter(drawing).frames()]) / np.float32(255)
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    luminance = (linear @ np.array([0.2126, 0.7152, 0.0722])).astype(np.float32)
    assert flashes.general(of_cells(luminance), RATE) == ()
