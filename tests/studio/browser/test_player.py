"""The player: every frame exact, keys, ranges, what lies over the picture."""

from __future__ import annotations

import random
import time

import pytest
from playwright.sync_api import expect

from tests.studio.browser.conftest import JOINS, NUMBERS, Opener

pytestmark = [pytest.mark.long, pytest.mark.slow]


def test_every_seek_shows_the_frame_that_was_asked_for(desk: Opener) -> None:
    page = desk()
    page.is_drawn()
    chance = random.Random(14)
    wanted = [chance.randrange(25, len(NUMBERS)) for _ in range(200)]
    joins = [frame for join in JOINS[1:] for frame in (join - 1, join) if NUMBERS[frame] is not None]
    wrong = []
    for frame in [*wanted, *joins, len(NUMBERS) - 1]:
        page.go(frame)
        if (found := page.number()) != NUMBERS[frame]:
            wrong.append((frame, NUMBERS[frame], found))
    assert wrong == []


def test_arrows_step_by_one_frame_over_joins(desk: Opener) -> None:
    page = desk("#s01e01&t=4.92")
    page.is_at(123)
    seen = []
    for frame in range(124, 150):
        page.press("ArrowRight")
        page.is_at(frame)
        seen.append(page.number())
    assert seen == NUMBERS[124:150]
    page.press("ArrowLeft")
    page.is_at(148)
    page.press("Shift+ArrowLeft")
    page.is_at(123)
    page.press("PageDown")
    page.is_at(125)
    page.press("PageUp", "PageUp")
    page.is_at(0)
    page.press("End")
    page.is_at(len(NUMBERS) - 1)


def test_it_plays_in_real_time_with_sound_and_stops_on_an_exact_frame(desk: Opener) -> None:
    page = desk("#s01e01&t=1")
    page.is_at(25)
    page.is_drawn()
    page.press("Space")
    page.page.wait_for_timeout(300)
    begin, clock = page.video("currentTime"), time.monotonic()
    page.page.wait_for_timeout(1600)
    played, gone = page.video("currentTime") - begin, time.monotonic() - clock
    assert played == pytest.approx(gone, abs=0.25)
    assert not page.video("muted")
    assert page.page.evaluate("document.querySelector('.frame > video').webkitAudioDecodedByteCount") > 0
    page.press("Space")
    assert page.video("paused")
    page.page.wait_for_timeout(300)
    frame = int(page.see(".player .frame").get_attribute("data-frame") or -1)
    assert page.number() == NUMBERS[frame]


def test_j_k_and_l_play_backwards_stop_and_play_faster(desk: Opener) -> None:
    page = desk("#s01e01&t=6")
    page.is_at(150)
    page.press("l", "l")
    expect(page.see(".speed")).to_have_text("2×")
    assert page.video("playbackRate") == 2
    page.press("k")
    expect(page.see(".speed")).to_have_count(0)
    page.go(150)
    page.press("j")
    expect(page.see(".speed")).to_have_text("−1×")
    page.page.wait_for_timeout(900)
    page.press("k")
    page.page.wait_for_timeout(300)
    frame = int(page.see(".player .frame").get_attribute("data-frame") or -1)
    assert 100 < frame < 145
    assert page.number() == NUMBERS[frame]


def test_a_range_is_looped(desk: Opener) -> None:
    page = desk("#s01e01&t=2")
    page.is_at(50)
    page.press("i")
    page.go(62)
    page.press("o", "Shift+l", "Home", "Space")
    seen = set()
    for _ in range(40):
        page.page.wait_for_timeout(40)
        if text := page.see(".player .frame").get_attribute("data-frame"):
            seen.add(int(text))
    page.press("k")
    assert min(seen - {0}) >= 49
    assert max(seen) <= 63
    assert len(seen) > 6


def test_safe_areas_are_drawn_over_the_picture(desk: Opener) -> None:
    page = desk()
    page.is_at(0)
    expect(page.see(".safe")).to_have_count(0)
    page.press("s")
    picture, inner = page.see(".player .frame").bounding_box(), page.see(".safe i").first.bounding_box()
    assert picture
    assert inner
    assert inner["x"] - picture["x"] == pytest.approx(picture["width"] * 0.05, abs=1)
    assert inner["width"] == pytest.approx(picture["width"] * 0.9, abs=2)


def test_the_address_leads_back_to_the_frame(desk: Opener) -> None:
    page = desk("#s01e01&t=2")
    page.is_at(50)
    for _ in range(7):
        page.press("ArrowRight")
    page.is_at(57)
    page.page.wait_for_url("**/#s01e01&t=0:02.3")
    page.page.reload()
    page.is_at(57)
    assert page.number() == NUMBERS[57]


def test_full_screen_shows_the_player_alone(desk: Opener) -> None:
    page = desk()
    page.is_at(0)
    page.press("f")
    page.page.wait_for_timeout(300)
    assert page.page.evaluate("document.fullscreenElement?.className") == "player"
    page.press("f")
