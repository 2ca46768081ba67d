"""Cards that show frames of films, from YAML to pixels: the films' frames are numbered by their greys, and found in the movie."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.timebase import Time
from tests.episode.show import build, counting, ffmpeg, make_show, numbers, opened_warm, pictures
from tests.seen import seen

pytestmark = pytest.mark.ffmpeg

RATE = 25
MANIFEST = """\
episode: {title: Seen, season: 1, number: 1}
segments:
  - docu-short: Count
    clips: [{file: count.mov, in: 13f, length: 40f}]
  - docu-short: Dawn
    clips: [{file: dawn.mov}]
  - music: Heard
    stems: [{file: count.mov}]
    picture: waveform
    length: 1
  - music: Both
    stems: [{file: count.mov}]
    length: 1
    picture: {mosaic: [{file: count.mov, in: 21f}, {file: count.mov, in: 34f}]}
  - docu-short: Phone
    clips: [{file: phone.mov, fit: cover, focus: 50% 100%}]
  - card: Said
    template: quote
    lines: [Hello]
    length: 1
"""
SETTINGS = f"rate: {RATE}\ntheme: seen\nopening: {{length: 1}}\ncredits: off\nend: {{title: Bye, length: 1}}\n"

DARK = 30
"""Frames of the dawn that are black: longer than a second, so that one at 1.5 s is the first to be seen."""


def dawn(path: Path) -> None:
    ffmpeg(
        "-f", "lavfi",
        "-i", f"nullsrc=s=160x90:r={RATE},geq=lum='if(lt(N,{DARK}),16,if(lt(X,80),16,235))':cb=128:cr=128,trim=end_frame=60",
        "-c:v", "libx264", "-qp", "0", "-g", "25", "-pix_fmt", "yuv420p", str(path),
    )  # fmt: skip


def phone(path: Path) -> None:
    """Write a portrait film: dark above, grey in the middle, light at the foot, each a third."""
    bands = "if(lt(Y,54),40,if(lt(Y,108),120,220))"
    ffmpeg(
        "-f", "lavfi", "-i", f"nullsrc=s=90x160:r={RATE},geq=lum='{bands}-20*lt(X,45)':cb=128:cr=128,trim=end_frame=30",
        "-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv420p", str(path),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    show = make_show(tmp_path_factory.mktemp("seen") / "show", SETTINGS)
    seen(show)
    counting(show / "episodes/media/count.mov", 99)
    dawn(show / "episodes/media/dawn.mov")
    phone(show / "episodes/media/phone.mov")
    (show / "episodes/e.yaml").write_text(MANIFEST)
    build(show / "episodes/e.yaml")
    return show


@pytest.fixture
def show(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "show")


def starts(manifest: Path) -> dict[str, int]:
    """Return the programme's frame on which each segment begins: all cuts."""
    with opened_warm([manifest]) as opened:
        timeline = opened.work(manifest).timeline
    found, at = {}, 0
    for segment in timeline.segments:
        found[segment.name] = at
        at += segment.stack.frames
    return found


def rgb(movie: Path) -> np.ndarray:
    with av.open(str(movie)) as opened:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in opened.decode(video=0)]).astype(int)


def test_each_card_shows_the_very_frame_of_the_piece_that_it_announces(made: Path) -> None:
    movie, at = made / "renders/e/e.mp4", starts(made / "episodes/e.yaml")
    _, luma = pictures(movie)
    card, film = at["count-title"], at["count"]
    assert numbers(luma[card:film]) == [13] * (film - card)
    assert numbers(luma[film : film + 3]) == [13, 14, 15]
    assert np.abs(luma[card].astype(int) - luma[film]).max() <= 3, "and opens onto it without a jump"


def test_a_film_that_begins_in_black_is_shown_where_it_is_seen(made: Path) -> None:
    at = starts(made / "episodes/e.yaml")
    _, luma = pictures(made / "renders/e/e.mp4")
    card = luma[at["dawn-title"]].astype(int)
    assert card[:, :70].max() <= 20
    assert card[:, 90:].min() >= 230
    assert luma[at["dawn"]].max() <= 20, "the film itself begins in black as it did"


def test_what_is_only_heard_has_no_picture_and_its_card_says_so(made: Path) -> None:
    card = rgb(made / "renders/e/e.mp4")[starts(made / "episodes/e.yaml")["heard-title"]]
    assert np.abs(card - (0, 255, 0)).max() <= 12


