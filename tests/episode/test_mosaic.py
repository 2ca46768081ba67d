"""A mosaic as it is seen: gutters, margins and corners to the pixel; who plays along late; a deliverable of another shape."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.cards.model import MosaicSpec
from pipeline.segments.layout import Window, windows
from pipeline.timebase import Time
from pipeline.timeline.model import CardMedia, Clip, Segment
from pipeline.timeline.regions import place
from tests.episode.show import BARE, TINY, make_show, opened_warm
from tests.episode.test_take_captions import LATER, SECONDS, played, write

pytestmark = pytest.mark.ffmpeg

WIDTH, HEIGHT = 480, 270
GROUND = (0x20, 0x60, 0x20)
THEME = """\
title: Plain
extends: create-together
colours: {hedge: "#206020"}
mosaic: {margin: 40, gutter: 24, narrow: 20, many: 8, corners: 26, reach: 36, ground: hedge, behind: hedge}
"""
SHEET = """\
{% set outline = hole("a", width, height, windows, corners=corners, off=0) %}
<div class="backdrop"><i class="flat" style="clip-path:{{ outline }};background:{{ ground }}"></i></div>
"""


def still(manifest: Path, at: str, profile: str = "tiny") -> NDArray[np.int_]:
    with opened_warm([manifest]) as opened:
        png = opened.still(manifest, profile, Time(Fraction(at)))
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int)


def outside(window: Window, scale: float) -> NDArray[np.float64]:
    """Return how many pixels each place lies outside of a window with round corners, below 0 inside."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    half = np.array([window.width, window.height]) * scale / 2
    middle = np.array([window.left, window.top]) * scale + half
    radius = 26 * scale
    beyond = np.stack([np.abs(columns - middle[0]) - half[0], np.abs(rows - middle[1]) - half[1]]) + radius
    return np.asarray(np.hypot(*np.maximum(beyond, 0)) + np.minimum(beyond.max(axis=0), 0) - radius)


@pytest.mark.parametrize("rate", ["24", "30000/1001"])
@pytest.mark.parametrize("count", [3, 7, 10])
def test_gutters_margins_and_corners_are_the_sheet_s_and_all_else_is_picture(count: int, rate: str, tmp_path: Path) -> None:
    """Beside an edge a pixel is a mixture, and chroma is halved: of three pixels beside one, little is said."""
    show = make_show(tmp_path / "show", f"rate: {rate}\ntheme: plain\n{BARE}")
    (show / "templates/plain").mkdir(parents=True)
    for name, text in {
        "theme.yaml": THEME, "mosaic.html": SHEET,
        "mosaic.css": ".flat { position: absolute; display: block; left: 0; top: 0; width: 100%; height: 100%; }\n",
    }.items():  # fmt: skip
        (show / "templates/plain" / name).write_text(text)
    (show / "profiles/tiny.yaml").write_text(TINY.replace("width: 160, height: 90", f"width: {WIDTH}, height: {HEIGHT}"))
    Image.new("RGB", (64, 36), (200, 40, 200)).save(show / "episodes/media/tile.png")
    write(show / "episodes/media/a.wav", played(2))
    mosaic = ", ".join(["tile.png"] * count)
    manifest = show / "episodes/e.yaml"
    manifest.write_text(
        "episode: {title: A, season: 1, number: 1}\nsegments:\n  - music: M\n    stems: [a.wav]\n"
        f"    picture: {{names: off, entrances: off, mosaic: [{mosaic}]}}\n    lower_third: off\n"
    )
    picture = still(manifest, "1.5")
    away = np.min([outside(one, HEIGHT / 1080) for one in windows(count, Fraction(16, 9), MosaicSpec())], axis=0)
    assert (np.abs(picture[away > 3] - GROUND) <= 5).all()
    assert (np.abs(picture[away < -3] - (200, 40, 200)) <= 5).all()
    assert (np.abs(picture[away > 1.5] - GROUND) <= 20).all(), "a stray pixel of the picture would be off by 150"
    # Luma is whole: across an edge it goes from the one to the other within a pixel or two, and a corner has no steps.
    luma = picture @ np.array([0.2126, 0.7152, 0.0722])
    edge = luma[np.abs(away) <= 1.5]
    low, high = sorted((luma[away > 3].mean(), luma[away < -3].mean()))
    assert low - 8 <= edge.min() <= edge.max() <= high + 8


