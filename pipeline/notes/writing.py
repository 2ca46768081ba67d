"""Add an item to a notes file by the fewest bytes: one line at its end, in the way that the file is written. Pure.

What people wrote stands in double quotes, as JSON writes it, with what YAML would read otherwise escaped; so nobody's text can
be anything but a text (YAML 1.2, section 5.7: its double quotes take all of JSON's escapes).
"""

from __future__ import annotations

import json
import re
import unicodedata
from fractions import Fraction

from pipeline.notes.model import Anchor, Drawing, Note, Reply, Said
from pipeline.timebase import Time, clock

_HEAD = "# Review notes of {name}. Each is a line of its own, added at the end and never changed, so that git can join them.\n"
_INDENT = re.compile(rb"^( *)- ", re.MULTILINE)
_DIGITS = 6
"""Decimals of a point: a thousandth of a pixel of 1080p is a two-millionth."""


def note_line(note: Note) -> str:
    """Return the line of a note, without its replies and its state."""
    fields = [("note", note.key), ("at", _time(note.at))]
    if note.to is not None:
        fields.append(("to", _time(note.to)))
    if note.anchor is not None:
        fields.append(("follows", _anchor(note.anchor)))
    if note.drawings:
        fields.append(("draw", f"[{', '.join(map(_drawing, note.drawings))}]"))
    return _line([*fields, *_said(note.said), ("text", _quoted(note.text))])


def reply_line(about: str, reply: Reply) -> str:
    """Return the line of a reply to the note of the key `about`."""
    return _line([("reply", reply.key), ("about", about), *_said(reply.said), ("text", _quoted(reply.text))])


def state_line(about: str, said: Said, *, is_done: bool) -> str:
    """Return the line that closes the note of a key, or opens it again."""
    return _line([("state", "done" if is_done else "open"), ("about", about), *_said(said)])


def appended(content: bytes, line: str, name: str) -> bytes:
    """Return a notes file with one line more; `name` is the episode's, for the head of a file that begins with it."""
    if not content.strip():
        return content + (b"" if content else _HEAD.format(name=name).encode()) + line.encode() + b"\n"
    end = b"\r\n" if b"\r\n" in content else b"\n"
    indent = _INDENT.search(content)
    gap = b"" if content.endswith(b"\n") else end
    return content + gap + (indent[1] if indent else b"") + line.encode() + end


def _line(fields: list[tuple[str, str]]) -> str:
    return f"- {{{', '.join(f'{name}: {value}' for name, value in fields)}}}"


def _said(said: Said) -> list[tuple[str, str]]:
    guest = [("guest", "on")] if said.is_guest else []
    return [("by", _quoted(said.by)), ("on", said.on), *guest]


def _time(time: Time) -> str:
    """Write a time as producers do. Up to 1/1000 s is lost, which no rate of ours notices: the nearest frame stays the same."""
    return f"{time.frames}f" if time.seconds is None else clock(time.seconds)


def _anchor(anchor: Anchor) -> str:
    return f"{{segment: {_quoted(anchor.segment)}, at: {_time(anchor.at)}}}"


def _drawing(drawing: Drawing) -> str:
    return f"{{{drawing.figure}: [{', '.join(_share(one) for one in (*drawing.first, *drawing.second))}]}}"


def _share(share: Fraction) -> str:
    whole = round(share * 10**_DIGITS)
    text = f"{whole // 10**_DIGITS}.{whole % 10**_DIGITS:0{_DIGITS}d}"
    return text.rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    """Return a character, or its escape where YAML reads it as the end of a line or refuses it, or nobody would see it."""
    is_seen = unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
    if is_seen or character in "\u200c\u200d":  # joiners, without which some scripts and emoji fall apart
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
