"""Spans show every frame as the tracks have it, and what is left beside a card is no encode of its own."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.cuts import SHORTEST_SECONDS
from pipeline.plan.overlays import seen
from pipeline.plan.spans import Span, cut
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    Gap,
    Item,
    Segment,
    SourceMedia,
    Stack,
    Timeline,
    Track,
    Transition,
)
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import Layer, Shown, advance, window

RATE = Fraction(2)
"""Frames a second: few, so that a region of some frames is long."""
SHORTEST = int(SHORTEST_SECONDS * RATE)

GOP = Fraction(1)
CARDS = {"name": SimpleNamespace(roll=None, kind="layered"), "credits": SimpleNamespace(roll=object(), kind="roll")}
THEME = cast("Theme", SimpleNamespace(cards=CARDS))


def footage(name: str, frames: int) -> Clip:
    return Clip(ColourMedia(name), frames)


def card(text: str, frames: int, name: str = "name") -> Clip:
    return Clip(CardMedia(name, {"text": text}, "theme"), frames)


def no_info(path: str) -> MediaInfo:
    raise AssertionError(path)


def spans_of(*tracks: tuple[Item, ...], frames: int) -> tuple[Span, ...]:
    stack = Stack(frames, tuple(Track(f"V{number}", items) for number, items in enumerate(tracks)))
    timeline = Timeline("e", "E", RATE, (Segment("a", "clip", "A", stack),), "theme")
    return cut(timeline, no_info, theme=THEME, burn=None, gop=GOP)


def lengths(*tracks: tuple[Item, ...], frames: int) -> list[int]:
    return [span.frames for span in spans_of(*tracks, frames=frames)]


def at(layers: tuple[Layer, ...], frame: int) -> list[Layer]:
    """Return what is seen of a span's layers at one of its frames, as `window` would have it there."""
    later = [advance(layer, frame) for layer in layers]
    return [layer for layer in later if not is_card(layer) or seen(cast("Shown", layer), 1) is not None]


def is_card(layer: Layer) -> bool:
    return isinstance(layer, Shown) and isinstance(layer.clip.media, CardMedia)


@st.composite
def items(draw: st.DrawFn, make: Any, total: int, least: int) -> tuple[Item, ...]:
    """Fill a track with clips and gaps; clips may dissolve into each other."""
    found: list[Item] = []
    left, number = total, 0
    while left >= least:
        if draw(st.integers(0, 2)) == 0:
            found.append(Gap(draw(st.integers(1, left))))
            left -= found[-1].frames
            continue
        frames = draw(st.integers(least, left))
        if found and isinstance(found[-1], Clip) and draw(st.booleans()):
            found.append(Transition("dissolve", 1))
            left += 1
        found.append(make(f"{number}", frames))
        left -= frames
        number += 1
    return tuple(found)


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    base = draw(items(footage, 60, 4))
    over = [draw(items(draw(st.sampled_from((card, card, footage))), 60, 3)) for _ in range(draw(st.integers(1, 2)))]
    return Stack(60, tuple(Track(f"V{number}", found) for number, found in enumerate((base, *over))))


@settings(max_examples=60)
@given(stacks())
def test_every_frame_of_a_span_shows_what_the_tracks_show(stack: Stack) -> None:
    timeline = Timeline("e", "E", RATE, (Segment("a", "clip", "A", stack),), "theme")
    place = 0
    for span in cut(timeline, no_info, theme=THEME, burn=None, gop=GOP):
        assert span.range.start == place
        for frame in range(span.frames):
            (expected,) = window(stack, FrameRange(place + frame, 1))
            assert at(span.layers, frame) == list(expected.layers)
        place = span.range.end
    assert place == stack.frames


