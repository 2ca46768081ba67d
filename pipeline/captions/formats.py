"""Which format of captions a file is in, by how it begins: for what is named otherwise than it is. Pure."""

from __future__ import annotations

import re

_FORMATS = (
    ("WebVTT", ("vtt",), re.compile(r"WEBVTT(?:\s|$)")),
    ("SubRip", ("srt",), re.compile(r"\d{1,6}\s*\n\d{2}:\d{2}:\d{2},\d{3}[ \t]*-->")),
    ("Advanced SubStation", ("ass", "ssa"), re.compile(r"\[Script Info\]", re.IGNORECASE)),
    ("TTML", ("ttml", "dfxp", "itt", "xml"), re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:\w{1,20}:)?tt\s")),
    ("lyrics", ("lrc",), re.compile(r"(?:\[[a-z]{2,8}:[^\]\n]*\]\s*)*\[\d{1,3}:\d{2}[.:]\d{2,3}\]")),
)
"""Each format: its name, the ends of names of files in it, and how they begin."""
_LOOKED_AT = 2000


def other(content: bytes, name: str) -> tuple[str, str] | None:
    """Return the format that a file is in and how its name would end, where its `name` ends otherwise; else None."""
    end = name.lower().rpartition(".")[2]
    head = content[:_LOOKED_AT].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").replace("\r\n", "\n")
    for format_, ends, begins in _FORMATS:
        if begins.match(head):
            return None if end in ends else (format_, ends[0])
    return None
