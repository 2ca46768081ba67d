"""WebVTT (.vtt) <-> captions, as browsers read it (w3.org/TR/webvtt1: blocks, section 6.1; text, section 6.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from pipeline.captions import settings, tags
from pipeline.captions.file import CaptionFile, Note, Region, by_time
from pipeline.captions.model import Caption, CaptionFault
from pipeline.captions.source import (
    ARROW,
    BACK,
    Mistakes,
    Notices,
    index,
    is_times,
    lines_of,
    refuse_joined,
    refuse_times,
    stamp,
    times,
)

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_APART = re.compile(r"(?P<kind>NOTE|STYLE|REGION)(?:[ \t](?P<rest>.*))?")
_LANGUAGE = re.compile(r"Language:[ \t]*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)[ \t]*")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_Block = list[tuple[int, str]]


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read a WebVTT file. Raises CaptionFault with all mistakes and their lines.

    What browsers would drop in silence (a time that is none, text that belongs to no caption) is a mistake.
    """
    lines = lines_of(content, name, encoding)
    reader = _Reader()
    with reader.mistakes.noted():
        if not _HEADER.fullmatch(lines[0]):
            message = f"{name} does not begin with WEBVTT; write that alone in its first line, and an empty line below"
            raise CaptionFault(message, 1)
    header, *blocks = _blocks(lines)
    for (_, line) in header:
        if found := _LANGUAGE.fullmatch(line):
            reader.language = found[1]
    for before, block in pairwise([header, *blocks]):
        if before[-1][0] == block[0][0] - 1:
            with reader.mistakes.noted():
                reader.unparted(before, block)
        with reader.mistakes.noted():
            reader.take(block)
    reader.mistakes.tell()
    return reader.done()


def write(
    captions: Sequence[Caption], *, styles: Sequence[str] = (), regions: Sequence[Region] = (), notes: Sequence[Note] = ()
) -> str:
    """Write a WebVTT file: sorted by start as the format demands, times to the millisecond, with marks, words and places."""
    parts = ["WEBVTT\n"]
    parts += (f"REGION\n{settings.write_region(region)}\n" for region in regions)
    parts += (f"STYLE\n{style}\n" for style in styles)
    before: dict[int, list[str]] = {}
    for note in notes:
        before.setdefault(note.before, []).append(f"NOTE{chr(10) if chr(10) in note.text else ' '}{note.text}\n")
    for number, caption in enumerate(sorted(captions)):
        parts += before.pop(number, [])
        place = settings.write(caption.place)
        head = f"{caption.name}\n" if caption.name else ""
        span = f"{stamp(caption.start, '.')} {ARROW} {stamp(caption.end, '.')}"
        parts.append(f"{head}{span}{place and ' '}{place}\n{tags.write(caption)}\n")
    parts += (text for texts in before.values() for text in texts)
    return "\n".join(parts) + ("\n" if captions else "")


def _blocks(lines: Sequence[str]) -> list[_Block]:
    """Return the runs of lines between empty ones, each line with its number, the header first.

    A line with an arrow also begins one, but for the second of a block whose first is the caption's name.
    """
    blocks: list[_Block] = [[(1, lines[0])]]
    is_open = True
    for number, line in enumerate(lines[1:], 2):
        if not line:
            is_open = False
        elif not is_open or (ARROW in line and (len(blocks) == 1 or len(blocks[-1]) > 1 or ARROW in blocks[-1][0][1])):
            blocks.append([(number, line)])
            is_open = True
        else:
            blocks[-1].append((number, line))
    return blocks


