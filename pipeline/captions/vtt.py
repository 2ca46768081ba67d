"""WebVTT (.vtt) <-> captions (w3.org/TR/webvtt1: file structure, section 4; cue text, section 4.2.2)."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from pipeline.captions.model import Caption, CaptionFault, plain
from pipeline.captions.source import ARROW, lines_of, stamp, times

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_APART = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_RUBY = re.compile(r"<rt(?:\.[^<>]*)?>(.*?)(?:</rt>|(?=</ruby>))", re.DOTALL)
# Classes follow a tag's name after points, a voice or language after a space; a time in brackets is for karaoke.
_TAG = re.compile(r"</?(?:[ibucv]|lang|ruby|rt)(?:\.[^\s<>]*)*(?:\s[^<>]*)?>|<(?:\d+:)?\d\d:\d\d\.\d{3}>")


def read(content: bytes, name: str) -> tuple[Caption, ...]:
    """Read a WebVTT file, sorted by start. Raises CaptionFault with the line of the first mistake.

    Settings, styles, regions and notes are passed over; tags go, voices with them; the reading of ruby follows in brackets.
    """
    lines = lines_of(content, name)
    if not _HEADER.fullmatch(lines[0]):
        raise CaptionFault(f"{name} does not begin with WEBVTT", 1)
    found: list[Caption] = []
    header, *blocks = _blocks(lines)
    if any(ARROW in line for _, line in header):
        raise CaptionFault("a blank line is missing between WEBVTT and the first caption", header[-1][0])
    for block in blocks:
        first = block[0][1]
        if _APART.fullmatch(first):
            if arrow := next((number for number, line in block if ARROW in line), None):
                raise CaptionFault(f"a {first.split()[0]} holds {ARROW!r}; a blank line is missing before the caption", arrow)
            continue
        cue = block[1:] if ARROW not in first and len(block) > 1 else block
        caption = _caption(cue)
        if caption is not None:
            found.append(caption)
    return tuple(sorted(found))


def write(captions: Sequence[Caption]) -> str:
    """Write a WebVTT file: sorted by start as the format demands, `&`, `<` and `>` escaped, times to the millisecond."""
    cues = (
        f"{stamp(caption.start, '.')} {ARROW} {stamp(caption.end, '.')}\n{html.escape(caption.text, quote=False)}\n\n"
        for caption in sorted(captions)
    )
    return "WEBVTT\n\n" + "".join(cues)


def _blocks(lines: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Return the runs of lines between empty ones, each line with its number.

    A line of blanks belongs to a text, as platforms write it, unless a caption begins after it, as hands write it.
    """
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(lines, 1):
        if line.strip() or (line and blocks[-1] and not _begins(lines[number : number + 2])):
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def _begins(lines: Sequence[str]) -> bool:
    """Say whether the first two lines begin a caption, which may have a name."""
    return bool(lines and lines[0]) and any(ARROW in line for line in lines)


def _caption(block: Sequence[tuple[int, str]]) -> Caption | None:
    """Return a caption; None for one of nothing but blanks, by which platforms clear the screen."""
    number, line = block[0]
    if ARROW not in line:
        raise CaptionFault(f"{line.strip()[:40]!r} belongs to no caption; a blank line ends one", number)
    start, end = times(line, number, mark=".", hours=False)
    for below, text_line in block[1:]:
        if ARROW in text_line:
            raise CaptionFault("a blank line is missing before this caption", below)
    try:
        marked = "\n".join(text for _, text in block[1:])
        text = plain(html.unescape(_TAG.sub("", _RUBY.sub(r"(\1)", marked))))
    except CaptionFault as fault:
        raise CaptionFault(fault.message, number + 1) from None
    if not text and len(block) > 1:
        return None
    if not text:
        raise CaptionFault("the caption has no text; delete it or write one", number)
    return Caption(start, end, text)
