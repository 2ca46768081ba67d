"""The captions that a movie holds as streams of text. Pure."""

from __future__ import annotations

from pipeline.media.languages import long
from pipeline.operations.timed_text import TICKS, CaptionStream
from pipeline.timebase import half_up
from pipeline.timeline.programme import Programme


def streams(programme: Programme) -> tuple[CaptionStream, ...]:
    """Return a stream for each language that has captions: its own first, which players choose; the others by code."""
    own = programme.timeline.language
    found: dict[str, list[tuple[int, int, str]]] = {}
    for placed in programme.segments:
        for language, cues in placed.segment.stack.cues.items():
            for cue in cues:
                if (shown := placed.shown(cue.range)) is not None:
                    begin, end = (half_up(frame * TICKS / programme.rate) for frame in (shown.start, shown.end))
                    found.setdefault(language, []).append((begin, end, cue.text))
    order = sorted(found, key=lambda language: (language != own, language))
    return tuple(CaptionStream(long(language), language, _apart(found[language])) for language in order)


def _apart(cues: list[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    ordered = sorted(cues)
    begins = [*(begin for begin, _, _ in ordered[1:]), None]
    return tuple(
        (begin, end if after is None else min(end, after), text)
        for (begin, end, text), after in zip(ordered, begins, strict=True)
        if after is None or begin < after
    )
