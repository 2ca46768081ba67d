"""A theme whose interstitial and lower third are in layers, for tests; and layers of squares without a theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cards import theme as themes
from pipeline.cards.layers import Composition, Picture
from pipeline.cards.model import Theme
from pipeline.cards.moves import PROPERTIES, Moves, Stop, Track

FILES = {
    "theme.yaml": """\
title: Moving
extends: paper
cards:
  interstitial: {kind: layered, seconds: 2.5, lead: 14f, ground: plum}
  lower_third: {kind: layered, seconds: 3}
""",
    "interstitial.motion.yaml": """\
sheet:
  bleed: 120
  pivot: [0, 100%]
  keys:
    - {at: -14f, x: 112%, rotate: 2.2}
    - {at: 0, x: 0, rotate: 0, ease: hand}
ring:
  rides: sheet
  bleed: 40
  pivot: {wide: [70%, 50%], tall: [50%, 60%], square: [60%, 60%]}
  drift: 1.5
  keys:
    - {at: end-16f, scale: 1}
    - {at: end, scale: 4.3, ease: open}
title:
  rides: sheet
  drift: {x: -4}
  keys:
    - {at: end-16f, x: 0}
    - {at: end-4f, x: -1500, ease: open}
name:
  rides: sheet
  stagger: 3f
  keys:
    - {at: 0, y: 60}
    - {at: 8f, y: 0, ease: settle}
""",
    "interstitial.html": """\
<div class="layer" data-layer="sheet"><div class="backdrop sheet"></div></div>
<div class="layer" data-layer="ring"><div class="backdrop ring"></div></div>
<div class="layer" data-layer="title"><div class="safe"><div class="title" {{ script(title) }}>{{ title }}</div></div></div>
{% for person in people %}
<div class="layer" data-layer="name">
  <div class="safe"><div class="person" {{ script(person.name) }}>{{ person.name }}</div></div>
</div>
{% endfor %}
""",
    "interstitial.css": """\
.backdrop.sheet { left: -62px; top: -120px; width: 2200px; height: 2160px; background: var(--plum); }
.backdrop.ring { left: 60%; top: 40%; width: 300px; height: 300px; border-radius: 150px; background: var(--rose); }
.title { max-width: 900px; max-height: 400px; color: var(--paper); font-size: calc(120px * var(--fit)); }
.person { margin-top: 300px; color: var(--paper); font-size: calc(44px * var(--fit)); }
""",
    "lower_third.motion.yaml": """\
plate:
  keys:
    - {at: 0, x: -110%}
    - {at: 11f, x: 0, ease: hand}
    - {at: end-12f, x: 0}
    - {at: end, x: -110%, ease: pull}
""",
    "lower_third.html": """\
<div class="layer" data-layer="plate"><div class="plates">
{% for person in people %}<div class="plate"><div class="name" {{ script(person.name) }}>{{ person.name }}</div></div>{% endfor %}
</div></div>
""",
    "lower_third.css": ".plate { background: var(--paper); } .name { color: var(--ink); font-size: calc(40px * var(--fit)); }\n",
}


def write(folder: Path, files: Mapping[str, str] = {}) -> Path:
    """Write the theme `moving` into a folder of themes, with other `files`; return the folder."""
    (folder / "moving").mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **files}.items():
        (folder / "moving" / name).write_text(text, encoding="utf-8")
    return folder


def moving(folder: Path, **files: str) -> Theme:
    """Return the theme; `__` in a name stands for a dot."""
    return themes.load("moving", (write(folder, {name.replace("__", "."): text for name, text in files.items()}),))


def moves(pivot: tuple[int, int] = (0, 0), rides: int | None = None, **tracks: Any) -> Moves:
    """Return moves: a property is a track, or a number for what it always is."""
    given = {name: Track((Stop(Fraction(0), rest),), is_share=name == "scale") for name, rest in PROPERTIES.items()}
    for name, track in tracks.items():
        always = Track((Stop(Fraction(0), Fraction(track)),)) if not isinstance(track, Track) else track
        given[name] = replace(always, is_share=name == "scale")
    return Moves(**given, pivot=(Fraction(pivot[0]), Fraction(pivot[1])), rides=rides)


def composition(*layers: Moves, size: tuple[int, int] = (64, 48), frames: int = 24, bleed: int = 0, **more: Any) -> Composition:
    """Return a composition of layers at one pixel a design pixel, 24 frames a second."""
    given = {"scale": Fraction(1), "rate": Fraction(24), "first": 0, "rest": Fraction(99), "ground": "", **more}
    pictures = tuple(Picture(number, bleed) for number in range(len(layers)))
    return Composition(size=size, frames=frames, moves=layers, pictures=pictures, **given)


def square(size: tuple[int, int], left: int, top: int, right: int, bottom: int, colour: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a layer of `size`, transparent but for a rectangle; `colour` is blue, green, red, alpha."""
    found = np.zeros((size[1], size[0], 4), np.uint8)
    found[top:bottom, left:right] = colour
    return found
