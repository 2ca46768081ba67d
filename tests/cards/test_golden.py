"""Every card looks as it did when somebody last looked at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.cards import golden

REPORT = Path(__file__).parents[2] / "renders" / "golden" / "index.html"


@pytest.mark.long
def test_every_card_looks_as_it_did() -> None:
    failures, names = [], set()
    for name, got in golden.pictures():
        names.add(f"{name}.png")
        path = golden.FOLDER / f"{name}.png"
        expected = Image.open(path).convert("RGB") if path.is_file() else Image.new("RGB", got.size)
        if why := golden.differs(expected, got):
            failures.append((name, why, expected, got))
    if failures:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(golden.page(failures), encoding="utf-8")
    assert not failures, f"{len(failures)} cards changed: see {REPORT}: {', '.join(name for name, *_ in failures)}"
    assert {path.name for path in golden.FOLDER.glob("*.png")} == names, "pictures of cards that are no more"


def test_the_comparison_sees_a_missing_mark_and_forgives_rounding() -> None:
    expected = Image.open(golden.FOLDER / "create-together-lower_third-thai.png").convert("RGB")
    noise = Image.effect_noise(expected.size, 1).point(lambda level: 1 if level > 128 else 0)
    off_by_one = ImageChops.add(expected, Image.merge("RGB", (noise, noise, noise)))
    assert golden.differs(expected, off_by_one) == ""
    ink, paper = (42, 26, 46), (251, 241, 223)
    changed = expected.copy()
    data = changed.load()
    assert data is not None
    inked = [(x, y) for x in range(changed.width) for y in range(changed.height) if data[x, y] == ink]
    for x, y in inked[:40]:  # forty of 48,000 pixels: a vowel sign
        data[x, y] = paper
    assert golden.differs(expected, changed)


def test_the_page_shows_expected_got_and_difference() -> None:
    black, white = Image.new("RGB", (4, 4)), Image.new("RGB", (4, 4), "white")
    page = golden.page([("a-card", golden.differs(black, white), black, white)])
    assert "a-card: 255.00 levels off in the mean" in page
    assert page.count("<img src=") == 3