MANIFEST = """
episode: {title: Take, season: 1, number: 1}
segments:
  - music: Song
    stems:
      - {file: first.wav, by: ana}
      - {file: take.wav, by: ben, sync: auto}
    picture: {mosaic: [{file: tile.png, by: ana}, {file: tile.png, by: ben}]}
"""


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A show of two players, of whom the second is silent for two seconds of their take, which began later."""
    show = make_show(tmp_path / "show", f"rate: 25\n{BARE}", "ana: Ana\nben: Ben\n")
    media, piece = show / "episodes/media", played(SECONDS)
    write(media / "first.wav", piece)
    own = piece[round(LATER * 48_000) :].copy()
    own[: 2 * 48_000] = 0
    write(media / "take.wav", own)
    Image.new("RGB", (64, 36), "navy").save(media / "tile.png")
    (show / "episodes/e.yaml").write_text(MANIFEST)
    return show / "episodes/e.yaml"


def enters(segment: Segment) -> int:
    """Return from which frame on the second player is seen."""
    (row,) = (one for one in segment.stack.picture if one.name == "tile-2")
    *_, seen = place(row)  # whoever comes late is held as a picture until then
    return seen.range.start + (seen.clip.opening.after if seen.clip.opening else 0)


def test_a_window_opens_on_a_take_that_is_lined_up_and_a_check_knows_it_from_then_on(take: Path) -> None:
    with opened_warm([take]) as opened:
        before = opened.snapshot(take, "tiny").whole().timeline.segments[0]
        (built,) = opened.work(take, "tiny").timeline.segments
    assert enters(before) == 0, "nobody has heard it: it is taken to be heard at once, before the first"
    piece = np.abs(played(SECONDS))
    first = round((LATER + 2) * 48_000)
    heard = (first + int(np.argmax(piece[first:] > 0.02))) / 48_000  # the first tap after the silence
    assert abs(enters(built) / 25 - heard) <= 0.25
    with opened_warm([take], writes=False, proves=False) as opened:
        (known,) = opened.snapshot(take, "tiny").whole().timeline.segments
    assert known == built


def test_a_window_stays_where_it_was_heard_beside_a_mistake(take: Path) -> None:
    with opened_warm([take]) as opened:
        (built,) = opened.work(take, "tiny").timeline.segments
        opened.edit(take, MANIFEST + "  - clip: Lost\n    file: nowhere.mov\n    by: ana\n")
        seen = opened.snapshot(take, "tiny")
    assert not seen.is_whole
    assert seen.cut is not None
    assert enters(seen.cut.timeline.segments[0]) == enters(built) > 0


@pytest.mark.parametrize("comes", [2, 4])
def test_whoever_waits_is_seen_through_a_veil_until_their_window_opens(comes: int, take: Path) -> None:
    """One who comes soon, and one who comes so late that a single picture of them is held till then."""
    show = take.parents[1]
    silent = np.concatenate([np.zeros(comes * 48_000), played(SECONDS)[comes * 48_000 :]])
    write(show / "episodes/media/take.wav", silent)
    ground = [0x20, 0x60, 0x20]
    (show / "templates/plain").mkdir(parents=True)
    (show / "templates/plain/theme.yaml").write_text(THEME.replace("behind: hedge", "behind: hedge, veil: 50"))
    (show / "episodes/show.yaml").write_text(f"{(show / 'episodes/show.yaml').read_text()}theme: plain\n")
    Image.new("RGB", (64, 36), (200, 40, 200)).save(show / "episodes/media/tile.png")
    take.write_text(MANIFEST.replace(", sync: auto", ""))
    dim = (np.array([200, 40, 200]) + ground) / 2
    for at, wanted in (("0.4", dim), (str(comes - 0.2), dim), (str(comes + 1.5), np.array([200, 40, 200]))):
        seen = still(take, at)[40:50, 110:130]
        assert (np.abs(seen - wanted) <= 8).all(), at


def test_a_tall_deliverable_of_a_wide_show_has_its_players_above_each_other(take: Path) -> None:
    take.write_text(MANIFEST.replace(", sync: auto", ""))
    tall = TINY.replace("width: 160, height: 90", "width: 90, height: 160")
    (take.parents[1] / "profiles/tall.yaml").write_text(tall)
    found = {}
    with opened_warm([take]) as opened:
        for profile in ("tiny", "tall"):
            (segment,) = opened.work(take, profile).timeline.segments
            cards = [item.media for row in segment.stack.picture for item in row.items if isinstance(item, Clip)]
            (sheet,) = (media for media in cards if isinstance(media, CardMedia) and media.is_sheet)
            found[profile] = [(one["left"], one["top"] > 40) for one in sheet.fields["windows"]]  # type: ignore[index, union-attr, call-overload, operator]
            frames = segment.stack.frames
    assert frames == SECONDS * 25, "the piece is as long in each"
    assert found == {"tiny": [(40, False), (972, False)], "tall": [(40, False), (40, True)]}
    picture = still(take, "5", "tall")
    assert picture.shape == (160, 90, 3)
    assert (picture[30, 45, 2], picture[120, 45, 2]) == (128, 128), "navy in both windows"
