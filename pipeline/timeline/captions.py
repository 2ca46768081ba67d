"""Where captions stand on the episode's clock, one at a time in each language. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.captions.apart import apart
from pipeline.captions.edit import shift, slice  # noqa: A004 (the trade's word)
from pipeline.captions.model import Caption
from pipeline.captions.rules import rules_of
from pipeline.timeline.model import Cue
from pipeline.timeline.programme import Programme


def placed(programme: Programme) -> dict[str, tuple[Cue, ...]]:
    """Return each language's captions in seconds of the programme, sorted by start, none overlapping another (see `apart`).

    A caption is cut to its segment. Languages come in alphabetical order; one in which a segment has no cue has none there.
    """
    found: dict[str, list[tuple[Caption, Cue]]] = {}
    for segment in programme.segments:
        begin, length = Fraction(segment.start) / programme.rate, Fraction(segment.range.frames) / programme.rate
        for language, cues in segment.segment.stack.cues.items():
            there = found.setdefault(language, [])
            there += [(one, cue) for cue in cues for one in shift(slice([cue.caption], Fraction(0), length), begin)]
    return {
        language: tuple(replace(cue, caption=caption) for caption, cue in apart(found[language], rules_of(language)))
        for language in sorted(found)
    }
