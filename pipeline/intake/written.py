"""Texts as they are written into YAML: plain where nobody could misread them, else in quotes. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

_INDICATORS = re.compile(r"[\[\]{},#&*!|>%@`\"':?=~<\\]")

_WORDS = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


def scalar(text: str) -> str:
    """Write a text so that our reader, and any other, reads exactly it."""
    letters = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in ("Cs", "Cn"))
    is_plain = letters[:1].isalnum() and letters.isprintable() and letters == " ".join(letters.split())
    if is_plain and not _INDICATORS.search(letters) and letters.casefold() not in _WORDS:
        return letters
    quoted = json.dumps(letters, ensure_ascii=False)
    return "".join(sign if _is_allowed(sign) else f"\\u{ord(sign):04x}" for sign in quoted)


def flow(fields: Mapping[str, str]) -> str:
    """Write a group in a line: `{name: Ana, place: Bogotá}`; fields of no text are left out."""
    return "{" + ", ".join(f"{name}: {scalar(text)}" for name, text in fields.items() if text) + "}"


def _is_allowed(sign: str) -> bool:
    return sign.isprintable() or sign in "\u200c\u200d" or ord(sign) > 0xFFFF
