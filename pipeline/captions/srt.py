"""SubRip (.srt) <-> captions. Each caption is read by pysrt, within a reader that lets nothing be dropped unseen.

pysrt 1.1.2 parts a file at blank lines and skips what it does not know: it loses the rest of a caption after a blank line,
swallows a caption that follows without one, and reads negative times as positive and `,5` as five milliseconds. So a file is
parted here, at its lines of times, and what pysrt would misread is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from pipeline.captions.file import CaptionFile, by_time
from pipeline.captions.markup import BLOCKS, HTML, Builder, pieces
from pipeline.captions.model import Caption, CaptionFault, Kind, Place
from pipeline.captions.source import (
    ARROW,
    BACK,
    Mistakes,
    Notices,
    index,
    is_times,
    lines_of,
    looks_like_times,
    refuse_joined,
    refuse_times,
    stamp,
    times,
)

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,7})(?P<said>\s[^<>]*|/)?>")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_ALIGNED = re.compile(r"\\an([1-9])")
_MARKS: dict[str, Kind] = {"b": "bold", "i": "italic", "u": "underline"}
_TAGS = {kind: tag for tag, kind in _MARKS.items()}
_KNOWN = HTML | {*_MARKS}
_FIRST = re.compile(r"^((?:<[^<>]*>)*)")
_JOINER = "\N{WORD JOINER}"
"""Stands unseen before a text that would be taken for the times of a caption, as there is no escape."""
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_STRANGE = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9]{0,20}|\d{1,2}:\d{2})[^<>]{0,60}>", re.ASCII)
_JOINED = re.compile(rf"^{_JOINER}(?={_JOINER}*[-+\u2212]?\d)", re.MULTILINE)


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read a SubRip file. Raises CaptionFault with all mistakes and their lines.

    Numbers may be missing or wrong; a blank line inside a caption does not end it.
    """
    import pysrt

    lines = lines_of(content, name, encoding)
    notices, mistakes = Notices(), Mistakes()
    at = [number for number, line in enumerate(lines) if ARROW in line and is_times(line)]
    heads = _heads(lines, at)
    above = lines[: heads[0] if heads else None]
    _refuse_above(above, name, mistakes)
    found: list[tuple[Caption, int]] = []
    for count, (head, start, end) in enumerate(zip(heads, at, [*heads[1:], len(lines)], strict=False), 1):
        before = len(mistakes)
        with mistakes.noted():
            times(lines[start], start + 1, mark=",", strict=False)
        below = _without_number(lines, start + 1, end, (index(lines[head]) or count) + 1, notices)
        for number, line in enumerate(below, start + 2):
            if not line:
                continue
            with mistakes.noted():
                refuse_times(line, number)
                refuse_joined(line, number)
            if "<" in line or "&" in line:
                _tell_strange(line, number, notices)
        if head == start and count > 1:
            _tell_unnumbered(lines, start, notices)
        if len(mistakes) > before:
            with mistakes.noted():  # of its text all the same
                _caption("\n".join(below), Fraction(0), Fraction(1), start + 2)
            continue
        # A line of text has no break in it, so that pysrt cannot take one for the end of a line.
        item = pysrt.SubRipItem.from_lines([*lines[head:head + (head < start)], lines[start], *(below or [""])])
        with mistakes.noted():
            caption = _caption(item.text, Fraction(item.start.ordinal, 1000), Fraction(item.end.ordinal, 1000), start + 2)
            if caption is None:
                notices.add(start + 1, "the caption has no text and is left out")
            else:
                if found and caption.start < found[-1][0].start:
                    notices.add(start + 1, BACK)
                found.append((caption, start + 1))
    mistakes.tell()
    return CaptionFile(*by_time(found), notices=notices.all())


def write(captions: Sequence[Caption]) -> str:
    """Write a SubRip file: UTF-8 text without a byte order mark, numbered from 1, times to the millisecond.

    Of marks the format knows bold, italic and underlined. It has no escape: a text that would be taken for a tag is written with
    other brackets.
    """
    return "".join(
        f"{number}\n{stamp(caption.start, ',')} {ARROW} {stamp(caption.end, ',')}\n{_written(caption)}\n\n"
        for number, caption in enumerate(captions, 1)
    )


def _refuse_above(above: Sequence[str], name: str, mistakes: Mistakes) -> None:
    """Note what stands above the first caption: times that are none, each; else that something does."""
    before = len(mistakes)
    for number, line in enumerate(above, 1):
        with mistakes.noted():
            refuse_times(line, number)
    first = next((number for number, line in enumerate(above, 1) if line.strip()), None)
    if first is not None and len(mistakes) == before:
        with mistakes.noted():
            what = f"{name} begins with {above[first - 1].strip()[:40]!r}, which belongs to no caption"
            raise CaptionFault(f"{what}; remove it, or export the file again", first)


