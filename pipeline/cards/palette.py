"""Colours of a theme: what of it the palette in theme.yaml does not reach, and drawings painted with the palette. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pipeline.cards.model import Template, Theme
from pipeline.faults import Diagnostic, Where, guess

_ROLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")
_HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
_STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DESCRIPTORS = frozenset(("font-family", "animation", "animation-name", "grid-area", "grid-template-areas"))
"""Properties whose words are names of a theme's own, and no colours."""


def painted(drawing: str, colours: Mapping[str, str]) -> str:
    """Return an SVG drawing with the colours that it names as `var(--ink)`."""
    return _ROLE.sub(lambda match: colours.get(match[1], match[0]), drawing)


def unknown(drawing: str, colours: Collection[str]) -> tuple[str, ...]:
    """Return the colours that an SVG drawing names and the theme does not have."""
    return tuple(dict.fromkeys(name for name in _ROLE.findall(drawing) if name not in colours))


def mistakes(theme: Theme) -> Iterator[Diagnostic]:
    """Yield the drawings that name a colour which the theme does not have."""
    for name, asset in theme.assets.items():
        for colour in unknown(asset.drawing, theme.colours):
            hint = guess(colour, sorted(theme.colours)) or f"there are: {', '.join(sorted(theme.colours))}"
            yield Diagnostic(_place(theme, name), f"var(--{colour}) is none of the theme's colours", hint)


def fixed(theme: Theme) -> Iterator[Diagnostic]:
    """Yield each colour in CSS and templates that is none of the palette, which a child theme's palette would not reach.

    Black and white are no colours of a palette: shadows are black, and a QR code needs both. Of an SVG drawing, which may have
    colours of its own, those are told that are the palette's.
    """
    sheets = (*theme.css, *(sheet for card in theme.cards for sheet in theme.card_css.get(card, ())))
    for sheet in dict.fromkeys(sheets):
        for place, said in _in_rules(sheet):
            yield _told(theme, place, said)
    for name, template in theme.templates.items():
        for place, said in _in_styles(template) if "/" in name else ():
            yield _told(theme, place, said)
    roles = {colour: name for name, colour in theme.colours.items()}
    for name, asset in theme.assets.items():
        for said in dict.fromkeys(one.lower() for one in _HEX.findall(asset.drawing)):
            if said in roles:
                yield _told(theme, _place(theme, name), said)


def _told(theme: Theme, place: Where, said: str) -> Diagnostic:
    roles = {colour: name for name, colour in theme.colours.items() if name not in ("accent", "muted")}
    same = roles.get(said.lower())
    hint = f"write var(--{same})" if same else "name it in the colours of theme.yaml, and write var(--that-name)"
    return Diagnostic(place, f"{said} is fixed: the palette of a child theme does not reach it", hint)


def _place(theme: Theme, asset: str) -> Where:
    path = theme.assets[asset].path
    return Where(f"templates/{path.parent.parent.name}/assets/{asset}")


def _in_rules(sheet: Template) -> Iterator[tuple[Where, str]]:
    import tinycss2

    yield from _walked(tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True), sheet.shown)


def _walked(rules: Any, shown: str) -> Iterator[tuple[Where, str]]:
    import tinycss2

    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None:
            yield from _walked(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), shown)
        elif rule.type == "qualified-rule":
            for said, line, column in _declared(rule.content):
                yield Where(shown, line, column), said


def _in_styles(template: Template) -> Iterator[tuple[Where, str]]:
    import tinycss2

    for match in _STYLE.finditer(template.text):
        line = template.text.count("\n", 0, match.start()) + 1
        for said, _, _ in _declared(tinycss2.parse_component_value_list(match[1] or match[2] or "")):
            yield Where(template.shown, line, match.start() - template.text.rfind("\n", 0, match.start())), said


def _declared(content: Any) -> Iterator[tuple[str, int, int]]:
    import tinycss2

    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration" and item.lower_name not in _DESCRIPTORS:
            yield from _colours(item.value)


def _colours(tokens: Any) -> Iterator[tuple[str, int, int]]:
    from tinycss2.color4 import parse_color

    for token in tokens:
        is_value = token.type in ("hash", "ident") or (token.type == "function" and token.lower_name != "color-mix")
        colour = parse_color(token) if is_value else None
        if colour is not None and colour != "currentcolor":
            if len(set(colour.coordinates)) > 1 or colour.coordinates[0] not in (0, 1):
                yield token.serialize(), token.source_line, token.source_column
        elif token.type == "function":
            yield from _colours(token.arguments)
