r"""Advanced SubStation (.ass, .ssa) -> captions. The file is read by pysubs2; tags within texts are walked here.

pysubs2 1.8.1 passes over lines that it does not know and reads 100 hours as 0, so what it would lose is refused with its line.
Drawings (`\p1`) are no captions and go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING
from warnings import catch_warnings

from pipeline.captions.file import CaptionFile, by_time
from pipeline.captions.markup import Builder
from pipeline.captions.model import Caption, CaptionFault, Kind, Place
from pipeline.captions.source import Mistakes, Notices, lines_of, refuse_times
from pipeline.captions.srt import numpad

if TYPE_CHECKING:
    from pysubs2 import SSAEvent, SSAStyle

_DIALOGUE = re.compile(r"\s*Dialogue:\s*(?P<fields>.*)")
_OTHER = re.compile(r"\s*(?:;|!:|(?:Comment|Command|Format|Movie|Picture|Sound):)", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:[0-5]?\d:[0-5]?\d[.:]\d{2,3}", re.ASCII)
_TAG = re.compile(
    r"\\(?:(?P<switch>[biu])(?P<on>\d{1,4})?(?![a-z0-9])|[kK][fo]?(?P<beat>\d{1,6})|an(?P<key>[1-9])"
    r"|a(?P<old>1?\d)(?!\d)|p(?P<drawn>\d{1,3})|(?P<reset>r)(?!nd\d)|(?P<moved>pos|move)\()",
    re.ASCII,
)
_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_OLD = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
r"""The places of `\a`, as those of `\an`."""
_SWITCHES: dict[str, Kind] = {"b": "bold", "i": "italic", "u": "underline"}


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read a file of Advanced SubStation. Raises CaptionFault with all mistakes and their lines."""
    lines = lines_of(content, name, encoding)
    mistakes = Mistakes()
    numbers = [*_dialogues(lines, name, mistakes)]
    events: list[SSAEvent] = []
    styles: dict[str, SSAStyle] = {}
    with mistakes.noted():
        events, styles = _events(lines, name, len(numbers))
    notices = Notices()
    found: list[tuple[Caption, int]] = []
    for number, event in zip(numbers, events, strict=False):  # there are none where they could not be read
        style = styles.get(event.style)
        if style is None and event.style not in ("", "Default", "*Default"):
            notices.add(number, f"there is no style {event.style[:40]!r}; the caption is read without one")
        with mistakes.noted(number):
            start, end = Fraction(event.start, 1000), Fraction(event.end, 1000)
            if end <= start:
                message = f"the caption ends at {float(end):g} s, which is not after its start at {float(start):g} s"
                raise CaptionFault(f"{message}; correct one of the two")
            caption = _caption(event.text, event.name.strip(), start, end, style, partial(notices.add, number))
            for line in caption.text.split("\n") if caption else ():
                refuse_times(line, number)
            if caption is None:
                notices.add(number, "the caption has no text and is left out")
            else:
                found.append((caption, number))
    mistakes.tell()
    return CaptionFile(*by_time(found), notices=notices.all())


