"""A value as YAML text: without quotes where it can be, in the quotes that stood there where it had some. Pure."""

from __future__ import annotations

import re

from pipeline.documents.node import Plain

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\xa0\u2028\u2029\ufeff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str, style: str = "", *, is_flow: bool = False) -> str:
    """Return a text as a scalar of one line, in the `style` wanted (a quote, or nothing for none) where YAML reads it back so."""
    order = {"'": (_single, _double), '"': (_double,)}.get(style, (_bare, _double, _single))
    return next(written for written in (write(text) for write in order) if written and _reads(written, text, is_flow=is_flow))


def flow(value: Plain) -> str:
    """Return a value in brackets, or as a scalar that may stand in them."""
    match value:
        case dict():
            return "{" + ", ".join(f"{scalar(key, is_flow=True)}: {flow(inner)}" for key, inner in value.items()) + "}"
        case tuple():
            return "[" + ", ".join(flow(inner) for inner in value) + "]"
        case str():
            return scalar(value, is_flow=True)
        case None:
            return ""


def block(value: dict[str, Plain]) -> list[str]:
    """Return a group as lines, one a field; what its fields hold stands in brackets, where it is more than a text."""
    return [
        f"{scalar(key)}: {scalar(inner) if isinstance(inner, str) else flow(inner)}" for key, inner in value.items()
    ]


def _bare(text: str) -> str:
    return "" if _UNSEEN.search(text) or text != text.strip() else text


def _single(text: str) -> str:
    return "" if _UNSEEN.search(text) else "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return '"' + _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def _reads(written: str, text: str, *, is_flow: bool) -> bool:
    """Say whether YAML reads what is written as the text, and as nothing but a text."""
    import yaml

    line = f"{{k: {written}, l: m}}" if is_flow else f"k: {written}\n"
    try:
        events = list(yaml.parse(line, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError:
        return False
    found = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    is_alone = len(events) == (10 if is_flow else 8) and len(found) == (4 if is_flow else 2)
    return is_alone and found[1].value == text and not (found[1].anchor or found[1].tag)
