"""Read measures from theme.yaml: of credits that roll, of those that stand on pages, and of mosaics; and words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Literal

from pipeline.cards.model import MosaicSpec, PageSpec, RollSpec, Theme
from pipeline.cards.sheet import SHAPES, Value
from pipeline.faults import did_you_mean

_ROLL = ("row", "role_row", "heading", "gap", "speed", "slowest", "fastest", "leading", "columns", "long")
_PAGE = ("title", "heading", "role", "name", "gap", "height", "columns", "picture", "names")
_MOSAIC = ("margin", "gutter", "many", "narrow", "corners", "reach", "ground", "behind", "glow", "veil", "opens")


def roll(value: Value, base: RollSpec) -> RollSpec:
    """Return the measures of a roll, those that are not written from `base`; mistakes are noted at their place."""
    entry = value.mapping(_ROLL)
    changes: dict[str, Any] = {}
    for key in ("row", "role_row", "heading", "gap", "speed", "slowest", "fastest", "long"):
        if key in entry:
            changes[key] = entry[key].whole(1, 2000)
    if "leading" in entry:
        told = len(value.sheet.mistakes)
        bounds = [item.whole(50, 300) for item in entry["leading"].sequence("write [80, 160], hundredths around 100")]
        if told != len(value.sheet.mistakes):
            pass  # no bounds that could be compared
        elif len(bounds) != 2 or not bounds[0] <= 100 <= bounds[1]:
            entry["leading"].wrong("leading is [least, most] in hundredths, around 100", "write [80, 160]")
        else:
            changes["leading"] = (bounds[0], bounds[1])
    if "columns" in entry:
        counts = {shape: item.whole(1, 4) for shape, item in entry["columns"].items(SHAPES)}
        changes["columns"] = {**base.columns, **counts}
    return replace(base, **changes)


def page(value: Value, base: PageSpec) -> PageSpec:
    """Return the measures of pages, those that are not written from `base`; mistakes are noted at their place."""
    entry = value.mapping(_PAGE)
    changes: dict[str, Any] = {
        key: entry[key].whole(1, 2000) for key in ("title", "heading", "role", "name", "gap", "names") if key in entry
    }
    for key, low, high in (("columns", 1, 4), ("height", 100, 1900), ("picture", 0, 900)):
        if key in entry:
            by_shape = {shape: item.whole(low, high) for shape, item in entry[key].items(SHAPES)}
            changes[key] = {**getattr(base, key), **by_shape}
    return replace(base, **changes)


def is_of_picture(card: str, entry: Mapping[str, Value], *, base: bool) -> bool:
    """Say whether a card is measured by the whole picture (`scale: picture`); mistakes are noted at their place.

    Where nothing is said it is as `base`, but with a box of its own it is measured by what it stands in.
    """
    if "scale" not in entry:
        return base and "box" not in entry
    value = entry["scale"]
    if card != "name_tag":
        value.wrong(f"{card} stands in no part of the picture", "only name_tag has a scale")
    elif value.text() not in ("picture", "tile"):
        value.wrong(f"{value.text()!r} is no scale", "write picture, or tile")
    return value.text() == "picture"


def transition(value: Value | None, parent: Theme | None) -> Literal["cut", "theme"]:
    """Return how segments follow each other, as in the parent where it is not written; a mistake is noted."""
    if value is None:
        return parent.transition if parent else "cut"
    found = value.text()
    if found not in ("cut", "theme"):
        value.wrong(f"{found!r} is not a transition of a theme", did_you_mean(found, ("cut", "theme")))
    return "theme" if found == "theme" else "cut"


def heard_ahead(value: Value | None, parent: Theme | None) -> bool:
    """Return whether pieces are heard under their title cards, as in the parent where it is not written; a mistake is noted."""
    if value is None:
        return parent is not None and parent.heard_ahead
    if value.text() not in ("on", "off"):
        value.wrong(f"{value.text()!r} is neither on nor off", "write on or off")
    return value.text() == "on"


def mosaic(
    value: Value | None, base: MosaicSpec | None, cards: Collection[str], colours: Mapping[str, str]
) -> MosaicSpec | None:
    """Return how mosaics are laid out, what is not written from `base`; None for `off`. Mistakes are noted at their place.

    `cards` are those of the theme, `colours` its colours.
    """
    if value is None:
        return base
    if value.is_scalar and value.text() == "off":
        return None
    if "mosaic" not in cards:
        value.lacks("a theme that lays out mosaics has a card mosaic", "it is the sheet around the windows")
    entry, found = value.mapping(_MOSAIC), base or MosaicSpec()
    changes: dict[str, Any] = {
        key: entry[key].whole(0, 200) for key in ("margin", "gutter", "narrow", "corners", "reach") if key in entry
    }
    if "many" in entry:
        changes["many"] = entry["many"].whole(1, 37)
    if "opens" in entry:
        changes["opens"] = entry["opens"].number(0, 5)
    for key in ("glow", "veil"):
        if key in entry:
            changes[key] = entry[key].whole(0, 100)
    changes["ground"] = entry["ground"].text() if "ground" in entry else found.ground
    changes["behind"] = _names(entry["behind"]) if "behind" in entry else found.behind
    for key, names in (("ground", (changes["ground"],)), ("behind", changes["behind"] or ("",))):
        for name in names:
            if name not in colours:
                hint = did_you_mean(name, tuple(colours)) or f"there are: {', '.join(colours)}"
                entry.get(key, value).wrong(f"{key} is {name or 'missing'}, and has to be one of the colours", hint)
    return replace(found, **changes)


def _names(value: Value) -> tuple[str, ...]:
    return (value.text(),) if value.is_scalar else tuple(one.text() for one in value.sequence())
