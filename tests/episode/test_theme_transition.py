"""A theme's own way from segment to segment: what each frame shows, by the place of an edge, and what an edit of it costs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.timebase import half_up
from tests.episode.between import FILM, LEAD, MATTE, edges, levels, themed
from tests.episode.show import build, ffmpeg, pictures

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

CLIP = "  - clip: {name}\n    file: {name}.mov\n"
CARD = "  - {{card: {name}, length: 1}}\n"
A, B, C = (CLIP.format(name=name) for name in "abc")
CUT = "    transition: cut\n"
ONE, TWO = (CARD.format(name=name) for name in ("One", "Two"))


@pytest.mark.parametrize("rate", ["24", "30000/1001", "30"])
def test_a_card_is_handed_in_over_the_film_and_then_cut_to(tmp_path: Path, rate: str) -> None:
    manifest = themed(tmp_path, A + ONE + B + CUT, rate=rate)
    movie, _, _ = build(manifest)
    _, luma = pictures(movie)
    second, lead = (24, LEAD) if rate == "24" else (30, 8)  # 6 frames at 24 are 7.49 at 29.97
    assert len(luma) == 3 * second, "it takes no time"
    light = edges(luma)
    assert light[: second - lead] == [160] * (second - lead), "the film, as it is"
    for k in range(lead):
        left = 160 * float(min(1, (lead - k) / Fraction(rate) / Fraction(1, 4)))
        assert light[second - lead + k] == pytest.approx(left, abs=2), f"the edge in frame {k}"
    assert light[second : 2 * second] == [0] * second, "the card alone"
    assert levels(luma[2 * second :]) == [[FILM["b"]]] * second, "what a segment says wins"


@pytest.mark.parametrize("rate", ["30000/1001", "30"])
def test_a_pass_is_where_it_belongs_in_every_frame_at_any_rate(tmp_path: Path, rate: str) -> None:
    movie, _, _ = build(themed(tmp_path, A + C, rate=rate))
    _, luma = pictures(movie)
    assert len(luma) == 60, "it takes no time"
    light = edges(luma)
    comes = [160 * float(min(1, -k / Fraction(rate) / Fraction(1, 4))) for k in range(-30, 0)]
    lasts = min(Fraction(1, 4), half_up(Fraction(rate) / 4) / Fraction(rate))  # what has less time moves faster
    leaves = [160 * float(min(1, k / Fraction(rate) / lasts)) for k in range(30)]
    assert light == pytest.approx([*comes, *leaves], abs=2), "spans join to what would be drawn as a whole"


def test_a_changed_title_encodes_the_lead_and_the_card_and_nothing_else_of_the_picture(tmp_path: Path) -> None:
    long = A.replace("a.mov", "long.mov")
    manifest = themed(tmp_path, long + "  - {card: One, length: 1, id: one}\n" + B + CUT)
    grey = "nullsrc=s=160x90:r=24:d=5,geq=lum=120:cb=128:cr=128"
    ffmpeg("-f", "lavfi", "-i", grey, "-c:v", "libx264", "-qp", "0", str(manifest.parent / "media/long.mov"))
    _, first, _ = build(manifest)
    spans = {"a/picture/0", "a/picture/1", "one/picture/0", "b/picture/0"}
    assert {name for name in first if "/picture/" in name} == spans
    manifest.write_text(manifest.read_text().replace("One", "Other"))
    _, ran, _ = build(manifest)
    assert {name for name in ran if "/picture/" in name} == {"a/picture/1", "one/picture/0"}
    drawn = [name for name in ran if "/interstitial/" in name]
    assert len(drawn) == 3, f"the title's layer once, and the frames of the lead and of the card: {drawn}"
    manifest.write_text(manifest.read_text().replace("segments:\n" + long, "segments:\n" + C + long))
    _, ran, _ = build(manifest)
    assert {name for name in ran if "/picture/" in name} <= {"c/picture/0", "c/picture/1", "a/picture/0", "a/picture/1"}


def test_a_pass_lies_over_a_cut_between_films_and_between_cards_and_never_a_text_over_another(tmp_path: Path) -> None:
    movie, _, _ = build(themed(tmp_path, A + C + ONE + TWO))
    _, luma = pictures(movie)
    assert len(luma) == 4 * 24
    seen = levels(luma)
    a, c = FILM["a"], FILM["c"]
    assert seen[:18] == [[a]] * 18
    assert seen[19:24] == [[a, 0]] * 5, "the pass comes from the right"
    assert seen[24] == [0]
    assert seen[25:30] == [[0, c]] * 5, "and leaves to the left"
    assert seen[30:42] == [[c]] * 12
    assert seen[43:48] == [[c, 0]] * 5, "a card is handed in"
    title = luma[48:, 30:70, 40:].max(axis=(1, 2)) > 180
    # Under the pass the first title goes, and after it the second one comes; at no time are both there.
    assert title[:18].all()
    assert not title[24], "all is covered at the cut"
    assert title[-12:].all()


def test_a_matte_uncovers_what_comes_and_takes_its_time(tmp_path: Path) -> None:
    movie, _, _ = build(themed(tmp_path, A + B, files=MATTE))
    _, luma = pictures(movie)
    assert len(luma) == 48 - 6, "both are seen for its length"
    seen = levels(luma)
    assert seen[:18] == [[FILM["a"]]] * 18
    assert seen[19:24] == [[FILM["b"], FILM["a"]]] * 5
    assert seen[24:] == [[FILM["b"]]] * 18
    place = [int((row > 140).sum()) for row in luma[18:24, 4:28].mean(axis=1)]
    assert place == pytest.approx([160 * k / 6 for k in range(6)], abs=2)
