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
        if name.endswith(".html"):
            page = _read(text)
            yield from _links(name, page, cues, planned)
            text = " ".join(page.found)
        yield from _compare(name, text, cues, planned)
    for name in sorted(files):
        if _NAME.fullmatch(name) and name not in meant:
            yield Finding("transcript", Severity.ERROR, f"{name} belongs to no captions of the episode", hint=_AGAIN)


def _compare(name: str, text: str, cues: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    whole, at = _solid(text), 0
    between: list[tuple[int, str]] = []  # the caption that follows, and what stands before it
    known = _known(cues, planned)
    parts = [(number, _solid(part)) for number, cue in enumerate(cues) for part in _turns(cue)]
    if _is_all(whole, [part for _, part in parts], known):
        return
    for number, part in parts:
        begin = whole.find(part, at)
        if begin < 0:
            # Where the same is said again later, that was taken for what is lacking: it lacks where others' words stand.
            lacking = next((before for before, gap in between if _unsaid(gap, known)), number)
            message = f"{name} lacks the words of caption {lacking + 1}: {cues[lacking].text[:30]!r}"
            yield planned.found("transcript", Severity.ERROR, message, int(cues[lacking].start * planned.rate), _AGAIN)
            return
        between.append((number, whole[at:begin]))
        at = begin + len(part)
    between.append((len(cues), whole[at:]))
    if left := _unsaid(" ".join(gap for _, gap in between if gap), known):
        yield Finding("transcript", Severity.ERROR, f"{name} holds what nobody says: {left[:40]!r}", hint=_AGAIN)


def _is_all(whole: str, parts: Sequence[str], known: Sequence[str]) -> bool:
    """Say whether a text is these parts with nothing but what is known, and times, before, between and after them.

    A part may stand in a title, too, or be one: all ways to read the text are followed side by side.
    """
    at = _beyond(whole, {0}, known)
    for part in parts:
        at = _beyond(whole, {place + len(part) for place in at if whole.startswith(part, place)}, known)
    return len(whole) in at


def _beyond(whole: str, places: set[int], known: Sequence[str]) -> set[int]:
    """Return these places of a text, and those after what is known or is a time there."""
    found, waiting = set(places), list(places)
    while waiting:
        place = waiting.pop()
        ends = {place + len(one) for one in known if whole.startswith(one, place)}
        ends |= {time.end() for time in [_TIMES.match(whole, place)] if time}
        waiting += ends - found
        found |= ends
    return found


def _links(name: str, page: _Reader, cues: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    """Find links of a page that lead to another time than that of a caption or a segment, backwards, or to several movies."""
    times = [*(cue.start for cue in cues), *(segment.range.start / planned.rate for segment in planned.segments)]
    known = {f"{float(time):.3f}".rstrip("0").rstrip(".") for time in times}
    movies = {movie for movie, _ in page.links}
    before = 0.0
    for _, time in page.links:
        if time not in known or float(time) < before:
            where = "leads to no caption and no segment" if time not in known else "goes back in time"
            yield Finding("transcript", Severity.ERROR, f"a link of {name}, to {time or 'no time'}, {where}", hint=_AGAIN)
            return
        before = float(time)
    if len(movies) > 1:
        yield Finding("transcript", Severity.ERROR, f"{name} leads to several movies: {', '.join(sorted(movies))}", hint=_AGAIN)
    if cues and not page.links:
        yield Finding("transcript", Severity.ERROR, f"{name} leads nowhere: it has no links into the movie", hint=_AGAIN)


def _known(cues: Sequence[Caption], planned: Planned) -> list[str]:
    """Return what stands between captions: titles and speakers, the longest first."""
    known = {planned.title, *(segment.title for segment in planned.segments), *planned.titles.values()}
    known |= {speaker + mark for cue in cues for speaker in cue.speakers for mark in (":", "")}
    return sorted(filter(None, map(_solid, known)), key=len, reverse=True)


def _unsaid(between: str, known: Sequence[str]) -> str:
    """Return what of a text between captions is neither known nor a time."""
    for one in known:
        between = between.replace(one, " ")
    return _TIMES.sub(" ", between).strip()


def _turns(cue: Caption) -> Iterator[str]:
    # Where another begins to speak stands a name in a transcript.
    edges = sorted({0, len(cue.text), *(edge for mark in cue.marks if mark.kind == "voice" for edge in (mark.begin, mark.end))})
    for begin, end in pairwise(edges):
        if part := cue.text[begin:end].strip():
            yield part


def _solid(text: str) -> str:
    return "".join(text.split())


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


class _Reader(HTMLParser):
    """The text that a page shows, and its links: a movie, and seconds in it as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "title")
        if tag == "a":
            movie, _, time = (dict(attrs).get("href") or "").partition("#t=")
            self.links.append((movie, time))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)
