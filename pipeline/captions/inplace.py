"""Change times and line breaks in a file of captions where they stand; every other byte stays. Pure.

The file is not written anew: what it says besides (numbers, comments, styles, settings, tags, encoding, line ends) is not ours.
What was changed is read again and held against what was meant, so that nothing goes wrong unseen.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from pipeline.captions.encodings import python_name
from pipeline.captions.model import Caption, CaptionFault, rebroken
from pipeline.timebase import half_up

FORMATS = ("srt", "vtt")
"""What can be changed where it stands."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_STAMP = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[,.]\d{3}"
_TIMES = re.compile(rf"\ufeff?\s*(?P<start>{_STAMP})\s*-->\s*(?P<end>{_STAMP})(?!\S)", re.ASCII)
_BREAK = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*")
_BLANKS = re.compile(r"[ \t\u2000-\u200a\u205f\u3000]+")
_CLOSING = re.compile(r"(?:</[^<>]*>)*")
_SKIPPED = {
    "srt": re.compile(r"</?(?:b|c|font|i|rt|ruby|s|span|u|v)(?:[\s.][^<>]*)?/?>|\{\\[^{}]*\}", re.IGNORECASE),
    "vtt": re.compile(r"<[^>]*>"),
}
"""Tags, which are no text."""
_ENTITY = re.compile(r"&#?\w{1,31};")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a caption: its times in seconds, its `text` with other breaks; None leaves it."""

    start: Fraction | None = None
    end: Fraction | None = None
    text: str | None = None

    def of(self, caption: Caption) -> Caption:
        """Return the caption as it will be read: its times to the millisecond. Raises CaptionFault where it would be none."""
        start = caption.start if self.start is None else _millisecond(self.start)
        end = caption.end if self.end is None else _millisecond(self.end)
        changed = replace(caption, start=start, end=end)
        return changed if self.text is None else rebroken(changed, self.text)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a caption stands in the text of a file: its times, and its lines of text; `newline` is how its lines end."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: tuple[int, int]
    newline: str


def edited(
    content: bytes, name: str, changes: Mapping[int, Change], encoding: str = ""
) -> tuple[bytes, frozenset[int]]:
    """Return the bytes of a file with the captions changed, by their number in it from 0, and the numbers that could not be.

    Those stand in the file otherwise than could be told apart, such as a break that is a tag. Raises CaptionFault where the file
    cannot be read at all.
    """
    from pipeline.captions import read

    captions = read(content, name, encoding)
    kind = name.lower().rpartition(".")[2]
    found = _decoded(content, encoding)
    if kind not in FORMATS or found is None:
        return content, frozenset(changes)
    mark, codec, text = found
    places = _paired(text, kind, captions)
    edits: list[tuple[int, int, str]] = []
    meant = dict(enumerate(captions))
    refused: set[int] = set()
    for number, change in changes.items():
        try:
            becomes, its = change.of(captions[number]), [*_edits(text, kind, places[number], captions[number], change)]
        except (KeyError, ValueError):
            refused.add(number)
        else:
            meant[number] = becomes
            edits += its
    pieces, at = [], 0
    for begin, end, put in sorted(edits):
        pieces += [text[at:begin], put]
        at = end
    changed = mark + ("".join(pieces) + text[at:]).encode(codec)
    if not _is_meant(changed, name, encoding, meant.values()):
        return content, frozenset(changes)
    return changed, frozenset(refused)


def _decoded(content: bytes, encoding: str) -> tuple[bytes, str, str] | None:
    """Return a file's byte order mark, its encoding and its text; None where these do not give its bytes back."""
    declared = python_name(encoding or "utf-8") or "utf-8"
    mark, codec = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", declared))
    text = content[len(mark) :].decode(codec, "replace")
    return (mark, codec, text) if mark + text.encode(codec, "replace") == content else None


def _is_meant(content: bytes, name: str, encoding: str, meant: Iterable[Caption]) -> bool:
    from pipeline.captions import read

    try:
        return sorted(read(content, name, encoding), key=_order) == sorted(meant, key=_order)
    except CaptionFault:
        return False


def _order(caption: Caption) -> tuple[Fraction, Fraction, str]:
    return caption.start, caption.end, caption.text


def _paired(text: str, kind: str, captions: Sequence[Caption]) -> dict[int, _Place]:
    """Return where each caption stands, by its number; not of those that cannot be told apart."""
    by_times: dict[tuple[Fraction, Fraction], list[_Place]] = {}
    for place in _places(text, kind):
        if _bare(text[slice(*place.text)], kind):
            times = _seconds(text[slice(*place.start)]), _seconds(text[slice(*place.end)])
            by_times.setdefault(times, []).append(place)
    numbers: dict[tuple[Fraction, Fraction], list[int]] = {}
    for number, caption in enumerate(captions):
        numbers.setdefault((caption.start, caption.end), []).append(number)
    return {
        number: place
        for times, those in numbers.items()
        if len(there := by_times.get(times, [])) == len(those)
        for number, place in zip(those, there, strict=True)
    }


