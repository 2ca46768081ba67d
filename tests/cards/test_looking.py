"""A theme is looked at once: what was good, and what is as in a theme that is built in, is not drawn again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.cards import looks, preview
from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.cards.preview import Looked

KEPT = {("caption", "one"), ("name_tag", "usual"), ("watermark", "usual"), ("interstitial", "poem")}
"""One still card, two that are small, one in layers that is cut to."""


@dataclass
class Memory:
    """What a store would remember."""

    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, value: str) -> None:
        self.texts[key] = value


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a few of the default theme's samples."""
    whole = preview.samples
    monkeypatch.setattr(preview, "samples", lambda loaded: tuple(one for one in whole(loaded) if one[:2] in KEPT))
    monkeypatch.setattr(preview, "BETWEEN", ())


def ours(folder: Path, parent: str = "create-together", **files: str) -> Theme:
    """Return a theme that extends another, with these files; `__` in a name stands for a dot."""
    mine = folder / "ours"
    mine.mkdir(exist_ok=True)
    for name, text in {"theme__yaml": f"title: Ours\nextends: {parent}\n", **files}.items():
        (mine / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return themes.load("ours", (folder,))


def looked(theme: Theme, memory: Memory | None = None, good: Theme | None = None) -> tuple[list[str], dict[str, int]]:
    """Return what is told of a theme, and how many pictures of each card were drawn for it."""
    heard: list[Looked] = []
    told = looks.check(theme, short_side=90, memory=memory, good=good, tell=heard.append)
    assert len({one.card for one in heard}) == len(heard), "a card is told of once"
    return [str(one) for one in told], {one.card: one.drawn for one in heard if one.drawn}


def test_only_the_card_whose_css_has_changed_is_drawn_again(tmp_path: Path) -> None:
    memory = Memory()
    first = looked(ours(tmp_path), memory)
    assert first[0] == []
    assert first[1].keys() >= {"caption", "name_tag", "watermark", "interstitial"}
    assert looked(ours(tmp_path), memory) == ([], {})
    changed = ours(tmp_path, caption__css=".text { letter-spacing: 0.02em; }")
    assert looked(changed, memory) == ([], {"caption": 3})  # a picture a shape
    assert looked(changed, memory) == ([], {})


def test_what_is_wrong_is_told_every_time(tmp_path: Path) -> None:
    memory = Memory()
    pale = ours(tmp_path, caption__css=".card div { background-color: #ffffff; color: #eeeeee; }")
    first = looked(pale, memory, themes.load("create-together"))  # all else is known from there
    (line,) = first[0]
    assert line.startswith("templates/ours/caption.css: caption (one, wide): "), "where it is mended"
    assert ", and so 2 more; " in line, "as in the other shapes"
    assert looked(pale, memory) == (first[0], {"caption": 3})


def test_what_is_drawn_as_in_a_built_in_parent_is_known_to_be_good(tmp_path: Path) -> None:
    theme = ours(tmp_path, watermark__css=".text { letter-spacing: 0.02em; }")
    parent = themes.shipped(theme, (tmp_path,))
    assert parent is themes.load("create-together")
    assert looked(theme, None, parent) == ([], {"watermark": 3})
    (tmp_path / "ours/watermark.css").unlink()
    assert looked(ours(tmp_path), None, parent) == ([], {})


def test_a_parent_of_the_show_is_not_known_even_where_it_has_the_name_of_one_that_is_built_in(tmp_path: Path) -> None:
    paler = tmp_path / "stage"
    paler.mkdir()
    (paler / "theme.yaml").write_text("title: Paler\nextends: paper\n", encoding="utf-8")
    theme = ours(tmp_path, "stage")
    found = themes.shipped(theme, (tmp_path,))
    assert found is not None
    assert found.name == "paper"
    assert themes.shipped(themes.load("paper")) is None


def test_a_text_that_does_not_fit_is_told_of_the_theme_s_own_file(tmp_path: Path) -> None:
    theme = ours(tmp_path, watermark__css=".card div { font-size: 400px; }")
    (first, *_), _ = looked(theme, None, themes.load("create-together"))
    assert first.startswith("templates/ours/watermark.css: watermark (usual, ")
    assert first.endswith("; make room for it, or let it shrink further by `smallest`")
