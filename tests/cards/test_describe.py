"""A drawing is known before anything is drawn: its box, its identity, what it reads, and what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pipeline import digest
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.fault import CardFault
from pipeline.cards.folders import built_in
from pipeline.cards.model import Drawing, Theme
from tests.cards.samples import CARDS
from tests.cards.samples import drawing as drawn

RUBEN = {"people": [{"name": "Rubén Ortega", "role": "guitar"}]}


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("paper")


def third(theme: Theme, **changes: Any) -> Drawing:
    arguments: dict[str, Any] = {"width": 1920, "height": 1080, "rate": Fraction(24), "frames": 96, **changes}
    fields = arguments.pop("fields", RUBEN)
    return describe(theme, arguments.pop("card", "lower_third"), fields, **arguments)


@pytest.mark.parametrize("size", [(1920, 1080), (640, 360), (3840, 2160), (1080, 1920), (406, 720), (540, 540), (854, 480)])
def test_every_box_is_even_and_on_the_canvas(theme: Theme, size: tuple[int, int]) -> None:
    for card in CARDS:
        drawing = drawn(theme, card, *size)
        x, y, width, height = drawing.box
        assert all(side % 2 == 0 for side in drawing.box), (card, drawing.box)
        assert 0 <= x < x + width <= size[0]
        assert 0 <= y < y + height <= size[1]


def test_equal_arguments_give_equal_identity_and_a_changed_letter_another(theme: Theme) -> None:
    one, same = third(theme), third(theme, fields={"people": [{"role": "guitar", "name": "Rubén Ortega"}]})
    other = third(theme, fields={"people": [{"name": "Ruben Ortega", "role": "guitar"}]})
    assert digest.of(one.whole) == digest.of(same.whole)
    assert digest.of(one.whole) != digest.of(other.whole)


def test_no_machine_path_is_in_the_identity(theme: Theme) -> None:
    drawing = third(theme, fields={"people": [{"name": "Ana 🎸"}]})
    text = digest.canonical(drawing.whole)
    assert str(built_in().parent) not in text
    for _, path, _ in drawing.files:
        assert str(path) not in text
        assert str(path.parent) not in text


def test_only_the_fonts_and_pictures_of_the_text_are_read(theme: Theme) -> None:
    def read(name: str) -> set[str]:
        return {path.name for _, path, _ in third(theme, fields={"people": [{"name": name}]}).files}

    latin = read("Ana")
    assert read("Ána Ørsted") == latin
    assert read("अनु") - latin == {"NotoSansDevanagari[wght].ttf"}
    assert read("山田") - latin == {"NotoSansCJK-VF.otf.ttc"}
    assert read("Ana 👩🏽‍🚀") - latin == {"1f469-1f3fd-200d-1f680.svg"}


def test_a_missing_glyph_names_the_person_and_the_character(theme: Theme) -> None:
    with pytest.raises(CardFault, match=r"𐎀 \(U\+10380 UGARITIC LETTER ALPA\) in 'Ana 𐎀'"):
        third(theme, fields={"people": [{"name": "Joe"}, {"name": "Ana 𐎀"}]}, people=("Joe", "Ana 𐎀"))


def test_a_field_that_is_not_known_is_refused_with_a_suggestion(theme: Theme) -> None:
    with pytest.raises(CardFault, match=r"lower_third\.people\[1\] has no field rolle; did you mean 'role'\?"):
        third(theme, fields={"people": [{"name": "Ana", "rolle": "drums"}]})
    with pytest.raises(CardFault, match=r"title\.title is missing"):
        third(theme, card="title", fields={"show": "A"})
    with pytest.raises(CardFault, match=r"lower_third\.people is empty"):
        third(theme, fields={"people": []})
    with pytest.raises(CardFault, match=r"quote\.lines is not a list"):
        third(theme, card="quote", fields={"lines": "one text"})
    with pytest.raises(CardFault, match="has no card titel"):
        third(theme, card="titel", fields={})


def test_held_frames_are_drawn_once_and_motion_stays_inside(theme: Theme) -> None:
    times = third(theme, frames=240).whole.motion.times
    frames = [frame for frame, _ in times]
    assert frames[0] == 0
    assert frames == sorted(set(frames))
    assert frames[-1] < 240
    enter, leave = 17, 10  # 0.7 s and 0.4 s at 24 frames a second, half up
    assert frames == [*range(enter + 1), *range(240 - leave, 240)]
    clock = [milliseconds for _, milliseconds in times]
    assert clock == sorted(clock)
    assert dict(times)[enter] == 700


@pytest.mark.parametrize("frames", [1, 2, 7, 26, 27, 28])
def test_a_card_shorter_than_its_motion_still_has_every_frame(theme: Theme, frames: int) -> None:
    times = third(theme, frames=frames).whole.motion.times
    numbers = [frame for frame, _ in times]
    assert numbers[0] == 0
    assert numbers == sorted(set(numbers))
    assert max(numbers) < frames


def test_describing_needs_neither_engine_nor_numpy() -> None:
    program = """
import sys
from fractions import Fraction
from pipeline.cards import theme
from pipeline.cards.card import describe
loaded = theme.load("paper")
describe(loaded, "title", {"title": "A"}, width=640, height=360, rate=Fraction(24), frames=48)
print(sorted(name for name in ("pytakumi", "av", "numpy", "segno", "pydantic") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_describing_again_costs_a_look_into_a_table(theme: Theme) -> None:
    assert third(theme) is third(theme)
    assert themes.load("paper") is theme


def test_a_colour_that_a_card_does_not_name_changes_nothing_in_it(theme: Theme) -> None:
    named = [name for name in theme.colours if f"--{name}" in third(theme).whole.css]
    unnamed = [name for name in theme.colours if name not in named]
    assert named
    assert unnamed
    for name, changes in ((named[0], True), (unnamed[0], False)):
        other = replace(theme, colours={**theme.colours, name: "#123456"}, digest=f"other {name}")
        assert (digest.of(third(other).whole) != digest.of(third(theme).whole)) is changes, name
