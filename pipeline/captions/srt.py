"""SubRip (.srt) <-> captions. The format is parsed by pysrt, within a reader that lets nothing be dropped unseen.

pysrt 1.1.2 loses the rest of a cue after a blank line, swallows a cue that follows without one, reads negative times as
positive and `,5` as five milliseconds. So cues are laid out plainly first, each fault with its line, and counted after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from pipeline.captions.model import Caption, CaptionFault, plain
from pipeline.captions.source import ARROW, lines_of, stamp, times

# The tags that players of SubRip know; any other "<" is text. `{\an8}` and its like are Advanced SubStation's.
_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")


def read(content: bytes, name: str) -> tuple[Caption, ...]:
    """Read a SubRip file, sorted by start. Markup is removed. Raises CaptionFault with the line of the first mistake.

    Index lines may be missing or wrong; a blank line inside a cue does not end it.
    """
    import pysrt

    lines = lines_of(content, name)
    at = [index for index, line in enumerate(lines) if ARROW in line]
    # A line of digits right above the times is the cue's index.
    heads = [index - 1 if index and lines[index - 1].strip().isdecimal() else index for index in at]
    for number, line in enumerate(lines[: heads[0] if heads else None], 1):
        if line.strip():
            raise CaptionFault(f"{name} begins with {line.strip()[:40]!r}, which belongs to no caption", number)
    spans = [times(lines[index], index + 1, mark=",", hours=True) for index in at]
    ends = [*heads[1:], len(lines)]
    laid_out: list[str] = []
    for number, (start, end) in enumerate(spans, 1):
        index = at[number - 1]
        try:
            text = plain(_OVERRIDE.sub("", _TAG.sub("", "\n".join(lines[index + 1 : ends[number - 1]]))))
        except CaptionFault as fault:
            raise CaptionFault(fault.message, index + 2) from None
        if not text:
            raise CaptionFault("the caption has no text; delete it or write one", index + 1)
        laid_out += [f"{number}\n", f"{stamp(start, ',')} {ARROW} {stamp(end, ',')}\n", *_lines(text), "\n"]
    # A list of lines, because pysrt's from_string would split texts at U+2028.
    items = pysrt.SubRipFile().read(laid_out, error_handling=pysrt.SubRipFile.ERROR_RAISE)
    if len(items) != len(at):
        raise CaptionFault(f"{name} has {len(at)} captions and {len(items)} could be read")
    return tuple(sorted(Caption(Fraction(i.start.ordinal, 1000), Fraction(i.end.ordinal, 1000), i.text) for i in items))


def write(captions: Sequence[Caption]) -> str:
    """Write a SubRip file: UTF-8 text without a byte order mark or markup, numbered from 1, times to the millisecond.

    The format has no escape: a text that would be taken for a tag is written with other brackets.
    """
    return "".join(
        f"{number}\n{stamp(caption.start, ',')} {ARROW} {stamp(caption.end, ',')}\n{_neutral(caption.text)}\n\n"
        for number, caption in enumerate(captions, 1)
    )


def _neutral(text: str) -> str:
    text = _TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", text)
    return _OVERRIDE.sub(lambda override: f"({override[0][1:-1]})", text)


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")]
