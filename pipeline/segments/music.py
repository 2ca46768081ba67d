"""`- music:` stems mixed together, and their players in a mosaic, a single picture, or the sound itself drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.faults import did_you_mean, guess
from pipeline.segments import meant
from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import cues, waiting
from pipeline.segments.fields import Line, NotEmpty, Switch, TimeField, mistake
from pipeline.segments.host import Host
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.layout import MOST
from pipeline.segments.lower_third import LowerThird
from pipeline.segments.medium import Arranged, Background, Stem, Tile
from pipeline.segments.mosaics import Players, mosaic
from pipeline.segments.name_tags import giving_way
from pipeline.segments.overlay import lower_third, named, presented, tracks
from pipeline.segments.picture import background
from pipeline.segments.shown import ShownLine
from pipeline.segments.sound import audible, begin, contribution, fitted, placed
from pipeline.segments.spoken import Part, sounded
from pipeline.segments.text_over import TextsOver
from pipeline.timebase import FrameRange
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import Clip, Contribution, SoundClip, SoundPictureMedia, SoundRole, SourceMedia, Stack, Track


class Picture(Background):
    """The picture of a music segment: a file, {mosaic: [...]}, waveform or spectrum."""

    mosaic: tuple[Tile, ...] = ()
    """One to 36 clips or stills beside each other."""
    waveform: Line = ""
    """Draw this sound as a waveform."""
    spectrum: Line = ""
    """Draw this sound as a spectrum."""
    names: Switch = True
    """off leaves the name tags off the mosaic."""
    entrances: Switch = True
    """off shows all players of a mosaic from the first frame on, instead of each from when they are first heard."""

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word in ("waveform", "spectrum"):
            return {word: "auto"}
        if word == "mosaic":
            raise mistake("a mosaic is made of pictures, and none is named", "write {mosaic: [a.mp4, b.jpg]}")
        if word.isalpha() and (hint := meant.off(word) or guess(word, ("waveform", "spectrum", "mosaic"))):
            raise mistake(f"{value!r} is no picture", f"{hint} allowed: a file, waveform, spectrum, {{mosaic: [...]}}")
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Picture:
        sources = (self.file, self.scene, self.colour, self.mosaic, self.waveform, self.spectrum)
        if sum(map(bool, sources)) != 1:
            raise mistake("a picture is one of: a file, a scene, a colour, a mosaic, a waveform, a spectrum", "write one of them")
        if len(self.mosaic) > MOST:
            raise mistake(f"a mosaic holds at most {MOST} pictures; here are {len(self.mosaic)}", "take some out", ("mosaic",))
        return self


class Music(SegmentShape, Arranged):
    """A piece of music: the players' takes, mixed, and a picture of them."""

    title: ShownLine = Field(alias="music")
    """Title of the piece."""
    stems: Annotated[tuple[Stem, ...], NotEmpty]
    """The takes; the first is the reference for sync: auto."""
    picture: Picture | None = None
    """A file, {mosaic: [...]}, waveform or spectrum; the first take's waveform where left out."""
    length: TimeField | None = None
    """Length of the segment; the longest take's where left out (those with sync: auto follow the first)."""
    lower_third: LowerThird = LowerThird()
    """auto (the rule here) names who plays; a text is shown as it is; off shows nothing."""
    text: TextsOver = ()
    """Texts over its picture, one or a list: Oaxaca, 1998, or {text: ..., at: 2, length: 4, place: top-left}."""

    @model_validator(mode="after")
    def _reference(self) -> Music:
        if self.stems[0].sync == "auto":
            raise mistake(
                "the first stem is the reference, so it has nothing to line up with",
                "move `sync: auto` to the others",
                ("stems", 0, "sync"),
            )
        if self.layout != "over" and self.picture and self.picture.mosaic:
            hint = "write the film among the pictures of the mosaic, or remove `layout`"
            raise mistake("the players of a mosaic stand beside each other already", hint, ("layout",))
        return self


