"""Judge the words of a package as they were written: captions, chapters, title, description, read back and held against the plan.

Files are read by code that does not write them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from pipeline.captions import Caption
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned

_ERROR = Severity.ERROR
_AGAIN = "build it again; do not edit files in `renders/`"
_TIME = re.compile(r"(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})")
_LINE = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}) (\S.*)")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&lrm;", "\u200e"), ("&rlm;", "\u200f"), ("&nbsp;", "\u00a0"), ("&amp;", "&"))
LONGEST_DESCRIPTION = 5000
LONGEST_TITLE = 100

_Cues = tuple[tuple[int, int, str], ...]
"""Begin and end in milliseconds, and text."""


class Unreadable(ValueError):
    """A file that is not what its name says; says why."""


def words(files: Mapping[str, bytes], package: str, planned: Planned) -> Iterator[Finding]:
    """Judge the text files of a package, by name."""
    yield from _captions(files, package, planned)
    yield from _chapters(files, planned)
    yield from _texts(files, planned)


def _captions(files: Mapping[str, bytes], package: str, planned: Planned) -> Iterator[Finding]:
    wanted = {language: captions for language, captions in planned.captions.items() if captions}
    for language, captions in wanted.items():
        for ending, read in (("srt", srt), ("vtt", vtt)):
            name = f"{package}.{language}.{ending}"
            if name not in files:
                yield Finding("captions_file", _ERROR, f"{name} is missing", hint=_AGAIN)
                continue
            try:
                yield from _compare(name, read(files[name]), captions, planned)
            except Unreadable as fault:
                yield Finding("captions_file", _ERROR, f"{name} cannot be read: {fault}", hint=_AGAIN)
    for name in sorted(files):
        part = name.removeprefix(f"{package}.").rpartition(".")
        if name.startswith(f"{package}.") and part[2] in ("srt", "vtt") and part[0] not in wanted:
            yield Finding("captions_file", _ERROR, f"{name} belongs to no captions of the episode", hint=_AGAIN)


def _compare(name: str, got: _Cues, captions: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    meant = [(_milliseconds(caption.start), _milliseconds(caption.end), caption.text) for caption in captions]
    for number, (one, other) in enumerate(zip(got, meant, strict=False), 1):
        if one[2] != other[2] or max(abs(one[0] - other[0]), abs(one[1] - other[1])) > 1:
            frame = int(Fraction(other[0], 1000) * planned.rate)
            message = f"caption {number} of {name} is not the planned one: {_short(one[2])!r} for {_short(other[2])!r}"
            if one[2] == other[2]:
                message = f"caption {number} of {name} is {one[0] - other[0]:+d} ms off its place"
            yield planned.found("captions_changed", _ERROR, message, frame, _AGAIN)
            return
    if len(got) != len(meant):
        message = f"{name} has {len(got)} captions; planned were {len(meant)}"
        begin = max(got, meant, key=len)[min(len(got), len(meant))][0]  # of the first that one of them does not have
        yield planned.found("captions_changed", _ERROR, message, int(Fraction(begin, 1000) * planned.rate), _AGAIN)


def srt(content: bytes) -> _Cues:
    """Read SubRip as platforms do. Raises Unreadable."""
    blocks = re.split(r"\n\s*\n", _text(content).strip())
    found = []
    for number, block in enumerate((block for block in blocks if block.strip()), 1):
        lines = block.strip("\n").split("\n")
        if len(lines) < 3 or lines[0].strip() != str(number):
            raise Unreadable(f"its caption {number} is not numbered so, or is empty")
        found.append((*_range(lines[1]), "\n".join(lines[2:])))
    return tuple(found)


def vtt(content: bytes) -> _Cues:
    """Read WebVTT as far as it is written here: no settings, no styles but a header. Raises Unreadable."""
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
        text = "\n".join(lines[at + 1 :])
        for name, character in _ESCAPES:
            text = text.replace(name, character)
        found.append((*_range(lines[at]), text))
    return tuple(found)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"it is not UTF-8 (byte {fault.start})") from fault


def _range(line: str) -> tuple[int, int]:
    ends = [_TIME.fullmatch(part.strip()) for part in line.split("-->")]
    if len(ends) != 2 or None in ends:
        raise Unreadable(f"{line!r} tells no time, or more than that")
    begin, end = (
        ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000 + int(match[4]) for match in ends if match
    )
    if end <= begin:
        raise Unreadable(f"{line!r} ends before it begins")
    return begin, end


def _chapters(files: Mapping[str, bytes], planned: Planned) -> Iterator[Finding]:
    meant = tuple((int(frame / planned.rate), title) for frame, title in planned.marks)
    for name in ("chapters.txt", "description.txt"):
        if name not in files:
            if meant or name == "description.txt":
                yield Finding("chapters_file" if meant else "description", _ERROR, f"{name} is missing", hint=_AGAIN)
            continue
        lines = files[name].decode("utf-8", "replace").splitlines()
        got = [_mark(line) for line in lines]
        marks = tuple(mark for mark in got if mark is not None)
        plain = tuple((second, title.replace("<", "‹").replace(">", "›")) for second, title in meant)
        if name == "description.txt" and meant:
            # Other lines of a description may begin with a time, too.
            missing = [mark for mark in plain if mark not in marks]
        else:
            missing = [] if marks in (meant, plain) else [*meant[:1]]
        if missing or (name == "chapters.txt" and marks not in (meant, plain)):
            message = f"{name} does not hold the chapters of the episode as they are"
            frame = int(missing[0][0] * planned.rate) if missing else None
            yield planned.found("chapters_changed", _ERROR, message, frame, _AGAIN)


def _mark(line: str) -> tuple[int, str] | None:
    match = _LINE.fullmatch(line)
    return None if match is None else ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3]), match[4])


def _texts(files: Mapping[str, bytes], planned: Planned) -> Iterator[Finding]:
    described = files.get("description.txt")
    if described is not None:
        if len(described) > LONGEST_DESCRIPTION:
            message = f"description.txt has {len(described)} bytes; at most {LONGEST_DESCRIPTION} can be published"
            yield Finding("description", _ERROR, message, hint="shorten its text")
        if b"<" in described or b">" in described:
            yield Finding("description", _ERROR, "description.txt holds angle brackets, which platforms refuse", hint=_AGAIN)
        if not _is_utf8(described):
            yield Finding("description", _ERROR, "description.txt is not UTF-8", hint=_AGAIN)
    title = files.get("title.txt")
    meant = " ".join(planned.title.split()).replace("<", "‹").replace(">", "›")
    if title is None or title.decode("utf-8", "replace").strip() != meant:
        yield Finding("title", _ERROR, f"title.txt does not hold the episode's title, {meant!r}", hint=_AGAIN)
    elif len(meant) > LONGEST_TITLE:
        yield Finding("title", _ERROR, f"the title has more than {LONGEST_TITLE} characters", hint="shorten it")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _milliseconds(seconds: Fraction) -> int:
    return int(seconds * 1000 + Fraction(1, 2))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
