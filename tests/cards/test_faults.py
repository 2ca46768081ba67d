"""Every mistake a designer makes gives one clear error, with file and line."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cards import preview
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.fault import CardFault
from pipeline.cards.folders import built_in
from pipeline.cards.model import Theme
from pipeline.faults import InputFault, Where


def child(folder: Path, **files: str) -> Path:
    """Write a theme `mine` that extends the default one; `__` in a name stands for a dot."""
    mine = folder / "mine"
    mine.mkdir(exist_ok=True)
    files.setdefault("theme__yaml", "title: Mine\nextends: paper\n")
    for name, text in files.items():
        (mine / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path, **files: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        themes.load("mine", (child(folder, **files),))
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "title__html", "<div>{{ titel }}</div>",
            "templates/mine/title.html:1:1: titel is undefined; did you mean 'title'? allowed: ",
        ),
        ("title__html", "<div>\n{% if title %}\n</div>", "templates/mine/title.html:"),
        (
            "title__html", "<div>\n{{ title|uper }}</div>",
            "templates/mine/title.html:2:1: there is no filter 'uper'; did you mean 'upper'?",
        ),
        (
            "title__html", "<div>\n{% for p in people %}{{ p }}\n</div>",
            "templates/mine/title.html:2:1: a {% for %} is not closed; write {% endfor %} after it",
        ),
        (
            "title__html", "<script>a</script>",
            "templates/mine/title.html:1:1: the engine does not draw <script>; use b, div",
        ),
        (
            "title__html", "<div>a</dvi>",
            "templates/mine/title.html:1:7: the engine does not draw <dvi>; did you mean 'div'? use b, div",
        ),
        (
            "lower_thrid__html", "<p>{{ name }}</p>",
            "templates/mine/lower_thrid.html:1:1: there is no card lower_thrid, and no template includes this file; did you mean",
        ),
        (
            "lower-third__css", ".a { top: 0 }",
            "templates/mine/lower-third.css: there is no card lower-third; did you mean 'lower_third'?",
        ),
        (
            "theme__yaml", "extends: create-together\nfonts: [mine.ttf]\n",
            "templates/mine/theme.yaml:2:9: a font needs a family and a file; write {family: Name, file: name.ttf}",
        ),
        (
            "theme__yaml", "extends: create-together\ncolours: {tomato: #c93a22}\n",
            "templates/mine/theme.yaml:2:19: #c93a22 is read as a comment, so the bracket before it does not end",
        ),
        (
            "title__html", '<div>\n{{ word("chaptres") }}</div>',
            "templates/mine/title.html:2:1: there is no word 'chaptres'; did you mean 'chapters'?",
        ),
        (
            "title__html", '<div>\n<img src="{{ asset("nope.png") }}"></div>',
            "templates/mine/title.html:2:1: there is no asset nope.png",
        ),
        (
            "title__html", '<div>\n  <img src="nope.png"></div>',
            "templates/mine/title.html:2:3: nope.png is not an asset of the theme",
        ),
        (
            "title__html", "<div>a<br>b</div>",
            "templates/mine/title.html:1:7: the engine does not draw <br>; put each line into a div",
        ),
        (
            "title__html", '<div style="colour: red">{{ title }}</div>',
            "templates/mine/title.html:1:1: colour is not a CSS property",
        ),
        (
            "theme__css", ".a { color: red; colour: red }",
            "templates/mine/theme.css:1:18: colour is not a CSS property that the engine draws; did you mean 'color'?",
        ),
        ("theme__css", ".a {\n color: rde }", "templates/mine/theme.css:2:2: rde is not a colour"),
        ("theme__css", ".a { color: var(--acent) }", "templates/mine/theme.css:1:6: --acent is not declared"),
        (
            "theme__css", ".a { font-family: Comic Sans }",
            "templates/mine/theme.css:1:6: there is no font Comic Sans; there is: Fraunces, Noto Sans",
        ),
        (
            "theme__css", ".a { background-image: url(asset:nope.svg) }",
            "templates/mine/theme.css:1:6: there is no asset nope.svg",
        ),
        (
            "theme__css", ".a { background-image: url(https://x.org/a.png) }",
            "templates/mine/theme.css:1:6: url(https://x.org/a.png) is not an asset",
        ),
        ("theme__css", "@import 'x.css';", "templates/mine/theme.css:1:1: @import is not supported here"),
        (
            "theme__css", "@keyframes a { to { clip-path: none } }",
            "templates/mine/theme.css:1:21: clip-path does not move between keyframes",
        ),
        (
            "theme__css", ".a { width: 3rem }",
            "templates/mine/theme.css:1:6: the unit rem does not follow the picture's size",
        ),
        ("title__css", ".title { padding: 4px }", "templates/mine/title.css:1:10: .title holds text and has padding"),
        ("tilte__css", ".a { color: red }", "templates/mine/tilte.css: there is no card tilte"),
        (
            "theme__yaml", "extends: create-together\ncolour: {}\n",
            "templates/mine/theme.yaml:2:1: colour is not known here; did you mean 'colours'? allowed: ",
        ),
        (
            "theme__yaml", "extends: create-together\ncolours: {ink: red}\n",
            "templates/mine/theme.yaml:2:16: 'red' is not a colour",
        ),
        (
            "theme__yaml", "extends: create-together\nfonts:\n  - {family: A, file: a.ttf}\n",
            "templates/mine/theme.yaml:3:23: there is no font a.ttf in mine/fonts",
        ),
        (
            "theme__yaml", "extends: create-together\ncards:\n  title: {kind: moving}\n",
            "templates/mine/theme.yaml:3:17: 'moving' is not a kind of card",
        ),
        (
            "theme__yaml", "extends: create-together\ncards:\n  extra: {kind: still, box: canvas}\n",
            "templates/mine/theme.yaml:3:10: extra is not a built-in card",
        ),
        (
            "theme__yaml", "extends: create-together\nbackground: blood\n",
            "templates/mine/theme.yaml:2:13: blood is none of the colours",
        ),
        (
            "theme__yaml", "extends: mine\n",
            "templates/mine/theme.yaml:1:10: mine is already in the line of this theme",
        ),
        ("theme__yaml", "extends: [\n", "templates/mine/theme.yaml:2:1: this is not valid YAML"),
        (
            "theme__yaml", "extends: create-togther\n",
            "templates/mine/theme.yaml:1:10: there is no theme 'create-togther'; did you mean",
        ),
        ("theme__yaml", "title: Mine\n", "templates/mine/theme.yaml:1:1: the cards opening, title, "),
        (
            "theme__yaml", "extends: create-together\ncards:\n  title: {scale: picture}\n",
            "templates/mine/theme.yaml:3:18: title stands in no part of the picture; only name_tag has a scale",
        ),
        (
            "theme__yaml", "extends: create-together\ncards:\n  name_tag: {scale: window}\n",
            "templates/mine/theme.yaml:3:21: 'window' is no scale; write picture, or tile",
        ),
        (
            "theme__yaml", "extends: create-together\nmosaic: {behind: [ink, tomatoe]}\n",
            "templates/mine/theme.yaml:2:18: behind is tomatoe, and has to be one of the colours; did you mean 'tomato'?",
        ),
        ("theme__yaml", "extends: create-together\nmosaic: {glow: 101}\n", "templates/mine/theme.yaml:2:16: "),
        (
            "theme__yaml", "extends: create-together\nshapes:\n  star: {edges: top}\n",
            "templates/mine/theme.yaml:3:9: star is no shape; write {torn: top bottom}; or one of torn, cut, round, ",
        ),
        (
            "theme__yaml", "extends: create-together\nshapes:\n  circle: {round: 36}\n",
            "templates/mine/theme.yaml:3:11: circle cannot be a shape",
        ),
        (
            "theme__yaml", "extends: create-together\nshapes: {rag: {torn: top low}}\n",
            "templates/mine/theme.yaml:2:22: top low is no edge of a sheet; write some of top, right, bottom, left",
        ),
        (
            "theme__yaml", "extends: create-together\nshapes: {rag: {torn: top, dept: 3}}\n",
            "templates/mine/theme.yaml:2:27: dept is not known here; did you mean 'depth'?",
        ),
        (
            "theme__yaml", 'extends: create-together\nshapes: {leaf: {points: ["0% 0%", "50 0%", "0% 100%"]}}\n',
            "templates/mine/theme.yaml:2:35: '50 0%' is no corner",
        ),
        (
            "theme__yaml", 'extends: create-together\nshapes: {leaf: {points: ["0% 0%", "50% 0%"]}}\n',
            "templates/mine/theme.yaml:2:25: a shape has 3 to 200 corners; these are 2",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_theme_is_told_with_its_line(tmp_path: Path, file: str, text: str, expected: str) -> None:
    found = mistakes(tmp_path, **{file: text})
    assert any(mistake.startswith(expected) for mistake in found), found
    assert len(found) == 1 or file == "theme__yaml"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, theme__css=".a { colour: red }\n.b { widht: 3px }", title__html="<div>{{ titel }}<br></div>")
    assert len(found) == 4


def test_strict_filling_names_template_and_line(tmp_path: Path) -> None:
    theme = themes.load("mine", (child(tmp_path, lower_third__html="<div>\n{{ people[0].nmae }}\n</div>"),))
    with pytest.raises(CardFault) as caught:
        describe(theme, "lower_third", {"people": [{"name": "A"}]}, width=320, height=180, rate=Fraction(24), frames=9)
    assert caught.value.where == Where("templates/mine/lower_third.html", 2, 1)
    assert "nmae" in caught.value.message


def test_a_template_cannot_reach_out_of_its_sandbox(tmp_path: Path) -> None:
    source = "<div>{{ title.__class__.__mro__[1].__subclasses__() }}</div>"
    theme = themes.load("mine", (child(tmp_path, title__html=source),))
    with pytest.raises(CardFault, match=r"templates/mine/title\.html:1"):
        describe(theme, "title", {"title": "A"}, width=320, height=180, rate=Fraction(24), frames=9)


def test_text_is_text_and_never_markup(theme_of_the_box: Theme) -> None:
    drawing = describe(
        theme_of_the_box,
        "title",
        {"title": '<b onclick="x">A & B</b> {{ 7 * 7 }}'},
        width=320,
        height=180,
        rate=Fraction(24),
        frames=9,
    )
    markup = drawing.whole.markup
    assert "&lt;b onclick=" in markup
    assert "A &amp; B" in markup
    assert "{{ 7 * 7 }}" in markup


@pytest.fixture
def theme_of_the_box() -> Theme:
    return themes.load("paper")


def test_a_child_theme_changes_what_it_says_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = child(
        tmp_path,
        theme__yaml='extends: paper\ncolours: {marigold: "#008000", jade: "#004000"}\ncards:\n  title: {seconds: 9}',
        title__html='{% extends "paper/title.html" %}',
    )
    mine, parent = themes.load("mine", (folder,)), themes.load("paper")
    assert (mine.colours["marigold"], mine.colours["ink"]) == ("#008000", parent.colours["ink"])
    assert (mine.cards["title"].seconds, mine.cards["title"].enter) == (9, parent.cards["title"].enter)
    arguments = {"width": 320, "height": 180, "rate": Fraction(24), "frames": 9}
    ours = describe(mine, "title", {"title": "A"}, **arguments)  # type: ignore[arg-type]
    theirs = describe(parent, "title", {"title": "A"}, **arguments)  # type: ignore[arg-type]
    assert ours.whole.markup == theirs.whole.markup
    assert "#008000" in ours.whole.css
    assert "#004000" not in ours.whole.css  # a title shows no jade: another one draws it no second time


def test_a_theme_of_the_show_comes_before_one_of_the_box(tmp_path: Path) -> None:
    shutil.copytree(built_in() / "signal", tmp_path / "signal")
    sheet = tmp_path / "signal" / "theme.yaml"
    sheet.write_text(sheet.read_text().replace("title: Signal", "title: Ours"))
    assert themes.load("signal", (tmp_path,)).title == "Ours"
    assert themes.load("signal").title == "Signal"


def test_a_card_of_the_theme_s_own_declares_its_fields(tmp_path: Path) -> None:
    folder = child(
        tmp_path,
        theme__yaml="extends: create-together\ncards:\n  note:\n    kind: still\n    box: canvas\n    fields:\n"
        "      head:\n      body: none\n      foot: ''\n      names: []\n      pairs: [{name: , role: ''}]\n",
        note__html="<div class='safe'><div>{{ head }}</div><div>{{ body }}{{ foot }}</div>"
        "{% for pair in pairs %}<div>{{ pair.name }}{{ pair.role }}</div>{% endfor %}"
        "{% for name in names %}<div>{{ name }}</div>{% endfor %}</div>",
    )
    theme = themes.load("mine", (folder,))
    filled = {"head": "Hello", "names": ["Joe"], "pairs": [{"name": "Ana"}]}
    drawing = describe(theme, "note", filled, width=320, height=180, rate=Fraction(24), frames=9)
    assert "<div>Hello</div><div>none</div><div>Ana</div><div>Joe</div>" in drawing.whole.markup
    with pytest.raises(CardFault, match=r"note\.head is missing"):
        describe(theme, "note", {}, width=320, height=180, rate=Fraction(24), frames=9)


def test_a_changed_line_of_one_card_s_css_leaves_the_other_cards(tmp_path: Path) -> None:
    def identity(card: str, css: str) -> object:
        theme = themes.load("mine", (child(tmp_path, title__css=css),))
        fields = {"title": {"title": "A"}, "caption": {"text": "A"}}[card]
        return describe(theme, card, fields, width=320, height=180, rate=Fraction(24), frames=9).whole

    one, other = ".show { color: red }", ".show { color: blue }"
    assert identity("title", one) != identity("title", other)
    assert identity("caption", one) == identity("caption", other)


def test_a_thumbnail_that_moves_is_told_and_one_that_is_not_there_is_not(tmp_path: Path) -> None:
    moving = "title: Mine\nextends: paper\ncards:\n  thumbnail:\n    kind: animated\n    box: canvas\n"
    found = mistakes(tmp_path, theme__yaml=moving, thumbnail__html="<div>{{ title }}</div>")
    assert found == ["templates/mine/theme.yaml:5:5: a thumbnail does not move; write kind: still"]
    assert "thumbnail" not in themes.load("paper").cards


LAMP = '{% extends "common/credits_page.html" %}\n{% block person %}<i></i>{{ super() }}{{ WHO.name }}{% endblock %}\n'


def test_a_block_sees_what_the_template_that_it_is_of_stands_in(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    themes.load("mine", (child(tmp_path / "good", credits_page__html=LAMP.replace("WHO", "person")),))
    (tmp_path / "wrong").mkdir()
    (line,) = mistakes(tmp_path / "wrong", credits_page__html=LAMP.replace("WHO", "persson"))
    assert line.startswith("templates/mine/credits_page.html:2:1: persson is undefined")
    (tmp_path / "outside").mkdir()
    (line,) = mistakes(tmp_path / "outside", credits_page__html=LAMP.replace("WHO", "person") + "{{ person.name }}")
    assert line.startswith("templates/mine/credits_page.html:3:1: person is undefined")


CHILD = "title: Mine\nextends: paper\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cards:\n  title: {box: {wide: {left: 1}, tall: canvas, square: canvas}}\n", None),
        ("cards:\n  title: {box: [1]}\n", "4:16: is not a mapping (key: value); write {key: value"),
        ("cards:\n  title: {box: full}\n", "4:16: 'full' is not a box; write `canvas`"),
        ("cards:\n  title: {box: {wide: {left: 0, right: 0, top: 0, bottom: 0}}}\n", "4:16: the one for tall and square"),
        ("cards:\n  title: {kind: animate}\n", "4:17: 'animate' is not a kind of card; did you mean 'animated'?"),
        ("cards:\n  title: {kind: [still]}\n", "4:17: is not a text; write one value, without [], {} or a dash"),
        ("cards:\n  title: {seconds: long}\n", "4:20: 'long' is not a number; write one from 0 to 600"),
        ("cards:\n  title: {seconds: [3]}\n", "4:20: is not a number; write one from 0 to 600"),
        ("cards:\n  title: canvas\n", "4:10: is not a mapping (key: value); write {key: value}"),
        ("cards:\n  titel: {kind: still}\n", "4:10: titel is not a built-in card and declares no fields; did you mean"),
        ("cards:\n  news: {kind: still, box: canvas, field: {a: }}\n", "4:36: field is not known here; did you mean 'fields'?"),
        ("background: inkk\n", "3:13: inkk is none of the colours; did you mean 'ink'?"),
        ("on_background: {text: [inkk]}\n", "3:24: inkk is none of the colours; did you mean 'ink'?"),
        ("on_background: {text: ink}\n", "3:23: is not a list; write [one, another], or a line with a dash for each"),
        ("transition: themes\n", "3:13: 'themes' is not a transition of a theme; did you mean 'theme'?"),
        ("colours: [ink]\n", "3:10: is not a mapping (key: value)"),
        ("colours: {ink: [red]}\n", "3:16: is not a text"),
        ("extends: [paper]\n", None),
        ("mosaic: on\ncards:\n  mosaic: {kind: still, box: canvas}\n", "3:9: is not a mapping (key: value)"),
        ("mosaic: {ground: ink, behind: ink}\n", "3:9: a theme that lays out mosaics has a card mosaic; it is the sheet around"),
    ],
)
def test_a_mistake_of_theme_yaml_is_told_once_with_what_to_write(tmp_path: Path, text: str, expected: str | None) -> None:
    """Of one mistake nothing else is told that follows from it."""
    found = mistakes(tmp_path, theme__yaml=CHILD + text)
    if expected is not None:
        (told,) = found
        assert told.startswith(f"templates/mine/theme.yaml:{expected}")
    assert len(found) == len(set(found))


def test_a_font_that_is_misspelt_is_told_with_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine/fonts").mkdir(parents=True)
    (tmp_path / "mine/fonts/Mine.ttf").write_bytes(b"")
    (told,) = mistakes(tmp_path, theme__yaml=f"{CHILD}fonts: [{{family: Mine, file: Mien.ttf}}]\n")
    assert told == "templates/mine/theme.yaml:3:30: there is no font Mien.ttf in mine/fonts; did you mean 'Mine.ttf'?"


def test_a_sample_of_a_card_that_there_is_not_is_told(tmp_path: Path) -> None:
    loaded = themes.load("mine", (child(tmp_path, preview__yaml="lower_thrid:\n  ours: {people: [{name: Ana}]}\n"),))
    with pytest.raises(InputFault, match=r"mine/preview.yaml:1:1: lower_thrid is not known here; did you mean 'lower_third'\?"):
        preview.samples(loaded)
