"""Check CSS against what the drawing engine does: it ignores in silence what it does not know. Pure.

The properties are those seen to change a picture under pytakumi 0.1.5; tests/cards/test_css.py shows each of them doing so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from pipeline.faults import Diagnostic, Where, guess
from pipeline.values import dataclass

_SIDES = ("top", "right", "bottom", "left")

_LISTED = """
    align-content align-items align-self animation animation-delay animation-direction animation-duration animation-fill-mode
    animation-iteration-count animation-name animation-timing-function aspect-ratio backdrop-filter background
    background-blend-mode background-clip background-color background-image background-origin background-position
    background-repeat background-size border border-color border-radius border-style border-width bottom box-shadow box-sizing
    clip-path color column-gap content direction display filter flex flex-basis flex-direction flex-flow flex-grow flex-shrink
    flex-wrap font-family font-feature-settings font-size font-style font-variant-caps font-variation-settings font-weight gap
    grid-area grid-auto-columns grid-auto-flow grid-auto-rows grid-column grid-row grid-template-areas grid-template-columns
    grid-template-rows height inset isolation justify-content justify-items justify-self left letter-spacing line-clamp
    line-height margin margin-block margin-inline mask mask-image mask-position mask-repeat mask-size max-height max-width
    min-height min-width mix-blend-mode object-fit object-position opacity order outline outline-color outline-offset
    outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding padding-block padding-inline place-content
    place-items place-self position right rotate row-gap scale text-align text-decoration text-decoration-color
    text-decoration-line text-decoration-thickness text-indent text-overflow text-shadow text-transform text-wrap text-wrap-mode
    text-wrap-style top transform transform-origin translate vertical-align visibility white-space width word-break word-spacing
    z-index -webkit-line-clamp -webkit-text-fill-color -webkit-text-stroke -webkit-text-stroke-color -webkit-text-stroke-width
"""

PROPERTIES = (
    frozenset(_LISTED.split())
    | {f"{name}-{side}" for name in ("border", "margin", "padding") for side in _SIDES}
    | {f"border-{down}-{across}-radius" for down in ("top", "bottom") for across in ("left", "right")}
)
"""The CSS properties that a theme may use."""

_ANIMATED_LISTED = """
    opacity transform translate scale rotate color background-color border-color filter width height left top margin-left
    padding-left font-size box-shadow text-shadow background-position background-size
"""

ANIMATED = frozenset(_ANIMATED_LISTED.split())
"""What the engine moves between keyframes; the rest jumps."""

_COLOURS = frozenset(("color", "background-color", "border-color", "outline-color", "text-decoration-color"))
_ASSET = re.compile(r"asset:([^\"')\s]+)")
_BRACES = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"\n]*\"|'[^'\n]*'|[{}]", re.DOTALL)
_LISTED_TIMING = """
    linear ease ease-in ease-out ease-in-out step-start step-end infinite normal reverse alternate alternate-reverse none
    forwards backwards both running paused initial inherit unset
"""
_TIMING = frozenset(_LISTED_TIMING.split())
"""Words of `animation` that are no names."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that CSS and templates may use: custom properties (`--accent`), fonts, assets, words, pictures, animations."""

    variables: Collection[str]
    families: Collection[str]
    assets: Collection[str]
    words: Collection[str] = ()
    pictures: Collection[str] = ()
    beneath: Collection[str] = ()
    animations: Collection[str] = ()


def mistakes(text: str, shown: str, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong in a style sheet, with file, line and column."""
    import tinycss2

    if (hit := next(_unbalanced(text, shown), None)) is not None:
        yield hit
        return
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    for rule in rules:
        yield from _rule(rule, shown, known)


def _unbalanced(text: str, shown: str) -> Iterator[Diagnostic]:
    """Yield the first brace without the other: all that follows it would be read otherwise than it is meant, in silence."""
    opened: list[int] = []
    for match in _BRACES.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and not opened:
            yield Diagnostic(_place(text, shown, match.start()), "this } closes nothing", "remove it, or write what it closes")
            return
        elif match[0] == "}":
            opened.pop()
    if opened:
        yield Diagnostic(_place(text, shown, opened[0]), "this { is not closed", "write } after the last line that belongs to it")


def _place(text: str, shown: str, at: int) -> Where:
    return Where(shown, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def animations(text: str) -> set[str]:
    """Return the names of the `@keyframes` of a style sheet."""
    return set(re.findall(r"@keyframes\s+([\w-]+)", text))


def padded(text: str, shown: str, holders: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the declarations of padding or border in rules for elements of the classes `holders`, which hold text."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        ends = [re.split(r"[\s>+~]", part.strip())[-1] for part in tinycss2.serialize(rule.prelude).split(",")]
        hit = sorted({name for end in ends if "::" not in end for name in re.findall(r"\.([\w-]+)", end)} & set(holders))
        for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True) if hit else ():
            if item.type != "declaration" or not re.match(r"padding|border(?!-(radius|.*-radius|color|style))", item.lower_name):
                continue
            if re.search(r"[1-9]", tinycss2.serialize(item.value)):
                where = Where(shown, item.source_line, item.source_column)
                hint = "put it on an element around the text; the engine does not tell it, so the text could not be fitted"
                yield Diagnostic(where, f".{hit[0]} holds text and has {item.lower_name}", hint)


def declared(text: str) -> set[str]:
    """Return the custom properties that a style sheet itself declares."""
    return set(re.findall(r"(?:^|[\s;{])(--[\w-]+)\s*:", text))


def declarations(text: str, where: Where, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong in the declarations of a `style` attribute, all at `where`."""
    import tinycss2

    for item in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True):
        for found in _declaration(item, where.path, known, None):
            yield Diagnostic(where, found.message, found.hint)


