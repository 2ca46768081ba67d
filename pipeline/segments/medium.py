"""The shapes of media in a manifest: a file with its cut, its look, its level, and who is in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.segments import meant
from pipeline.segments.amount import Amount
from pipeline.segments.arranged import Arrangement
from pipeline.segments.caption_files import Captions
from pipeline.segments.credited import Credited as Credited
from pipeline.segments.credited import Medium as Medium
from pipeline.segments.cue_use import CueUse
from pipeline.segments.fields import (
    Colour,
    File,
    Focus,
    Gain,
    JsonSchema,
    Pan,
    People,
    Shape,
    Switch,
    Sync,
    TimeField,
    Track,
    listed,
    mistake,
    one_of,
)
from pipeline.segments.identifiers import Isrc
from pipeline.segments.layout import MOST
from pipeline.segments.lower_third import LowerThird
from pipeline.segments.paced import Paced, PitchName
from pipeline.segments.scene_names import Scene
from pipeline.segments.scene_names import check as check_scene
from pipeline.segments.shown import ShownLine, ShownText
from pipeline.segments.sound_treated import SoundTreated
from pipeline.segments.standing import Standing
from pipeline.segments.text_over import TextsOver
from pipeline.segments.treated import Treated
from pipeline.timebase import Time
from pipeline.timeline.model import Fit

FitName = Annotated[Literal["blur", "contain", "cover"], one_of("blur", "contain", "cover")]
MoveName = Annotated[
    Literal["none", "ken-burns", "zoom-in", "zoom-out", "pan-left", "pan-right"],
    one_of("none", "ken-burns", "zoom-in", "zoom-out", "pan-left", "pan-right"),
]
SoundName = Annotated[Literal["on", "off", "voice"], one_of("on", "off", "voice")]
LayoutName = Annotated[Arrangement, one_of("over", "side-by-side", "row")]
CaptionTime = Annotated[Literal["segment", "file"], one_of("segment", "file")]
"""Whose time captions are in."""
FITS = {"blur": Fit.BLUR, "contain": Fit.CONTAIN, "cover": Fit.COVER}


class Fades(Shape):
    """Fades at both ends: a time for both, or {in: 0.5, out: 2}."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "number"]}

    fade_in: TimeField | None = Field(default=None, alias="in")
    """Length of the fade at the beginning."""
    fade_out: TimeField | None = Field(default=None, alias="out")
    """Length of the fade at the end."""

    @model_validator(mode="before")
    @classmethod
    def _one_time(cls, value: object) -> object:
        if isinstance(value, str):
            if meant.is_on(value) or meant.off(value):
                raise mistake(f"{value!r} is no length of fades", meant.off(value) or "write seconds: 0.5")
            return {} if meant.is_off(value) else {"in": value, "out": value}
        return value


class Level(SoundTreated):
    """Which sound of a file is heard, how loud and where."""

    track: Track | None = None
    """Which sound of the file, where it has several: 2 for the second, or its language, es. The file's default where left out."""

    gain: Gain = Fraction(0)
    """Louder or softer, in decibels: -4 dB."""
    pan: Pan = Fraction(0)
    """-1 is left, 0 the middle, 1 right."""
    mute: Switch = False
    """on leaves its sound out and keeps everything else."""
    isrc: Isrc = ""
    """The number of the recording (ISRC), for the cue sheet: AA-6Q7-20-00047."""
    cue: CueUse = ""
    """How it is used as music, for the cue sheet: theme, vocal, background instrumental."""


class Look(Paced, Treated):
    """The place of a picture on the canvas, how fast it is shown, and what is done to it before."""

    fit: FitName = "blur"
    """Where its shape is another than the canvas's: blur (all of it, over a blurred copy), contain (bars) or cover (cut)."""
    focus: Focus = (Fraction(1, 2), Fraction(1, 2))
    """The point that must stay visible when it is cut, across and down: "50% 30%"."""
    move: MoveName = "none"
    """Slow movement of a still: ken-burns, zoom-in, zoom-out, pan-left, pan-right."""


class Sound(Level, Medium):
    """A sound: a file that holds one (a video too) and how it is heard."""

    at: TimeField | None = None
    """When it begins in the segment; at once where left out."""
    fades: Fades = Fades()
    """Fade in and out: 0.5, or {in: 0.5, out: 2}."""
    loop: Switch = False
    """on repeats it as long as the segment lasts."""
    captions: Captions = Field(default_factory=dict)
    """Its caption files (SRT, VTT, ASS, TTML, LRC, or plain text) by language, in the file's own time: {en: letter.en.srt}."""


class Stem(Sound):
    """One player's take of a piece of music."""

    sync: Sync = None
    """auto lines it up with the first stem by its sound; a number of seconds does it by hand; off leaves it as it is."""