def build(shape: Music, context: Context) -> Built | None:
    """Mix the stems, lay out their players, and name them."""
    clips = [placed(context, ("stems", number), stem, SoundRole.STEM) for number, stem in enumerate(shape.stems)]
    ends = [_end(clip) for clip in clips if clip and clip.sync != "auto"]
    if not ends:
        _picture_faults(shape, context)
        return None
    frames = context.frames(context.seconds(shape.length) if shape.length else max(ends))
    if frames < 1:
        context.fault(("length",), "music of less than a frame is not heard", "write a longer length")
        return None
    sound: list[SoundClip] = []
    made: list[Contribution] = []
    parts: list[Part | None] = []
    takes: dict[int, int] = {}
    for number, (stem, clip) in enumerate(zip(shape.stems, clips, strict=True)):
        loc = ("stems", number)
        if clip and (clip := fitted(context, loc, clip, stem, frames)):
            sound.append(clip)
            take = len(sound) - 1 if clip.sync == "auto" and not clip.mute else None
            takes |= {} if take is None else {number: take}
            parts.append(sounded(context, loc, stem, (clip,), take))
            if not clip.mute:
                made.append(contribution(context, loc, stem, audible(context, clip, frames), "sound", "music", shape.title))
    found = {number: context.takes[take] for number, take in takes.items() if take in context.takes}
    picture = _picture(shape, context, clips, found, frames)
    players = [*made, *picture.made] if shape.picture and shape.picture.mosaic else made
    # Name tags say who plays: by themselves, lower thirds name only those who have none.
    tagged = {key for one in picture.made for key in one.people} if picture.tags else set()
    unnamed = [replace(one, people=tuple(key for key in one.people if key not in tagged)) for one in players]
    if "lower_third" in shape.model_fields_set:
        shown = lower_third(context, ("lower_third",), shape.lower_third, players, 0, frames)
    else:
        shown = lower_third(context, ("lower_third",), shape.lower_third, unnamed, 0, frames) if named(context, unnamed) else []
    over = cues(context, shape.captions, frames, parts)
    insets = _over(shape, context, picture, sound, shown, frames, has_captions=bool(over))
    stack = Stack(
        frames=frames,
        picture=(
            *insets.over(*picture.picture),
            *giving_way(context, picture.tags, shown, frames),
            *tracks("lower-third", shown),
        ),
        sound=(*sound, *insets.sound),
        cues=over,
        waiting=waiting(context, parts),
        unplaced=(*(takes[number] for number in picture.unplaced if number in takes), *insets.unplaced),
    )
    third = presented(context, ("lower_third",), shape.lower_third, players, 0, frames)
    return Built(stack, (*made, *picture.made, *insets.made, *third))


def _over(
    shape: Music, context: Context, picture: Players, sound: Sequence[SoundClip], named: Sequence[tuple[int, Clip]],
    frames: int, *, has_captions: bool,
) -> Insets:  # fmt: skip
    """Return what lies over the picture, lined up with the first take where its sound says when."""
    insets, whole = Insets(), FrameRange(0, frames)
    guides = [(whole, number) for number, one in enumerate(sound) if one.sync != "auto"]
    clips = (item for track in picture.picture for item in track.items if isinstance(item, Clip))
    host = Host(
        (), shape.title, whole, shape.picture_in_picture, shape.text, len(sound), guides[:1], layout=shape.layout,
        films=tuple((clip, shape.picture) for clip in clips), named=named, has_captions=has_captions,
    )  # fmt: skip
    lay_over(context, host, insets, is_whole=True)
    return insets


def _end(clip: SoundClip) -> Fraction:
    return begin(clip) + clip.seconds


def _picture_faults(shape: Music, context: Context) -> None:
    # The sound is at fault; the picture's files are looked at all the same, so that every mistake is told at once.
    _picture(shape, context, [], {}, 1)


def _picture(
    shape: Music, context: Context, clips: list[SoundClip | None], found: Mapping[int, LinedUp], frames: int
) -> Players:
    """Return the picture of the players; `found` says where stems stand that have been lined up by their sound."""
    picture = shape.picture
    if picture is not None and picture.mosaic:
        heard = clips or [None] * len(shape.stems)
        return mosaic(
            context, picture.mosaic, shape.stems, heard, found, frames, shape.title, names=picture.names, enter=picture.entrances
        )
    if picture is not None and not (picture.waveform or picture.spectrum):
        behind, made = background(context, ("picture",), picture, frames, clips)
        return Players(tuple(Track("picture", track.items) for track in behind), made=made)
    style: Literal["waveform", "spectrum"] = "spectrum" if picture and picture.spectrum else "waveform"
    wanted = (picture.waveform or picture.spectrum) if picture else "auto"
    sounds = [clip for clip in clips if clip]
    if wanted == "auto":
        chosen = sounds[:1]
    else:
        files = tuple(stem.file for stem in shape.stems)
        if wanted not in files:
            context.fault(("picture", style), f"{wanted!r} is none of the stems", did_you_mean(wanted, files))
            return Players()
        chosen = [clip for stem, clip in zip(shape.stems, clips, strict=False) if clip and stem.file == wanted][:1]
    return Players(tuple(Track("picture", (_drawn(context, clip, style, frames),)) for clip in chosen))


def _drawn(context: Context, clip: SoundClip, style: Literal["waveform", "spectrum"], frames: int) -> Clip:
    return Clip(
        SoundPictureMedia(SourceMedia(clip.media.path, clip.media.digest), style, clip.track),
        frames,
        clip.start,
        where=context.where("picture"),
    )


KIND = Kind(
    "music",
    Music,
    build,
    interstitial=True,
    loudness_class="music",
    is_music=True,
    cue_usage="visual",
    least={"stems": [{"file": "guitar.wav", "by": "ana", "role": "guitar"}]},
)