class _Reader:
    """What has been read of a file so far."""

    def __init__(self) -> None:
        self.language = ""
        self.mistakes = Mistakes()
        self._captions: list[tuple[Caption, int]] = []
        self._styles: list[str] = []
        self._regions: list[Region] = []
        self._notes: list[tuple[str, int]] = []
        self._notices = Notices()

    def unparted(self, before: _Block, block: _Block) -> None:
        """Tell of a caption that begins without an empty line before it."""
        number, last = before[-1]
        if len(before) > 1 and index(last) is not None and ARROW not in last:
            raise CaptionFault(f"a blank line is missing before this caption; {last.strip()!r} would be shown", number)
        self._notices.add(block[0][0], "a blank line is missing before this caption")
        if not last.strip():
            return
        # A line of blanks parts nothing, so a name below it is text of the caption before.
        if len(before) > 2 and not before[-2][1].strip() and ARROW not in last:
            message = f"the line above holds blanks, so {last.strip()[:40]!r} belongs to the caption before; make it empty"
            raise CaptionFault(message, number)

    def take(self, block: _Block) -> None:
        """Read a block."""
        number, first = block[0]
        at = next((at for at, (_, line) in enumerate(block) if ARROW in line), None)
        apart = _APART.fullmatch(first)
        if apart and at:
            raise CaptionFault(f"a {apart['kind']} holds {ARROW!r}; a blank line is missing before the caption", block[at][0])
        if at is not None:
            self._caption(block, at)
        elif apart and apart["kind"] == "NOTE":
            said = [*filter(None, [apart["rest"]]), *(line for _, line in block[1:])]
            self._notes.append(("\n".join(said), len(self._captions)))
        elif apart and (self._captions or (apart["rest"] or "").strip()):
            self._notices.add(number, f"browsers pass over this {apart['kind']}; it belongs before all captions, its word alone")
        elif apart and apart["kind"] == "STYLE":
            self._styles.append("\n".join(line for _, line in block[1:]))
        elif apart:
            of_it = " ".join(line for _, line in block[1:])
            if region := settings.read_region(of_it, lambda message: self._notices.add(number, message)):
                self._regions = [*(one for one in self._regions if one.name != region.name), region]
            else:
                self._notices.add(number, "this REGION has no id, so no caption can stand in it")
        elif _HEADER.fullmatch(first):
            self._notices.add(number, "WEBVTT stands here again; files were joined, and their times may run twice")
        else:
            self._strange([(below, line.strip()) for below, line in block if line.strip()])

    def _strange(self, block: _Block) -> None:
        """Read a block that is nothing of WebVTT's, without its blank lines. Raises CaptionFault where it holds a text."""
        for number, line in block:
            refuse_times(line, number)
            if len(block) > 1 or index(line) is None:
                raise CaptionFault(f"{line[:40]!r} belongs to no caption; a blank line ends one", number)
            self._notices.add(number, f"the number {line} stands alone and belongs to no caption")

    def _caption(self, block: _Block, at: int) -> None:
        """Read a caption, whose times are in the line `at`. One of blanks alone, by which platforms clear the screen, goes."""
        number, line = block[at]
        if not is_times(line):
            raise CaptionFault(f"{ARROW!r} belongs between two times only; in a text write \N{RIGHTWARDS ARROW}", number)
        for below, text_line in block[at + 1 :]:
            with self.mistakes.noted():
                refuse_times(text_line, below)
                refuse_joined(text_line, below)
            if (override := _OVERRIDE.search(text_line)) is not None:
                message = f"{override[0][:40]!r} is a tag of Advanced SubStation, which players of WebVTT show; delete it"
                self._notices.add(below, message)
        last, last_line = block[-1]
        if len(block) > at + 2 and _HEADER.fullmatch(last_line):
            self._notices.add(last, "WEBVTT is shown as text here; if files were joined, begin it after an empty line")
        before, start, end, said = len(self.mistakes), Fraction(0), Fraction(1), ""
        with self.mistakes.noted():
            start, end, said = times(line, number, mark=".", strict=True)
        place = settings.read(said, self._regions, lambda message: self._notices.add(number, message))
        text, marks, words = tags.read("\n".join(text for _, text in block[at + 1 :]), number + 1, start, end, self._notices)
        if len(self.mistakes) > before:
            return
        if text:
            name = block[0][1].strip() if at else ""
            caption = Caption(start, end, text, marks, words, place, "" if _HEADER.fullmatch(name) else name)
            if self._captions and start < self._captions[-1][0].start:
                self._notices.add(number, BACK)
            self._captions.append((caption, number))
        elif len(block) == at + 1:
            self._notices.add(number, "the caption has no text and is left out")

    def done(self) -> CaptionFile:
        """Return what was read, captions sorted by their times, those of the same in the file's order."""
        order = sorted(range(len(self._captions)), key=lambda at: self._captions[at][0])
        place = {at: now for now, at in enumerate(order)}
        captions, lines = by_time(self._captions)
        return CaptionFile(
            captions,
            lines,
            styles=tuple(self._styles),
            regions=tuple(self._regions),
            notes=tuple(Note(text, place.get(at, len(order))) for text, at in self._notes),
            language=self.language,
            notices=self._notices.all(),
        )
