"""A card that asks how bright the picture under it is looks otherwise on a dark one than on a bright one, there where it lies."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.cards import standin, theme, tone
from pipeline.cards.card import describe
from pipeline.cards.layered import brush_of
from pipeline.cards.model import Drawing
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.cards.tone import COLUMNS, ROWS, Tones


def line(name: str, width: int = 640, height: int = 360) -> Drawing:
    return describe(
        theme.load(name), "poem_line", {"lines": ["sitting alone"]}, width=width, height=height, rate=Fraction(24), frames=72,
        pictures={"under": UPPER_MIDDLE},
    )  # fmt: skip


def ground(name: str, colour: str) -> tuple[int, ...]:
    """Return the colour of a slip before its first letter, over a picture of one colour."""
    drawing = line(name)
    brush = brush_of(drawing, lambda _: standin.plain(colour))
    _, _, width, height = drawing.box
    pixels = np.frombuffer(brush.raw(brush.rest), np.uint8).reshape(height, width, 4)
    (_, left, top, _, high), *_ = brush.runs()
    return tuple(int(one) for one in pixels[int(top + high / 2), int(left) - 8, :3])


@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_a_slip_is_light_on_a_dark_picture_and_dark_on_a_bright_one(name: str) -> None:
    assert min(ground(name, "#101018")) > 150 > 100 > max(ground(name, "#dde6ee"))


def test_only_the_place_under_the_text_counts() -> None:
    levels = [[0] * COLUMNS for _ in range(ROWS)]
    levels[13][6:12] = [tone.LEVELS] * 6
    tones = Tones(tuple(level for row in levels for level in row))
    assert tones.is_bright((6 / COLUMNS, 13 / ROWS, 12 / COLUMNS, 14 / ROWS))
    assert not tones.is_bright((20 / COLUMNS, 13 / ROWS, 26 / COLUMNS, 14 / ROWS))
    assert not tones.is_bright((-1, -1, -0.5, -0.5)), "what lies outside is at the nearest edge"


@pytest.mark.parametrize(("grey", "is_bright"), [(0, False), (110, False), (130, True), (255, True)])
def test_bright_is_what_black_is_read_better_on_than_white(grey: int, is_bright: bool) -> None:
    """By WCAG's own ratio, the two are equal at a grey of 117.6; steps of luminance leave some room."""
    assert tone.of_pixels(bytes([grey] * 3) * COLUMNS * ROWS).is_bright((0.2, 0.2, 0.4, 0.3)) == is_bright


def test_tones_are_read_as_they_were_written_and_noise_is_none_of_them() -> None:
    quiet, noisy = (tone.of_pixels(bytes([grey] * 3) * COLUMNS * ROWS) for grey in (200, 201))
    assert tone.unpacked(tone.packed(quiet)) == quiet == noisy


def test_the_tone_of_another_place_is_no_part_of_what_is_drawn() -> None:
    """So a line draws the same where nothing is asked."""
    plain = describe(
        theme.load("create-together"), "poem_line", {"lines": ["sitting alone"]}, width=640, height=360, rate=Fraction(24),
        frames=72,
    )  # fmt: skip
    assert all(artwork.beneath is None for artwork, _ in plain.parts)
    assert {artwork.beneath.picture for artwork, _ in line("create-together").parts if artwork.beneath} == {(640, 360)}
