"""Change times and line breaks in a file of captions where they stand; every other byte stays. Pure.

The file is not written anew: what it says besides (numbers, comments, styles, settings, tags, encoding, line ends) is not ours.
What was changed is read again and held against what was meant, so that nothing goes wrong unseen.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.captions import lyrics
from pipeline.captions.encodings import python_name
from pipeline.captions.model import Caption, CaptionFault, rebroken
from pipeline.captions.stamps import BROKEN, FORMATS, Standing, rounded, seconds, stamped, standing, unit
from pipeline.values import dataclass

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BREAK = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*")
_BLANKS = re.compile(r"[ \t\u2000-\u200a\u205f\u3000]+")
_CLOSING = re.compile(r"(?:</[^<>]*>)*")
_SKIPPED = {
    "srt": re.compile(r"</?(?:b|c|font|i|rt|ruby|s|span|u|v)(?:[\s.][^<>]*)?/?>|\{\\[^{}]*\}", re.IGNORECASE),
    "vtt": re.compile(r"<[^>]*>"),
    "ass": re.compile(r"\{[^}]*\}"),
    "ttml": re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL),
}
"""Tags, which are no text."""
_ALIKE = {"ssa": "ass", "dfxp": "ttml", "itt": "ttml", "xml": "ttml"}
"""Other endings of names of the same formats."""
_ENTITY = re.compile(r"&#?\w{1,31};")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a caption: its times in seconds, its `text` with other breaks; None leaves it."""

    start: Fraction | None = None
    end: Fraction | None = None
    text: str | None = None

    def of(self, caption: Caption, step: Fraction = Fraction(1, 1000)) -> Caption:
        """Return the caption as it will be read: its times in steps of so many seconds. Raises CaptionFault where it is none."""
        start = caption.start if self.start is None else rounded(self.start, step)
        end = caption.end if self.end is None else rounded(self.end, step)
        changed = replace(caption, start=start, end=end)
        return changed if self.text is None else rebroken(changed, self.text)


def edited(
    content: bytes, name: str, changes: Mapping[int, Change], encoding: str = "", gap: Fraction = Fraction(0)
) -> tuple[bytes, frozenset[int]]:
    """Return the bytes of a file with the captions changed, by their number in it from 0, and the numbers that could not be.

    Those stand in the file otherwise than could be told apart, such as a break that is a tag, or a time that counts from another
    one. Lines of lyrics end `gap` seconds before the next. Raises CaptionFault where the file cannot be read at all.
    """
    from pipeline.captions import read

    captions = read(content, name, encoding)
    kind = name.lower().rpartition(".")[2]
    found = _decoded(content, encoding_of(content, name, encoding))
    if kind not in FORMATS or found is None:
        return content, frozenset(changes)
    mark, codec, text = found
    if kind == "lrc":
        return _sung(content, name, changes, encoding, gap)
    kind = _ALIKE.get(kind, kind)
    places = _paired(text, kind, captions)
    edits: list[tuple[int, int, str]] = []
    meant = dict(enumerate(captions))
    refused: set[int] = set()
    for number, change in changes.items():
        try:
            becomes, its = _edits(text, kind, places[number], captions[number], change)
        except (KeyError, ValueError):
            refused.add(number)
        else:
            meant[number] = becomes
            edits += its
    changed = mark + _put(text, edits).encode(codec)
    if not _is_meant(changed, name, encoding, meant.values()):
        return content, frozenset(changes)
    return changed, frozenset(refused)


def _sung(
    content: bytes, name: str, changes: Mapping[int, Change], encoding: str, gap: Fraction
) -> tuple[bytes, frozenset[int]]:
    """Return the bytes of a file of lyrics with all of its lines changed, or none of them, as `edited` does."""
    from pipeline.captions import read

    before = lyrics.apart(read(content, name, encoding), gap)
    wanted = {
        number: (
            before[number].start if change.start is None else change.start,
            before[number].end if change.end is None else change.end,
        )
        for number, change in changes.items()
    }
    found = _decoded(content, encoding)
    assert found is not None
    mark, codec, text = found
    try:
        if any(change.text is not None for change in changes.values()):
            raise ValueError("a line of lyrics is one line")
        changed = mark + _put(text, lyrics.edits(text, before, wanted, gap)).encode(codec)
        after = lyrics.apart(read(changed, name, encoding), gap)
    except ValueError:  # a CaptionFault is one
        return content, frozenset(changes)
    near = max(gap / 4, Fraction(1, 100))
    meant = [(one.text, *wanted.get(number, (one.start, one.end))) for number, one in enumerate(before)]
    is_meant = len(after) == len(meant) and all(
        one.text == said and abs(one.start - start) <= near and abs(one.end - end) <= near
        for one, (said, start, end) in zip(after, meant, strict=True)
    )
    return (changed, frozenset()) if is_meant else (content, frozenset(changes))


def _put(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for begin, end, put in sorted(edits):
        pieces += [text[at:begin], put]
        at = end
    return "".join(pieces) + text[at:]


def encoding_of(content: bytes, name: str, encoding: str) -> str:
    """Return the encoding that a file is declared to have, in its own text or where it is named; empty where it is UTF-8."""
    if encoding or not name.lower().endswith((".ttml", ".dfxp", ".itt", ".xml")):
        return encoding
    from pipeline.captions.ttml import declared

    return declared(content)


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


def _paired(text: str, kind: str, captions: Sequence[Caption]) -> dict[int, Standing]:
    """Return where each caption stands, by its number; not of those that cannot be told apart."""
    by_times: dict[tuple[Fraction, Fraction], list[Standing]] = {}
    for place in standing(text, kind):
        if _bare(text[slice(*place.text)], kind):
            times = seconds(text[slice(*place.start)]), seconds(text[slice(*place.end)])
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


def _bare(marked: str, kind: str) -> str:
    return _SKIPPED[kind].sub("", marked).strip()


def _edits(
    text: str, kind: str, place: Standing, caption: Caption, change: Change
) -> tuple[Caption, list[tuple[int, int, str]]]:
    """Return what a caption becomes, and what to put where. Raises ValueError where a break or a time cannot be put."""
    if kind not in BROKEN and ((change.start is not None and caption.words) or change.text is not None):
        raise ValueError("times of words count from the beginning, and breaks are tags")
    spans = (place.start, place.end)
    step = max(unit(text[slice(*span)]) for span in spans)
    becomes = change.of(caption, step)
    edits = [
        (*span, stamped(text[slice(*span)], at))
        for span, at, told in zip(spans, (becomes.start, becomes.end), (change.start, change.end), strict=True)
        if told is not None
    ]
    if change.text is not None and change.text != caption.text:
        edits += _breaks(text, kind, place, caption.text, change.text)
    return becomes, edits


def _breaks(text: str, kind: str, place: Standing, old: str, new: str) -> Iterator[tuple[int, int, str]]:
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


def _seen(text: str, kind: str, place: Standing, characters: Sequence[str]) -> list[tuple[int, int]]:
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
