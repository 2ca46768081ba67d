"""Cuts of a programme: where another picture begins at once, and nowhere else."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.media.paths import MediaPath
from pipeline.timeline.model import (
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Gap,
    Item,
    Placement,
    Segment,
    SourceMedia,
    Stack,
    Timeline,
    Track,
    Transition,
)
from pipeline.timeline.programme import Programme
from pipeline.timeline.shots import cuts

A, B = (SourceMedia(MediaPath("media", f"{name}.mov"), name * 64) for name in "ab")
CORNER = Box(Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1, 2))


def film(media: SourceMedia, frames: int, start: int = 0, **more: int) -> Clip:
    """Return frames of a film at 25 a second from the frame `start` on."""
    return Clip(media, frames, Fraction(start, 25), **more)


def card(frames: int) -> Clip:
    return Clip(CardMedia("title", {"text": "A"}, "create-together"), frames)


def found(*segments: list[list[Item]], into: dict[int, Transition] | None = None) -> tuple[int, ...]:
    made = []
    for number, tracks in enumerate(segments):
        frames = sum(-item.frames if isinstance(item, Transition) else item.frames for item in tracks[0])
        stack = Stack(frames, tuple(Track(f"t{at}", tuple(items)) for at, items in enumerate(tracks)))
        made.append(Segment(f"s{number}", "clip", "S", stack, (into or {}).get(number)))
    timeline = Timeline("e", "E", Fraction(25), tuple(made), "create-together")
    return cuts(Programme(timeline))


def test_another_film_is_a_cut_and_the_first_frame_is_none() -> None:
    assert found([[film(A, 50), film(B, 30), film(A, 20)]]) == (50, 80)
    assert found([[film(A, 50)]], [[film(B, 50)]], [[card(25)]]) == (50, 100)


def test_a_film_that_goes_on_is_no_cut_and_one_that_leaps_is() -> None:
    assert found([[film(A, 50), film(A, 30, 50), film(A, 20, 90)]]) == (80,)
    assert found([[film(A, 50)]], [[film(A, 50, 50)]]) == ()


def test_what_lies_over_a_picture_is_no_cut() -> None:
    assert found([[film(A, 100)], [Gap(25), card(40)]]) == ()
    assert found([[card(50), film(A, 50)], [Gap(60), card(20)]]) == (50,)


def test_a_smaller_picture_over_a_film_is_no_cut_and_one_beside_others_is() -> None:
    small = replace(film(B, 40), placement=Placement(box=CORNER))
    assert found([[film(A, 50), film(B, 50)], [Gap(25), small]]) == (50,)
    ground = Clip(ColourMedia("#000000"), 100)
    assert found([[ground], [Gap(25), small]]) == (25, 65)


def test_a_picture_that_covers_another_is_a_cut_where_it_comes_and_goes() -> None:
    assert found([[film(A, 100)], [Gap(25), film(B, 40)]]) == (25, 65)


def test_a_cut_below_what_covers_it_is_not_seen() -> None:
    assert found([[film(A, 50), film(B, 50)], [Gap(25), film(A, 50)]]) == (25, 75)


@pytest.mark.parametrize("into", [Transition("dissolve", 10), Transition("fade-black", 10)])
def test_a_dissolve_is_no_cut(into: Transition) -> None:
    assert found([[film(A, 50), into, film(B, 50), film(A, 20)]]) == (90,)
    assert found([[film(A, 50), film(B, 50)]], [[film(B, 50), film(A, 20)]], into={1: into}) == (50, 140)


def test_a_cut_is_where_the_picture_changes_though_sound_leads_or_trails() -> None:
    one, two = (Segment(name, "clip", "", Stack(50, (Track("v", (film(path, 50),)),))) for name, path in (("a", A), ("b", B)))
    heard = (replace(one, sound_trails=6), replace(two, sound_leads=10), replace(one, name="c"))
    assert cuts(Programme(Timeline("e", "E", Fraction(25), heard, "plain"))) == (44, 84)


def test_a_fade_is_no_cut() -> None:
    assert found([[film(A, 50, fade_out=10), film(B, 50)]]) == ()
    assert found([[film(A, 50)]], [[film(B, 50, fade_in=5)]]) == ()


def test_another_frame_of_the_same_film_is_a_cut() -> None:
    nearer = replace(film(A, 50, 50), placement=Placement(box=CORNER))
    assert found([[film(A, 50), nearer]]) == (50,)


def test_a_still_that_is_held_is_no_cut() -> None:
    black, white = ColourMedia("#000000"), ColourMedia("#ffffff")
    assert found([[Clip(black, 50), Clip(black, 50), Clip(white, 5)]]) == (100,)
