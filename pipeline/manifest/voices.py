"""Dubs and audio description: what a manifest says of them, and what is wrong with their files. Media by the library only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import model_validator

from pipeline.segments.fields import File, Gain, JsonSchema, People, Reads, Switch, Track, language
from pipeline.segments.medium import Credited
from pipeline.segments.sound import heard, heard_track, track_number
from pipeline.segments.sound_treated import SoundTreated
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.contribution import Contribution
from pipeline.timeline.model import SourceMedia
from pipeline.timeline.voices import Kind, Voice, title
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.media.info import MediaInfo, SoundInfo
    from pipeline.segments.base import Context

NEAR = Fraction(1, 2)
"""Seconds by which a recording may be longer than the film, or one that is all that is heard shorter: what software adds."""


class VoiceShape(SoundTreated, Credited):
    """A voice that is heard over the whole film, as a further sound of it. A path may stand for the whole group."""

    alone: ClassVar[JsonSchema | None] = {"type": "string"}

    file: File
    """The recording, which begins with the film."""
    track: Track | None = None
    """Which sound of the file, where it has several: 2 for the second, or its language, es. The file's default where left out."""
    by: People = ()
    """Who speaks: they are credited below the name of the language."""
    gain: Gain = Fraction(0)
    """Louder or softer than speech in the film: -2 dB."""
    whole: Switch = False
    """on where the recording is all that is heard, music and sounds too; off lays it over the film's sound, which is lowered."""

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value


Dubs = dict[Annotated[str, Reads(language)], VoiceShape]
"""Dubs by their language."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice as it is written: in which language, as what, and the fields that say so."""

    language: str
    kind: Kind
    loc: tuple[str, ...]
    shape: VoiceShape

    @property
    def title(self) -> str:
        """Return what players and credits call it."""
        return title(self.language, self.kind)


def voices_of(dubs: Dubs, description: VoiceShape | None, own: str) -> tuple[Spoken, ...]:
    """Return the voices of an episode in the language `own`: dubs by language, then the description."""
    found = [Spoken(code, "dub", ("dubs", code), shape) for code, shape in sorted(dubs.items())]
    return (*found, *([Spoken(own, "description", ("audio_description",), description)] if description else []))


def contribution(one: Spoken, context: Context) -> Contribution:
    """Return who made a voice, and on what terms; how long it is heard is not known before the film is cut."""
    said, context = one.shape, replace(context, base=())
    return Contribution(
        said.by, said.role, FrameRange(0, 1), "sound", said.title or one.title, str(context.library.located(said.file)),
        said.builds_on, said.license, said.release.name, said.release.scope, said.url,
        where=context.where(*one.loc), places=context.credited(one.loc, said),
    )  # fmt: skip


def voices(spoken: tuple[Spoken, ...], context: Context, length: Fraction, *, is_partial: bool = False) -> Iterator[Voice]:
    """Yield the voices over a film of `length` seconds; what is wrong with their files is told to the context.

    Where only a part of the film is there (`is_partial`), nothing can be said of their lengths, and what is longer is cut.
    """
    context = replace(context, base=())
    for one in spoken:
        recording = _recording(one, context)
        if recording is None:
            continue
        info, sound = recording
        treatment = one.shape.treated(context, one.loc, sound)
        if treatment is None:
            continue
        what = "the audio description" if one.kind == "description" else f"the dub in {one.language}"
        lasts = sound.first + sound.duration
        if lasts > length + NEAR and not is_partial:
            message = f"{what} lasts {clock(lasts)}, and the film {clock(length)}"
            context.fault((*one.loc, "file"), message, "cut it to the length of the film, as it is now")
            continue
        if one.shape.whole and lasts < length - NEAR and not is_partial:
            message = f"{what} lasts {clock(lasts)}, and the film {clock(length)}: after that nothing would be heard"
            context.fault((*one.loc, "file"), message, "record it to its end, or leave out whole: then the film goes on")
            continue
        media = SourceMedia(context.library.located(one.shape.file), info.digest)
        seconds = min(lasts, length)
        own, said = context.written_in, one.shape
        made = contribution(one, context)
        made = replace(made, range=FrameRange(0, math.ceil(seconds * context.rate)))
        track = track_number(sound, info)
        yield Voice(media, one.language, one.kind, seconds, made, own, said.gain, said.whole, track, treatment, made.where)


def _recording(one: Spoken, context: Context) -> tuple[MediaInfo, SoundInfo] | None:
    """Return the file of a voice and which of its sounds is heard, or None after telling what is wrong with it."""
    if one.kind == "dub" and one.language == context.written_in:
        message = f"the episode itself is in '{one.language}': nobody could tell this dub from it"
        context.fault(one.loc, message, f"write another language, or one of your own: {one.language}-x-comment")
        return None
    info = heard(context, one.loc, one.shape)
    sound = heard_track(context, one.loc, one.shape.file, one.shape.track, info) if info else None
    if info is None or sound is None:
        return None
    if info.damage and sound.good is not None:
        context.fault((*one.loc, "file"), info.damage, "copy or export it again")
        return None
    return info, sound
