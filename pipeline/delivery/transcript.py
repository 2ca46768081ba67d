"""What is said in an episode, to be read: as text, and as a page whose times lead into the movie beside it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files as resources
from itertools import pairwise

from pipeline.captions import Caption
from pipeline.captions.wrapping import joined
from pipeline.cards.artwork import language_sample
from pipeline.cards.paper import PALETTE, address
from pipeline.cards.script import direction
from pipeline.timebase import clock
from pipeline.timeline.labels import RIGHT_TO_LEFT
from pipeline.timeline.programme import PlacedSegment, Programme
from pipeline.values import dataclass

PAUSE = Fraction(2)
"""Seconds without a word after which a new paragraph begins, though the same person may go on."""
_SENTENCE = re.compile(r"[.!?…。！？؟।]['”’»」』)]*$")
_LONGEST = 600
"""Characters after which a paragraph ends with its sentence."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one person says, as far as it is known who; from `start` until `end`, seconds of the programme."""

    start: Fraction
    end: Fraction
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A segment in which something is said: its title and its first frame's time in seconds."""

    title: str
    start: Fraction
    paragraphs: tuple[Paragraph, ...]


def parts(programme: Programme, captions: Sequence[Caption]) -> tuple[Part, ...]:
    """Return the segments in which captions are shown, with what they say. A caption is of the one that is seen in its middle."""
    found: list[tuple[PlacedSegment, list[Paragraph]]] = []
    for caption in sorted(captions):
        owner = _owner(programme, caption)
        if not found or found[-1][0] is not owner:
            found.append((owner, []))
        there = found[-1][1]
        for speaker, text in turns(caption):
            there.append(Paragraph(caption.start, caption.end, speaker, text))
            if len(there) > 1 and _goes_on(there[-2], there[-1]):
                there[-2:] = [replace(there[-2], end=caption.end, text=joined((there[-2].text, text)))]
    rate = programme.rate
    return tuple(Part(owner.segment.title, owner.start / rate, tuple(said)) for owner, said in found)


def _owner(programme: Programme, caption: Caption) -> PlacedSegment:
    middle = (caption.start + caption.end) / 2
    frame = min(max(int(middle * programme.rate), 0), programme.frames - 1)
    owner = programme.at(frame)
    assert owner is not None
    return owner


def turns(caption: Caption) -> Iterator[tuple[str, str]]:
    """Yield who speaks in a caption, empty where that is not known, and what, in one line."""
    voices = [mark for mark in caption.marks if mark.kind == "voice"]
    edges = sorted({0, len(caption.text), *(mark.begin for mark in voices), *(mark.end for mark in voices)})
    spoken: list[tuple[str, str]] = []
    for begin, end in pairwise(edges):
        text = caption.text[begin:end]
        speaker = next((mark.value for mark in reversed(voices) if mark.begin <= begin < mark.end), "")
        if spoken and (spoken[-1][0] == speaker or not text.strip()):
            spoken[-1] = (spoken[-1][0], spoken[-1][1] + text)
        else:
            spoken.append((speaker, text))
    for speaker, text in spoken:
        if lines := [line.strip() for line in text.split("\n") if line.strip()]:
            yield speaker, joined(lines)


def _named(said: Paragraph) -> str:
    """Return the speaker, where a label of the captions does not name them already."""
    return "" if said.text.lstrip(RIGHT_TO_LEFT).startswith(f"[{said.speaker}]") else said.speaker


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    if before.speaker != after.speaker or after.start - before.end >= PAUSE:
        return False
    if after.text.startswith(("-", "–", "[", "♪", RIGHT_TO_LEFT)):
        return False
    if before.text.startswith("[") and before.text.endswith("]"):  # what sounds
        return False
    return len(before.text) < _LONGEST or not _SENTENCE.search(before.text)


def text(title: str, told: Sequence[Part]) -> str:
    """Return a transcript as plain text: the title, each segment under its own, each paragraph with its time and speaker."""
    lines = [title, ""]
    for part in told:
        lines += [f"[{clock(part.start, digits=0)}] {part.title}", ""]
        for one in part.paragraphs:
            lines += [f"[{clock(one.start, digits=0)}] {f'{_named(one)}: ' if _named(one) else ''}{one.text}", ""]
    return "\n".join(lines)


def page(title: str, told: Sequence[Part], language: str, movie: str) -> str:
    """Return a transcript as a page for a browser. A time leads to its place in `movie`, a file that lies beside the page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    shown = [
        {
            "title": part.title,
            **_times(part.start),
            "paragraphs": [
                {"speaker": _named(one), "text": one.text, "direction": direction(one.text), **_times(one.start)}
                for one in part.paragraphs
            ],
        }
        for part in told
    ]
    return environment.from_string(resources(__package__).joinpath("transcript.html").read_text("utf-8")).render(
        title=title, parts=shown, language=language, direction=direction(language_sample(language)), movie=address(movie),
        palette=PALETTE,
    )  # fmt: skip


def _times(seconds: Fraction) -> dict[str, str]:
    """Return a time as people, as browsers (Media Fragments URI 1.0, 4.2.1) and as HTML (2.3.5.9, durations) write it."""
    plain = f"{float(seconds):.3f}".rstrip("0").rstrip(".")
    return {"time": clock(seconds, digits=0), "seconds": plain, "duration": f"PT{plain}S"}
