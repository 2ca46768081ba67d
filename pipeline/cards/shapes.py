"""Read the shapes of a theme from theme.yaml: in which pictures of its shows can be seen. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from pipeline.cards.cutouts import Cut, Cutout, Disc, Polygon, Slanted, Torn
from pipeline.cards.sheet import Value

RESERVED = ("circle", "rounded", "theme", "none", "on", "off", "yes", "no", "true", "false")
"""Shapes that every theme has, and words for the theme's first one and for none."""

_NAME = re.compile(r"[a-z][a-z0-9-]{,31}")
_POINT = re.compile(r"(\d{1,3}(?:\.\d)?)% +(\d{1,3}(?:\.\d)?)%")
_SIDES = ("top", "right", "bottom", "left")
_MOST = 200
"""Corners of a polygon: what has more is no longer written by hand."""


def read(value: Value | None, base: Mapping[str, Cutout]) -> Mapping[str, Cutout]:
    """Return the shapes by name, the theme's own first and then those of `base`; mistakes are noted at their place."""
    own = {}
    for name, entry in value.items() if value is not None else ():
        if not _NAME.fullmatch(name) or name in RESERVED:
            entry.wrong(f"{name} cannot be a shape", f"use letters, digits and -, and none of: {', '.join(RESERVED)}")
            continue
        shape = _shape(name, entry)
        if shape is not None:
            own[name] = shape
    return {**own, **{name: shape for name, shape in base.items() if name not in own}}


def _shape(name: str, value: Value) -> Cutout | None:
    told = len(value.sheet.mistakes)
    kind = next((key for key in _KINDS if key in (value.mapping() if value.is_mapping else {})), "")
    if not kind:
        value.wrong(f"{name} is no shape", f"write {{torn: top bottom}}; or one of {', '.join(_KINDS)}")
        return None
    keys, made = _KINDS[kind]
    found = made(name, value.mapping((kind, *keys)))
    return found if len(value.sheet.mistakes) == told else None


def _torn(name: str, entry: Mapping[str, Value]) -> Torn:
    edges = entry["torn"].text().split()
    if not edges or set(edges) - set(_SIDES):
        entry["torn"].wrong(f"{' '.join(edges) or 'nothing'} is no edge of a sheet", f"write some of {', '.join(_SIDES)}")
    plain = Torn(name, " ".join(side for side in _SIDES if side in edges))
    return Torn(
        name, plain.edges, _whole(entry, "depth", 1, 200, plain.depth), _whole(entry, "rough", 0, 50, plain.rough),
        _whole(entry, "step", 2, 100, plain.step), _whole(entry, "period", 20, 2000, plain.period),
    )  # fmt: skip


def _cut(name: str, entry: Mapping[str, Value]) -> Cut:
    return Cut(name, entry["cut"].whole(1, 100), _whole(entry, "facet", 20, 2000, Cut(name).facet))


def _disc(name: str, entry: Mapping[str, Value]) -> Disc:
    return Disc(name, entry["round"].whole(3, 200), _whole(entry, "angle", 0, 360, 0))


def _slanted(name: str, entry: Mapping[str, Value]) -> Slanted:
    degrees = entry["slanted"].number(-45, 45)
    if not degrees:
        entry["slanted"].wrong("sides that lean by 0 degrees are upright", "write 14, or -14 to let them lean to the left")
    return Slanted(name, degrees)


def _polygon(name: str, entry: Mapping[str, Value]) -> Polygon:
    members = entry["points"].sequence('write ["50% 0%", "100% 100%", "0% 100%"]')
    points = []
    for member in members:
        found = _POINT.fullmatch(member.text().strip())
        shares = [Fraction(one) for one in found.groups()] if found else []
        if not shares or max(shares) > 100:
            member.wrong(f"{member.text()!r} is no corner", 'write how far from left and top it is, such as "25% 100%"')
        else:
            points.append((int(10 * shares[0]), int(10 * shares[1])))
    if members and not 3 <= len(members) <= _MOST:
        entry["points"].wrong(f"a shape has 3 to {_MOST} corners", f"these are {len(members)}")
    return Polygon(name, tuple(points))


def _whole(entry: Mapping[str, Value], key: str, low: int, high: int, plain: int) -> int:
    return entry[key].whole(low, high) if key in entry else plain


_KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[str, Mapping[str, Value]], Cutout]]] = {
    "torn": (("depth", "rough", "step", "period"), _torn),
    "cut": (("facet",), _cut),
    "round": (("angle",), _disc),
    "slanted": ((), _slanted),
    "points": ((), _polygon),
}
"""By the key that says what a shape is: its further keys, and what reads it."""