class Bed(Sound):
    """Music that lies under voices."""

    duck: Switch = True
    """on lowers it while someone speaks."""
    loop: Switch = True
    """on repeats it as long as the segment lasts."""
    gain: Gain = Fraction(-12)
    """Louder or softer, in decibels."""
    fades: Fades = Fades(**{"in": Time(seconds=Fraction(1)), "out": Time(seconds=Fraction(2))})
    """Fade in (1 s) and out (2 s)."""


def _or_off(value: object) -> object:
    if isinstance(value, str) and (meant.is_on(value) or meant.off(value)):
        hint = "write the file's path" if meant.is_on(value) else f"{meant.off(value)} else write the file's path"
        raise mistake(f"{value!r} names no file", hint)
    return None if meant.is_off(value) else value


OR_OFF = BeforeValidator(_or_off)
"""Lets `off` stand for nothing, so that a manifest can leave out what its show has."""


class SceneSound(Medium):
    """A sound that a scene shows and that is not heard because of it."""

    track: Track | None = None
    """Which sound of the file, where it has several: 2 for the second, or its language, es. The file's default where left out."""


class Parameters(Shape):
    """What a scene that comes along shows; each has its own of these."""

    alone: ClassVar[JsonSchema | None] = None

    sound: SceneSound | None = None
    """The sound of a waveform-ring, with who is heard; where left out, what is heard: an `audio`, the first voice or stem."""
    text: ShownText = ""
    """The words of kinetic-words."""
    stills: tuple[Medium, ...] = ()
    """The pictures of a paper-collage, each with who made it: [quilt.jpg, {file: lake.jpg, by: olena}]."""
    first: Amount = Field(default=Fraction(0), alias="from")
    """Where a counter begins; 0 where left out."""
    to: Amount | None = None
    """Where a counter ends: 120, or 12.5."""
    label: ShownLine = ""
    """The line below a counter, which says of what."""
    people: People = ()
    """Whose places a people-map shows; everyone's in people.yaml who has coordinates where left out."""

    @property
    def written(self) -> tuple[str, ...]:
        """Return the names of those that are written."""
        return tuple(field.alias or name for name, field in type(self).model_fields.items() if name in self.model_fields_set)


class Background(Look, Medium):
    """The picture behind a card or a text: a file, or a colour as "#rrggbb"."""

    file: File = ""
    """Path of a video or a still inside the show's media folder."""
    scene: Scene = ""
    """A Python file that draws the background as a function of time, or a scene that comes along: builtin/people-map."""
    parameters: Parameters = Parameters()
    """What a scene that comes along shows: {text: one word at a time}."""
    colour: Colour | None = None
    """A plain colour."""
    fit: FitName = "cover"
    """cover (cut around the focus point), blur or contain."""
    move: MoveName = "ken-burns"
    """Slow movement of a still: none, ken-burns, zoom-in, zoom-out, pan-left, pan-right."""
    loop: Switch | None = None
    """on (the rule) repeats a video that is shorter than what it lies behind; off holds its last picture."""

    @model_validator(mode="before")
    @classmethod
    def _colour_alone(cls, value: object) -> object:
        return {"colour": value} if isinstance(value, str) and value.lstrip().startswith("#") else value

    @model_validator(mode="after")
    def _one_source(self) -> Background:
        if sum((bool(self.file), bool(self.scene), bool(self.colour))) != 1:
            raise mistake("a background is one of: a file, a scene, a colour", "write one of `file`, `scene`, `colour`")
        check_scene(self.scene, self.parameters.written)
        of_films = (*Treated.model_fields, *Paced.model_fields)
        if self.colour and (name := next((name for name in of_films if name in self.model_fields_set), "")):
            raise mistake(f"a colour has no `{name}`", "remove it, or name a file", (name,))
        if self.scene and (name := next((name for name in Paced.model_fields if name in self.model_fields_set), "")):
            raise mistake(f"a scene has no `{name}`", "it draws itself as a function of time; remove it", (name,))
        return self


BackgroundField = Annotated[Background | None, OR_OFF]
"""The picture behind a card or a text, or off."""