def _heads(lines: Sequence[str], at: Sequence[int]) -> list[int]:
    """Return for each line of times where its caption begins: at its number, which may stand apart, or at the times."""
    heads: list[int] = []
    count = 0
    for line, before in zip(at, [-1, *at], strict=False):
        above = line - 1
        while above > before and not lines[above].strip():
            above -= 1
        number = index(lines[above]) if above > before else None
        is_near, is_alone = above == line - 1, above <= 0 or not lines[above - 1].strip()
        if number is None or not (
            (is_near and (is_alone or lines[above].strip().isdecimal())) or (is_alone and (above == 0 or number == count + 1))
        ):
            above, number = line, count + 1
        count = number
        heads.append(above)
    return heads


def _without_number(lines: Sequence[str], start: int, end: int, number: int, notices: Notices) -> Sequence[str]:
    """Return the lines of a caption's text without the number of a next one that is not there."""
    last = end - 1
    while last > start and not lines[last].strip():
        last -= 1
    if last > start and index(lines[last]) == number and not lines[last - 1].strip():
        notices.add(last + 1, f"the number {lines[last].strip()} stands alone and belongs to no caption")
        return lines[start:last]
    if last > start and end == len(lines) and index(lines[last]) == number and lines[last].strip().isdecimal():
        notices.add(last + 1, f"the number {lines[last].strip()} is shown as text; delete it where it is left of another caption")
    return lines[start:end]


def _tell_unnumbered(lines: Sequence[str], start: int, notices: Notices) -> None:
    """Tell of a line alone where the number of a caption stands and is none: it is text of the caption before."""
    above = lines[start - 1].strip()
    if above and not lines[start - 2].strip():
        notices.add(start, f"{above[:40]!r} stands where a caption's number does, and is shown with the caption before it")


def _tell_strange(line: str, number: int, notices: Notices) -> None:
    """Tell of what other formats know and this one shows as it stands."""
    for tag in _STRANGE.finditer(line):
        known = _TAG.fullmatch(tag[0])
        if known is not None and known["name"].lower() in _KNOWN:
            continue
        name = "a time in brackets" if ":" in tag["name"] else f"<{tag['name']}>"
        notices.add(number, f"{name} is no tag of SubRip, so it is shown as it stands; delete it, or write other brackets")
    for found in _REFERENCE.finditer(line):
        notices.add(number, f"SubRip shows {found[0]} as it stands; write the character itself")


def _caption(marked: str, start: Fraction, end: Fraction, number: int) -> Caption | None:
    """Return a caption from its text with tags; None for one without text."""
    place = Place()
    if aligned := _ALIGNED.search(marked) if "{\\" in marked else None:
        place = numpad(int(aligned[1]))
    marked = _OVERRIDE.sub("", marked)
    bare = _TAG.sub(lambda tag: "" if tag["name"].lower() in _KNOWN else tag[0], marked)
    for below, line in enumerate(bare.split("\n"), number):
        refuse_times(line, below)
    builder = Builder()
    at = 0
    for tag in _TAG.finditer(marked):
        name = tag["name"].lower()
        if name not in _KNOWN:
            continue
        builder.add(_JOINED.sub("", marked[at : tag.start()]))
        at = tag.end()
        if name == "br" or name in BLOCKS:
            builder.add("\n")
        elif name in _MARKS and tag["end"]:
            builder.end(name)
        elif name in _MARKS and not (tag["said"] or "").endswith("/"):
            builder.begin(name, (_MARKS[name], ""))
    builder.add(_JOINED.sub("", marked[at:]))
    try:
        text, marks, _ = builder.done(start, end)
    except CaptionFault as fault:
        raise CaptionFault(fault.message, number) from None
    return Caption(start, end, text, marks, place=place) if text else None


def numpad(key: int) -> Place:
    r"""Return the place that Advanced SubStation's `\an` names by a key of a keyboard's block of numbers: 8 is above, 5 amid."""
    row, column = divmod(key - 1, 3)
    line = (None, Fraction(50), Fraction(0))[row]
    return Place(
        line=line,
        line_align="center" if row == 1 else "start",
        position=(Fraction(0), None, Fraction(100))[column],
        align=("left", "center", "right")[column],
    )


def _written(caption: Caption) -> str:
    known = tuple(mark for mark in caption.marks if mark.kind in _TAGS)
    parts: list[str] = []
    for text, ended, begun, _ in pieces(Caption(caption.start, caption.end, caption.text, known)):
        parts += (f"</{_TAGS[mark.kind]}>" for mark in ended)
        parts += (f"<{_TAGS[mark.kind]}>" for mark in begun)
        parts.append(_neutral(text))
    lines = "".join(parts).split("\n")
    return "\n".join(_FIRST.sub(rf"\1{_JOINER}", line, 1) if _is_doubtful(_TAG.sub("", line)) else line for line in lines)


def _is_doubtful(line: str) -> bool:
    return looks_like_times(line) or _JOINED.match(line) is not None


def _neutral(text: str) -> str:
    text = _TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›" if tag["name"].lower() in _KNOWN else tag[0], text)
    return _OVERRIDE.sub(lambda override: f"({override[0][1:-1]})", text)
