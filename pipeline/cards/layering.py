"""Read how the layers of a card move: `<card>.motion.yaml`, every mistake at its line. Reads files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pipeline.cards.fault import input_fault
from pipeline.cards.layers import Framing, Key, LayerSpec, Length, Moment, extent
from pipeline.cards.model import CardSpec
from pipeline.cards.moves import EASES, PROPERTIES, Ease, Property
from pipeline.cards.sheet import SHAPES, Sheet, Value, of_each_shape
from pipeline.documents.files import Files
from pipeline.faults import Where, did_you_mean, guess

SUFFIX = ".motion.yaml"
"""How the name of a file ends that says how the layers of a card move; before it stands the card's name."""

FRAMES = 24
"""Frames a second that `14f` counts, whatever the rate of an episode."""

OPENS = "interstitial"
"""The card that may go on to move after its end, over the piece that it announces: a hole that opens onto it."""

LONGEST_TAIL = Fraction(1)
"""Seconds for which it may."""

LARGEST_BLEED = 1000
"""Design pixels on each side. A layer is kept whole while its card is composed: 1920x1080 with 1000 more are 48 MB."""

_LAYER = ("bleed", "drift", "keys", "pivot", "rides", "stagger", "stays", "waits", "within")
_KEY = ("at", "covers", "ease", "focus", *PROPERTIES)
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_NUMBER = r"[+-]?\d{1,5}(?:\.\d{1,6})?"
_TIME = re.compile(rf"(?P<end>end)?(?:(?P<number>{_NUMBER})(?P<unit>f|s))?|(?P<zero>0)")
_LENGTH = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>%|px)?")
_BOUNDS: Mapping[Property, tuple[int, int]] = {
    "x": (-8000, 8000), "y": (-8000, 8000), "scale": (0, 20), "rotate": (-3600, 3600), "opacity": (0, 1),
}  # fmt: skip
_DRIFT: Mapping[Property, tuple[int, int]] = {"x": (-200, 200), "y": (-200, 200), "scale": (-20, 20), "rotate": (-45, 45)}


_LAYERS: dict[tuple[str, bytes, Fraction], tuple[LayerSpec, ...]] = {}
_KEPT = 200
"""Files of which is kept what they say: those of some six themes."""


def layered(folder: Path, shown: str, cards: Mapping[str, CardSpec], files: Files) -> dict[str, CardSpec]:
    """Return the cards of a theme with their layers, those in its folder, which `shown` calls, before those of its parents.

    Raises InputFault with every mistake of a file, and for a layered card that has none.
    """
    found = dict(cards)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        name, file = path.name.removesuffix(SUFFIX), f"{shown}/{path.name}"
        card = cards.get(name)
        if card is None:
            raise input_fault(Where(file), f"there is no card {name}", guess(name.replace("-", "_"), list(cards)))
        if card.kind != "layered":
            raise input_fault(Where(file), f"the card {name} is {card.kind}: nothing reads this file", "write kind: layered")
        layers = _known(path, file, files, LONGEST_TAIL if name == OPENS else Fraction(0))
        enter, leave, tail = extent(layers)
        found[name] = replace(card, layers=layers, enter=enter, leave=leave, tail=tail)
    for card in found.values():
        if card.kind == "layered" and not card.layers:
            raise input_fault(card.where, f"{card.name} is layered, and no file says which layers", f"write {card.name}{SUFFIX}")
    return found


def _known(path: Path, shown: str, files: Files, latest: Fraction) -> tuple[LayerSpec, ...]:
    """Return the layers that a file says. Each edit of an episode loads its theme, whose files mostly hold what they held."""
    try:
        content = files(path)
    except OSError:
        content = b""  # the sheet tells why it cannot be read
    key = shown, content, latest
    known = _LAYERS.get(key) if content else None
    if known is None:
        sheet = Sheet(path, shown, files)
        known = read(sheet, latest)
        sheet.check()
        _LAYERS[key] = known
        while len(_LAYERS) > _KEPT:
            _LAYERS.pop(next(iter(_LAYERS)), None)
    return known


def read(sheet: Sheet, latest: Fraction = Fraction(0)) -> tuple[LayerSpec, ...]:
    """Return the layers of a file, lowest first; they may move until `latest` seconds after the card's end.

    Every mistake is noted in the sheet.
    """
    found: list[LayerSpec] = []
    for name, value in sheet.root.items():
        if not _NAME.fullmatch(name):
            value.wrong(f"{name!r} cannot be a layer's name", "use small letters, digits and -")
        found.append(_layer(name, value, tuple(layer.name for layer in found), latest))
    if not found and not sheet.mistakes:
        sheet.root.lacks("names no layer", "write `name: {}` for each layer of the template, the lowest first")
    return tuple(found)


