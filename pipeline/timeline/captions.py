"""Where captions stand on the episode's clock, one at a time in each language. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.apart import apart
from pipeline.captions.edit import GLIMPSE, shift, slice  # noqa: A004 (the trade's word)
from pipeline.captions.model import Caption, Word, spoken
from pipeline.captions.rules import rules_of
from pipeline.timeline.model import Cue, Segment, Timeline
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

NEAR = Fraction(1)
"""Seconds between a caption and its translation: sentences are cut otherwise in another language."""


@dataclass(frozen=True, slots=True)
class LinedUp:
    """Where a take stands that was lined up: second t of its file at second `scale` x t + `later` of its segment.

    It is heard from second `begin` of the segment until `end`.
    """

    scale: Fraction
    later: Fraction
    begin: Fraction
    end: Fraction

    def moved(self, cue: Cue) -> Iterator[Cue]:
        """Yield a caption of the file in the segment's time, where it is heard at all."""
        one = cue.caption
        start, end = (time * self.scale + self.later for time in (one.start, one.end))
        kept = max(start, self.begin), min(end, self.end)
        if kept[1] - kept[0] >= (GLIMPSE if kept != (start, end) else 0) and kept[0] < kept[1]:
            words = (Word(word.begin, word.start * self.scale + self.later) for word in one.words)
            source = cue.source
            if source is not None:
                is_stretched = self.scale != 1
                source = replace(source, by=self.later, first=self.begin, last=self.end, is_stretched=is_stretched)
            moved = replace(one, start=kept[0], end=kept[1], words=spoken(words, *kept, len(one.text)))
            yield replace(cue, caption=moved, source=source)


@dataclass(frozen=True, slots=True)
class Lack:
    """Captions of a segment in the episode's own language that have none in another `language`; the segment has `count` in all.

    Their times are the segment's. `near` is a caption that the segment has in the other language, None where it has none.
    """

    language: str
    segment: Segment
    captions: tuple[Caption, ...]
    count: int
    near: Cue | None


def placed(programme: Programme) -> dict[str, tuple[Cue, ...]]:
    """Return each language's captions in seconds of the programme, sorted by start, none overlapping another (see `apart`).

    A caption is cut to its segment. Languages come in alphabetical order; one in which a segment has no cue has none there.
    """
    return {language: tuple(cue for _, cue in found) for language, found in owned(programme).items()}


def owned(programme: Programme) -> dict[str, tuple[tuple[int | None, Cue], ...]]:
    """Return what `placed` does, each caption with the number of its segment, from 0; None where two stand together."""
    found: dict[str, list[tuple[Caption, tuple[int, Cue]]]] = {}
    for number, segment in enumerate(programme.segments):
        begin, length = Fraction(segment.start) / programme.rate, Fraction(segment.range.frames) / programme.rate
        for language, cues in segment.segment.stack.cues.items():
            there = found.setdefault(language, [])
            for cue in cues:
                there += [(one, (number, cue)) for one in shift(slice([cue.caption], Fraction(0), length), begin)]
    return {
        language: tuple(
            (number if caption.text == cue.text else None, replace(cue, caption=caption))
            for caption, (number, cue) in apart(found[language], rules_of(language))
        )
        for language in sorted(found)
    }


def with_takes(timeline: Timeline, found: Mapping[tuple[str, int], LinedUp]) -> Timeline:
    """Return a timeline whose takes stand where they were `found` to, by segment and take, with their captions; others wait."""
    segments = []
    for segment in timeline.segments:
        cues, waiting = dict(segment.stack.cues), []
        for one in segment.stack.waiting:
            if (where := found.get((segment.name, one.take))) is None:
                waiting.append(one)
                continue
            cues[one.language] = (*cues.get(one.language, ()), *(moved for cue in one.cues for moved in where.moved(cue)))
        segments.append(replace(segment, stack=replace(segment.stack, cues=cues, waiting=tuple(waiting))))
    return replace(timeline, segments=tuple(segments))


def _is_label(cue: Cue) -> bool:
    return cue.source is None and cue.caption.text.startswith("[")


def lacking(programme: Programme, own: str) -> Iterator[Lack]:
    """Yield what each language of a programme lacks that its `own`, which is spoken, has: no caption is within `NEAR`.

    Captions that no file holds are left aside: a poem has its own by itself, and translating poems is another's work.
    """
    languages = sorted({language for one in programme.timeline.segments for language, cues in one.stack.cues.items() if cues})
    for language in languages if own in languages else ():
        for segment in programme.timeline.segments:
            there = tuple(cue for cue in segment.stack.cues.get(language, ()) if not _is_label(cue))
            wanted = tuple(cue for cue in segment.stack.cues.get(own, ()) if cue.source is not None)
            if language == own or not wanted:
                continue
            starts, ends = sorted(cue.caption.start for cue in there), sorted(cue.caption.end for cue in there)
            without = tuple(
                cue.caption
                for cue in wanted
                # Those that begin in time, but for those that are over by then.
                if bisect_left(starts, cue.caption.end + NEAR) <= bisect_right(ends, cue.caption.start - NEAR)
            )
            if without:
                yield Lack(language, segment, without, len(wanted), there[0] if there else None)
