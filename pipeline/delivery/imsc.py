"""Captions -> TTML as IMSC 1.1 Text has it, which broadcasters and platforms ask for.

Source: TTML2 (w3.org/TR/ttml2) and its profile (w3.org/TR/ttml-imsc1.1; 6 and 8: common and text profile). Everything is in
percent of the picture or in cells of it, so that the same file fits each of its sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.captions.markup import pieces
from pipeline.captions.model import Caption, Mark, Place
from pipeline.captions.source import stamp
from pipeline.cards.script import direction
from pipeline.values import dataclass

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMESPACES = {
    "xmlns": "http://www.w3.org/ns/ttml",
    "xmlns:ttp": "http://www.w3.org/ns/ttml#parameter",
    "xmlns:tts": "http://www.w3.org/ns/ttml#styling",
    "xmlns:ttm": "http://www.w3.org/ns/ttml#metadata",
}
_PROFILE = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_STYLE = {
    "tts:fontFamily": "proportionalSansSerif",
    "tts:fontSize": "80%",
    "tts:lineHeight": "125%",
    "tts:color": "#ffffff",
    "tts:textAlign": "center",
}
"""80 % of a cell, of which 15 stand above each other: lines of 1/15 of the picture, the size of WebVTT's own."""
_GROUND = "#000000c0"
_LOOKS = {
    "bold": ("tts:fontWeight", "bold"), "italic": ("tts:fontStyle", "italic"), "underline": ("tts:textDecoration", "underline"),
}  # fmt: skip

_EDGE = Fraction(5)
"""Percent of the picture at each side that stay free (SMPTE ST 2046-1: the title-safe area is 90 %)."""
_LINE = Fraction(100, 15)
"""Percent of the picture that a line takes."""

Aligned = Literal["before", "center", "after"]


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of the picture in percent, and where in it lines stand."""

    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction
    aligned: Aligned
    vertical: str


def write(captions: Sequence[Caption], language: str) -> str:
    """Write a TTML file of captions in a language: sorted by start, times to the millisecond, with marks, speakers and places."""
    from xml.etree import ElementTree

    says = {"ttp:timeBase": "media", "ttp:contentProfiles": _PROFILE, "xml:lang": language, "xml:space": "preserve"}
    root = ElementTree.Element("tt", {**_NAMESPACES, **says})
    ordered = sorted(captions)
    head = ElementTree.SubElement(root, "head")
    speakers = dict.fromkeys(name for caption in ordered for name in caption.speakers)
    agents = {name: f"speaker{number}" for number, name in enumerate(speakers, 1)}
    for name, key in agents.items():
        agent = ElementTree.SubElement(_one(head, "metadata"), "ttm:agent", {"xml:id": key, "type": "person"})
        ElementTree.SubElement(agent, "ttm:name", {"type": "full"}).text = name
    ElementTree.SubElement(_one(head, "styling"), "style", {"xml:id": "text", **_STYLE})
    regions: dict[_Region, str] = {}
    body = ElementTree.Element("body")
    part = ElementTree.SubElement(body, "div", {"style": "text"})
    for caption in ordered:
        region = regions.setdefault(_region(caption.place), f"region{len(regions) + 1}")
        part.append(_paragraph(caption, region, agents))
    layout = _one(head, "layout")
    for place, key in regions.items():
        layout.append(_element(place, key))
    root.append(body)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _one(parent: Element, name: str) -> Element:
    from xml.etree import ElementTree

    found = parent.find(name)
    return ElementTree.SubElement(parent, name) if found is None else found


def _element(region: _Region, key: str) -> Element:
    from xml.etree import ElementTree

    values = {
        "xml:id": key,
        "tts:origin": f"{_percent(region.x)} {_percent(region.y)}",
        "tts:extent": f"{_percent(region.width)} {_percent(region.height)}",
        "tts:displayAlign": region.aligned,
    }
    if region.vertical:
        values["tts:writingMode"] = f"tb{region.vertical}"
    return ElementTree.Element("region", values)


def _paragraph(caption: Caption, region: str, agents: dict[str, str]) -> Element:
    from xml.etree import ElementTree

    times = {"begin": stamp(caption.start, "."), "end": stamp(caption.end, ".")}
    found = ElementTree.Element("p", {**times, "region": region})
    if direction(caption.text) == "rtl":
        found.attrib |= {"tts:direction": "rtl", "tts:unicodeBidi": "embed"}
    if caption.place.align != "center":
        found.attrib["tts:textAlign"] = caption.place.align
    marks: list[Mark] = []
    for text, ended, begun, _ in pieces(caption):
        marks = [mark for mark in marks if mark not in ended] + list(begun)
        for number, line in enumerate(text.split("\n")):
            if number:
                ElementTree.SubElement(found, "br")
            if line:
                ElementTree.SubElement(found, "span", _look(marks, agents)).text = line
    return found


def _look(marks: Sequence[Mark], agents: dict[str, str]) -> dict[str, str]:
    values = {"tts:backgroundColor": _GROUND}
    for mark in marks:
        match mark.kind:
            case "voice" if mark.value in agents:
                values["ttm:agent"] = " ".join(filter(None, (values.get("ttm:agent", ""), agents[mark.value])))
            case "language" if mark.value:
                values["xml:lang"] = mark.value
            case "bold" | "italic" | "underline":
                name, value = _LOOKS[mark.kind]
                values[name] = value
            case _:  # classes of a style that stays behind
                pass
    return values


def _region(place: Place) -> _Region:
    """Return the part of the picture that WebVTT's terms mean (w3.org/TR/webvtt1, 7.2), kept off its edges."""
    if place.vertical:
        whole = (_EDGE, _EDGE, 100 - 2 * _EDGE, 100 - 2 * _EDGE)
        return _Region(*whole, "before", place.vertical)
    left, right = _across(place)
    top, bottom, aligned = _down(place)
    return _Region(left, top, right - left, bottom - top, aligned, "")


def _across(place: Place) -> tuple[Fraction, Fraction]:
    begins, ends = place.align in ("start", "left"), place.align in ("end", "right")
    at = place.position if place.position is not None else Fraction(0 if begins else 100 if ends else 50)
    side = place.position_align
    if side == "auto":
        side = "line-left" if begins else "line-right" if ends else "center"
    width = place.size if place.size is not None else Fraction(100)
    left = at - {"line-left": Fraction(0), "center": width / 2, "line-right": width}[side]
    near, far = max(left, _EDGE), min(left + width, 100 - _EDGE)
    return (near, far) if near < far else (_EDGE, 100 - _EDGE)


def _down(place: Place) -> tuple[Fraction, Fraction, Aligned]:
    low = 100 - _EDGE
    if place.line is None:
        return _EDGE, low, "after"
    if place.is_lines and place.line < 0:
        return _EDGE, max(low + (place.line + 1) * _LINE, _EDGE + _LINE), "after"
    at = min(max(_EDGE + place.line * _LINE if place.is_lines else place.line, _EDGE), low)
    match place.line_align:
        case "start":
            return min(at, low - _LINE), low, "before"
        case "end":
            return _EDGE, max(at, _EDGE + _LINE), "after"
        case _:
            half = max(min(at - _EDGE, low - at), _LINE)
            return max(at - half, _EDGE), min(at + half, low), "center"


def _percent(value: Fraction) -> str:
    return f"{float(value):.3f}".rstrip("0").rstrip(".") + "%"