def _layer(name: str, value: Value, before: Sequence[str], latest: Fraction) -> LayerSpec:
    if value.node is not None and value.is_scalar and not value.node.text:
        return LayerSpec(name, where=value.where)  # `ground:` alone: it does not move
    entry = value.mapping(_LAYER)
    rides = entry["rides"].text() if "rides" in entry else None
    if rides is not None and rides not in before:
        hint = did_you_mean(rides, before) or "write it below the layer that carries it"
        entry["rides"].wrong(f"there is no layer {rides!r} before this one", hint)
    return LayerSpec(
        name,
        keys=_keys(entry["keys"], latest) if "keys" in entry else (),
        drift=_drift(entry["drift"]) if "drift" in entry else {},
        pivot=_pivot(entry["pivot"]) if "pivot" in entry else {},
        bleed=entry["bleed"].whole(0, LARGEST_BLEED) if "bleed" in entry else 0,
        rides=rides,
        stagger=span(entry["stagger"]) if "stagger" in entry else Fraction(0),
        is_within_safe="within" in entry and _within(entry["within"]),
        stays="stays" in entry and _is_on(entry["stays"], "stays"),
        waits="waits" in entry and _is_on(entry["waits"], "waits"),
        where=value.where,
    )


def _within(value: Value) -> bool:
    if value.text() != "safe":
        value.wrong(f"{value.text()!r} is no part of the picture", "write within: safe, or leave it out")
    return True


def _is_on(value: Value, name: str) -> bool:
    if value.text() not in ("on", "off"):
        value.wrong(f"{value.text()!r} is neither on nor off", f"write {name}: on, or leave it out")
    return value.text() == "on"


def _keys(value: Value, latest: Fraction) -> tuple[Key, ...]:
    found: list[Key] = []
    for item in value.sequence("write - {at: 0, x: 0} for each, below it"):
        entry = item.mapping(_KEY)
        if "at" not in entry:
            if item.is_mapping and not item.has_strangers(_KEY):
                item.lacks("a key says when", "write at: 0, 14f, 0.6s, end-10f or end")
            continue
        at = moment(entry["at"], latest)
        values: dict[Property, Mapping[str, Length]] = {
            name: _by_shape(entry[name], name) for name in PROPERTIES if name in entry
        }
        framing = _framing(entry)
        if not (values or framing or {"focus", "covers"} & entry.keys() or item.has_strangers(_KEY)):
            item.lacks("this key changes nothing", f"write one of {', '.join(PROPERTIES)}")
        key = Key(at, values, _ease(entry["ease"]) if "ease" in entry else None, framing)
        if found and (key.at.is_from_end, key.at.seconds) < (found[-1].at.is_from_end, found[-1].at.seconds):
            entry["at"].wrong("is before the key above", "keys stand in order of time, those that count from the end last")
        found.append(key)
    return tuple(found)


def _framing(entry: Mapping[str, Value]) -> Framing | None:
    """Return where a picture of the episode stands, where a key says it by its focus."""
    if "focus" not in entry or "covers" not in entry:
        for name, other in (("focus", "covers"), ("covers", "focus")):
            if name in entry:
                entry[name].wrong(f"{name} stands alone", f"write `{other}`, too")
        return None
    for name in ("x", "y"):
        if name in entry:
            entry[name].wrong(f"{name} follows from the focus", "remove it")
    return Framing(_lengths(entry["focus"], 2), _lengths(entry["covers"], 4))


def _lengths(value: Value, count: int) -> Mapping[str, tuple[Length, ...]]:
    """Return so many lengths for each shape."""

    names = "[x, y]" if count == 2 else "[left, top, width, height]"

    def of(one: Value) -> tuple[Length, ...]:
        hint = f"write {names} in pixels of 1080 lines, or in % of its box"
        parts = one.sequence(hint)
        if len(parts) == count:
            return tuple(_length(part, -8000, 8000) for part in parts)
        one.wrong(f"has {len(parts)} numbers", hint)
        return (Length(Fraction(0)),) * count

    return of_each_shape(value, of) if value.is_mapping else dict.fromkeys(SHAPES, of(value))


