"""A theme that extends none: it loads as it is written, has nothing that a viewer would mind, and every file of it is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import upkeep
from pipeline.cards import bare, looks, preview
from pipeline.cards import theme as themes
from pipeline.cards.fields import FIELDS, OPTIONAL
from pipeline.cards.model import Theme
from pipeline.faults import InputFault

FEW = {
    ("opening", "usual"), ("title", "hebrew"), ("interstitial", "music"), ("quote", "arabic"), ("end", "usual"),
    ("stanza", "usual"), ("lower_third", "several"),
    ("poem_line", "usual"), ("name_tag", "usual"), ("caption", "two"), ("watermark", "usual"),
    ("credits", "usual"), ("credits_page", "usual"),
}  # fmt: skip
"""A sample of each card."""


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    folder = tmp_path_factory.mktemp("themes")
    (folder / "from-nothing").mkdir()
    for name, text in bare.files("from-nothing").items():
        (folder / "from-nothing" / name).write_text(text, encoding="utf-8")
    return themes.load("from-nothing", (folder,))


def test_it_has_every_card_that_a_theme_must_have_and_extends_none(theme: Theme) -> None:
    assert (theme.name, theme.title, theme.lineage) == ("from-nothing", "From nothing", ("from-nothing",))
    assert set(theme.cards) >= set(FIELDS) - set(OPTIONAL)
    assert "credits_page" in theme.cards
    assert themes.shipped(theme) is None
    drawn = {template.shown for template in theme.templates.values() if "from-nothing" in template.shown}
    assert drawn == {f"templates/from-nothing/{name}" for name in bare.TEMPLATES}


def test_nothing_in_it_is_minded(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = preview.samples
    monkeypatch.setattr(preview, "samples", lambda loaded: tuple(one for one in whole(loaded) if one[:2] in FEW))
    assert {card for card, _, _ in preview.samples(theme)} == set(theme.cards)
    assert [str(one) for one in looks.check(theme, short_side=180)] == []


@pytest.mark.long
def test_nothing_in_it_is_minded_with_any_sample(theme: Theme) -> None:
    assert [str(one) for one in looks.check(theme)] == []


def test_it_is_begun_in_a_show(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/show.yaml").write_text("show: S\ntheme: signal\n", encoding="utf-8")
    begun = upkeep.begin_theme("ours", None, tmp_path, is_bare=True)
    assert sorted(begun.files) == sorted((tmp_path / "templates/ours").iterdir())
    assert begun.extends == ""
    with pytest.raises(InputFault, match="--bare: a bare theme extends none"):
        upkeep.begin_theme("other", "signal", tmp_path, is_bare=True)
    assert not (tmp_path / "templates/other").exists()
