"""The tags within a WebVTT caption (w3.org/TR/webvtt1, section 6.4)."""

from __future__ import annotations

import html
import re
from fractions import Fraction

from pipeline.captions.markup import BLOCKS, HTML, Builder, pieces, unescape
from pipeline.captions.model import Caption, CaptionFault, Kind, Mark, Word
from pipeline.captions.source import Notices, looks_like_times, stamp, stamped

_PLAIN: dict[str, Kind] = {"b": "bold", "i": "italic", "u": "underline"}
_SAID: dict[str, Kind] = {"v": "voice", "lang": "language"}
_TAGS = frozenset([*_PLAIN, *_SAID, "c", "ruby", "rt"])
_CLOCK = re.compile(r"<([\d:.,]+)>", re.ASCII)
_NAMES = {kind: tag for tag, kind in (_PLAIN | _SAID).items()}


def read(
    marked: str, number: int, start: Fraction, end: Fraction, notices: Notices
) -> tuple[str, tuple[Mark, ...], tuple[Word, ...]]:
    """Read the text of a caption that begins at the line `number`; the reading of ruby follows what it is for, in brackets.

    Raises CaptionFault with the line.
    """
    reader = _Reader(number, notices)
    at = closing = 0
    while (found := marked.find("<", at)) >= 0:
        reader.text(marked[at:found])
        if 0 <= closing <= found:
            closing = marked.find(">", found)
        after = marked[found + 1 : found + 2]
        if (clock := _CLOCK.match(marked, found)) and ":" in clock[1]:
            reader.clock(clock[1])
            at = clock.end()
        elif after and (after.isalpha() or after in "/.") and closing < 0:
            raise CaptionFault(f"the tag {marked[found : found + 20]!r} has no '>'; write &lt; for the sign '<'", reader.line)
        elif after and (after.isalpha() or after in "/."):
            reader.tag(marked[found + 1 : closing])
            at = closing + 1
        else:
            notices.add(reader.line, "'<' stands for itself here, and players may hide what follows; write &lt;")
            reader.text("<")
            at = found + 1
    reader.text(marked[at:])
    try:
        return reader.done(start, end)
    except CaptionFault as fault:
        raise CaptionFault(fault.message, number) from None


def write(caption: Caption) -> str:
    """Write the text of a caption with its marks and words, what could be taken for a tag escaped."""
    parts: list[str] = []
    for text, ended, begun, word in pieces(caption):
        parts += (f"</{_tag(mark)}>" for mark in ended)
        if word is not None:
            parts.append(f"<{stamp(word.start, '.')}>")
        for mark in begun:
            said = html.escape(" ".join(mark.value.split()), quote=False)
            parts.append(f"<{_tag(mark)}{'.' if mark.kind == 'class' else ' ' if said else ''}{said}>")
        parts.append(html.escape(text, quote=False))
    # Our own reader refuses a text that looks like the times of a caption, unless it is escaped.
    lines = "".join(parts).split("\n")
    return "\n".join(f"&#{ord(line[0])};{line[1:]}" if looks_like_times(line) else line for line in lines)


def _tag(mark: Mark) -> str:
    return _NAMES.get(mark.kind, "c")


class _Reader:
    """What has been read of a caption's text so far."""

    def __init__(self, number: int, notices: Notices) -> None:
        self.line = number
        self._notices = notices
        self._builder = Builder()

    def text(self, text: str) -> None:
        """Take text up to the next tag."""
        self.line += text.count("\n")
        self._builder.add(unescape(text))

    def clock(self, text: str) -> None:
        """Take the time of a word."""
        try:
            self._builder.speak(stamped(text, self.line, ".", strict=True))
        except CaptionFault as fault:
            self._notices.add(self.line, f"{fault.message}; the time of a word is left out")

    def tag(self, inner: str) -> None:
        """Take a tag, without its brackets. Raises CaptionFault for one that is none."""
        name, *classes = (inner.split(maxsplit=1)[:1] or [""])[0].removeprefix("/").split(".")
        name, is_empty = name.removesuffix("/").lower(), inner.endswith("/")
        said = " ".join(unescape(" ".join(inner.split(maxsplit=1)[1:])).split())
        if name == "br":
            self._notices.add(self.line, "players of WebVTT do not know <br>; it is read as the end of a line")
            self._builder.add("\n")
        elif name in HTML:
            self._notices.add(self.line, f"players of WebVTT do not know <{name}>; it is left out")
            self._builder.add("\n" if name in BLOCKS else "")
        elif name not in _TAGS and (name or not classes):
            short = " ".join((inner if len(inner) < 20 else f"{inner[:20]}...").split())
            message = f"<{short}> is no tag of WebVTT, and players hide it; write &lt;{short}&gt; to show it, or delete it"
            raise CaptionFault(message, self.line)
        elif inner.startswith("/"):
            self._end(name)
        elif not is_empty:
            self._begin(name, ".".join(filter(None, classes)), said)
        self.line += inner.count("\n")

    def _begin(self, name: str, classes: str, said: str) -> None:
        if name == "rt" and self._builder.within != "ruby":
            return
        marks: list[tuple[Kind, str]] = [("class", classes)] if classes else []
        if name in _PLAIN:
            marks.append((_PLAIN[name], ""))
        elif name in _SAID and said:
            marks.append((_SAID[name], said))
        self._builder.begin(name, *marks)
        if name == "rt":
            self._builder.add("(")

    def _end(self, name: str) -> None:
        if self._builder.within == "rt" and name in ("rt", "ruby"):
            self._builder.add(")")
            self._builder.end("rt")
        self._builder.end(name)

    def done(self, start: Fraction, end: Fraction) -> tuple[str, tuple[Mark, ...], tuple[Word, ...]]:
        """Close what is open and return the text. Raises CaptionFault."""
        while tag := self._builder.within:
            self._end(tag)
        return self._builder.done(start, end)
