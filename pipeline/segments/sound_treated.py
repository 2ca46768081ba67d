"""What a manifest may ask to be done to a sound: cleaned, toned, evened out. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pipeline.faults import did_you_mean
from pipeline.segments import meant
from pipeline.segments.fields import Hertz, JsonSchema, Loc, Reads, Shape, Switch, TimeField, mistake, number, written
from pipeline.timebase import clock
from pipeline.timeline.sound_treatment import SoundTreatment

if TYPE_CHECKING:
    from pipeline.media.info import SoundInfo
    from pipeline.segments.base import Context

_LEAST = Fraction(1, 4)
"""Seconds of noise of which it is learned at least: ten windows of 40 ms."""
STRENGTH = Fraction(15)
"""Decibels by which learned noise goes down where nothing else is asked for."""
_LONGEST = 3 * 3600
"""Seconds of the longest file that can be looked at as a whole: two channels of it fill a WAV file."""

Strength = Annotated[
    Fraction,
    Reads(lambda value: number(value, "a strength", 3, 30, "dB", "12 dB")),
    WithJsonSchema({"type": ["string", "number"], "examples": ["15 dB"]}),
]
"""Decibels by which noise goes down, 3 to 30."""


class Denoise(Shape):
    """Noise that is reduced: on for what is steady, or learned where nothing else is heard: {from: 0:02, to: 0:04}."""

    alone: ClassVar[JsonSchema | None] = {"enum": [True, False, "on", "off", "yes", "no"]}

    first: TimeField | None = Field(default=None, alias="from")
    """From where on in the file the noise is heard alone, which is learned there."""
    last: TimeField | None = Field(default=None, alias="to")
    """Up to where it is heard alone: a quarter of a second later at least; one or two are better."""
    strength: Strength | None = None
    """By how much learned noise goes down, 3 to 30 dB; 15 dB where left out."""

    @model_validator(mode="before")
    @classmethod
    def _on(cls, value: object) -> object:
        return {} if meant.is_on(value) else value

    @model_validator(mode="after")
    def _both_ends(self) -> Denoise:
        if (self.first is None) != (self.last is None):
            there, missing = ("from", "to") if self.last is None else ("to", "from")
            hint = "write both: {from: 0:02, to: 0:04}"
            raise mistake(f"noise is learned between two times, and `{missing}` is not written", hint, (there,))
        if self.first is None and self.strength is not None:
            hint = "say where it is heard alone: {from: 0:02, to: 0:04, strength: 12 dB}"
            raise mistake("a strength is of noise that is learned", hint, ("strength",))
        return self


def _or_off(value: object) -> object:
    if isinstance(value, str) and not meant.is_on(value) and not meant.is_off(value):
        hint = f"{meant.switch(value)} allowed: on, off, or where it is heard alone: {{from: 0:02, to: 0:04}}".lstrip()
        raise mistake(f"{value!r} is neither on nor off", hint)
    return None if meant.is_off(value) else value


def _word_or_off(*allowed: str) -> BeforeValidator:
    """Read one of a few words, or off."""

    def read(value: object) -> str:
        text = written(value).casefold()
        if text not in allowed and not meant.is_off(text):
            hint = did_you_mean(text, allowed) if not meant.is_on(text) else f"allowed: {', '.join(allowed)}, off"
            raise mistake(f"{written(value)!r} is not allowed here", hint)
        return "" if meant.is_off(text) else text

    return BeforeValidator(read)


_OFF: list[object] = [False, "off"]
MonoName = Annotated[
    Literal["", "left", "right"], _word_or_off("left", "right"), WithJsonSchema({"enum": ["left", "right", *_OFF]})
]
ToneName = Annotated[
    Literal["", "phone", "warm", "clear"],
    _word_or_off("phone", "warm", "clear"),
    WithJsonSchema({"enum": ["phone", "warm", "clear", *_OFF]}),
]


class SoundTreated(Shape):
    """What is done to a sound before it is mixed, in this order."""

    mono: MonoName = ""
    """left or right: that side of a stereo file alone, in the middle; where each side is a microphone of its own."""
    highpass: Hertz | None = None
    """Take away what is lower than so many Hz: 80 helps against rumble and wind."""
    declick: Switch = False
    """on mends clicks and crackle of up to 2 thousandths of a second."""
    denoise: Annotated[Denoise | None, BeforeValidator(_or_off)] = None
    """on reduces steady noise (fans, hiss); {from: 0:02, to: 0:04} what is heard there alone, in the file's time."""
    eq: ToneName = ""
    """phone (as heard through one), warm (fuller, less sharp) or clear (less dull, words easier to understand)."""
    deess: Switch = False
    """on makes sharp s sounds softer."""
    level: Switch = False
    """on evens a voice out: its phrases come to the same loudness, and what is between is not raised."""

    def treated(self, context: Context, loc: Loc, sound: SoundInfo) -> SoundTreatment | None:
        """Return what is done to a sound of a file, or None after telling what is wrong with it."""
        file_lasts = sound.first + sound.duration
        counts = {sound.channels, *(part.channels for part in sound.parts), *(part.channels for part in sound.passages)}
        if self.mono and counts != {2}:
            most = max(counts)
            has = "one channel" if most == 1 else f"{most} channels" if len(counts) == 1 else "not two channels throughout"
            hint = "remove `mono`" if most == 1 else "export the channel as a file of its own"
            context.fault((*loc, "mono"), f"this sound has {has}, so no `{self.mono}` of two", hint)
            return None
        quiet, strength = None, Fraction(0)
        if self.denoise is not None and self.denoise.first is not None and self.denoise.last is not None:
            quiet = context.seconds(self.denoise.first), context.seconds(self.denoise.last)
            strength = self.denoise.strength or STRENGTH
            if wrong := _no_stretch(*quiet, sound):
                context.fault((*loc, "denoise", wrong[0]), *wrong[1:])
                return None
        found = SoundTreatment(
            self.mono, self.highpass or 0, self.denoise is not None and quiet is None, self.declick, quiet, strength, self.eq,
            self.deess, self.level, context.where(*loc, "denoise") if quiet else None,
        )  # fmt: skip
        if found.looks_at_all and file_lasts > _LONGEST:
            name = "denoise" if quiet else "deess" if self.deess else "level"
            message = f"`{name}` looks at all of a file, and this one lasts {clock(file_lasts)}"
            context.fault((*loc, name), message, f"cut it first: {clock(Fraction(_LONGEST))} are the most")
            return None
        return found

    @property
    def asked(self) -> str:
        """Return the name of the first of these that is asked for, empty for none."""
        return next((name for name in SoundTreated.model_fields if getattr(self, name)), "")


def _no_stretch(first: Fraction, last: Fraction, sound: SoundInfo) -> tuple[str, str, str] | None:
    """Return at which field, and what is wrong with a stretch of a sound in which noise shall be learned."""
    begin, end = sound.first, sound.first + sound.duration
    if last <= first:
        return "to", "`to` is not after `from`", "both are times in the file"
    if last > end or first < begin:
        message = f"the stretch is outside the sound, which lasts from {clock(begin)} to {clock(end)}"
        hint = "both are times in the file; name a place where only the noise is heard"
        return "from" if first < begin else "to", message, hint
    if last - first < _LEAST:
        return "to", "the stretch is too short to learn noise of", "a quarter of a second at least; one or two are better"
    return None
