"""The pictures beside the thumbnail: other thumbnails, of other segments, and a poster; each opened by what did not make it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from pipeline.app import seasons
from tests.app.small import small_show
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def packaged(manifest: Path, profile: str = "tiny") -> Path:
    """Build an episode; return the folder of its package."""
    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], profile), workers=2)
    (made,) = season.published.values()
    assert made is not None
    assert made.is_good
    return made.movie.parent


def widened(manifest: Path, theme: str) -> Path:
    """Let a show's deliverable be as wide as platforms ask of a thumbnail, in a theme."""
    for path, old, new in (
        (manifest.parents[1] / "profiles/tiny.yaml", "width: 160, height: 90", "width: 640, height: 360"),
        (manifest.with_name("show.yaml"), "theme: paper", f"theme: {theme}\ntheme_sounds: off"),
    ):
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    return manifest


def test_a_theme_draws_others_and_a_poster(tmp_path: Path) -> None:
    package = packaged(widened(small_show(tmp_path / "show"), "signal"))
    found = {path.name: Image.open(path) for path in package.glob("*.jpg")}
    sizes = {name: (picture.format, picture.size) for name, picture in found.items()}
    assert sizes == {
        "thumbnail.jpg": ("JPEG", (640, 360)), "thumbnail.2.jpg": ("JPEG", (640, 360)), "poster.jpg": ("JPEG", (1000, 1500)),
    }  # fmt: skip
    for picture in found.values():
        picture.load()
    assert all(path.stat().st_size < 2_000_000 for path in package.glob("*.jpg"))
    # The film is grey, the other picture of another piece: red.
    told = json.loads((package / "package.json").read_text())["files"]
    used, other = (
        next(path for path in told[name]["made_from"] if path.startswith("episodes/media")).split("/")[2]
        for name in ("thumbnail.jpg", "thumbnail.2.jpg")
    )
    assert {used, other} == {"count.mov", "steps"}
    # What the poster says ends above its edge: the lowest rows are one colour, more or less, from side to side.
    foot = found["poster.jpg"].convert("L").crop((0, 1460, 1000, 1500))
    low, high = foot.getextrema()
    assert high - low < 40


def test_a_theme_without_that_card_shows_frames(tmp_path: Path) -> None:
    package = packaged(widened(small_show(tmp_path / "show"), "paper"))
    pictures = {path.name: Image.open(path).convert("RGB").resize((1, 1)).getpixel((0, 0)) for path in package.glob("*.jpg")}
    assert sorted(pictures) == ["thumbnail.2.jpg", "thumbnail.jpg"]
    (red, green, _), other = pictures["thumbnail.2.jpg"], pictures["thumbnail.jpg"]
    assert red > green + 20 or other[0] > other[1] + 20  # one is of the steps
    assert pictures["thumbnail.2.jpg"] != other


def test_a_film_too_small_for_a_thumbnail_has_no_others(tmp_path: Path) -> None:
    package = packaged(small_show(tmp_path / "show"))
    assert [path.name for path in package.glob("*.jpg")] == ["thumbnail.jpg"]
