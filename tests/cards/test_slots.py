"""Pictures of the episode in cards: what a template may ask for, what is drawn, and what a designer is told."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.cards import looks, preview, slots, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.fault import CardFault
from pipeline.cards.fields import FIELDS
from pipeline.cards.model import Drawing, Theme
from pipeline.faults import InputFault
from tests.seen import FILES

FIRST = {"first": (Fraction(1, 4), Fraction(2, 3))}
SIZE = (160, 90)


def theme(folder: Path, **files: str) -> Theme:
    """Return the theme of `tests.seen` with other files; `__` in a name stands for a dot."""
    (folder / "seen").mkdir(parents=True)
    for name, text in {**FILES, **{name.replace("__", "."): text for name, text in files.items()}}.items():
        (folder / "seen" / name).write_text(text)
    return themes.load("seen", (folder,))


def card(
    made: Theme, name: str, fields: Mapping[str, Any], pictures: Mapping[str, slots.Focus], size: tuple[int, int] = SIZE
) -> Drawing:
    return describe(made, name, fields, width=size[0], height=size[1], rate=Fraction(24), frames=24, pictures=pictures)


def pixels(drawing: Drawing, colour: str) -> np.ndarray:
    width, height = drawing.box[2:]
    raw = painter(drawing, lambda name: standin.plain(colour)).raw(drawing.whole.rest)
    return np.frombuffer(raw, np.uint8).reshape(height, width, 4)


def test_a_picture_is_drawn_where_the_template_puts_it_and_is_read_like_any_file(tmp_path: Path) -> None:
    drawing = card(theme(tmp_path), "interstitial", {"title": "A"}, FIRST)
    assert slots.shown(drawing.whole) == (("first", "picture-first"),)
    assert "picture-first" not in [name for name, _, _ in drawing.files], "its bytes are not known yet"
    assert np.abs(pixels(drawing, "#c02040").astype(int) - (192, 32, 64, 255)).max() <= 1


def test_without_one_the_template_says_what_is_there_instead(tmp_path: Path) -> None:
    drawing = card(theme(tmp_path), "interstitial", {"title": "A"}, {})
    assert slots.shown(drawing.whole) == ()
    assert np.abs(pixels(drawing, "#c02040").astype(int) - (0, 255, 0, 255)).max() == 0


def test_the_focus_is_said_in_css(tmp_path: Path) -> None:
    markup = card(theme(tmp_path), "interstitial", {"title": "A"}, FIRST).whole.markup
    assert 'style="object-position:25.0% 66.7%"' in markup


def test_a_picture_cut_by_its_element_keeps_its_focus(tmp_path: Path) -> None:
    """A wide picture, left half red, right half blue, in a narrow element: the focus says which half is seen."""
    made = theme(tmp_path)
    halves = Image.new("RGB", (320, 90), (255, 0, 0))
    halves.paste((0, 0, 255), (160, 0, 320, 90))
    halves.save(content := io.BytesIO(), format="png")
    seen = []
    for across in (Fraction(0), Fraction(1)):
        drawing = card(made, "interstitial", {"title": "A"}, {"first": (across, Fraction(1, 2))})
        raw = painter(drawing, lambda name: content.getvalue()).raw(drawing.whole.rest)
        seen.append([round(part) for part in np.frombuffer(raw, np.uint8).reshape(90, 160, 4)[:, 8:152, :3].mean(axis=(0, 1))])
    assert seen == [[255, 0, 0], [0, 0, 255]]


def test_only_what_a_template_asks_for_is_read(tmp_path: Path) -> None:
    made = theme(tmp_path)
    several = {f"piece-{number}": slots.UPPER_MIDDLE for number in (1, 2, 3, 4)}
    pieces = [{"title": "A", "picture": "piece-2"}, {"title": "B", "picture": ""}, {"title": "C", "picture": "piece-4"}]
    drawing = card(made, "opening", {"show": "S", "pieces": pieces}, several)
    assert [name for name, _ in slots.shown(drawing.whole)] == ["piece-2", "piece-4"]
    assert slots.shown(card(made, "title", {"title": "T"}, several).whole) == ()


def test_a_text_that_looks_like_a_picture_is_a_text(tmp_path: Path) -> None:
    made = theme(tmp_path, interstitial__html='<div class="safe"><div>{{ title }}</div></div>')
    assert slots.shown(card(made, "interstitial", {"title": 'picture:first "picture-first"'}, FIRST).whole) == ()


def test_a_picture_that_there_is_not_is_told_at_its_line(tmp_path: Path) -> None:
    made = theme(tmp_path, interstitial__html='<div class="backdrop">\n<img src="{{ picture("first") }}">\n</div>')
    with pytest.raises(CardFault) as caught:
        card(made, "interstitial", {"title": "A"}, {})
    assert caught.value.message == "there is no picture 'first' here"
    assert caught.value.hint == "ask first whether there is: {% if pictures['first'] %}"
    assert str(caught.value.where) == "templates/seen/interstitial.html:2:1"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("interstitial__html", '<div>\n<img src="{{ picture("frist") }}"></div>',
         "interstitial.html:2:1: this card has no picture 'frist'; did you mean 'first'?"),
        ("lower_third__html", '<img src="{{ picture("first") }}">',
         "lower_third.html:1:1: this card has no picture 'first'; a card over the picture has none of its own"),
        ("interstitial__css", ".a{background-image:url(picture:first)}", "url(picture:first) is not an asset of the theme"),
        ("theme__yaml", FILES["theme.yaml"].replace("headline:", "pictures:"), "pictures cannot be a field"),
    ],
)  # fmt: skip
def test_a_designer_is_told_before_anything_is_drawn(file: str, text: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        theme(tmp_path, **{file: text})
    assert [str(one) for one in caught.value.diagnostics if expected in str(one)] != []


def test_what_a_template_asks_for_is_found_through_those_that_it_extends_and_includes(tmp_path: Path) -> None:
    made = theme(
        tmp_path,
        interstitial__html='{% extends "seen/quote.html" %}',
        quote__html='<div>{% include "part.html" %}</div>',
        part__html='{% if pictures.beside %}<img src="{{ picture("beside") }}">{% endif %}',
        title__html="<div>{{ title }} picturesque</div>",
    )
    asked = {name: slots.mentions(made, name, "picture") for name in ("interstitial", "quote", "title", "opening")}
    assert asked == {"interstitial": True, "quote": True, "title": False, "opening": True}


def test_the_built_in_cards_ask_only_for_pictures_that_they_have() -> None:
    assert {name for name in FIELDS if not slots.known(name)} >= {"lower_third", "caption", "watermark", "name_tag"}
    assert slots.known("interstitial") == ("first", "begin")
    assert slots.known("a card that a theme adds") == ("first",)
    assert (len(slots.known("opening")), len(slots.known("end"))) == (4, 8)


@dataclass
class Folder:
    """Where the preview writes."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        self.files[name] = content


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = preview.samples
    monkeypatch.setattr(preview, "samples", lambda loaded: tuple(one for one in whole(loaded) if one[:2] == ("news", "usual")))


