"""The captions that a movie holds as streams of text. Pure."""

from __future__ import annotations

from pipeline.media.languages import long
from pipeline.operations.timed_text import TICKS, CaptionStream
from pipeline.timebase import half_up
from pipeline.timeline.captions import placed
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme
from pipeline.words import own_name


def spoken(timeline: Timeline) -> tuple[str, str]:
    """Return by three letters (ISO 639-2/T) the languages of a film's own sound, and of the titles of its chapters."""
    return long(timeline.original or timeline.language), long(timeline.language)


def streams(programme: Programme) -> tuple[CaptionStream, ...]:
    """Return a stream for each language that has captions: its own first, which players choose; the others by code."""
    own = programme.timeline.language
    found = {
        language: tuple((half_up(cue.caption.start * TICKS), half_up(cue.caption.end * TICKS), cue.text) for cue in cues)
        for language, cues in placed(programme).items()
        if cues
    }
    order = sorted(found, key=lambda language: (language != own, language))
    return tuple(CaptionStream(long(language), own_name(language), found[language]) for language in order)
