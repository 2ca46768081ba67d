"""Where a layer is at an instant: by its keys, its curve, its drift, and from the instant alone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.cards.layers import Framing, Key, LayerSpec, Length, Moment, extent, moves_of
from pipeline.cards.moves import EASES, Moves, Stop, Track, eased, inverse, state, times
from tests.cards.moving import moves

F = Fraction


def stops(*given: tuple[object, object]) -> tuple[Stop, ...]:
    return tuple(Stop(F(at), F(value)) for at, value in given)


@pytest.mark.parametrize("name", ["hand", "settle", "pull", "open"])
def test_a_curve_is_the_one_of_css(name: str) -> None:
    """By the roots of its polynomial, which numpy finds in another way."""
    x1, y1, x2, y2 = map(float, EASES[name])
    for share in (0.05, 0.3, 0.5, 0.77, 0.98):
        roots = np.roots([3 * x1 - 3 * x2 + 1, 3 * x2 - 6 * x1, 3 * x1, -share])
        (t,) = [root.real for root in roots if abs(root.imag) < 1e-9 and -1e-9 <= root.real <= 1 + 1e-9]
        expected = 3 * (1 - t) ** 2 * t * y1 + 3 * (1 - t) * t**2 * y2 + t**3
        assert eased(EASES[name], share) == pytest.approx(expected, abs=1e-9)


def test_it_moves_evenly_without_a_curve_and_is_held_outside() -> None:
    track = Track(stops((1, 10), (3, 20)))
    assert [track.at(F(at)) for at in (-5, 0, 1, 2, 3, 9)] == [10, 10, 10, 15, 20, 20]


def test_two_keys_at_one_time_are_a_jump() -> None:
    track = Track(stops((0, 0), (1, 0), (1, 8), (2, 8)))
    assert [track.at(F(at, 4)) for at in (3, 4, 7)] == [0, 8, 8]


def test_a_hold_drifts_and_what_follows_begins_where_it_has_led() -> None:
    track = Track(stops((-1, 50), (0, 0), (4, 0), (5, 100)), drift=F(-4))
    assert track.at(F(-1, 2)) == 25  # it comes in without a drift
    assert [track.at(F(at)) for at in (0, 1, 4)] == [0, -4, -16]
    assert track.at(F(9, 2)) == pytest.approx((-16 + 100) / 2)
    assert track.at(F(5)) == 100, "a key is met to the point"


def test_a_scale_drifts_by_a_share_of_itself() -> None:
    track = Track(stops((0, 2)), drift=F(1, 100), is_share=True)
    assert track.at(F(5)) == pytest.approx(2 * 1.05)


def test_nothing_drifts_before_the_card() -> None:
    track = Track(stops((0, 1)), drift=F(1, 10), is_share=True)
    assert track.at(F(-2)) == track.at(F(0)) == 1


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        (((-1, 50), (0, 0), (4, 0), (5, 100)), -1, 0),
        (((-1, 50), (0, 0), (4, 0), (5, 100)), 0, 5),
        (((-1, 50), (0, 0), (4, 0), (5, 100)), 2, 3),
        (((-1, 50), (1, 0), (4, 7)), -1, 0),
        (((2, 50), (4, 7)), -1, 0),
        (((2, 50), (4, 7)), 0, 3),
    ],
)
def test_a_part_of_a_track_is_the_same_there(given: tuple[tuple[int, int], ...], first: int, last: int) -> None:
    whole = Track(stops(*given), drift=F(3))
    part = whole.within(F(first), F(last))
    for step in range(21):
        at = first + F(last - first) * step / 20
        if at < last:
            assert part.at(at) == whole.at(at)


def test_what_comes_in_before_a_card_knows_nothing_of_its_length() -> None:
    short, long = (Track(stops((-1, 50), (0, 0), (end, 0), (end + 1, 100))) for end in (3, 40))
    assert short.within(F(-1), F(0)) == long.within(F(-1), F(0))
    assert short.within(F(0), F(4)) != long.within(F(0), F(4))


def test_it_turns_clockwise_and_grows_about_its_pivot() -> None:
    one = moves(pivot=(10, 20), rotate=90, scale=2)
    a, b, c, d, e, f = state((one,), 0, F(0)).matrix

    def where(x: float, y: float) -> tuple[float, float]:
        return round(a * x + b * y + c, 9), round(d * x + e * y + f, 9)

    assert where(10, 20) == (10, 20)
    assert where(11, 20) == (10, 22)  # what was right of it is below it


def test_what_rides_is_carried_along() -> None:
    carrier, rider = moves(x=100, opacity=F(1, 2)), moves(y=7, opacity=F(1, 2), rides=0)
    found = state((carrier, rider), 1, F(0))
    assert (found.matrix[2], found.matrix[5], found.opacity) == (100, 7, 0.25)


def test_the_way_back_is_the_inverse() -> None:
    matrix = (0.9, -0.2, 31.0, 0.2, 1.1, -7.0)
    assert times(matrix, inverse(matrix)) == pytest.approx((1, 0, 0, 0, 1, 0))


# ---------------------------------------------------------------------------------------------- a theme's layer in a card


def layer(*keys: tuple[object, bool, object]) -> LayerSpec:
    everywhere = [
        Key(Moment(F(at), is_end), {"x": dict.fromkeys(("wide", "tall", "square"), Length(F(x)))}, None) for at, is_end, x in keys
    ]
    return LayerSpec("one", tuple(everywhere), drift={"x": F(2)}, pivot={"wide": (Length(F(0), F(1, 4)), Length(F(5)))})


def resolved(one: LayerSpec, seconds: object = 10, squeezed: object = 1, mirrored: bool = False, later: object = 0) -> Moves:
    return moves_of(
        one, "wide", (1920, 1080), F(seconds), squeezed=F(squeezed), mirrored=mirrored, later=F(later), rides=None,
        focus=(F(1, 4), F(1, 2)),
    )  # fmt: skip


def test_a_longer_card_holds_longer() -> None:
    one = layer((0, False, 10), (1, False, 0), (-1, True, 0), (0, True, 30))
    assert [stop.at for stop in resolved(one, 10).x.stops] == [0, 1, 9, 10]
    assert [stop.at for stop in resolved(one, 4).x.stops] == [0, 1, 3, 4]


def test_a_card_shorter_than_its_motion_keeps_its_proportion() -> None:
    one = layer((0, False, 10), (3, False, 0), (-1, True, 0), (0, True, 30))
    assert extent((one,)) == (3, 1, 0)
    assert [stop.at for stop in resolved(one, 2, F(1, 2)).x.stops] == [0, F(3, 2), F(3, 2), 2]


def test_what_goes_on_after_a_card_is_neither_squeezed_nor_a_part_of_its_motion() -> None:
    one = layer((0, False, 10), (1, False, 0), (-1, True, 0), (0, True, 0), (F(1, 2), True, 30))
    assert extent((one,)) == (1, 1, F(1, 2))
    assert [stop.at for stop in resolved(one, 1, F(1, 2)).x.stops[-2:]] == [1, F(3, 2)]


def test_what_comes_before_a_card_is_not_squeezed() -> None:
    one = layer((-1, False, 10), (2, False, 0))
    assert [stop.at for stop in resolved(one, 1, F(1, 2)).x.stops] == [-1, 1]


def test_in_a_language_that_runs_to_the_left_right_and_left_change_their_places() -> None:
    one = layer((0, False, 10))
    assert resolved(one, mirrored=True).x.stops[0].value == -10
    assert resolved(one, mirrored=True).x.drift == -2
    assert resolved(one).pivot == (480, 5)
    assert resolved(one, mirrored=True).pivot == (1440, 5)


def framed(scale: object, covers: tuple[int, int, int, int]) -> LayerSpec:
    """Return a layer that is to stand with its focus, which is a quarter into it, at 1400, 300."""
    shapes = ("wide", "tall", "square")
    framing = Framing(
        dict.fromkeys(shapes, (Length(F(1400)), Length(F(300)))), dict.fromkeys(shapes, tuple(Length(F(one)) for one in covers))
    )
    return LayerSpec("one", (Key(Moment(F(0)), {"scale": dict.fromkeys(shapes, Length(F(scale)))}, None, framing),))


@pytest.mark.parametrize(
    ("scale", "covers", "mirrored", "left", "top"),
    [
        ("0.5", (1300, 200, 200, 200), False, 1400 - 240, 300 - 270),
        ("0.5", (1100, 200, 200, 200), False, 1100, 30),  # its left side may not come into what it covers
        ("0.5", (1300, 500, 200, 200), False, 1160, 500 + 200 - 540),  # nor may its foot
        ("0.5", (1300, 200, 200, 200), True, 1920 - 1400 - 240, 30),
        ("1", (0, 0, 1920, 1080), False, 0, 0),
    ],
)
def test_a_layer_is_moved_until_its_focus_is_there_as_far_as_it_covers_what_it_has_to(
    scale: str, covers: tuple[int, int, int, int], mirrored: bool, left: int, top: int
) -> None:
    found = state((resolved(framed(scale, covers), mirrored=mirrored),), 0, F(0)).matrix
    assert (found[2], found[5]) == pytest.approx((left, top))


def test_equal_layers_follow_one_another_and_leave_together() -> None:
    one = layer((0, False, 10), (1, False, 0), (-1, True, 0), (0, True, 30))
    assert [stop.at for stop in resolved(one, later=F(1, 8)).x.stops] == [F(1, 8), F(9, 8), 9, 10]


def test_three_equal_keys_are_one_hold() -> None:
    one = layer((0, False, 5), (1, False, 5), (2, False, 5), (-1, True, 5), (0, True, 6))
    track = resolved(one).x
    assert [track.at(F(at)) for at in (0, 1, 2, 9)] == [5, 7, 9, 23], "the drift does not begin anew in the middle"