def _events(lines: list[str], name: str, count: int) -> tuple[list[SSAEvent], dict[str, SSAStyle]]:
    """Return what pysubs2 reads of lines: as many lines of dialogue, and the styles. Raises CaptionFault."""
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    kind = "ssa" if any(line.strip().lower() == "[v4 styles]" for line in lines) else "ass"
    try:
        # What else breaks a line for Python breaks none here, so that pysubs2 sees the same lines.
        whole = "\n".join(_BREAK.sub(r"\\N", line) for line in lines)
        with catch_warnings(action="ignore"):  # of values of styles, which it prints
            subtitles = SSAFile.from_string(whole, kind)
    except (Pysubs2Error, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CaptionFault(f"{name} cannot be read as Advanced SubStation ({str(error)[:80]}); export it again") from None
    events = [event for event in subtitles.events if event.type == "Dialogue"]
    if len(events) != count:
        raise CaptionFault(f"{name} has {count} lines of dialogue and {len(events)} could be read; export it again")
    return events, subtitles.styles


def _dialogues(lines: list[str], name: str, mistakes: Mistakes) -> Iterator[int]:
    """Yield the numbers of the lines of dialogue, looked at; empty those with mistakes, which are noted.

    Raises CaptionFault where the whole cannot be read.
    """
    section, fields = "", 10  # of a line of dialogue, the text last
    if not any(line.strip().lower() == "[events]" for line in lines):
        raise CaptionFault(f"{name} has no [Events], so it is not Advanced SubStation; export it again", 1)
    for number, line in enumerate(lines, 1):
        if re.fullmatch(r"\s*\[[^\]]*\]\s*", line):
            section = line.strip().lower()
        elif section == "[events]" and line.startswith("Format:"):
            order = [field.strip().lower() for field in line.removeprefix("Format:").split(",")]
            if len(order) != 10 or (order[1:3], order[-1]) != (["start", "end"], "text"):
                raise CaptionFault("the fields of [Events] are in an order that is not the standard's; export it again", number)
        elif section == "[events]" and line.strip():
            is_dialogue, before = False, len(mistakes)
            with mistakes.noted(number):
                is_dialogue = _is_dialogue(line, fields)
            if len(mistakes) > before:
                lines[number - 1] = ""
            elif is_dialogue:
                yield number


def _is_dialogue(line: str, fields: int) -> bool:
    """Say whether a line of [Events] is one of dialogue. Raises CaptionFault for one that is none rightly."""
    if found := _DIALOGUE.match(line):
        parts = found["fields"].split(",", fields - 1)
        if len(parts) < fields:
            raise CaptionFault(f"this line has {len(parts)} fields; its Format has {fields}")
        for time in parts[1:3]:
            if not _TIME.fullmatch(time.strip()):
                raise CaptionFault(f"{time.strip()[:40]!r} is not a time; write 1:02:03.45")
    elif re.match(r"\s*dialogue:", line, re.IGNORECASE):
        raise CaptionFault(f"players do not know {line.strip()[:9]!r}; write 'Dialogue:'")
    elif not _OTHER.match(line):
        message = f"{line.strip()[:40]!r} belongs to no line of dialogue; in a text write \\N for the end of a line"
        raise CaptionFault(message)
    return found is not None


def _caption(
    marked: str, voice: str, start: Fraction, end: Fraction, style: SSAStyle | None, tell: Callable[[str], None]
) -> Caption | None:
    """Return a caption from its text with tags; None for one without."""
    builder = Builder()
    if voice:
        builder.begin("v", ("voice", " ".join(voice.split())))
    open_now: list[str] = []

    def switch(tag: str, on: bool) -> None:
        """Close what is open down to `tag` and open the rest again; or open it."""
        if on == (tag in open_now):
            return
        again = [] if on else open_now[open_now.index(tag) + 1 :]
        for each in reversed([] if on else open_now[open_now.index(tag) :]):
            builder.end(each)
            open_now.remove(each)
        for each in [tag] if on else again:
            builder.begin(each, (_SWITCHES[each], ""))
            open_now.append(each)

    def reset() -> None:
        for tag, is_on in (("b", style and style.bold), ("i", style and style.italic), ("u", style and style.underline)):
            switch(tag, bool(is_on))

    reset()
    place = numpad(int(style.alignment)) if style is not None and 1 <= int(style.alignment) <= 9 else Place()
    is_drawn, beat, at = False, start, 0
    while (opening := _opening(marked, at)) >= 0 and (closing := marked.find("}", opening)) >= 0:
        builder.add("" if is_drawn else _text(marked[at:opening]))
        for found in _TAG.finditer(marked, opening, closing):
            if found["switch"] in _SWITCHES:
                switch(found["switch"], int(found["on"] or 0) not in (0, 400))
            elif found["beat"]:
                builder.speak(beat)
                beat += Fraction(int(found["beat"]), 100)
            elif found["key"]:
                place = numpad(int(found["key"]))
            elif found["old"] and int(found["old"]) in _OLD:
                place = numpad(_OLD[int(found["old"])])
            elif found["reset"]:
                reset()
            elif found["moved"]:
                tell(f"the place that \\{found['moved']} gives is left out; \\an1 to \\an9 are heeded")
            elif found["drawn"]:
                is_drawn = int(found["drawn"]) > 0
        at = closing + 1
    builder.add("" if is_drawn else _text(marked[at:]))
    text, marks, words = builder.done(start, end)
    return Caption(start, end, text, marks, words, place) if text else None


def _opening(marked: str, at: int) -> int:
    """Return where the next braces open; one behind a backslash is text, as libass has it. -1 where none do."""
    while (found := marked.find("{", at)) > 0 and marked[found - 1] == "\\":
        at = found + 1
    return found


def _text(text: str) -> str:
    text = text.replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", "\N{NO-BREAK SPACE}")
    return text.replace(r"\{", "{").replace(r"\}", "}")