class Filmed(Level, Look, Medium):
    """A clip or a still, and its own sound."""

    sound: SoundName = "on"
    """on: its sound is heard as it is; voice: it is speech, which ducks beds and sets the loudness; off: silent."""
    pitch: PitchName = "keep"
    """What `speed` does to its sound: keep (voices stay as high as they are) or follow (lower where slower, as of a tape)."""
    fades: Fades = Fades()
    """Fade picture and sound in and out: 0.5, or {in: 0.5, out: 2}."""
    background: BackgroundField = None
    """What is seen where its screen was (`chroma_key`), around its `mask`, or where its file is transparent: a file, a scene or a
    colour."""

    @model_validator(mode="after")
    def _seen_through(self) -> Filmed:
        for name in ("chroma_key", "mask"):
            if self.background and getattr(self.background, name):
                raise mistake("behind a background there is nothing", "remove it", ("background", name))
        if self.chroma_key and self.move != "none":
            raise mistake("a picture before a screen stands still", "remove `move`, or give it to the background", ("move",))
        return self

    @model_validator(mode="before")
    @classmethod
    def _switches(cls, value: object) -> object:
        # `sound: false` is how some write off.
        if isinstance(value, dict) and (meant.is_off(value.get("sound")) or meant.is_on(value.get("sound"))):
            return value | {"sound": "off" if meant.is_off(value["sound"]) else "on"}
        return value

    @model_validator(mode="after")
    def _is_understood(self) -> Filmed:
        if self.reverse and getattr(self, "captions", None):
            raise mistake("what is shown backwards cannot be captioned", "remove its captions, or `reverse`", ("captions",))
        return self

    @model_validator(mode="after")
    def _has_a_speed(self) -> Filmed:
        if "pitch" in self.model_fields_set and not self.is_changed:
            raise mistake("a pitch belongs to a `speed`", "write one, or remove it", ("pitch",))
        return self


class PictureInPicture(Standing, Filmed):
    """A smaller picture over another, on the same clock: a film or a still, with its own sound."""

    fit: FitName = "cover"
    """cover (cut around the focus point), contain (bars) or blur."""

    @model_validator(mode="after")
    def _one_place(self) -> PictureInPicture:
        if self.box and (name := next((name for name in ("place", "size") if name in self.model_fields_set), "")):
            raise mistake(f"`box` says all of its place, and `{name}` says another", "keep one of the two", (name,))
        if self.sync is not None and self.reverse:
            raise mistake("what is shown backwards is on no clock with another film", "remove `sync`", ("sync",))
        if self.sync == "auto" and self.is_paced:
            hint = "write seconds: sync: 0.4"
            raise mistake("what has another `speed` cannot be lined up by its sound", hint, ("sync",))
        return self


class Overlaid(Shape):
    """A picture over which smaller ones lie."""

    picture_in_picture: Annotated[tuple[PictureInPicture, ...], BeforeValidator(listed)] = ()
    """Smaller pictures over it, one or a list: {file: ana/room.mp4, by: ana, place: top-right, at: 2, length: 8}."""


class Arranged(Overlaid):
    """A picture over which smaller ones lie, or beside which they run."""

    layout: LayoutName = "over"
    """How those stand: over it; side-by-side, all as large; or row: smaller ones in a row below it."""

    @model_validator(mode="after")
    def _laid_out(self) -> Arranged:
        check_layout(self.layout, self.picture_in_picture)
        return self


def check_layout(how: Arrangement, beside: Sequence[PictureInPicture]) -> None:
    """Raise the mistake of a layout that cannot be: one with nobody beside, or in which one of them says how it stands."""
    if how == "over":
        return
    if not beside:
        raise mistake("a layout needs others beside it", "write picture_in_picture: and what runs with it", ("layout",))
    if len(beside) >= MOST:
        raise mistake(f"a layout holds at most {MOST} pictures", "take some out", ("picture_in_picture",))
    for number, one in enumerate(beside):
        own = ("place", "size", "box", "border", "corners", "shadow", "entrance")
        if name := next((name for name in own if name in one.model_fields_set), ""):
            hint = "remove it, or write layout: over"
            raise mistake(f"`layout` says how it stands, not `{name}`", hint, ("picture_in_picture", number, name))


class Footage(Arranged, Filmed):
    """A clip or a still, its own sound, who is named in it, and what lies over it."""

    lower_third: LowerThird = LowerThird(show="off")
    """auto names who is in the clip; a text is shown as it is; it comes 1 second in and stays 5."""
    captions: Captions = Field(default_factory=dict)
    """Its captions (SRT, VTT ..., plain text) by language, in the file's own time: {en: friday.en.vtt}; cut and moved with it."""
    text: TextsOver = ()
    """Texts over it, one or a list: Oaxaca, 1998, or {text: ..., at: 2, length: 4, place: top-left}."""


class Tile(Look, Medium):
    """One picture of a mosaic; it is silent, since the stems are what is heard."""

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = {
        "background": (
            "a tile has no `background`: where it is transparent, what lies behind the whole mosaic is seen",
            "remove it, or show the film as a clip, which may have one",
        ),
    }

    fit: FitName = "cover"
    """cover (cut around the focus point), contain (bars) or blur."""
    loop: Switch | None = None
    """on repeats a clip that is shorter than the piece; off (the rule) holds its last picture."""


BedField = Annotated[Bed | None, OR_OFF]
"""Music under voices or a card, or off."""
SoundField = Annotated[Sound | None, OR_OFF]
"""A sound, or off."""
