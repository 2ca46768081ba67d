"""A frame of a stack shows what the movie shows there, but for cards; by a reading of each frame on its own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.media.paths import MediaPath
from pipeline.timeline.frames import LATEST, frame_at, opened_at
from pipeline.timeline.model import (
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Frame,
    Gap,
    Item,
    Opening,
    Placement,
    SoundPictureMedia,
    SourceMedia,
    Stack,
    StillMedia,
    Track,
    Transition,
)

RATE = Fraction(24)


def film(name: str, frames: int, **more: object) -> Clip:
    return Clip(SourceMedia(MediaPath("", name), name), frames, **more)  # type: ignore[arg-type]


def card(frames: int) -> Clip:
    return Clip(CardMedia("lower_third", {}, "mine"), frames)


def stack(*tracks: tuple[Item, ...]) -> Stack:
    made = tuple(Track(f"t{number}", items) for number, items in enumerate(tracks))
    return Stack(max(sum(item.frames for item in track.items) for track in made), made)


def shown(frame: Frame | None) -> list[tuple[str, int]]:
    assert frame is not None
    return [(clip.media.path.name, offset) for clip, offset in frame.layers]  # type: ignore[union-attr]


A, B = film("a.mp4", 48, start=Fraction(3)), film("b.mp4", 100)


@pytest.mark.parametrize(("number", "wanted"), [(0, ("a.mp4", 0)), (47, ("a.mp4", 47)), (48, ("b.mp4", 0)), (147, ("b.mp4", 99))])
def test_it_is_the_clip_that_plays_there_at_its_own_frame(number: int, wanted: tuple[str, int]) -> None:
    assert shown(frame_at(stack((A, B)), number, RATE)) == [wanted]


def test_cards_over_it_are_left_out() -> None:
    assert frame_at(stack((A, B), (Gap(5), card(30))), 10, RATE) == frame_at(stack((A, B)), 10, RATE)


def test_all_players_of_a_mosaic_are_in_it_lowest_first() -> None:
    halves = [Placement(box=Box(Fraction(side, 2), Fraction(0), Fraction(1, 2), Fraction(1))) for side in (0, 1)]
    left, right = film("l.mp4", 60, placement=halves[0]), film("r.mp4", 60, placement=halves[1])
    assert shown(frame_at(stack((left,), (right,)), 20, RATE)) == [("l.mp4", 20), ("r.mp4", 20)]


def test_in_a_dissolve_it_is_the_one_of_which_more_is_seen() -> None:
    made = stack((A, Transition("dissolve", 10), B))
    assert [shown(frame_at(made, number, RATE)) for number in (38, 42, 43, 47)] == [
        [("a.mp4", 38)], [("a.mp4", 42)], [("b.mp4", 5)], [("b.mp4", 9)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "nothing",
    [
        stack((card(60),)),
        stack((Gap(60),)),
        stack((Clip(ColourMedia("#102030"), 60),)),
        stack((Clip(SoundPictureMedia(SourceMedia(MediaPath("", "s.wav"), "s"), "waveform"), 60),), (card(60),)),
    ],
    ids=["a card", "nothing", "a colour", "a sound's picture"],
)
def test_where_nothing_was_filmed_or_drawn_there_is_no_frame(nothing: Stack) -> None:
    assert frame_at(nothing, 0, RATE) is None


def test_it_may_come_later_by_half_seconds_while_its_clips_last() -> None:
    def later(made: Stack, number: int, rate: Fraction = RATE) -> tuple[int, ...]:
        frame = frame_at(made, number, rate)
        assert frame is not None
        return frame.later

    assert later(stack((B,)), 0) == (12, 24, 36, 48, 60, 72, 84, 96)
    assert later(stack((film("long", 1000),)), 0) == (12, 24, 36, 48, 60, 72, 84, 96), "four seconds at most"
    assert later(stack((B,)), 40) == (12, 24, 36, 48)
    assert later(stack((A,)), 47) == ()
    assert later(stack((A,), (film("c", 20),)), 0) == (12,), "all of a mosaic are still there"
    assert later(stack((B,)), 0, Fraction(30000, 1001)) == (15, 30, 45, 60, 75, 90)


def test_a_still_is_the_same_later_unless_it_fades_in() -> None:
    still = Clip(StillMedia(MediaPath("", "s.jpg"), "s"), 60)
    plain, fading = stack((still,)), stack((Clip(still.media, 60, fade_in=12),))
    assert [bool(frame and frame.later) for frame in (frame_at(plain, 0, RATE), frame_at(fading, 0, RATE))] == [False, True]


def test_a_frame_says_nothing_of_where_it_is_from() -> None:
    one, other = stack((A, B)), stack((B,))
    assert frame_at(one, 48 + 7, RATE) == frame_at(other, 7, RATE)


SECONDS = (Fraction(1), Fraction(4))


@pytest.mark.parametrize(
    ("clip", "number", "room"),
    [
        (film("a", 240), 48, (23, 96)),  # less than a second before, up to four after
        (film("a", 240), 10, (10, 96)),  # not before the clip begins
        (film("a", 100), 48, (23, 51)),  # nor after its last frame
        (film("a", 240, fade_in=30), 48, (18, 96)),  # nor while it fades in
        (film("a", 240, fade_in=60), 48, (0, 96)),
        (film("a", 120, fade_out=24), 48, (23, 47)),  # or out
    ],
)
def test_moments_near_are_in_the_same_clip_while_it_is_wholly_seen(clip: Clip, number: int, room: tuple[int, int]) -> None:
    found = frame_at(stack((clip,)), number, RATE, SECONDS)
    assert found is not None
    assert found.near == room


def test_of_several_clips_they_are_those_of_all_and_of_an_exact_frame_none() -> None:
    both = stack((film("a", 200),), (film("b", 60),))
    found = frame_at(both, 20, RATE, SECONDS)
    assert found is not None
    assert found.near == (20, 39)
    exact = frame_at(both, 20, RATE)
    assert exact is not None
    assert exact.near == (0, 0)


def window(name: str, frames: int, after: int) -> Clip:
    return replace(film(name, frames), opening=Opening(after, 12, "#000000", Fraction(0), 80))


@pytest.mark.parametrize(
    ("afters", "at"),
    [((0, 3), 24), ((0, 60), 72), ((0, 3, 90), 24), ((0, 200), 12)],
    ids=("half a second is enough", "three seconds", "who comes after four seconds is not waited for", "one alone"),
)
def test_a_mosaic_is_looked_at_once_most_of_its_windows_are_open(afters: tuple[int, ...], at: int) -> None:
    made = stack(*((window(f"{after}.mp4", 300, after),) for after in afters))
    assert opened_at(made, 0, RATE) == at
    assert at <= LATEST * RATE
    assert opened_at(stack((A, B)), 7, RATE) == 7
