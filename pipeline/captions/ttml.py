"""TTML and its profile IMSC (.ttml, .dfxp, .itt, .xml) -> captions. The document is understood by ttconv (w3.org/TR/ttml2).

ttconv 1.2 passes over a time that it cannot read, so times are looked at first, each with its line.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ElementTree, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate
from xml.parsers.expat.errors import messages

from pipeline.captions.file import CaptionFile, by_time
from pipeline.captions.markup import Builder
from pipeline.captions.model import Caption, CaptionFault, Kind, Place
from pipeline.captions.source import Mistakes, Notices, decoded, refuse_times
from pipeline.values import dataclass

if TYPE_CHECKING:
    from ttconv.model import ContentElement

_XML, _TTML = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/ns/ttml"
_OLD = re.compile(r"^http://www\.w3\.org/2006/(?:04|10)/ttaf1(?=[#}])")
"""What TTML was called as DFXP, before it was a standard."""
_WITHIN = frozenset(f"{{{_TTML}}}{kind}" for kind in ("animate", "audio", "br", "metadata", "set", "span"))
"""What a text may hold."""
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CLOCK, _OFFSET = r"\d{2,9}:[0-5]\d:[0-5]\d(?:\.\d{1,9}|:\d{2,9}(?:\.\d{1,9})?)?", r"\d{1,9}(?:\.\d{1,9})?(?:h|m|s|ms|f|t)"
_NEVER = 10**8
"""Seconds after which nothing is seen: three years."""
_TIME = re.compile(f"{_CLOCK}|{_OFFSET}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Run:
    """A text of one look, seen from `begin` until `end` seconds."""

    text: str
    begin: Fraction
    end: Fraction
    kinds: tuple[Kind, ...]


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read a TTML document. Raises CaptionFault with all mistakes and their lines: of its times, or else of its captions."""
    from ttconv.imsc.reader import to_model

    text = decoded(content, name, encoding or declared(content))
    root, told = _tree(text, name)
    logging.getLogger("ttconv").setLevel(logging.CRITICAL + 1)  # it would write to the screen
    try:
        document = to_model(ElementTree(root))
    except Exception as error:  # noqa: BLE001 (it raises whatever a strange document makes of it)
        raise CaptionFault(f"{name} is not TTML that can be read ({type(error).__name__}); export it again") from None
    notices, mistakes = Notices(), Mistakes()
    body = document.get_body() if document is not None else None
    if document is None or body is None:
        return CaptionFile((), notices=notices.all())
    found: list[tuple[Caption, int]] = []
    paragraphs = [part for part in body.dfs_iterator() if type(part).__name__ == "P"]
    if len(paragraphs) != len(told):
        raise CaptionFault(f"{name} has {len(told)} captions and {len(paragraphs)} could be read; is one never seen?")
    for (number, voice), part in zip(told, paragraphs, strict=True):
        with mistakes.noted(number):
            found += ((caption, number) for caption in _captions(part, number, voice, notices))
    mistakes.tell()
    return CaptionFile(*by_time(found), language=document.get_lang() or "", notices=notices.all())


def declared(content: bytes) -> str:
    """Return the encoding that a document of XML says it has, empty where it says none."""
    found = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode() if found else ""