@pytest.mark.long
@settings(max_examples=40)
@given(stacks(), stacks(), st.integers(0, 5), st.integers(0, 6), st.integers(0, 6))
def test_each_frame_of_two_segments_is_seen_once_whatever_they_share(
    one: Stack, two: Stack, d: int, leads: int, trails: int
) -> None:
    first = Segment("a", "clip", "A", one, sound_trails=trails)
    second = Segment("b", "clip", "B", two, Transition("wipe", d) if d else None, sound_leads=leads)
    timeline = Timeline("e", "E", RATE, (first, second), "theme")
    expected = [("a", frame) for frame in range(60 - trails - d)]
    expected += [("both", leads + k) for k in range(d)] + [("b", frame) for frame in range(leads + d, 60)]
    found = []
    for span in cut(timeline, no_info, theme=THEME, burn=None, gop=GOP):
        name = "both" if span.is_transition else "ab"[span.segment]
        found += [(name, span.range.start + frame) for frame in range(span.frames)]
        for frame in range(0 if span.is_transition else span.frames):
            (region,) = window((one, two)[span.segment], FrameRange(span.range.start + frame, 1))
            assert at(span.layers, frame) == list(region.layers)
    assert found == expected
    assert len(found) == Programme(timeline).frames


def test_what_is_left_before_and_after_a_name_is_encoded_with_it() -> None:
    assert lengths((footage("a", 20),), (Gap(2), card("Ana", 15)), frames=20) == [20]


@pytest.mark.parametrize(("gap", "expected"), [(SHORTEST - 1, [SHORTEST + 14]), (SHORTEST, [SHORTEST, 15])])
def test_a_long_rest_stays_an_encode_of_its_own(gap: int, expected: list[int]) -> None:
    assert lengths((footage("a", gap + 15),), (Gap(gap), card("Ana", 15)), frames=gap + 15) == expected


def test_a_short_name_over_a_long_clip_stays_an_encode_of_its_own() -> None:
    assert lengths((footage("a", 28),), (Gap(10), card("Ana", 4)), frames=28) == [10, 4, 14]


@pytest.mark.parametrize(("first", "second", "expected"), [(8, 12, [10, 12]), (12, 8, [12, 10])])
def test_what_is_left_between_two_names_goes_with_the_shorter(first: int, second: int, expected: list[int]) -> None:
    names = (card("Ana", first), Gap(2), card("Ben", second))
    assert lengths((footage("a", 22),), names, frames=22) == expected


def test_names_that_dissolve_into_each_other_are_cut_at_the_dissolve() -> None:
    names = (card("Ana", 8), Transition("dissolve", 2), card("Ben", 8))
    assert lengths((footage("a", 16),), (*names, Gap(2)), frames=16) == [6, 2, 8]


def test_a_roll_stays_alone() -> None:
    assert lengths((footage("a", 12),), (Gap(2), card("Ana", 10, "credits")), frames=12) == [2, 10]


def test_a_roll_is_cut_short_so_that_a_name_encodes_little() -> None:
    assert lengths((footage("a", 60),), (card("Ana", 60, "credits"),), frames=60) == [8, 8, 8, 8, 8, 8, 12]  # of 24 a grid


def test_a_roll_over_a_film_is_not_cut_where_that_would_decode_it_twice() -> None:
    film = Clip(SourceMedia(cast("MediaPath", "film.mp4"), "digest"), 60)
    stack = Stack(60, (Track("V0", (film,)), Track("V1", (card("Ana", 60, "credits"),))))
    video = SimpleNamespace(is_seekable=True, keyframes=tuple(map(Fraction, range(30))), width=160, height=90, rate=RATE)
    facts = cast("MediaInfo", SimpleNamespace(video=video))
    timeline = Timeline("e", "E", RATE, (Segment("a", "clip", "A", stack),), "theme")
    assert [span.frames for span in cut(timeline, lambda path: facts, theme=THEME, burn=None, gop=GOP)] == [24, 24, 12]


def test_footage_over_footage_stays_alone() -> None:
    assert lengths((footage("a", 20),), (Gap(2), footage("b", 18)), frames=20) == [2, 18]


def test_another_clip_stays_alone() -> None:
    assert lengths((footage("a", 2), footage("b", 18)), (Gap(2), card("Ana", 18)), frames=20) == [2, 18]
