"""The fields that each card of the box takes. Floor 1, pure data.

A theme's template sees exactly these: what the manifest leaves out has its default, and what is not known is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pipeline.cards.fault import CardFault

REQUIRED = None
"""Marks a field without a default."""

_PERSON = {"name": REQUIRED, "role": "", "place": "", "handle": ""}
_ENTRY = {"name": REQUIRED, "roles": ""}
_SECTION = {"heading": "", "entries": [_ENTRY]}

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "opening": {"show": REQUIRED, "tagline": ""},
    "title": {"show": "", "title": REQUIRED, "season": 0, "number": 0},
    "interstitial": {"kind": "", "label": "", "title": REQUIRED, "people": [_PERSON]},
    "lower_third": {"people": [_PERSON]},
    "quote": {"lines": [REQUIRED], "by": ""},
    "poem_line": {"lines": [REQUIRED], "by": ""},
    "caption": {"text": REQUIRED},
    "name_tag": {"name": REQUIRED, "role": ""},
    "credits": {"sections": [_SECTION], "thanks": [REQUIRED], "title": ""},
    "end": {"title": REQUIRED, "text": "", "url": ""},
    "watermark": {"text": REQUIRED},
}
"""Card -> field -> default; None is required, a list holds members of the one shape shown and may be empty."""

_NEVER_EMPTY = {"lower_third": "people", "quote": "lines", "poem_line": "lines"}
"""Lists without which there is nothing to show."""


def complete(card: str, given: Mapping[str, Any], own: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the fields with every default filled in; `own` are the fields of a card that a theme adds.

    Raises CardFault for a field that is not known, lacks, is empty, or has the wrong shape.
    """
    shape = FIELDS.get(card, own)
    if shape is None:
        raise CardFault(f"the card {card} declares no fields", "add `fields:` to the card in theme.yaml")
    fields = _mapping(card, given, shape)
    needed = _NEVER_EMPTY.get(card)
    if needed is not None and not fields[needed]:
        raise CardFault(f"{card}.{needed} is empty", "leave the card out, or say what it shows")
    return fields


def _mapping(path: str, given: Any, shape: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise CardFault(f"{path} is not a mapping (key: value)")
    for key in given:
        if key not in shape:
            near = difflib.get_close_matches(str(key), shape, 1)
            hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(shape)}"
            raise CardFault(f"{path} has no field {key}", hint)
    return {key: _value(f"{path}.{key}", given, key, default) for key, default in shape.items()}


def _value(path: str, given: Mapping[str, Any], key: str, default: Any) -> Any:
    value = given.get(key)
    if isinstance(default, list):
        if value is None:
            return []
        if isinstance(value, str | Mapping) or not hasattr(value, "__iter__"):
            raise CardFault(f"{path} is not a list")
        return [_member(f"{path}[{number}]", item, default[0]) for number, item in enumerate(value, 1)]
    if value is None:
        if default is REQUIRED:
            raise CardFault(f"{path} is missing")
        return default
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return value
    raise CardFault(f"{path} is neither a text nor a whole number")


def _member(path: str, item: Any, shape: Any) -> Any:
    if isinstance(shape, Mapping):
        return _mapping(path, item, shape)
    if not isinstance(item, str):
        raise CardFault(f"{path} is not a text")
    return item.strip()
