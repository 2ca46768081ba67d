"""How music is used, in the words of cue sheets. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.faults import did_you_mean
from pipeline.segments.fields import Reads, mistake, written
from pipeline.timeline.music_use import PLACES, VOICES

_ALL = (*PLACES, *VOICES, *(f"{place} {voice}" for place in PLACES for voice in VOICES))


def _cue(value: object) -> str:
    text = " ".join(written(value).casefold().split())
    if text not in _ALL:
        hint = did_you_mean(text, _ALL) or f"write one of {', '.join(PLACES)}, with vocal or instrumental, or one of these alone"
        raise mistake(f"{written(value)!r} is no use of music", hint)
    return text


CueUse = Annotated[str, Reads(_cue), WithJsonSchema({"enum": [*_ALL]})]
"""How a piece of music is used: theme, visual vocal."""
