"""The settings behind a WebVTT caption's times, and those of a region (w3.org/TR/webvtt1, sections 6.2 and 6.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, TypeVar

from pipeline.captions.file import Region
from pipeline.captions.model import Place

_Word = TypeVar("_Word", bound=str)
_VERTICALS: tuple[Literal["", "rl", "lr"], ...] = ("rl", "lr")
_LINE_ALIGNS: tuple[Literal["start", "center", "end"], ...] = ("start", "center", "end")
_POSITION_ALIGNS: tuple[Literal["auto", "line-left", "center", "line-right"], ...] = ("line-left", "center", "line-right")
_ALIGNS: tuple[Literal["start", "center", "end", "left", "right"], ...] = ("start", "center", "end", "left", "right")
_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)%", re.ASCII)
_LINE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)", re.ASCII)
_POINT = re.compile(r"([\d.]{1,20}%),([\d.]{1,20}%)", re.ASCII)


def read(said: str, regions: Sequence[Region], tell: Callable[[str], None]) -> Place:
    """Read settings such as `line:80% align:start`; what browsers do not heed is told and left out."""
    place = Place()
    for setting in said.split():
        changed = _heeded(place, *setting.partition(":")[::2], regions)
        if changed is None:
            tell(f"players do not heed the setting {setting[:40]!r}")
        else:
            place = changed
    if place.region and (place.line is not None or place.size is not None or place.vertical):
        place = replace(place, region="")
    return place


def write(place: Place) -> str:
    """Write a place as settings, empty where all is left to the player."""
    parts = [f"region:{place.region}"] if place.region else []
    if place.vertical:
        parts.append(f"vertical:{place.vertical}")
    if place.line is not None:
        align = "" if place.line_align == "start" else f",{place.line_align}"
        parts.append(f"line:{_number(place.line)}{'' if place.is_lines else '%'}{align}")
    if place.position is not None:
        align = "" if place.position_align == "auto" else f",{place.position_align}"
        parts.append(f"position:{_number(place.position)}%{align}")
    if place.size is not None:
        parts.append(f"size:{_number(place.size)}%")
    if place.align != "center":
        parts.append(f"align:{place.align}")
    return " ".join(parts)


def read_region(said: str, tell: Callable[[str], None]) -> Region | None:
    """Read the settings of a region, None for one without a name; what browsers do not heed is told and left out."""
    region = Region("")
    for setting in said.split():
        name, _, value = setting.partition(":")
        match name:
            case "id":
                region = replace(region, name=value)
            case "width" if (width := _percent(value)) is not None:
                region = replace(region, width=width)
            case "lines" if value.isascii() and value.isdecimal():
                region = replace(region, lines=int(value[:9]))
            case "regionanchor" if point := _point(value):
                region = replace(region, anchor=point)
            case "viewportanchor" if point := _point(value):
                region = replace(region, viewport=point)
            case "scroll" if value == "up":
                region = replace(region, scrolls=True)
            case _:
                tell(f"players do not heed the setting {setting[:40]!r} of a REGION")
    return region if region.name else None


def write_region(region: Region) -> str:
    """Write a region's settings, one a line."""
    anchor, viewport = (",".join(f"{_number(part)}%" for part in point) for point in (region.anchor, region.viewport))
    lines = [f"id:{region.name}", f"width:{_number(region.width)}%", f"lines:{region.lines}"]
    lines += [f"regionanchor:{anchor}", f"viewportanchor:{viewport}", *(["scroll:up"] if region.scrolls else [])]
    return "\n".join(lines)


def _heeded(place: Place, name: str, value: str, regions: Sequence[Region]) -> Place | None:
    """Return the place with a setting; None for one that browsers do not heed."""
    first, comma, second = value.partition(",")
    match name:
        case "region" if any(region.name == value for region in regions):
            return replace(place, region=value)
        case "vertical" if vertical := _one_of(_VERTICALS, value, None):
            return replace(place, vertical=vertical)
        case "line" if (line_align := _one_of(_LINE_ALIGNS, second, None if comma else "start")):
            if (percent := _percent(first)) is not None:
                return replace(place, line=percent, is_lines=False, line_align=line_align)
            if found := _LINE.fullmatch(first):
                return replace(place, line=Fraction(found[1]), is_lines=True, line_align=line_align)
        case "position" if (position_align := _one_of(_POSITION_ALIGNS, second, None if comma else "auto")):
            if (percent := _percent(first)) is not None:
                return replace(place, position=percent, position_align=position_align)
        case "size" if (percent := _percent(value)) is not None:
            return replace(place, size=None if percent == 100 else percent)
        case "align" if (align := _one_of(_ALIGNS, value, None)):
            return replace(place, align=align)
    return None


def _one_of(allowed: Sequence[_Word], text: str, default: _Word | None) -> _Word | None:
    return next((word for word in allowed if word == text), default)


def _percent(text: str) -> Fraction | None:
    found = _PERCENT.fullmatch(text)
    return Fraction(found[1]) if found and Fraction(found[1]) <= 100 else None


def _point(text: str) -> tuple[Fraction, Fraction] | None:
    found = _POINT.fullmatch(text)
    x, y = (_percent(found[1]), _percent(found[2])) if found else (None, None)
    return (x, y) if x is not None and y is not None else None


def _number(value: Fraction) -> str:
    """Write a number with at most six digits after the point."""
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