@pytest.mark.usefixtures("few")
def test_the_preview_draws_a_scene_and_once_no_picture(tmp_path: Path) -> None:
    folder = Folder()
    assert preview.preview(theme(tmp_path), folder.write, shapes=("wide",), short_side=90, motion=False) == ()
    drawn = {name for name in folder.files if name.endswith(".png")}
    assert drawn == {"news-usual-wide.png", "news-usual-without-pictures-wide.png"}
    assert len(set(folder.files.values())) == 3, "two pictures that differ, and the page"


@pytest.mark.usefixtures("few")
def test_a_template_that_forgets_to_ask_is_told_with_the_sample(tmp_path: Path) -> None:
    made = theme(tmp_path, news__html='<div class="backdrop"><img class="seen" src="{{ picture("first") }}"></div>')
    told = [str(one) for one in looks.check(made, short_side=90)]
    assert told != []
    assert all("there is no picture 'first' here" in one for one in told)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("colour", ["#ffffff", "#000000"])
def test_text_over_a_picture_has_to_be_read_over_the_brightest_and_the_darkest(colour: str, tmp_path: Path) -> None:
    words = f'<div class="safe"><div style="color:{colour};font-size:90px">{{{{ headline }}}}</div></div>'
    made = theme(tmp_path, news__html=FILES["news.html"] + words)
    told = [str(one) for one in looks.check(made, short_side=90)]
    assert [one for one in told if "news (usual, wide): 'Rain' has a contrast of 1.0:1" in one] != []


@pytest.mark.usefixtures("few")
def test_text_on_a_plate_over_a_picture_is_fine(tmp_path: Path) -> None:
    words = '<div style="color:#ffffff;font-size:90px">{{ headline }}</div>'
    plate = f'<div class="safe"><div style="background:#101010">{words}</div></div>'
    assert looks.check(theme(tmp_path, news__html=FILES["news.html"] + plate), short_side=90) == ()


def test_stand_ins_differ_by_name_and_stay_the_same() -> None:
    scenes = {name: standin.scene(name) for name in ("first", "piece-1", "piece-2", "piece-3")}
    assert len(set(scenes.values())) > 2
    assert standin.scene("first") == scenes["first"]


def test_a_stand_in_is_cut_to_its_element_and_not_stretched(tmp_path: Path) -> None:
    made = theme(tmp_path)
    drawing = card(made, "interstitial", {"title": "A"}, FIRST, (90, 160))
    scene = cv2.imdecode(np.frombuffer(standin.scene("first"), np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]
    wide = 1080 * 90 // 160
    left = round((1920 - wide) * float(FIRST["first"][0]))
    expected = cv2.resize(np.ascontiguousarray(scene[:, left : left + wide]), (90, 160), interpolation=cv2.INTER_AREA)
    shown = np.frombuffer(painter(drawing).raw(drawing.whole.rest), np.uint8).reshape(160, 90, 4)[:, :, :3]
    assert np.abs(shown.astype(int) - expected).mean() < 4