def _tree(text: str, name: str) -> tuple[Element, list[tuple[int, str]]]:
    """Parse a document. Return it, and of each of its paragraphs the line and who speaks. Raises CaptionFault.

    What says no end gets one in the far future: ttconv 1.2 reckons the end of what has none too early, and drops what is in it.
    """
    builder, parser = TreeBuilder(), ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    told: list[tuple[int, str]] = []
    open_now: list[str] = []
    mistakes = Mistakes()

    def start(tag: str, attributes: dict[str, str]) -> None:
        said = {_named(key): value for key, value in attributes.items()}
        line, name_ = parser.CurrentLineNumber, _named(tag)
        if not open_now:
            _refuse_root(name_, said, name, line)
        if open_now and open_now[-1].endswith(("}p", "}span")) and name_.startswith(f"{{{_TTML}}}") and name_ not in _WITHIN:
            with mistakes.noted(line):
                raise CaptionFault(f"TTML has no <{name_.rpartition('}')[2]}> in a text, so players hide it; write <span>")
        open_now.append(name_)
        for key in ("begin", "end", "dur"):
            if key in said and not _TIME.fullmatch(said[key].strip()):
                with mistakes.noted(line):
                    raise CaptionFault(f"{said[key][:40]!r} is not a time; write 01:02:03.456 or 3.5s")
        kind = tag.rpartition("}")[2]
        if kind in ("body", "div", "p") and not {"end", "dur"} & {*said}:
            said["dur"] = f"{_NEVER}s"
        if kind == "p":
            agents = [value for key, value in said.items() if key.endswith("}agent")]
            told.append((line, " ".join(agents).partition(" ")[0]))
        builder.start(name_, said)

    def end(tag: str) -> None:
        open_now.pop()
        builder.end(_named(tag))

    def refuse(*_: object) -> None:
        raise CaptionFault(f"{name} declares entities; remove them", parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(re.sub(r"^(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r"\1", text.lstrip()), True)
    except ExpatError as error:
        with mistakes.noted(error.lineno):
            message = f"{name} is not well-formed XML ({messages[error.code]}); mend it there, or export it again"
            raise CaptionFault(message) from None
    mistakes.tell()
    root = builder.close()
    names = {
        agent.get(f"{{{_XML}}}id", ""): "".join(next(iter(agent), agent).itertext()).strip()
        for agent in root.iter() if agent.tag.endswith("}agent")
    }  # fmt: skip
    return root, [(line, names.get(agent) or agent) for line, agent in told]


def _refuse_root(tag: str, said: dict[str, str], name: str, line: int) -> None:
    """Raise CaptionFault where a document begins otherwise than TTML, or counts its times otherwise than from its beginning."""
    if tag != f"{{{_TTML}}}tt":
        raise CaptionFault(f"{name} is not TTML: it does not begin with <tt xmlns={_TTML!r}>; export it again", line)
    for key, known in (("timeBase", ("media", "smpte")), ("dropMode", ("nonDrop",))):
        if (value := said.get(f"{{{_TTML}#parameter}}{key}", known[0])) not in known:
            raise CaptionFault(f"its times count with {key} {value[:20]!r}; export it again with times of the media", line)


def _named(tag: str) -> str:
    new, old = _OLD.subn(_TTML, tag)
    return f"{{{new.replace('#style}', '#styling}') if old else new}" if "}" in tag else tag


def _captions(paragraph: ContentElement, number: int, voice: str, notices: Notices) -> Iterator[Caption]:
    """Yield the captions of a paragraph: one, with the times of its words; or several, where a part ends before the rest."""
    begin, end = Fraction(0), None
    for part in (*_parents(paragraph), paragraph):
        begin, end = _within(part, begin, end)
    if end is None:
        end = begin + _NEVER
    if end <= begin:
        message = f"the caption ends at {float(end):g} s, which is not after its start at {float(begin):g} s"
        raise CaptionFault(f"{message}; correct one of the two", number)
    if any(map(_is_hidden, (*_parents(paragraph), paragraph))):
        notices.add(number, "the caption is hidden by its style and is left out")
        return
    runs = list(_runs(paragraph, begin, end, _kinds(paragraph, ())))
    runs = [run for run in runs if run.begin < run.end]
    seen = [run for run in runs if run.text.strip()]
    if not seen:
        notices.add(number, "the caption has no text and is left out")
        return
    last = max(run.end for run in seen)
    if last >= _NEVER:
        raise CaptionFault("the caption does not say when it ends; give it an end", number)
    place = _place(paragraph)
    one_by_one = all(before.begin <= after.begin for before, after in pairwise(seen)) and {run.end for run in seen} == {last}
    edges = [seen[0].begin, last] if one_by_one else sorted({edge for run in seen for edge in (run.begin, run.end)})
    for start, stop in pairwise(edges):
        builder = Builder()
        if voice:
            builder.begin("v", ("voice", " ".join(voice.split())))
        for run in runs:
            if not one_by_one and not (run.begin <= start and stop <= run.end):
                continue
            if run.begin > start and run.text.strip():
                builder.speak(run.begin)
            for kind in run.kinds:
                builder.begin(kind, (kind, ""))
            builder.add(run.text)
            for kind in reversed(run.kinds):
                builder.end(kind)
        try:
            text, marks, words = builder.done(start, stop)
        except CaptionFault as fault:
            raise CaptionFault(fault.message, number) from None
        for line in text.split("\n"):
            refuse_times(line, number)
        if text:
            yield Caption(start, stop, text, marks, words, place)


def _parents(part: ContentElement) -> list[ContentElement]:
    found: list[ContentElement] = []
    above = part.parent()
    while above is not None:
        found.insert(0, above)
        above = above.parent()
    return found


def _within(part: ContentElement, begin: Fraction, end: Fraction | None) -> tuple[Fraction, Fraction | None]:
    """Return the times of a part of what is seen from `begin` until `end`; its own times count from that beginning."""
    own_begin, own_end = part.get_begin(), part.get_end()
    stop = end if own_end is None else begin + Fraction(own_end) if end is None else min(end, begin + Fraction(own_end))
    return begin + Fraction(own_begin or 0), stop


def _runs(part: ContentElement, begin: Fraction, end: Fraction, kinds: tuple[Kind, ...]) -> Iterator[_Run]:
    from ttconv.model import WhiteSpaceHandling

    for each in part:
        name = type(each).__name__
        if name == "Text":
            is_kept = part.get_space() is WhiteSpaceHandling.PRESERVE
            yield _Run(each.get_text() if is_kept else re.sub(r"\s+", " ", each.get_text()), begin, end, kinds)
        elif name == "Br":
            yield _Run("\n", begin, end, ())
        elif not _is_hidden(each):
            own, stop = _within(each, begin, end)
            assert stop is not None
            opening = ("(" if name == "Rt" else "", ")" if name == "Rt" else "")
            yield _Run(opening[0], own, stop, ())
            yield from _runs(each, own, stop, _kinds(each, kinds))
            yield _Run(opening[1], own, stop, ())


def _is_hidden(part: ContentElement) -> bool:
    """Say whether a part's own style hides it."""
    from ttconv.style_properties import DisplayType, StyleProperties, VisibilityType

    return (
        part.get_style(StyleProperties.Display) is DisplayType.none
        or part.get_style(StyleProperties.Visibility) is VisibilityType.hidden
        or part.get_style(StyleProperties.Opacity) == 0
    )


def _kinds(part: ContentElement, above: tuple[Kind, ...]) -> tuple[Kind, ...]:
    from ttconv.style_properties import FontStyleType, FontWeightType, StyleProperties

    said: dict[Kind, bool] = dict.fromkeys(above, True)
    if (slant := part.get_style(StyleProperties.FontStyle)) is not None:
        said["italic"] = slant is not FontStyleType.normal
    if (weight := part.get_style(StyleProperties.FontWeight)) is not None:
        said["bold"] = weight is FontWeightType.bold
    if (lines := part.get_style(StyleProperties.TextDecoration)) is not None and isinstance(lines.underline, bool):
        said["underline"] = lines.underline
    return tuple(kind for kind in said if said[kind])


def _place(paragraph: ContentElement) -> Place:
    """Return the place of a paragraph's region: its own line where that is in the upper two thirds of the picture."""
    from ttconv.style_properties import DisplayAlignType, LengthType, StyleProperties

    # A region without children is false.
    regions = (part.get_region() for part in (paragraph, *reversed(_parents(paragraph))))
    if (region := next((one for one in regions if one is not None), None)) is None:
        return Place()
    origin, extent = region.get_style(StyleProperties.Origin), region.get_style(StyleProperties.Extent)
    if origin is None or extent is None:
        return Place()
    percent = {LengthType.Units.pct, LengthType.Units.rh}
    if origin.y.units not in percent or extent.height.units not in percent:
        return Place()
    top, height = (Fraction(str(value)) for value in (origin.y.value, extent.height.value))
    match region.get_style(StyleProperties.DisplayAlign):
        case DisplayAlignType.after:
            line, place = top + height, Place(line_align="end")
        case DisplayAlignType.center:
            line, place = top + height / 2, Place(line_align="center")
        case _:
            line, place = top, Place()
    return replace(place, line=line) if 0 <= line < Fraction(200, 3) else Place()