def moment(value: Value, latest: Fraction = Fraction(0)) -> Moment:
    """Return a time: `0`, `14f` (frames at 24 a second), `0.6s`, `-14f`, `end-10f`, `end`, or `latest` after it at most."""
    text = value.text().replace(" ", "") if value.is_scalar else ""
    match = _TIME.fullmatch(text)
    if match is None or not text:
        told = f"{text!r} is not a time" if text else "is not a time"
        value.wrong(told, "write 0, 14f (frames at 24 a second), 0.6s, end-10f or end")
        return Moment(Fraction(0))
    seconds = _seconds(match["number"], match["unit"]) if match["number"] else Fraction(0)
    if match["end"] and seconds > latest:
        is_late = f"{text} is more than {float(latest):g} s after the card's end" if latest else f"{text} is after the card's end"
        value.wrong(is_late, "write end-10f")
    elif match["end"] and match["number"] and match["number"][0] not in "+-":
        value.wrong(f"{text!r} is not a time", "write end-10f")
    if abs(seconds) > 600:
        value.wrong(f"{text} is more than ten minutes away")
    return Moment(seconds, bool(match["end"]))


def span(value: Value) -> Fraction:
    """Return a length of time in seconds, from 0 to 10: `14f`, `0.6s`."""
    found = moment(value)
    if found.is_from_end or not 0 <= found.seconds <= 10:
        value.wrong("is a length of time from 0 to 10 seconds", "write 2f (frames at 24 a second) or 0.1s")
        return Fraction(0)
    return found.seconds


def _seconds(number: str, unit: str) -> Fraction:
    return Fraction(number) / (FRAMES if unit == "f" else 1)


def _ease(value: Value) -> Ease | None:
    if not value.is_scalar:
        told = len(value.sheet.mistakes)
        numbers = [] if value.is_mapping else [item.number(-10, 10) for item in value.sequence()]
        if len(numbers) == 4 and 0 <= numbers[0] <= 1 and 0 <= numbers[2] <= 1:
            return numbers[0], numbers[1], numbers[2], numbers[3]
        if told == len(value.sheet.mistakes):
            value.wrong("is not a curve", "write [x1, y1, x2, y2], as in CSS's cubic-bezier: x1 and x2 from 0 to 1")
        return None
    name = value.text()
    if name not in EASES:
        value.wrong(f"there is no curve {name!r}", did_you_mean(name, tuple(EASES)))
    return EASES.get(name)


def _by_shape(value: Value, name: Property) -> Mapping[str, Length]:
    if value.is_mapping:
        return of_each_shape(value, lambda one: _value(one, name))
    return dict.fromkeys(SHAPES, _value(value, name))


def _value(value: Value, name: Property) -> Length:
    low, high = _BOUNDS[name]
    if name in ("x", "y"):
        return _length(value, low, high)
    return Length(value.number(low, high))


def _length(value: Value, low: int, high: int) -> Length:
    text = value.text().replace(" ", "") if value.is_scalar else ""
    match = _LENGTH.fullmatch(text)
    if match is None:
        told = f"{text!r} is not a length" if text else "is not a length"
        value.wrong(told, "write 120 (pixels of 1080 lines) or 110% (of its box)")
        return Length(Fraction(0))
    number = Fraction(match["number"])
    if not low <= number <= high:
        value.wrong(f"{text} is outside {low} to {high}")
    return Length(Fraction(0), number / 100) if match["unit"] == "%" else Length(number)


def _pivot(value: Value) -> Mapping[str, tuple[Length, Length]]:
    if value.is_mapping:
        return of_each_shape(value, _point)
    return dict.fromkeys(SHAPES, _point(value))


def _point(value: Value) -> tuple[Length, Length]:
    hint = "write [x, y] in pixels of 1080 lines, or [70%, 50%] of its box"
    parts = value.sequence(hint)
    if len(parts) == 2:
        return _length(parts[0], -8000, 8000), _length(parts[1], -8000, 8000)
    value.wrong("a pivot has two numbers", hint)
    return (Length(Fraction(0)),) * 2


def _drift(value: Value) -> Mapping[Property, Fraction]:
    if value.is_scalar:
        name = guess(value.text(), tuple(_DRIFT))
        hint = "write 0.6, by how many % a second it grows, or {x: 4}, pixels a second; of x, y, scale, rotate"
        return {"scale": value.number(*_DRIFT["scale"], f"{name} {hint}".strip()) / 100}
    found: dict[Property, Fraction] = {}
    for key, one in value.items(tuple(_DRIFT)):
        name = next(name for name in _DRIFT if name == key)
        found[name] = one.number(*_DRIFT[name]) / (100 if name == "scale" else 1)
    return found
