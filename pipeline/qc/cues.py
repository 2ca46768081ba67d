"""Judge the files of captions of a package as they were written: read back, and held against the plan.

They are read by code that does not write them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from xml.etree import ElementTree

from pipeline.captions import Caption, Place
from pipeline.faults import Severity
from pipeline.qc import ttml_place
from pipeline.qc.model import Finding, Planned
from pipeline.values import dataclass

_ERROR = Severity.ERROR
_AGAIN = "build it again; do not edit files in `renders/`"
_TIME = re.compile(r"(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&lrm;", "\u200e"), ("&rlm;", "\u200f"), ("&nbsp;", "\u00a0"), ("&amp;", "&"))
_TAG = re.compile(r"<(/?)([a-z]*)((?:\.[^<>\s]+)*)(?:[ \t]([^<>]*))?>|<[\d:.]+>")
_SETTINGS = ("region", "vertical", "line", "position", "size", "align")
_TTML = "{http://www.w3.org/ns/ttml}"
_AGENT, _NAME = "{http://www.w3.org/ns/ttml#metadata}agent", "{http://www.w3.org/ns/ttml#metadata}name"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ID, _LANG = f"{_XML}id", f"{_XML}lang"

Settings = Mapping[str, str]
Region = tuple[float, float, float, float, str]


class Unreadable(ValueError):
    """A file that is not what its name says; says why."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption as a file has it: begin and end in milliseconds, text, who speaks, WebVTT's settings, and when each word comes.

    `region` is where TTML puts it, in percent of the picture: left, top, right, bottom, and where in that lines stand. What a
    format cannot say is None.
    """

    begin: int
    end: int
    text: str
    speakers: tuple[str, ...] | None = None
    settings: Settings | None = None
    words: tuple[int, ...] | None = None
    region: Region | None = None


def captions(files: Mapping[str, bytes], package: str, planned: Planned) -> Iterator[Finding]:
    """Judge the files of captions among those of a package."""
    wanted = {language: cues for language, cues in planned.captions.items() if cues}
    meant = {f"{package}.{language}.{ending}": (language, ending) for language in wanted for ending in planned.formats}
    for name, (language, ending) in meant.items():
        if name not in files:
            yield Finding("captions_file", _ERROR, f"{name} is missing", hint=_AGAIN)
            continue
        try:
            yield from _compare(name, READERS[ending](files[name]), wanted[language], planned)
            if ending == "ttml" and (said := ElementTree.fromstring(files[name]).get(_LANG, "")) != language:
                yield Finding("captions_changed", _ERROR, f"{name} says that it is in {said or 'no language'}", hint=_AGAIN)
        except Unreadable as fault:
            yield Finding("captions_file", _ERROR, f"{name} cannot be read: {fault}", hint=_AGAIN)
    for name in sorted(files):
        if name.startswith(f"{package}.") and name.rpartition(".")[2] in READERS and name not in meant:
            yield Finding("captions_file", _ERROR, f"{name} belongs to no captions of the episode", hint=_AGAIN)


def _compare(name: str, got: Sequence[Cue], meant: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    for number, (one, other) in enumerate(zip(got, meant, strict=False), 1):
        if how := _other(one, other):
            message = f"caption {number} of {name} is {how}"
            yield planned.found("captions_changed", _ERROR, message, int(other.start * planned.rate), _AGAIN)
            return
    if len(got) != len(meant):
        message = f"{name} has {len(got)} captions; planned were {len(meant)}"
        longer = [one.begin for one in got] if len(got) > len(meant) else [_milliseconds(one.start) for one in meant]
        begin = longer[min(len(got), len(meant))]  # of the first that one of them does not have
        yield planned.found("captions_changed", _ERROR, message, int(Fraction(begin, 1000) * planned.rate), _AGAIN)


def _other(one: Cue, meant: Caption) -> str:
    """Say how a caption is another than the planned one; empty where it is that."""
    if _bracketed(one.text) != _bracketed(meant.text):
        return f"not the planned one: {_short(one.text)!r} for {_short(meant.text)!r}"
    late = one.begin - _milliseconds(meant.start), one.end - _milliseconds(meant.end)
    if max(map(abs, late)) > 1:
        return f"{late[0]:+d} ms off its place" if late[0] else f"{late[1]:+d} ms off its end"
    if one.speakers is not None and one.speakers != meant.speakers:
        return f"spoken by {', '.join(one.speakers) or 'nobody'}, not by {', '.join(meant.speakers) or 'nobody'}"
    if one.settings is not None and _parts(one.settings) != (wanted := _settings(meant.place)):
        return f"not in its place: {' '.join(one.settings.values()) or 'none'} for {' '.join(wanted) or 'none'}"
    if one.words is not None and one.words != (times := tuple(_milliseconds(word.start) for word in meant.words)):
        return f"not told word by word as planned: {len(one.words)} times for {len(times)}, or others"
    if one.region is not None and (astray := ttml_place.astray(one.region, meant.place)):
        return f"not in its place: {astray}"
    return ""


def _bracketed(text: str) -> str:
    # What would be taken for a tag is written with other brackets where a format has no escape.
    return re.sub(r"\{(\\[^{}]*)\}", r"(\1)", text).replace("<", "‹").replace(">", "›")


def srt(content: bytes) -> tuple[Cue, ...]:
    """Read SubRip as platforms do. Raises Unreadable."""
    blocks = re.split(r"\n\s*\n", _text(content).strip())
    found = []
    for number, block in enumerate((block for block in blocks if block.strip()), 1):
        lines = block.strip("\n").split("\n")
        if len(lines) < 3 or lines[0].strip() != str(number):
            raise Unreadable(f"its caption {number} is not numbered so, or is empty")
        begin, end, rest = _range(lines[1])
        if rest:
            raise Unreadable(f"{lines[1]!r} tells more than a time")
        found.append(Cue(begin, end, re.sub(r"</?[biu]>", "", "\n".join(lines[2:]))))
    return tuple(found)


def vtt(content: bytes) -> tuple[Cue, ...]:
    """Read WebVTT as far as it is written here: without styles and regions, but a header. Raises Unreadable."""
    head, _, rest = _text(content).partition("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", head):
        raise Unreadable("it does not begin with WEBVTT")
    found = []
    for block in re.split(r"\n\s*\n", rest.strip()):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines) if "-->" in line), None)
        if at is None:
            if block.split(maxsplit=1)[:1] in (["STYLE"], ["REGION"]):
                raise Unreadable(f"it has a block {block.split()[0]}, which nobody planned")
            continue
        begin, end, settings = _range(lines[at])
        marked = "\n".join(lines[at + 1 :])
        voices = (_plain(tag[4] or "") for tag in _TAG.finditer(marked) if tag[2] == "v" and not tag[1])
        said = {one.partition(":")[0]: one for one in settings.split()}
        if unknown := sorted(said.keys() - {*_SETTINGS}):
            raise Unreadable(f"it has the setting {unknown[0]!r}, which nobody planned")
        times = (_TIME.fullmatch(tag[0][1:-1]) for tag in _TAG.finditer(marked) if tag[2] is None)
        words = tuple(_ticks(time) for time in times if time)
        found.append(Cue(begin, end, _plain(_TAG.sub("", marked)), tuple(dict.fromkeys(voices)), said, words))
    return tuple(found)


def ttml(content: bytes) -> tuple[Cue, ...]:
    """Read TTML as far as it is written here: times of paragraphs, lines, speakers, places. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(_text(content))
    except ElementTree.ParseError as fault:
        raise Unreadable(f"it is no XML ({fault})") from fault
    if root.tag != f"{_TTML}tt":
        raise Unreadable("it is no TTML")
    names = {agent.get(_ID, ""): agent.findtext(_NAME, "") for agent in root.iter(_AGENT)}
    regions = {region.get(_ID, ""): region for region in root.iter(f"{_TTML}region")}
    found = []
    for paragraph in root.iter(f"{_TTML}p"):
        region = regions.get(paragraph.get("region", ""))
        if region is None:
            raise Unreadable(f"a caption stands in the region {paragraph.get('region')!r}, which it does not have")
        begin, end, _ = _range(f"{paragraph.get('begin')} --> {paragraph.get('end')}")
        text = "".join("\n" if part.tag == f"{_TTML}br" else part.text or "" for part in paragraph.iter())
        agents = [names.get(one, "") for part in paragraph.iter() for one in part.get(_AGENT, "").split()]
        try:
            place = ttml_place.read(region.attrib)
        except ValueError as fault:
            raise Unreadable(f"a region has no place ({fault})") from fault
        found.append(Cue(begin, end, text, tuple(dict.fromkeys(agents)), region=place))
    return tuple(found)


