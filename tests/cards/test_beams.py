"""The beams of `signal`: they open onto the film to the last pixel, no layout comes twice running, letters keep inside."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from pipeline.cards import palette, safe, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Shape
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.people import FieldValue
from tests.cards.samples import person

SIZES: dict[Shape, tuple[int, int]] = {"wide": (320, 180), "tall": (180, 320), "square": (180, 180)}
KINDS = ("music", "poem", "docu-short", "animation", "clip", "news")
FRAMES = 84
NO_BACKDROP = ".backdrop{display:none !important}"
PEOPLE = [person("Rubén Ortega"), person("Joe Park"), person("Aroha Te Rangi")]


def title_card(
    kind: str, shape: Shape = "wide", *, kinds: tuple[str, ...] = (), number: int = 0, language: str = "en",
    people: list[dict[str, str]] = PEOPLE, rate: Fraction = Fraction(24),
) -> LayeredPainter:  # fmt: skip
    fields: dict[str, FieldValue] = {
        "kind": kind, "label": "A kind", "title": "Kitchen Table", "people": people, "kinds": list(kinds), "number": number,
    }  # fmt: skip
    width, height = SIZES[shape]
    frames = round(FRAMES * rate / 24)
    given = describe(
        themes.load("signal"), "interstitial", fields, width=width, height=height, rate=rate, frames=frames,
        language=language, pictures={"first": UPPER_MIDDLE},
    )  # fmt: skip
    return LayeredPainter(given, lambda name: standin.plain("#12b04a"))


def frame(
    painter: LayeredPainter, number: int, shape: Shape = "wide", rate: Fraction = Fraction(24), css: str = ""
) -> np.ndarray:  # fmt: skip
    width, height = SIZES[shape]
    return np.frombuffer(painter.raw(round(number * 1000 / rate), css), np.uint8).reshape(height, width, 4).astype(int)


FILM = np.array([0x12, 0xB0, 0x4A, 255])


@pytest.mark.parametrize("kind", KINDS)
def test_the_film_is_seen_in_the_beams_and_not_beside_them(kind: str) -> None:
    """How they open onto it, `test_hole` looks at."""
    held = frame(title_card(kind, "wide"), 30, "wide")[:, :, 1] > 100  # tinted, too
    assert 0.03 < held.mean() < 0.7


def shape_of_light(kinds: tuple[str, ...], number: int) -> np.ndarray:
    return np.abs(frame(title_card(kinds[number - 1], kinds=kinds, number=number), 30) - FILM).max(axis=2) <= 1


RUNS = [("music",) * 4, ("animation", "news", "animation"), ("docu-short", "docu-short", "news"), KINDS]


@pytest.mark.parametrize("kinds", RUNS)
def test_no_layout_comes_twice_running(kinds: tuple[str, ...]) -> None:
    seen = [shape_of_light(kinds, number) for number in range(1, len(kinds) + 1)]
    for before, after in pairwise(seen):
        assert (before != after).mean() > 0.05


@pytest.mark.parametrize("count", [2, 3, 5])
def test_music_has_a_beam_for_each_player(count: int) -> None:
    people = [person(f"Player {number}") for number in range(count)]
    row = np.abs(frame(title_card("music", people=people), 30)[8] - FILM).max(axis=1) <= 40  # near the top, where beams are wide
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) + int(row[0]) == count


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shape", SIZES)
def test_letters_stay_inside_the_picture_s_margins_as_long_as_the_card_is_held(shape: Shape, language: str) -> None:
    painter = title_card("music", shape, language=language).bare()
    width, height = SIZES[shape]
    left, top, right, bottom = safe.margins(shape, width, height)
    for number in range(0, FRAMES - 15, 8):
        inked = frame(painter, number, shape, css=NO_BACKDROP)[:, :, 3] > 64
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        assert rows[0] >= top - 1, number
        assert rows[-1] <= height - bottom, number
        assert columns[0] >= left - 1, number
        assert columns[-1] <= width - right, number


def test_words_have_left_before_the_light_has_opened() -> None:
    painter = title_card("music").bare()
    assert not (frame(painter, FRAMES - 7, css=NO_BACKDROP)[:, :, 3] > 0).any()
    assert (frame(painter, FRAMES - 16, css=NO_BACKDROP)[:, :, 3] > 0).any()


def test_everything_drifts_while_a_card_is_held() -> None:
    painter = title_card("poem")
    assert all((frame(painter, number) != frame(painter, number + 12)).any() for number in (0, 20, 40))


def test_the_first_frame_of_the_opening_is_a_poster_of_the_episode_s_pictures() -> None:
    pieces = [{"title": f"P{number}", "kind": "music", "picture": f"piece-{number}"} for number in (1, 2, 3)]
    given = describe(
        themes.load("signal"), "opening", {"show": "Together, Apart", "pieces": pieces}, width=320, height=180, rate=Fraction(24),
        frames=120, pictures={f"piece-{number}": UPPER_MIDDLE for number in (1, 2, 3)},
    )  # fmt: skip
    painter = LayeredPainter(given, lambda name: standin.plain("#12b04a"))
    first, later = frame(painter, 0), frame(painter, 80)

    def green(pixels: np.ndarray) -> float:
        return float(((pixels[:, :, 1] > 100) & (pixels[:, :, 1] > pixels[:, :, 0] + 20)).mean())

    assert green(first) > 0.2, "it is never empty"
    assert not ((first[:, :, :3] > 200).all(axis=2)[:70]).any(), "nor has it two texts: the name comes later"
    assert green(later) < 0.01
    assert ((later[:, :, :3] > 200).all(axis=2)).mean() > 0.05, "the name stands"


def test_the_palette_of_signal_is_told_as_roles() -> None:
    theme = themes.load("signal")
    assert list(palette.fixed(theme)) == []
    lights = {"sodium": "#ffb23e", "vermilion": "#ff5a36", "ice": "#a6d8e6", "rose": "#ec8ea4"}
    wanted = {"night": "#1f0b12", "slab": "#2b1018", "bone": "#f6ead6", **lights}
    assert wanted.items() <= dict(theme.colours).items()


@pytest.mark.parametrize("width", [320, 640, 854, 1280])
def test_a_title_is_not_small_because_names_below_it_lack_half_a_pixel(width: int) -> None:
    people = [person("윤새봄"), person("Þórdís Hrafnbjörk Ketilsdóttir")]
    fields: dict[str, FieldValue] = {"title": "Lanterns", "kind": "docu-short", "people": people}
    height = width * 9 // 16 // 2 * 2
    given = describe(themes.load("signal"), "interstitial", fields, width=width, height=height, rate=Fraction(24), frames=60)
    high = {text: tall for text, *_, tall in LayeredPainter(given).runs()}["LANTERNS"]
    assert high > 0.2 * height
