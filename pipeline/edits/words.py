"""Changes in sentences that a producer recognises. Pure."""

from __future__ import annotations

import re

from pipeline.documents.node import Node

LONGEST = 70
"""Characters of a value that are told."""

_AROUND = 12
"""Characters told around a difference in a long text."""

_BARE = re.compile(r"[!-~]+|[-+]?[\d.]+ (dB|LUFS)|\{.*\}|\[.*\]")

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")

_HOLDERS = {
    "audio": "the sound", "bed": "the bed", "background": "the background", "voice": "the voice", "written": "the text",
    "lower_third": "the lower third", "picture": "the picture", "transition": "the transition", "captions": "the captions",
    "interstitial": "the title card", "opening": "the opening", "credits": "the credits", "end": "the end card",
    "episode": "the episode", "fields": "the card", "colours": "the theme's colours",
}  # fmt: skip
"""What groups of fields are called."""

_ITEMS = {
    "stems": "stem", "clips": "clip", "mosaic": "tile", "lines": "line", "thanks": "line of thanks", "people": "person",
    "by": "person", "segments": "segment", "role_order": "role", "deliver": "deliverable", "builds_on": "work",
    "picture_in_picture": "picture in a picture", "text": "text", "text_over": "text",
    "ramp": "point of the ramp", "blur": "box", "points": "point",
}  # fmt: skip
"""What the items of lists are called."""


def quoted(value: str) -> str:
    """Write a value as a producer would point at it: numbers and names bare, texts in quotes, long ones shortened."""
    text = " / ".join(value.split("\n")).strip()
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return text if _BARE.fullmatch(text) else f'"{text}"'


def changed(what: str, old: str | None, new: str | None, inside: str = "") -> str:
    """Say how a value changed; None is one that is not written. `inside` says in which file, after the verb."""
    if old is None and new is None:
        return f"{what} changed{inside}"
    if old is None:
        return f"{what} was added{inside}: {quoted(new)}" if new else f"{what} was added{inside}"
    if new is None:
        return f"{what} was removed{inside}; it was {quoted(old)}" if old else f"{what} was removed{inside}"
    before, after = contrast(old, new)
    return f"{what} changed{inside} from {quoted(before)} to {quoted(after)}"


def contrast(old: str, new: str, limit: int = LONGEST) -> tuple[str, str]:
    """Shorten two texts so that what differs is seen: of long ones, the part where they differ and a little around it.

    >>> contrast("scale=640:360," * 9 + "fps=30", "scale=640:360," * 9 + "fps=25")
    ('…640:360,fps=30', '…640:360,fps=25')
    """
    if max(len(old), len(new)) <= limit:
        return old, new
    begin = _shared(old, new)
    after = min(_shared(old[begin:][::-1], new[begin:][::-1]), min(len(old), len(new)) - begin)
    first = max(0, begin - _AROUND)

    def part(text: str) -> str:
        last = min(len(text), len(text) - after + _AROUND)
        shown = text[first:last] + ("…" if last < len(text) else "")
        return ("…" if first else "") + (shown if len(shown) < limit else f"{shown[: limit - 2]}…")

    return part(old), part(new)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def place(number: int) -> str:
    """Say which place a thing has, counted from 0: `third`, `13th`.

    >>> place(2), place(20), place(22)
    ('third', '21st', '23rd')
    """
    count = number + 1
    if count <= len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def holder(name: str) -> str | None:
    """Return what a group of fields is called: `the voice`; None where it has no name of its own."""
    return _HOLDERS.get(name)


def item(name: str, node: Node) -> str:
    """Return what an item of a list is called: `the clip street.mp4`, `the line "until it met you."`."""
    noun = _ITEMS.get(name, f"entry of `{name}`")
    entries = node.entries or {}
    if (file := file_of(node)) is not None:
        return f"the {noun} {file.rpartition('/')[2]}"
    inner = next((entries[key].text for key in ("text", "name", "title") if key in entries and entries[key].text), node.text)
    return f"the {noun} {quoted(inner)}" if inner else f"{'an' if noun.startswith('e') else 'a'} {noun}"


def file_of(node: Node) -> str | None:
    """Return the file that a node names: a group's `file`, or its own text where that is a path."""
    if node.entries is not None:
        file = node.entries.get("file") or node.entries.get("frames") or node.entries.get("scene")
        return file.text if file is not None else None
    return node.text if node.text and re.fullmatch(r"\S.*\.[A-Za-z0-9]{2,5}", node.text) and " " not in node.text[-6:] else None


def clock(seconds: float) -> str:
    """Write a time of a file: `0:12`, `1:02:03`, `0:12.5`."""
    tenths = round(seconds * 10)
    whole, rest = divmod(tenths, 10)
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    written = f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
    return f"{written}.{rest}" if rest else written
