"""A palette reaches all of a theme: what is fixed is told, and a child's colours are seen in drawings, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.cards import compose, palette, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter
from pipeline.cards.fields import WIDE_ONLY
from pipeline.cards.kept import Kept
from pipeline.cards.model import BETWEEN, Artwork, CardFile, Drawing, Shape, Theme
from pipeline.cards.preview import by_card, shown
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.faults import InputFault
from pipeline.timebase import half_up
from tests.cards.samples import CARDS, drawing

LEAF = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><path d="M0 0H40V40H0z" fill="{}"/></svg>'
SHOWN = '<img class="leaf" src="{{ asset("leaf.svg") }}" style="width:200px;height:100px">'


def folder(path: Path, **files: str) -> Path:
    files = {"theme__yaml": 'title: Ours\nextends: create-together\ncolours: {leaf: "#123456"}\n', **files}
    for name, text in files.items():
        place = path / "ours" / name.replace("__", ".").replace("ASSETS_", "assets/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return path


def told(path: Path, **files: str) -> list[str]:
    return [str(one) for one in palette.fixed(themes.load("ours", (folder(path, **files),))) if "ours" in str(one.where)]


@pytest.mark.parametrize("name", themes.names())
def test_a_built_in_theme_has_no_colour_that_is_no_role(name: str) -> None:
    assert [str(one) for one in palette.fixed(themes.load(name))] == []


@pytest.mark.parametrize(
    ("css", "column", "said", "hint"),
    [
        (".name { color: #abcdef; }", 16, "#abcdef", "name it in the colours"),
        (".name { color: #123456; }", 16, "#123456", "write var(--leaf)"),
        (".name { background: linear-gradient(to top, var(--ink), rgb(9, 8, 7)); }", 57, "rgb(9, 8, 7)", "name it"),
        (".name { box-shadow: 0 2px 4px rgba(30, 0, 0, 0.5); }", 31, "rgba(30, 0, 0, 0.5)", "name it"),
        (".name { border-color: tomato; }", 23, "tomato", "name it"),
        ("@media (min-width: 9px) { .name { color: #abcdef; } }", 42, "#abcdef", "name it"),
        ("@keyframes k { from { color: #abcdef; } to { color: var(--ink); } }", 30, "#abcdef", "name it"),
    ],
)
def test_a_fixed_colour_is_told_at_its_place(tmp_path: Path, css: str, column: int, said: str, hint: str) -> None:
    (only,) = told(tmp_path, lower_third__css=css)
    assert only.startswith(f"templates/ours/lower_third.css:1:{column}: {said} is fixed")
    assert hint in only


@pytest.mark.parametrize(
    "css",
    [
        ".name { color: var(--leaf); background: transparent; border-color: currentcolor; }",
        ".name { box-shadow: 0 2px 4px rgba(0, 0, 0, 0.5); background: #fff; color: white; }",
        ".name { background: color-mix(in srgb, var(--leaf) 28%, transparent); }",
        ".tomato { font-family: Fraunces; }",
    ],
)
def test_roles_black_and_white_are_no_fixed_colours(tmp_path: Path, css: str) -> None:
    assert told(tmp_path, lower_third__css=css) == []


def test_a_fixed_colour_in_a_template_and_one_of_the_palette_in_a_drawing_are_told(tmp_path: Path) -> None:
    template = '<div class="name"\n style="color:#abcdef">{{ text }}</div>\n' + SHOWN
    first, second = told(tmp_path, watermark__html=template, ASSETS_leaf__svg=LEAF.format("#123456"))
    assert first.startswith("templates/ours/watermark.html:2:2: #abcdef is fixed")
    assert second.startswith("templates/ours/assets/leaf.svg: #123456 is fixed")
    assert "write var(--leaf)" in second


def test_a_drawing_of_many_colours_is_left_alone(tmp_path: Path) -> None:
    assert told(tmp_path, ASSETS_leaf__svg=LEAF.format("#00ff7f")) == []


@pytest.mark.parametrize("colour", ["#123456", "#654321"])
def test_a_drawing_is_painted_with_the_palette(tmp_path: Path, colour: str) -> None:
    sheet = f'title: Ours\nextends: create-together\ncolours: {{leaf: "{colour}"}}\n'
    made = folder(tmp_path, theme__yaml=sheet, thumbnail__html=SHOWN, ASSETS_leaf__svg=LEAF.format("var(--leaf)"))
    given = drawing(themes.load("ours", (made,)), "thumbnail", 640, 360, {"title": "A"})
    pixels = np.frombuffer(painter(given).raw(0), np.uint8).reshape(-1, 4)
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)] + [255]
    assert (pixels == wanted).all(axis=1).sum() > 1000


def test_a_drawing_that_names_no_colour_of_the_theme_is_refused(tmp_path: Path) -> None:
    made = folder(tmp_path, ASSETS_leaf__svg=LEAF.format("var(--leav)"))
    with pytest.raises(InputFault, match=r"ours/assets/leaf.svg: var\(--leav\) is none of the theme's colours; did you mean"):
        themes.load("ours", (made,))


CHANGED = {
    "create-together": {
        "paper": "#e0f0ff", "core": "#d8ecff", "ink": "#003311", "tomato": "#7a00cc", "teal": "#552200", "marigold": "#00c0d0",
    },
    "signal": {"night": "#001a33", "slab": "#0a2a12", "bone": "#d0ffe8", "sodium": "#7a5cff", "vermilion": "#00b060"},
}  # fmt: skip
"""Colours that no mixture of the others comes near."""

CANVAS: dict[Shape, tuple[int, int]] = {"wide": (640, 360), "tall": (360, 640), "square": (360, 360)}
BLANK = "#808080"
"""What is shown for each frame of the episode: a colour of no palette."""


def child(folder_: Path, parent: str) -> Theme:
    """Return a theme that changes five colours or more of its parent, and its face."""
    colours = ", ".join(f'{name}: "{colour}"' for name, colour in CHANGED[parent].items())
    sheet = f"title: Ours\nextends: {parent}\ncolours: {{{colours}}}\n"
    made = folder(folder_, theme__yaml=sheet, theme__css=":root { --display: Noto Sans; }\n")
    return themes.load("ours", (made,))


class Pictures:
    """What is drawn of cards, of what several of them have in common once."""

    def __init__(self) -> None:
        self._kept, self._raw = Kept(), dict[Painter, bytes]()

    def of(self, artwork: Artwork, files: Sequence[CardFile]) -> bytes:
        painter = self._kept.painter(artwork, files, lambda _: standin.plain(BLANK))
        if painter not in self._raw:
            self._raw[painter] = painter.raw(painter.rest)
        return self._raw[painter]


def drawn(given: Drawing, pictures: Pictures) -> list[NDArray[np.uint8]]:
    """Return what is drawn of a card: every slice of a roll, of a card in layers each of them alone and it at rest."""
    found = [pictures.of(artwork, files) for artwork, files in given.parts]
    if given.composition is not None:
        layers = [compose.from_rgba(raw, *one.artwork.size) for raw, one in zip(found, given.layers, strict=True)]
        frame = min(half_up(given.rest * given.composition.rate / 1000), given.frames - 1)
        found.append(compose.rgba(compose.Composer(given.composition, layers).frame(frame)))
    return [np.frombuffer(part, np.uint8).reshape(-1, 1, 4) for part in found]


def left(parent: Theme, before: Drawing, after: Drawing, pictures: Pictures) -> tuple[int, list[str]]:
    """Return how many pixels of a card have a colour of the parent that the child changes, and which of them the child's has."""
    seen, wrong = 0, []
    old, new = drawn(before, pictures), drawn(after, pictures)
    for name in CHANGED[parent.name]:
        colour = np.array([*bytes.fromhex(parent.colours[name][1:]), 255])
        seen += sum(coloured(part, colour) for part in old)
        kept = sum(coloured(part, colour) for part in new)
        wrong += [f"{name} of the parent is left in {kept} pixels"] if kept > 2 else []
    return seen, wrong


