"""Long regions are cut by what their films cost to decode, where little is decoded twice, and never by what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.cuts import LONGEST_SECONDS, SHORTEST_SECONDS, cuts
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip, SourceMedia
from pipeline.timeline.regions import Region, Shown

RATE = Fraction(10)
CARDS = {
    "name": SimpleNamespace(roll=None, kind="layered"),
    "credits": SimpleNamespace(roll=object(), kind="roll"),
    "page": SimpleNamespace(roll=None, kind="still", moving_frames=lambda rate, frames: (3, 4)),
}
THEME = cast("Theme", SimpleNamespace(cards=CARDS))
HD, UHD = (1920, 1080), (3840, 2160)


def film(keys: Sequence[int], size: tuple[int, int] = HD, *, rate: int = 30, is_seekable: bool = True) -> SimpleNamespace:
    """Return the facts of a film with key frames at these seconds."""
    times = tuple(map(Fraction, keys))
    return SimpleNamespace(width=size[0], height=size[1], rate=Fraction(rate), keyframes=times, is_seekable=is_seekable)


def seconds(length: int, *films: SimpleNamespace, starts: Sequence[int] = (), begin: int = 0) -> list[float]:
    """Return when a region of films beside one another is cut, in seconds of the segment, at `begin` of which it begins.

    The films are used from `starts` on, their own seconds.
    """
    known: Mapping[str, SimpleNamespace] = {f"{number}.mp4": one for number, one in enumerate(films)}
    layers = tuple(
        Shown(Clip(SourceMedia(cast("MediaPath", name), name), length * 10, Fraction(start)), 0)
        for name, start in zip(known, starts or [0] * len(films), strict=True)
    )
    region = Region(FrameRange(begin * 10, length * 10), layers)

    def info(path: MediaPath) -> MediaInfo:
        return cast("MediaInfo", SimpleNamespace(video=known[cast("str", path)]))

    return [at / 10 for at in cuts(region, RATE, info, THEME, Fraction(1))]


def of_a_card(length: int, name: str) -> list[float]:
    region = Region(FrameRange(0, length * 10), (Shown(Clip(CardMedia(name, {}, "theme"), length * 10), 0),))
    return [at / 10 for at in of_cards(region)]


def of_cards(region: Region) -> list[int]:
    return cuts(region, RATE, lambda path: pytest.fail("no film"), THEME, Fraction(1))


def test_a_usual_film_is_cut_at_key_frames_near_every_twelfth_second() -> None:
    assert seconds(60, film(range(0, 60, 8))) == [8, 24, 32, 48]
    assert seconds(60, film(range(60))) == [12, 24, 36, 48]
    assert seconds(60, film(range(100)), starts=[3]) == [12, 24, 36, 48]


def test_a_mosaic_and_4k_are_cut_twice_as_often() -> None:
    assert seconds(30, film(range(60)), film(range(60)), film(range(60))) == [6, 12, 18, 24]
    assert seconds(30, film(range(60), UHD)) == [6, 12, 18, 24]
    assert seconds(30, film(range(60), UHD, rate=15)) == [12, 24], "half the rate, half the cost"


def test_a_card_stands_in_a_longer_span_and_a_roll_in_shorter_ones() -> None:
    assert of_a_card(60, "name") == [24, 48]
    assert of_a_card(20, "credits") == [4, 8, 12, 16]


def test_a_still_card_is_cut_between_its_fades_into_parts_that_are_alike() -> None:
    assert of_a_card(4, "page") == [0.3, 1.3, 2.3, 3.3], "what is left goes with the fade at its end"
    assert of_a_card(2, "page") == [], "nothing of it is seen twice"
    card = Shown(Clip(CardMedia("page", {}, "theme"), 60), 20)
    inside = Region(FrameRange(70, 30), (card,))
    assert of_cards(inside) == [80, 90], "a part of it, in which nothing fades"
    under = Region(FrameRange(70, 30), (card, Shown(Clip(CardMedia("name", {}, "theme"), 30), 0)))
    assert of_cards(under) == []


def test_the_grid_counts_from_the_segment_so_that_an_edit_elsewhere_moves_nothing() -> None:
    assert seconds(30, film(range(60)), begin=5) == [12, 24]


def test_of_several_films_the_cut_is_where_least_is_decoded_twice() -> None:
    small, large = film([0, 11], (640, 360)), film([0, 13], HD)
    assert seconds(24, small, large) == [13]
    assert seconds(24, film([0, 11], HD), film([0, 13], (640, 360))) == [11]


def test_a_film_without_key_frames_is_cut_seldom() -> None:
    """Each span of it is decoded from the beginning of the file."""
    assert seconds(90, film([0])) == [LONGEST_SECONDS]
    assert seconds(90, film(range(100), is_seekable=False)) == [LONGEST_SECONDS]
    assert seconds(100, film([0, 25, 50, 75])) == [25, 50, 75]


@given(
    st.integers(1, 200),
    st.lists(st.tuples(st.lists(st.integers(0, 200), max_size=12), st.booleans(), st.integers(0, 40)), min_size=1, max_size=4),
)
def test_cuts_leave_no_short_span_and_decode_little_twice(length: int, drawn: list[tuple[list[int], bool, int]]) -> None:
    films = [film(sorted({0, *keys}), UHD if is_large else HD) for keys, is_large, _ in drawn]
    found = seconds(length, *films, starts=[start for _, _, start in drawn])
    ends = [0, *found, length]
    lengths = [after - before for before, after in pairwise(ends)]
    assert not found or min(lengths) >= SHORTEST_SECONDS
    for before, at in zip(ends, found, strict=False):
        shown = wasted = Fraction(0)
        for one, (_, _, start) in zip(films, drawn, strict=True):
            pixels = one.width * one.height
            shown += pixels * Fraction(str(at - before))
            place = Fraction(str(at)) + start
            wasted += pixels * (place - max((key for key in one.keyframes if key <= place), default=place))
        assert wasted <= shown / 4 or at - before >= LONGEST_SECONDS