READERS = {"srt": srt, "vtt": vtt, "ttml": ttml}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"it is not UTF-8 (byte {fault.start})") from fault


def _plain(marked: str) -> str:
    for name, character in _ESCAPES:
        marked = marked.replace(name, character)
    return marked


def _range(line: str) -> tuple[int, int, str]:
    """Return begin, end and what follows them."""
    first, arrow, second = line.partition("-->")
    second, _, rest = second.strip().partition(" ")
    ends = [_TIME.fullmatch(part.strip()) for part in (first, second)]
    if not arrow or None in ends:
        raise Unreadable(f"{line!r} tells no time")
    begin, end = (_ticks(match) for match in ends if match)
    if end <= begin:
        raise Unreadable(f"{line!r} ends before it begins")
    return begin, end, rest.strip()


def _ticks(time: re.Match[str]) -> int:
    """Return a time in milliseconds."""
    return ((int(time[1] or 0) * 60 + int(time[2])) * 60 + int(time[3])) * 1000 + int(time[4])


def _parts(settings: Settings) -> tuple[str, ...]:
    return tuple(sorted(settings.values()))


def _settings(place: Place) -> tuple[str, ...]:
    """Return the settings that a place is, as WebVTT has them (w3.org/TR/webvtt1, 6.2)."""
    found = {"region": place.region, "vertical": place.vertical, "align": place.align if place.align != "center" else ""}
    if place.line is not None:
        aligned = f",{place.line_align}" if place.line_align != "start" else ""
        found["line"] = f"{_number(place.line)}{'' if place.is_lines else '%'}{aligned}"
    if place.position is not None:
        aligned = f",{place.position_align}" if place.position_align != "auto" else ""
        found["position"] = f"{_number(place.position)}%{aligned}"
    if place.size is not None:
        found["size"] = f"{_number(place.size)}%"
    return tuple(sorted(f"{name}:{value}" for name, value in found.items() if value))


def _number(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def _milliseconds(seconds: Fraction) -> int:
    return int(seconds * 1000 + Fraction(1, 2))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
