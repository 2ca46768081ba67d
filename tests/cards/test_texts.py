"""Templates that themes have in common: whose stands in whose place, and which CSS comes with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.folders import built_in
from pipeline.cards.model import Drawing, Theme
from pipeline.faults import InputFault
from tests.cards.samples import RATE

OWN = '<div class="plate"><div class="text">mine: {{ text }}</div></div>\n'


def own(folder: Path, **files: str) -> Theme:
    """A theme `mine` of a show, without a parent: that of stage, but for some files; `__` in a name stands for a dot."""
    shutil.copytree(built_in() / "stage", folder / "mine")
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return themes.load("mine", (folder,))


def watermark(theme: Theme) -> Drawing:
    return describe(theme, "watermark", {"text": "DRAFT"}, width=320, height=180, rate=RATE, frames=24)


def test_a_theme_that_has_no_template_for_a_card_draws_the_common_one_with_its_own_css(tmp_path: Path) -> None:
    theme = own(tmp_path)
    assert not (tmp_path / "mine" / "watermark.html").exists()
    given = watermark(theme)
    assert "DRAFT" in [run[0] for run in painter(given).runs()]
    css = given.whole.css
    for line in (tmp_path / "mine" / "watermark.css").read_text(encoding="utf-8").splitlines():
        assert line in css
    for other in ("create-together", "paper", "signal"):
        sheets = [path.read_text(encoding="utf-8") for path in (built_in() / other).glob("*.css")]
        rules = {line for sheet in sheets for line in sheet.splitlines() if "{" in line}
        mine = {line for path in (tmp_path / "mine").glob("*.css") for line in path.read_text(encoding="utf-8").splitlines()}
        assert not [line for line in css.splitlines() if line in rules - mine], other


def test_its_own_template_stands_before_its_parents_and_that_before_the_common_one(tmp_path: Path) -> None:
    mine = own(tmp_path, **{"mine/watermark__html": OWN})
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "theme.yaml").write_text("title: Child\nextends: mine\n", encoding="utf-8")
    child = themes.load("child", (tmp_path,))
    for theme in (mine, child):
        assert "mine: DRAFT" in watermark(theme).whole.markup
    (tmp_path / "child" / "watermark.html").write_text(OWN.replace("mine", "child"), encoding="utf-8")
    assert "child: DRAFT" in watermark(themes.load("child", (tmp_path,))).whole.markup


def test_what_a_shows_themes_have_in_common_stands_before_what_is_built_in(tmp_path: Path) -> None:
    theme = own(tmp_path, **{"common/watermark__html": OWN})
    assert "mine: DRAFT" in watermark(theme).whole.markup
    assert "mine: DRAFT" not in watermark(themes.load("stage")).whole.markup


def test_a_template_extends_the_common_one(tmp_path: Path) -> None:
    theme = own(tmp_path, **{"mine/watermark__html": '<div>{% include "common/watermark.html" %}</div>\n'})
    assert watermark(theme).whole.markup.count('<div class="plate">') == 1


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("common/titel__css", ".text { color: red; }", "templates/common/titel.css: no template of this name is common"),
        ("common/credit__css", ".text { color: red; }", "templates/common/credit.css: no template of this name is common, so no"),
        ("common/watermark__css", ".text { colour: red; }", "templates/common/watermark.css:1:9: colour is not a CSS property"),
        ("common/watermark__html", "<div>{{ txet }}</div>", "templates/common/watermark.html:1:1: txet is undefined"),
        ("mine/credits__css", ".place { padding: 9px; }", "templates/mine/credits.css:1:10: "),
    ],
)
def test_what_is_wrong_in_the_common_folder_or_with_its_templates_is_told_there(
    tmp_path: Path, file: str, text: str, told: str
) -> None:
    with pytest.raises(InputFault) as caught:
        own(tmp_path, **{file: text})
    assert [str(one) for one in caught.value.diagnostics if str(one).startswith(told)], caught.value


def test_the_common_folder_is_no_theme() -> None:
    assert "common" not in themes.names()
    with pytest.raises(InputFault, match="there is no such theme"):
        themes.load("common")


CREDITS = {"sections": [{"heading": "A", "roles": [{"role": "voice", "people": [{"name": "Ana"}]}]}]}


def page(theme: Theme) -> str:
    """Return the CSS that a page of credits is drawn with."""
    given = describe(theme, "credits_page", CREDITS, width=320, height=180, rate=RATE, frames=24)  # type: ignore[arg-type]
    return given.whole.css


def test_css_that_goes_with_a_common_template_lies_under_a_theme_s_own(tmp_path: Path) -> None:
    common = (built_in() / "common/credits_page.css").read_text(encoding="utf-8")
    for name in ("create-together", "paper", "signal", "stage"):
        css = page(themes.load(name))
        own = (built_in() / name / "credits_page.css").read_text(encoding="utf-8")
        assert 0 <= css.index(common) < css.index(own), name
    assert common not in watermark(themes.load("stage")).whole.css
    child = own_child(tmp_path, "credits_page.css", ".name { letter-spacing: 1px; }")
    css = page(child)
    assert css.count(common) == 1
    assert css.index(common) < css.index(".name { letter-spacing: 1px; }")


def own_child(folder: Path, file: str, text: str) -> Theme:
    """A theme of a show that extends stage, with one file."""
    (folder / "child").mkdir()
    (folder / "child/theme.yaml").write_text("title: Child\nextends: stage\n", encoding="utf-8")
    (folder / "child" / file).write_text(text, encoding="utf-8")
    return themes.load("child", (folder,))


def test_a_card_with_a_template_of_its_own_has_no_common_css(tmp_path: Path) -> None:
    common = (built_in() / "common/credits_page.css").read_text(encoding="utf-8")
    plain = '<div class="backdrop">{% for one in columns %}<div>{{ one.sections[0].heading }}</div>{% endfor %}</div>'
    assert common not in page(own(tmp_path, **{"mine/credits_page__html": plain}))
    extending = '{% extends "common/credits_page.html" %}'
    assert common in page(own(tmp_path / "other", **{"mine/credits_page__html": extending}))


def test_a_show_s_common_css_stands_in_place_of_what_is_built_in(tmp_path: Path) -> None:
    theme = own(tmp_path, **{"common/credits_page__css": ".page { --grow: 1; opacity: 0.5; }\n"})
    css = page(theme)
    assert "opacity: 0.5" in css
    assert ".count-2 .column" not in css