def test_a_mosaic_is_shown_with_all_its_players(made: Path) -> None:
    at = starts(made / "episodes/e.yaml")
    _, luma = pictures(made / "renders/e/e.mp4")
    card, film = (luma[at[name]].astype(int) for name in ("both-title", "both"))
    assert np.abs(card - film).max() <= 3
    assert [round((card[45, x] - 20) / 20) for x in (20, 60, 100, 140)] == [1, 2, 4, 3], "21 and 34, ones before tens"


def test_of_a_portrait_film_the_card_shows_what_is_in_its_focus(made: Path) -> None:
    at = starts(made / "episodes/e.yaml")
    _, luma = pictures(made / "renders/e/e.mp4")
    card, film = (luma[at[name]].astype(int) for name in ("phone-title", "phone"))
    assert abs(card[:, 100:].mean() - 220) <= 4, "the foot of the film"
    assert np.abs(card - film).max() <= 4


def test_the_opening_shows_the_pieces_in_order_and_what_is_heard_without_a_picture(made: Path) -> None:
    opening = rgb(made / "renders/e/e.mp4")[0]
    tiles = [opening[20:70, 40 * number + 6 : 40 * number + 34] for number in range(4)]
    assert [bool(np.abs(tile - (0, 255, 0)).max() <= 30) for tile in tiles] == [False, False, True, False]


def test_a_still_of_a_card_is_what_the_movie_shows(made: Path, tmp_path: Path) -> None:
    show = shutil.copytree(made, tmp_path / "show", ignore=shutil.ignore_patterns("renders"))
    manifest = show / "episodes/e.yaml"
    at = starts(manifest)["count-title"] + 5
    with opened_warm([manifest]) as opened:
        content = opened.still(manifest, None, Time(frames=at))
    with Image.open(io.BytesIO(content)) as image:
        still = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(still - rgb(made / "renders/e/e.mp4")[at]).max() <= 8, "though nothing was built here"


def thumbnail(show: Path) -> np.ndarray:
    with Image.open(show / "renders/e/thumbnail.jpg") as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB")).astype(int)


def test_the_thumbnail_is_the_themes_card_around_a_frame_of_the_movie(made: Path) -> None:
    picture, movie = thumbnail(made), rgb(made / "renders/e/e.mp4")
    assert picture.shape == (90, 160, 3)
    assert np.abs(picture[:, 90:150] - (0, 0, 255)).max() <= 30, "what the card paints beside it"
    half = picture[:, 4:76]
    nearest = min(float(np.abs(half - frame[:, 44:116]).mean()) for frame in movie[::5])
    assert nearest <= 6, "and the middle of a frame in its half"
    findings = json.loads((made / "renders/e/qc.json").read_text())["findings"]
    assert [one for one in findings if one["code"].startswith("thumbnail")] == []


def drawn(ran: list[str]) -> set[str]:
    """Return what was painted for cards, the cards, and what shows nothing else."""
    cards = ("frame", "interstitial", "opening", "end", "quote")
    return {one for one in ran if one.split("/")[1] in cards or one.endswith(("-title/picture/0", "opening/picture/0"))}


def edited(show: Path, old: str, new: str) -> tuple[list[str], np.ndarray, dict[str, int]]:
    path = show / "episodes/e.yaml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    movie, ran, _ = build(path)
    return ran, pictures(movie)[1], starts(path)


def test_a_trim_of_the_end_draws_no_card_again(show: Path) -> None:
    ran, luma, at = edited(show, "length: 40f", "length: 37f")
    assert {one for one in drawn(ran) if "/frame/" not in one} == set()
    assert {one for one in ran if "/frame/" in one} <= {"count-title/frame/0", "opening/frame/0"}, "fewer moments to choose from"
    assert numbers(luma[[at["count-title"], at["count"] + 36, at["dawn-title"]]])[:2] == [13, 13 + 36]


def test_a_trim_of_the_beginning_draws_what_shows_it(show: Path) -> None:
    ran, luma, at = edited(show, "in: 13f, length: 40f", "in: 15f, length: 38f")
    assert {"count-title/frame/0", "count-title/interstitial/0", "count-title/picture/0"} <= {*ran}
    assert not [address for address in drawn(ran) if address.partition("-")[0] in ("dawn", "heard", "both", "phone")]
    assert numbers(luma[at["count-title"] : at["count"] + 2])[-4:] == [15, 15, 15, 16]
