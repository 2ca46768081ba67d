"""Judge the transcripts of a package as they were written: every word of the captions, in order, and nothing else. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import pairwise

from pipeline.captions import Caption
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned

_AGAIN = "build it again; do not edit files in `renders/`"
_NAME = re.compile(r"transcript\.(.+)\.(txt|html)")
_TIMES = re.compile(r"\[?(?:\d+:)?\d{1,2}:\d\d\]?")


def transcripts(files: Mapping[str, bytes], planned: Planned) -> Iterator[Finding]:
    """Find transcripts that lack something, hold something else, or belong to no captions."""
    meant = {
        f"transcript.{language}.{ending}": cues
        for language, cues in planned.captions.items()
        if cues
        for ending in ("txt", "html")
    }
    for name, cues in meant.items():
        if name not in files:
            yield Finding("transcript", Severity.ERROR, f"{name} is missing", hint=_AGAIN)
            continue
        text = files[name].decode("utf-8", "replace")
        yield from _compare(name, _shown(text) if name.endswith(".html") else text, cues, planned)
    for name in sorted(files):
        if _NAME.fullmatch(name) and name not in meant:
            yield Finding("transcript", Severity.ERROR, f"{name} belongs to no captions of the episode", hint=_AGAIN)


def _compare(name: str, text: str, cues: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    whole, at, between = _solid(text), 0, []
    for number, cue in enumerate(cues, 1):
        said = [_solid(part) for part in _turns(cue)]
        for part in said:
            begin = whole.find(part, at)
            if begin < 0:
                message = f"{name} lacks the words of caption {number}: {cue.text[:30]!r}"
                yield planned.found("transcript", Severity.ERROR, message, int(cue.start * planned.rate), _AGAIN)
                return
            between.append(whole[at:begin])
            at = begin + len(part)
    between.append(whole[at:])
    rest = " ".join(filter(None, between))
    allowed = {planned.title, *(segment.title for segment in planned.segments), *planned.titles.values()}
    allowed |= {speaker + mark for cue in cues for speaker in cue.speakers for mark in (":", "")}
    for known in sorted(map(_solid, allowed), key=len, reverse=True):
        rest = rest.replace(known, " ") if known else rest
    if left := _TIMES.sub(" ", rest).strip():
        yield Finding("transcript", Severity.ERROR, f"{name} holds what nobody says: {left[:40]!r}", hint=_AGAIN)


def _turns(cue: Caption) -> Iterator[str]:
    # Where another begins to speak stands a name in a transcript.
    edges = sorted({0, len(cue.text), *(edge for mark in cue.marks if mark.kind == "voice" for edge in (mark.begin, mark.end))})
    for begin, end in pairwise(edges):
        if part := cue.text[begin:end].strip():
            yield part


def _solid(text: str) -> str:
    return "".join(text.split())


def _shown(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    return " ".join(reader.found)


class _Reader(HTMLParser):
    """The text that a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)
