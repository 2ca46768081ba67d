"""The theme signal over pictures: slabs as long as their names, everyone's own light, letters that can be read and stay inside.

What is a letter is found by drawing a card a second time without any: nothing is asked of layout but where a motion rests.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter, painter_of
from pipeline.cards.layered import LayeredPainter, brush_of
from pipeline.cards.model import Drawing, Theme
from pipeline.cards.slots import UPPER_MIDDLE, known

Pixels = NDArray[np.float64]
NO_LETTERS = ".card *{color:transparent !important}"
LIGHTS = {1: "#ffb23e", 2: "#ff5a36", 3: "#a6d8e6", 4: "#ec8ea4"}
SHAPES = {"wide": (256, 144), "tall": (144, 256), "square": (160, 160)}


def person(name: str, number: int = 1, role: str = "", place: str = "") -> dict[str, Any]:
    return {"name": name, "role": role, "place": place, "number": number}


ANA = person("Ana Núñez", 1, "guitar", "Bogotá")
THREE = [ANA, person("Joe Park", 2, "drums", "Busan"), person("森野 しおり", 3, "keys", "尾道")]
LINES = ["One of us started.", "None of us knew"]
STATES = [{"text": state, "state": state} for state in ("past", "now", "next")]

OVER_PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "one": ("lower_third", {"people": [ANA]}),
    "three": ("lower_third", {"people": THREE}),
    "four": ("lower_third", {"people": [*THREE, person("Jūratė Jankauskaitė", 4, "voice")]}),
    "tag": ("name_tag", {"name": "Joe Park", "role": "drums", "people": [person("Joe Park", 2)]}),
    "line": ("poem_line", {"lines": LINES}),
    "long": ("poem_line", {"lines": [*LINES, "and it was still telling the empty cups what the weather was"], "by": "Mika"}),
    "verse": ("stanza", {"lines": STATES}),
    "caption": ("caption", {"text": "Then a stranger sent me half a quilt,\nand I sewed the other half."}),
    "watermark": ("watermark", {"text": "DRAFT: not cleared"}),
    "quote": ("quote", {"lines": LINES, "by": "Ana"}),
}


@dataclass(frozen=True)
class Drawn:
    """A card on a canvas, with what draws it."""

    drawing: Drawing
    painter: Painter | LayeredPainter

    def raw(self, moment: int, css: str = "") -> Pixels:
        _, _, width, height = self.drawing.box
        return np.frombuffer(self.painter.raw(moment, css), np.uint8).reshape(height, width, 4).astype(float)

    def letters(self, moment: int) -> NDArray[np.bool_]:
        """Say which pixels of the box letters change."""
        return np.asarray((np.abs(self.raw(moment) - self.raw(moment, NO_LETTERS)) > 24).any(axis=2))

    @property
    def moments(self) -> tuple[int, ...]:
        if self.drawing.composition is not None:
            return (*range(0, 4000, 160), 3958)  # the last frame, too
        motion = self.drawing.whole.motion
        return tuple(moment for _, moment in motion.times) if motion else (0,)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("signal")


def draw(
    theme: Theme, card: str, fields: Mapping[str, Any], size: tuple[int, int], language: str = "en", picture: bytes = b""
) -> Drawn:
    shown = dict.fromkeys(known(card), UPPER_MIDDLE) if picture else {}
    width, height = size
    given = describe(
        theme, card, fields, width=width, height=height, rate=Fraction(24), frames=96, language=language, pictures=shown
    )
    return Drawn(given, brush_of(given, lambda _: picture))


def scene(name: str, width: int, height: int) -> Pixels:
    """A picture as bright, as dark or as busy as one can be."""
    if name == "busy":
        return np.random.default_rng(1).integers(0, 2, (height, width, 3)) * 255.0
    return np.full((height, width, 3), {"bright": 255.0, "dark": 0.0}[name])


def png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def luminance(pixels: Pixels) -> Pixels:
    """Relative luminance by WCAG 2.2."""
    levels = pixels[..., :3] / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("ground", ["bright", "dark", "busy"])
@pytest.mark.parametrize("which", OVER_PICTURES)
def test_every_letter_is_read_over_any_picture(theme: Theme, which: str, ground: str) -> None:
    card, fields = OVER_PICTURES[which]
    width, height = 960, 540
    behind = scene(ground, width, height)
    given = draw(theme, card, fields, (width, height), picture=png(behind))
    rest, plain = given.raw(given.painter.rest), given.raw(given.painter.rest, NO_LETTERS)
    x, y, wide, high = given.drawing.box
    below = behind[y : y + high, x : x + wide]
    seen, bare = (one[..., :3] * one[..., 3:] / 255 + below * (1 - one[..., 3:] / 255) for one in (rest, plain))
    light, dark = (luminance(one) + 0.05 for one in (seen, bare))
    contrast = np.maximum(light, dark) / np.minimum(light, dark)
    changed = np.abs(rest - plain).max(axis=2)
    runs = given.painter.runs()
    assert runs
    for text, left, top, across, down in runs:
        # Boxes of a font are higher than its lines: the middle of one has no letters of its neighbours.
        place = slice(int(top + 0.3 * down), int(top + 0.7 * down)), slice(max(0, int(left)), int(left + across) + 1)
        core = changed[place] >= 0.93 * changed[place].max()  # edges of letters are mixed with what is below
        assert changed[place].max() > 60, text
        needed = 3.0 if down >= 48 * 540 / 1080 else 4.5  # 24 px, of a line half as high as it is in a window of 1080 lines
        assert contrast[place][core].min() >= needed, (text, contrast[place][core].min())


@pytest.mark.parametrize(("shape", "language"), [("wide", "en"), ("wide", "ar"), ("tall", "en"), ("square", "en")])
@pytest.mark.parametrize("which", ["one", "four", "long", "verse", "quote"])
def test_letters_stay_inside_the_safe_area_on_every_frame(theme: Theme, which: str, shape: str, language: str) -> None:
    card, fields = OVER_PICTURES[which]
    width, height = SHAPES[shape]
    given = draw(theme, card, fields, (width, height), language)
    left, top, right, bottom = (0.05, 0.1, 0.9, 0.8) if shape == "tall" else (0.05, 0.05, 0.95, 0.95)
    x, y, _, _ = given.drawing.box
    seen = 0
    for moment in given.moments:
        rows, columns = np.nonzero(given.letters(moment))
        if rows.size:
            seen += 1
            inside = (x + columns.min(), y + rows.min(), x + columns.max() + 1, y + rows.max() + 1)
            assert inside[0] >= left * width - 1, (moment, inside)
            assert inside[1] >= top * height - 1, (moment, inside)
            assert inside[2] <= right * width + 1, (moment, inside)
            assert inside[3] <= bottom * height + 1, (moment, inside)
    assert seen > len(given.moments) / 2


NAMES = ["Bo", "Joe Park", "森野 しおり", "सुनीता देवी", "فاطمة الزهراء", "Олена Гайворонська-Мак", "Konstantinos Papadopoulos"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("card", ["lower_third", "name_tag", "poem_line"])
def test_a_slab_is_as_long_as_its_text(theme: Theme, card: str, language: str) -> None:
    """Whatever stands on it, the same room is left beyond its last letter, on the side where it ends."""
    beyond = []
    for name in NAMES:
        fields = {
            "lower_third": {"people": [person(name)]},
            "name_tag": {"name": name, "people": [person(name)]},
            "poem_line": {"lines": [name[:12]]},
        }[card]
        given = draw(theme, card, fields, (960, 540), language)
        rest = given.painter.rest
        letters = given.letters(rest)
        rows = np.flatnonzero(letters.any(axis=1))
        middle = int(np.median(rows))
        opaque = np.flatnonzero(given.raw(rest)[middle, :, 3] > 250)
        inked = np.flatnonzero(letters[rows.min() : rows.max() + 1].any(axis=0))
        beyond.append(int(opaque.max() - inked.max()) if language == "en" else int(inked.min() - opaque.min()))
    assert min(beyond) > 8
    assert max(beyond) - min(beyond) <= 14, dict(zip(NAMES, beyond, strict=True))


@pytest.mark.parametrize("which", ["one", "three", "line", "verse"])
def test_what_comes_goes_and_leaves_the_picture_as_it_was(theme: Theme, which: str) -> None:
    card, fields = OVER_PICTURES[which]
    given = draw(theme, card, fields, (320, 180))
    cover = [float((given.raw(moment)[..., 3] > 8).mean()) for moment in given.moments]
    rest = float((given.raw(given.painter.rest)[..., 3] > 8).mean())
    assert cover[0] < 0.5 * rest
    assert cover[-1] < 0.5 * rest
    height = given.drawing.box[3]
    assert rest * height / 180 < 0.34, "a veil would cover more"


def has(pixels: Pixels, colour: str) -> bool:
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    near = (np.abs(pixels[..., :3] - wanted) <= 6).all(axis=2) & (pixels[..., 3] > 250)
    return int(near.sum()) >= 6


def credits_of(card: str) -> Callable[[Theme, int], list[Pixels]]:
    def drawn(theme: Theme, number: int) -> list[Pixels]:
        roles = [{"role": "", "people": [{"name": "Ana", "number": number}]}]
        fields: dict[str, Any] = {"sections": [{"heading": "Song", "roles": roles}]}
        given = describe(theme, card, fields, width=640, height=360, rate=Fraction(24), frames=240)
        parts = [(part.height, painter_of(part.artwork, part.files).raw(0)) for part in given.slices]
        parts = parts or [(360, painter(given).raw(0))]
        return [np.frombuffer(raw, np.uint8).reshape(high, 640, 4).astype(float) for high, raw in parts]

    return drawn


def over(card: str) -> Callable[[Theme, int], list[Pixels]]:
    def drawn(theme: Theme, number: int) -> list[Pixels]:
        ana = person("Ana", number, "guitar")
        fields = {"people": [ana]} if card == "lower_third" else {"name": "Ana", "role": "guitar", "people": [ana]}
        given = draw(theme, card, fields, (640, 360))
        return [given.raw(given.painter.rest)]

    return drawn


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 11])
def test_a_person_has_the_same_light_on_every_card(theme: Theme, number: int) -> None:
    """The rule of docs/designers.md: the first of people.yaml has the first light, the fifth has it again."""
    own = LIGHTS[(number - 1) % 4 + 1]
    cards = {
        "lower_third": over("lower_third"), "name_tag": over("name_tag"),
        "credits_page": credits_of("credits_page"), "credits": credits_of("credits"),
    }  # fmt: skip
    for card, drawn in cards.items():
        pictures = drawn(theme, number)
        seen = {light for light in LIGHTS.values() if any(has(pixels, light) for pixels in pictures)}
        assert seen == {own}, card


@pytest.mark.parametrize("shape", SHAPES)
def test_two_fifths_of_a_quote_are_picture(theme: Theme, shape: str) -> None:
    width, height = SHAPES[shape]
    magenta = np.full((height, width, 3), (255.0, 0.0, 255.0))
    for language in ("en", "ar"):
        given = draw(theme, "quote", {"lines": LINES, "by": "Ana"}, (width, height), language, png(magenta))
        rest = given.raw(given.painter.rest)
        assert float((rest[..., :3] == (255, 0, 255)).all(axis=2).mean()) >= 0.4
        first = given.raw(given.moments[0])
        assert float((first[..., :3] == (255, 0, 255)).all(axis=2).mean()) < 0.4, "it opens"


@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_a_role_and_its_place_stand_in_one_line_whatever_their_width_is_rounded_to(name: str) -> None:
    roles = ["رسوم متحركة", "animation", "guitar", "आवाज़", "second soprano", "גיטרה"]
    parted = []
    for role in roles:
        people: list[Any] = [{"name": "Ana", "role": role, "place": "Porto"}, {"name": "तारिणी", "role": role, "place": "पुणे"}]
        given = describe(
            themes.load(name), "lower_third", {"people": people}, width=640, height=360, rate=Fraction(24), frames=96
        )
        feet = [(text.strip(), top + high) for text, _, top, _, high in brush_of(given).runs() if text.strip()]
        lowest = max(foot for text, foot in feet if text in role)
        parted += [role for text, foot in feet if text in ("Porto", "पुणे") and foot > lowest + 6]
    assert parted == []