def _places(text: str, kind: str) -> Iterator[_Place]:
    """Yield where captions stand, in the file's order."""
    lines = [match for match in _LINE.finditer(text) if match[0] or match.start() < len(text)]
    times = {number: found for number, line in enumerate(lines) if "-->" in line[0] and (found := _TIMES.match(line[0]))}
    for number, found in times.items():
        at, last = lines[number].start(), number + 1
        while last < len(lines) and last not in times and _is_text(lines[last][0].rstrip("\r\n"), kind):
            last += 1
        end = lines[last - 1].end() if last - 1 > number else lines[number].end()
        newline = lines[number][0][len(lines[number][0].rstrip("\r\n")) :] or "\n"
        start, ending = (tuple(at + side for side in found.span(name)) for name in ("start", "end"))
        yield _Place((start[0], start[1]), (ending[0], ending[1]), (lines[number].end(), end), newline)


def _is_text(line: str, kind: str) -> bool:
    return bool(line) if kind == "vtt" else bool(line.strip())


def _bare(marked: str, kind: str) -> str:
    return _SKIPPED[kind].sub("", marked).strip()


def _edits(text: str, kind: str, place: _Place, caption: Caption, change: Change) -> Iterator[tuple[int, int, str]]:
    """Yield what to put where. Raises ValueError where a break cannot be found, or put."""
    for (begin, end), seconds in ((place.start, change.start), (place.end, change.end)):
        if seconds is not None:
            yield begin, end, _stamped(text[begin:end], seconds)
    if change.text is not None and change.text != caption.text:
        yield from _breaks(text, kind, place, caption.text, change.text)


def _breaks(text: str, kind: str, place: _Place, old: str, new: str) -> Iterator[tuple[int, int, str]]:
    seen = _seen(text, kind, place, [character for character in old if not character.isspace()])
    gaps = zip(_gaps(old), _gaps(new), strict=True)
    for (before, after), (was, becomes) in zip(pairwise(seen), gaps, strict=True):
        if ("\n" in was) == ("\n" in becomes):
            continue
        begin, end = before[1], after[0]
        gap = text[begin:end]
        if "\n" not in becomes:
            (found,) = _BREAK.finditer(gap)
            yield begin + found.start(), begin + found.end(), becomes
        elif blanks := _BLANKS.search(_SKIPPED[kind].sub(lambda tag: "\0" * len(tag[0]), gap)):
            yield begin + blanks.start(), begin + blanks.end(), place.newline
        else:
            closed = _CLOSING.match(gap)
            at = begin + (closed.end() if closed else 0)
            yield at, at, place.newline


def _seen(text: str, kind: str, place: _Place, characters: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each character that is seen begins and ends in the file. Raises ValueError where another is found."""
    at, end = place.text
    found: list[tuple[int, int]] = []
    while at < end:
        if tag := _SKIPPED[kind].match(text, at, end):
            at = tag.end()
            continue
        entity = _ENTITY.match(text, at, end) if kind == "vtt" and text[at] == "&" else None
        shown, after = (html.unescape(entity[0]), entity.end()) if entity else (text[at], at + 1)
        if not shown.isspace() and shown != "\ufeff":
            if len(found) == len(characters) or shown != characters[len(found)]:
                raise ValueError(f"another character stands at {at}")
            found.append((at, after))
        at = after
    if len(found) != len(characters):
        raise ValueError("characters are missing")
    return found


def _gaps(text: str) -> list[str]:
    """Return what stands between each two characters that are seen."""
    gaps: list[str] = []
    held = ""
    for character in text.strip():
        if character.isspace():
            held += character
        else:
            gaps.append(held)
            held = ""
    return gaps[1:]


def _seconds(stamp: str) -> Fraction:
    *hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + Fraction(seconds)


def _stamped(old: str, seconds: Fraction) -> str:
    """Return a time as `old` is written: with as many digits of hours, or none, and its sign before the milliseconds."""
    milliseconds = half_up(seconds * 1000)
    whole, part = divmod(milliseconds, 1000)
    hours, rest = divmod(whole, 3600)
    given = old.split(":")
    width = len(given[0]) if len(given) == 3 else 2
    shown = f"{hours:0{width}d}:" if len(given) == 3 or hours else ""
    sign = "," if "," in old else "."
    return f"{shown}{rest // 60:02d}:{rest % 60:02d}{sign}{part:03d}"


def _millisecond(seconds: Fraction) -> Fraction:
    return Fraction(half_up(seconds * 1000), 1000)
