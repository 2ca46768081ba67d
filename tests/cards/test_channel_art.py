"""Channel art: every letter in the middle that all devices show, the season's frames around it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.cards import inspect, safe, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter
from pipeline.cards.model import Drawing
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.people import FieldValue

SIZE = (640, 360)
SAFE = (1546 / 4, 423 / 4)
"""A quarter of 1546x423 of 2560x1440."""

KINDS = ("music", "poem", "docu-short", "animation", "clip", "puppets", "music", "poem", "docu-short", "animation")
COLOURS = tuple(f"#{20 * number + 20:02x}00ff" for number in range(10))
THEMES = ("create-together", "signal")
LONGEST = "The Neighbourhood Radio Orchestra of Everyone at Home"
SAID: dict[str, tuple[str, str, str]] = {
    "usual": ("Together, Apart", "made by people who have never met", "en"),
    "bare": ("Us", "", "en"),
    "longest": (LONGEST, "Fourteen countries, two hundred kitchens, and a choir that never stood in one room", "en"),
    "arabic": ("نصنع معا", "ألف صوت في أغنية واحدة", "ar"),
    "japanese": ("いっしょにつくろう", "会ったことのない何千人もの人たちと", "ja"),
}


def art(theme: str, said: str = "usual", count: int = 10) -> tuple[Drawing, Painter]:
    show, tagline, language = SAID[said]
    pieces: list[FieldValue] = [
        {"title": f"P{number}", "kind": kind, "picture": f"piece-{number}"} for number, kind in enumerate(KINDS[:count], 1)
    ]
    given = describe(
        themes.load(theme), "channel_art", {"show": show, "tagline": tagline, "pieces": pieces}, width=SIZE[0], height=SIZE[1],
        rate=Fraction(24), frames=1, language=language,
        pictures={f"piece-{number}": UPPER_MIDDLE for number in range(1, count + 1)},
    )  # fmt: skip
    return given, painter(given, lambda name: standin.plain(COLOURS[int(name.partition("-")[2]) - 1]))


def pixels(brush: Painter, css: str = "") -> np.ndarray:
    return np.frombuffer(brush.raw(0, css), np.uint8).reshape(SIZE[1], SIZE[0], 4)[:, :, :3].astype(int)


def middle() -> tuple[slice, slice]:
    across, down = ((size - wide) / 2 for size, wide in zip(SIZE, SAFE, strict=True))
    return slice(int(down), int(SIZE[1] - down) + 1), slice(int(across), int(SIZE[0] - across) + 1)


def test_the_safe_area_is_the_platform_s() -> None:
    left, top, right, bottom = safe.margins("wide", 2560, 1440, "channel_art")
    assert (2560 - left - right, 1440 - top - bottom) in ((1546, 422), (1546, 423))
    assert (left, top) == (507, 509)
    assert safe.margins("wide", 2560, 1440) == (128, 72, 128, 72), "of all other cards it is what it was"


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("theme", THEMES)
def test_every_letter_stands_in_the_middle(theme: str, said: str) -> None:
    given, brush = art(theme, said)
    red, blue = (pixels(brush, f"*{{color:{colour} !important}}") for colour in ("#f00", "#00f"))
    letters = np.abs(red - blue).max(axis=2) > 8
    assert letters.sum() > 200
    assert letters[middle()].sum() == letters.sum()
    assert list(inspect.outside(brush, given, *SIZE, (0,))) == []
    down, across = middle()
    for text, left, top, wide, high in brush.runs():
        assert across.start - 1 <= left <= left + wide <= across.stop + 1, text
        assert down.start <= top + high / 2 <= down.stop, text  # a font's own box is higher than its letters


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("theme", THEMES)
def test_the_words_can_be_read_whatever_the_frames_show(theme: str, said: str) -> None:
    given, _ = art(theme, said)
    for colour in ("#ffffff", "#000000"):
        brush = painter(given, lambda _, colour=colour: standin.plain(colour))  # type: ignore[misc]
        readings = list(inspect.readings(brush, given, *SIZE))
        assert readings
        assert [one for one in readings if one.contrast < one.needed] == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_frame_is_seen_by_itself_and_two_of_them_in_the_band_that_a_computer_shows(theme: str) -> None:
    _, brush = art(theme)
    plain = pixels(brush)
    told = []
    for number in range(1, 11):
        other = painter(art(theme)[0], lambda name, n=number: standin.plain("#00ff00" if name == f"piece-{n}" else "#0000ff"))  # type: ignore[misc]
        seen = pixels(other)
        told.append((seen[:, :, 1] > 140) & (seen[:, :, [0, 2]] < 110).all(axis=2))
    for number, seen in enumerate(told, 1):
        assert seen.mean() > 0.004, number
    overlaps = sum(one.astype(int) for one in told)
    assert overlaps.max() == 1, "no frame lies over another"
    down, across = middle()
    in_band = [seen[down].any() for seen in told]
    assert sum(in_band) >= 2
    sides = [seen[down][:, : across.start].any() or seen[down][:, across.stop :].any() for seen in told]
    assert sum(sides) >= 2
    assert plain.std() > 20


@pytest.mark.parametrize("theme", THEMES)
def test_few_pieces_are_enough_and_a_season_that_is_only_heard_has_its_art_too(theme: str) -> None:
    for count in (0, 1, 3):
        given, brush = art(theme, count=count)
        assert list(inspect.outside(brush, given, *SIZE, (0,))) == []
        assert pixels(brush).std() > 15
