"""Where any moment near one does, that is shown for which least is decoded; against a count of each in reach."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.media.info import VideoInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.moments import cheapest
from pipeline.timeline.model import Clip, Frame, SourceMedia, StillMedia
from tests.shows import video

RATE = Fraction(25)


def film(*keys: str, size: tuple[int, int] = (320, 180), rate: int = 25) -> VideoInfo:
    return replace(video("60", *size, rate=rate), keyframes=tuple(Fraction(key) for key in keys))


def chosen(*films: VideoInfo, at: int, near: tuple[int, int], start: Fraction = Fraction(0)) -> int:
    """Return which frame of clips that begin at `start` of films is shown for frame `at`."""
    facts = {str(number): info for number, info in enumerate(films)}
    clips = [Clip(SourceMedia(MediaPath("m", name), name), 1000, start=start) for name in facts]
    frame = Frame(tuple((clip, at) for clip in clips), near=near)
    return at + cheapest(frame, lambda clip: facts[clip.media.digest], RATE)  # type: ignore[union-attr]


def counted(info: VideoInfo, frame: int) -> int:
    """Count pixels from the key frame on that come before what a clip from 0 shows at a frame."""
    shown = (frame * 20 + 9) * int(info.rate) // 500
    key = max(number for key in info.keyframes if (number := int(key * info.rate)) <= shown)
    return (shown - key) * info.width * info.height


@pytest.mark.parametrize(
    ("at", "near", "wanted"),
    [
        (50, (24, 100), 100),  # the key frame at 4 seconds is in reach
        (50, (24, 49), 50),  # one frame short of it
        (50, (24, 50), 100),
        (120, (20, 100), 100),  # before is nearer than after
        (120, (19, 100), 200),
        (100, (24, 100), 100),  # it is one already
        (50, (0, 0), 50),  # this moment and no other
    ],
)
def test_the_nearest_key_frame_in_reach_is_shown(at: int, near: tuple[int, int], wanted: int) -> None:
    assert chosen(film("0", "4", "8"), at=at, near=near) == wanted


def test_a_frame_of_the_film_stays_where_the_clip_begins_a_little_later() -> None:
    keys = film("0", "4", "8")
    assert [chosen(keys, at=50, near=(24, 100), start=Fraction(by, 25)) + by for by in (0, 3, 20)] == [100, 100, 100]


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
@pytest.mark.parametrize("at", range(20, 120, 11))
def test_of_several_films_it_is_least_for_all_together(at: int, rate: int) -> None:
    films = [film("0", "2", "4", "9", rate=rate, size=(640, 360)), film("0", "3", "6"), film("0")]
    starts = (place for place in range(at - 15, at + 61) if any(counted(one, place) < counted(one, place - 1) for one in films))
    cost = {place: sum(counted(info, place) for info in films) for place in (at, *starts)}
    least = min(cost.values())
    wanted = at if 2 * least > cost[at] else min((place for place in cost if cost[place] == least), key=lambda one: abs(one - at))
    assert chosen(*films, at=at, near=(15, 60)) == wanted


def test_what_saves_less_than_half_does_not_move_it() -> None:
    assert chosen(film("0", "4"), film("0", "1"), at=52, near=(0, 60)) == 52
    assert chosen(film("0", "4"), film("0", "1", "4"), at=52, near=(0, 60)) == 100


def test_what_decodes_from_its_start_and_what_is_no_film_have_no_key_frames() -> None:
    assert chosen(replace(film("0", "4"), is_seekable=False), at=50, near=(24, 100)) == 50
    still = Clip(StillMedia(MediaPath("m", "a.jpg"), "a"), 100)
    assert cheapest(Frame(((still, 50),), near=(24, 100)), lambda clip: film("0", "4"), RATE) == 0
