"""A new theme: it loads as it is, its palette is its parent's to change, and its lower third is seen to differ."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cards import check, starter
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.folders import built_in
from pipeline.cards.layered import brush_of
from pipeline.cards.model import Theme
from pipeline.cards.preview import samples
from pipeline.faults import InputFault

BUILT_IN = sorted(path.parent.name for path in built_in().glob("*/theme.yaml"))
PEOPLE = {"people": [{"name": "Ana Núñez", "role": "Cello", "place": "Bogotá"}]}


def written(folder: Path, name: str, parent: Theme, **instead: str) -> Theme:
    """Write a new theme, with some of its files changed, and load it; `__` in a name stands for a dot."""
    (folder / name).mkdir()
    for file, text in {**starter.files(name, parent), **{key.replace("__", "."): text for key, text in instead.items()}}.items():
        (folder / name / file).write_text(text, encoding="utf-8")
    return themes.load(name, (folder,))


def drawn(theme: Theme, card: str, fields: dict[str, object]) -> bytes:
    box = {"width": 320, "height": 180, "rate": Fraction(24), "frames": 96}
    return brush_of(describe(theme, card, fields, **box)).png()  # type: ignore[arg-type]


@pytest.mark.parametrize("parent", BUILT_IN)
def test_a_new_theme_is_its_parent_but_for_the_lower_third(parent: str, tmp_path: Path) -> None:
    whole = themes.load(parent)
    ours = written(tmp_path, "warm-paper", whole)
    assert (ours.title, ours.lineage[:2]) == ("Warm paper", ("warm-paper", parent))
    assert ours.colours == whole.colours
    assert drawn(ours, "lower_third", PEOPLE) != drawn(whole, "lower_third", PEOPLE)
    assert {card for card in whole.cards if whole.card_css.get(card) != ours.card_css.get(card)} == {"lower_third"}
    assert (ours.css, ours.templates.keys() - whole.templates.keys()) == (whole.css, set())
    assert ("lower_third", "ours", PEOPLE) in samples(ours)


def test_every_colour_of_the_parent_is_there_to_be_taken_up(tmp_path: Path) -> None:
    parent = themes.load("create-together")
    text = starter.files("mine", parent)["theme.yaml"]
    palette, rest = text.split("\n\n")[1:3]
    taken = "\n".join(line.replace("  # ", "  ", 1) for line in palette.splitlines())
    assert "Another face" in rest
    for number, (role, colour) in enumerate(parent.colours.items()):
        assert f'{role}: "{colour}"' in taken
        taken = taken.replace(f'  {role}: "{colour}"', f'  {role}: "#0000{number:02x}"')
    ours = written(tmp_path, "mine", parent, theme__yaml=text.replace(palette, taken))
    assert ours.colours == {role: f"#0000{number:02x}" for number, role in enumerate(parent.colours)}


def test_a_parent_without_names_has_its_card_changed(tmp_path: Path) -> None:
    plain = written(
        tmp_path, "plain", themes.load("paper"), lower_third__css="",
        lower_third__html='<div class="names">{% for person in people %}<div>{{ person.name }}</div>{% endfor %}</div>',
    )  # fmt: skip
    parent = themes.load("plain", (tmp_path,))
    assert parent is plain
    ours = written(tmp_path, "ours", parent)
    assert drawn(ours, "lower_third", PEOPLE) != drawn(plain, "lower_third", PEOPLE)


@pytest.mark.parametrize("name", ["no", "null", "on", "y-1e5", "a" * 64])
def test_a_name_that_yaml_takes_for_something_else_is_a_name(name: str, tmp_path: Path) -> None:
    starter.refuse(name, BUILT_IN)
    ours = written(tmp_path, name, themes.load("paper"))
    assert (ours.name, ours.title.lower()) == (name, name.replace("-", " "))
    child = written(tmp_path, "child", ours)
    assert child.lineage == ("child", name, "paper")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *((name, "cannot be the name") for name in ("", "Ours", "1st", "my theme", "../up", "ours;rm", "-o", "naïve", "a\n")),
        ("a" * 65, "cannot be the name"),
        ("common", "templates that several themes share"),
        ("words", "the show's own words"),
        ("signal", "there is a theme signal already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_what_to_do(name: str, told: str) -> None:
    with pytest.raises(InputFault, match=told) as refused:
        starter.refuse(name, BUILT_IN)
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.hint


def test_a_line_of_parents_ends_where_no_theme_would_load(tmp_path: Path) -> None:
    """The last that is not refused loads."""
    parent = themes.load("paper")
    for number in range(1, 5):
        starter.refuse_parent(parent)
        parent = written(tmp_path, f"e-{number}", parent)
    with pytest.raises(InputFault, match=r"e-4 extends e-3 extends .* is too long"):
        starter.refuse_parent(parent)
    with pytest.raises(InputFault, match="already in the line"):
        written(tmp_path, "e-5", parent)


def test_a_face_and_a_colour_that_nothing_takes_up_are_told_at_their_line(tmp_path: Path) -> None:
    parent = themes.load("create-together")
    (tmp_path / "mine/fonts").mkdir(parents=True)
    (tmp_path / "mine/fonts/Mine.ttf").write_bytes(next(font.path for font in parent.fonts).read_bytes())
    (tmp_path / "mine/theme.yaml").write_text(
        "title: Mine\nextends: create-together\ncolours:\n  tomatoe: '#112233'\n  plum: '#223344'\n  sea: '#0000ff'\n"
        "fonts:\n  - {family: Mine, file: Mine.ttf}\n"
    )
    told = [str(one).removeprefix("templates/mine/theme.yaml:") for one in check.unused(themes.load("mine", (tmp_path,)))]
    assert told == [
        "8:14: no text is set in the face Mine; write :root { --display: Mine; } into theme.css, or remove it",
        "4:12: nothing is drawn in the colour tomatoe; did you mean 'tomato'?",
        "6:8: nothing is drawn in the colour sea; write var(--sea) where it is to be seen, or remove it",
    ]
    (tmp_path / "mine/theme.css").write_text(":root { --display: Mine; } .card { color: var(--sea); }")
    assert [one.message for one in check.unused(themes.load("mine", (tmp_path,)))] == ["nothing is drawn in the colour tomatoe"]
    assert [list(check.unused(themes.load(name))) for name in BUILT_IN] == [[]] * len(BUILT_IN)
