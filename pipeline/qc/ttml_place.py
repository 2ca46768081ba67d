"""Judge where TTML puts a caption, against the place that was planned for it. It shares no code with what writes it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.captions import Place

_STYLE = "{http://www.w3.org/ns/ttml#styling}"
_NEAR = 0.01
"""Percent of the picture: files have three digits."""
_EDGE, _LINE = 5.0, 100 / 15
"""Percent that stay free at each side, and that a line takes (as `delivery` says it does)."""

Stands = tuple[float, float, float, float, str]
"""Left, top, right and bottom in percent of the picture, and where in that lines stand: before, center, after."""


def read(attributes: Mapping[str, str]) -> Stands:
    """Return where a region stands. Raises ValueError where it does not say so in percent."""
    (left, top), (width, height) = (_percents(attributes.get(f"{_STYLE}{name}", "")) for name in ("origin", "extent"))
    return left, top, left + width, top + height, attributes.get(f"{_STYLE}displayAlign", "before")


def astray(region: Stands, place: Place) -> str:
    """Say how a region is not where a caption was to stand; nothing where it is."""
    left, top, right, bottom, aligned = region
    if min(left, top) < _EDGE - _NEAR or max(right, bottom) > 100 - _EDGE + _NEAR or left >= right or top >= bottom:
        return "its region is not inside the picture"
    if place.vertical:
        return ""
    line = None if place.line is None else float(place.line)
    wanted: tuple[str, float | None]
    if line is None:
        wanted = "after", 100 - _EDGE
    elif place.is_lines and line < 0:
        wanted = "after", 100 - _EDGE + (line + 1) * _LINE
    else:
        at = _EDGE + line * _LINE if place.is_lines else line
        wanted = {"start": "before", "center": "center", "end": "after"}[place.line_align], at
    if aligned != wanted[0]:
        return f"its lines stand {aligned!r} in their region, and were to stand {wanted[0]!r}"
    at = {"before": top, "after": bottom, "center": (top + bottom) / 2}[aligned]
    # A line that stands before what is below it, or after what is above it, has room for itself.
    first = _EDGE + (_LINE if aligned == "after" else 0)
    last = 100 - _EDGE - (_LINE if aligned == "before" else 0)
    meant = min(max(wanted[1] or 0.0, first), last)
    if abs(at - meant) > (_LINE if aligned == "center" else _NEAR):
        return f"its line is at {at:.1f} % of the height, and was to be at {meant:.1f} %"
    return ""


def _percents(said: str) -> tuple[float, float]:
    first, second = said.split()
    if not (first.endswith("%") and second.endswith("%")):
        raise ValueError(f"{said!r} is not in percent")
    return float(first[:-1]), float(second[:-1])