def _rule(rule: Any, shown: str, known: Known, frames: bool = False) -> Iterator[Diagnostic]:
    import tinycss2

    where = Where(shown, rule.source_line, rule.source_column)
    if rule.type == "error":
        yield Diagnostic(where, f"is not CSS: {rule.message}", "correct it, or remove it")
    elif rule.type == "at-rule":
        word = rule.lower_at_keyword
        if word not in ("keyframes", "media") or rule.content is None:
            yield Diagnostic(where, f"@{word} is not supported here", "a theme may use @keyframes and @media")
            return
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            yield from _rule(inner, shown, known, frames=word == "keyframes")
    elif rule.type == "qualified-rule":
        for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if item.type == "qualified-rule":
                yield from _rule(item, shown, known)
            else:
                yield from _declaration(item, shown, known, frames)


def _declaration(item: Any, shown: str, known: Known, frames: bool | None) -> Iterator[Diagnostic]:
    where = Where(shown, item.source_line, item.source_column)
    if item.type != "declaration":
        message = getattr(item, "message", "no declaration")
        yield Diagnostic(where, f"is not CSS: {message}", "write `property: value;`")
        return
    name = item.lower_name
    if not name.startswith("--") and name not in PROPERTIES:
        yield Diagnostic(where, f"{name} is not a CSS property that the engine draws", _meant(name))
        return
    if frames and name not in ANIMATED:
        yield Diagnostic(where, f"{name} does not move between keyframes", f"move {', '.join(sorted(ANIMATED))}")
    yield from _value(item, where, known)


@lru_cache(maxsize=1024)
def _meant(name: str) -> str:
    """Return the property that is meant by a name that is none; a sheet of thousands of lines has the same mistake in many."""
    return guess(name, sorted(PROPERTIES))


def _value(item: Any, where: Where, known: Known) -> Iterator[Diagnostic]:
    import tinycss2

    text = tinycss2.serialize(item.value)
    if not text.strip():
        yield Diagnostic(where, f"{item.name} has no value", "write one, or remove the line")
    for variable in re.findall(r"var\(\s*(--[\w-]+)\s*\)", text):
        if variable not in known.variables:
            hint = guess(variable, sorted(known.variables)) or "it is none of the colours"
            yield Diagnostic(where, f"{variable} is not declared", hint)
    for address in re.findall(r"url\(\s*[\"']?([^)\"']*)", text):
        match = _ASSET.fullmatch(address)
        if match is None:
            message = f"url({address}) is not an asset of the theme"
            yield Diagnostic(where, message, "write url(asset:leaf.svg) for assets/leaf.svg")
        elif match[1] not in known.assets:
            yield Diagnostic(where, f"there is no asset {match[1]}", f"there is: {', '.join(sorted(known.assets)) or 'none'}")
    for unit in dict.fromkeys(_units(item.value)):
        yield Diagnostic(where, f"the unit {unit} does not follow the picture's size", "write px (of 1080 lines), em or %")
    if item.lower_name.startswith("animation") and "calc(" in text:  # which drops all of it
        hint = "write a time, or var(--in); what begins later holds its first state in its keyframes"
        yield Diagnostic(where, "the engine does not calculate the times of an animation", hint)
    if item.lower_name in ("animation", "animation-name"):
        for name in (token.value for token in item.value if token.type == "ident" and token.lower_value not in _TIMING):
            if name not in known.animations:
                hint = guess(name, sorted(known.animations)) or f"write @keyframes {name} {{ from {{ ... }} to {{ ... }} }}"
                yield Diagnostic(where, f"there are no @keyframes {name}", hint)
    if item.lower_name == "font-family":
        for family in (part.strip().strip("\"'") for part in text.split(",")):
            if family not in known.families and not family.startswith("var("):
                yield Diagnostic(where, f"there is no font {family}", f"there is: {', '.join(sorted(known.families))}")
    if item.lower_name in _COLOURS and "var(" not in text:
        yield from _colour(item, text, where)


def _units(tokens: Any) -> Iterator[str]:
    for token in tokens:
        if token.type == "dimension" and token.lower_unit in ("rem", "pt", "pc", "in", "cm", "mm", "q"):
            yield token.lower_unit
        elif token.type == "function":
            yield from _units(token.arguments)


def _colour(item: Any, text: str, where: Where) -> Iterator[Diagnostic]:
    from tinycss2.color4 import parse_color

    for part in item.value:
        if part.type in ("whitespace", "comment"):
            continue
        if parse_color(part) is None and getattr(part, "lower_name", "") != "color-mix":
            hint = "write one as #rrggbb, or as a variable of the palette: var(--ink)"
            yield Diagnostic(where, f"{text.strip()} is not a colour", hint)
            return
