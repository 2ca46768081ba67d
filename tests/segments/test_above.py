"""A caption's place in files that know one: above the names that are seen with it where a player would lay it over them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.captions import Caption, Place, write_vtt
from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.cards.place import place
from pipeline.segments.above import LINE, above_names
from pipeline.timeline.model import WHOLE, Box, CardMedia, Clip, Cue, Gap, Placement, Stack, Track

RATE, WIDE = Fraction(25), Fraction(16, 9)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load(themes.DEFAULT)


@pytest.fixture(scope="module")
def low(theme: Theme) -> Theme:
    """The theme with names at the very foot of the picture."""
    spec, foot = theme.cards["lower_third"], theme.cards["caption"].boxes
    boxes = {shape: replace(box, y=foot[shape].y) for shape, box in spec.boxes.items()}
    return replace(theme, cards={**theme.cards, "lower_third": replace(spec, boxes=boxes)})


def seen(
    theme: Theme, text: str = "One", card: str = "lower_third", box: Box = WHOLE, shape: Fraction = WIDE, **more: Place
) -> Place:
    """Return where a caption stands that is seen from second 1 to 3, with a name from second 2 on."""
    name = Clip(CardMedia(card, {}, themes.DEFAULT), 50, placement=Placement(box=box))
    cue = Cue(Caption(Fraction(1), Fraction(3), text, **more))
    stack = Stack(100, (Track("names", (Gap(50), name)),), cues={"en": (cue,)})
    ((found,),) = above_names(stack, theme, RATE, shape).cues.values()
    return found.caption.place


@pytest.mark.parametrize("shape", [WIDE, Fraction(1)])
@pytest.mark.parametrize("text", ["One", "One\ntwo"])
def test_a_caption_ends_above_a_name_at_the_foot(shape: Fraction, text: str, low: Theme) -> None:
    (_, top, _, _), _ = place(low.cards["lower_third"], round(1080 * shape), 1080)
    found = seen(low, text, shape=shape)
    assert found.line is not None
    assert not found.is_lines
    share = Fraction(100 * top, 1080)
    assert share - 3 <= found.line + LINE * len(text.split("\n")) <= share


def test_in_an_upright_picture_the_foot_of_the_theme_is_above_that_of_a_player(low: Theme) -> None:
    assert seen(low, shape=Fraction(9, 16)) == Place()


def test_it_stands_above_the_tags_of_the_lowest_tiles(theme: Theme) -> None:
    lower = Box(Fraction(1, 96), Fraction(4, 5), Fraction(1, 3), Fraction(1, 7))
    found = seen(theme, card="name_tag", box=lower)
    assert found.line is not None
    assert 60 < found.line <= 80 - LINE
    assert f"line:{found.line}%" in write_vtt([Caption(Fraction(1), Fraction(2), "One", place=found)])


@pytest.mark.parametrize("name", themes.names())
def test_the_lower_thirds_in_the_box_leave_a_caption_its_place(name: str) -> None:
    assert seen(themes.load(name)) == Place()


def test_names_above_and_names_at_other_times_move_nothing(low: Theme, theme: Theme) -> None:
    upper = Box(Fraction(1, 96), Fraction(1, 3), Fraction(1, 3), Fraction(1, 7))
    assert seen(theme, card="name_tag", box=upper) == Place()
    assert seen(low, card="caption") == Place()
    cue = Cue(Caption(Fraction(0), Fraction(2), "One"))
    late = Stack(100, (Track("names", (Gap(50), Clip(CardMedia("lower_third", {}, "x"), 50))),), cues={"en": (cue,)})
    assert above_names(late, low, RATE, WIDE) == late


def test_a_caption_with_a_place_of_its_own_keeps_it(low: Theme) -> None:
    own = Place(line=Fraction(10))
    assert seen(low, place=own) == own


def test_where_there_is_no_room_it_keeps_its_place(low: Theme) -> None:
    assert seen(low, "\n".join("abcdefghijklmnop")) == Place()