def coloured(pixels: NDArray[np.uint8], colour: NDArray[np.int64]) -> int:
    """Return how many pixels have a colour, to one step of each channel."""
    return cv2.countNonZero(cv2.inRange(pixels, np.clip(colour - 1, 0, 255), np.clip(colour + 1, 0, 255)))


@pytest.mark.parametrize("card", CARDS)
def test_a_child_s_palette_and_face_reach_every_card(tmp_path: Path, card: str) -> None:
    parent = themes.load("create-together")
    ours = child(tmp_path, parent.name)
    seen, wrong = left(parent, drawing(parent, card, 640, 360), drawing(ours, card, 640, 360), Pictures())
    assert wrong == []
    assert seen > 40, "the parent's card shows them"


@pytest.mark.long
@pytest.mark.parametrize("shape", CANVAS)
@pytest.mark.parametrize("name", CHANGED)
def test_no_card_of_a_child_has_a_colour_of_its_parent_in_any_shape(tmp_path: Path, name: str, shape: Shape) -> None:
    """Every card, those that have looks by kind with each of them, and what lies between segments."""
    parent = themes.load(name)
    ours = child(tmp_path, name)
    samples = by_card(parent, shown(parent))
    found, reached = [], set()
    for card in dict.fromkeys((*samples, *(one for one in BETWEEN if one in parent.cards))):
        if card in WIDE_ONLY and shape != "wide":
            continue
        pictures = Pictures()
        chosen = samples.get(card) or [("", {}, (), "en")]
        for sample, fields, names, language in chosen if card == "interstitial" else chosen[:1]:
            width, height = CANVAS[shape]
            one, other = (
                describe(
                    theme, card, fields, width=width, height=height, rate=Fraction(24), frames=60, language=language,
                    pictures=dict.fromkeys(names, UPPER_MIDDLE),
                )
                for theme in (parent, ours)
            )  # fmt: skip
            seen, wrong = left(parent, one, other, pictures)
            reached |= {card} if seen > 40 else set()
            found += [f"{card}, {sample}: {one}" for one in wrong]
    assert found == []
    assert reached >= samples.keys() - {"mosaic", "watermark", "matte", "channel_art"}, "the parent's cards show them"


def test_every_face_of_the_theme_is_a_role() -> None:
    theme = themes.load("create-together")
    sheets = [*theme.css, *(sheet for sheets in theme.card_css.values() for sheet in sheets)]
    named = [value for sheet in sheets for value in re.findall(r"font-family:\s*([^;]+);", sheet.text)]
    assert named
    assert set(named) == {"var(--display)"}
