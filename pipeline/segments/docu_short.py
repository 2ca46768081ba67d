"""`- docu-short:` clips cut one after another, with who speaks named as they speak."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Annotated

from pydantic import Field, model_validator

from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import NotEmpty, TimeField, mistake
from pipeline.segments.host import Host, of_footage
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.medium import Arranged, BedField, Footage, SoundField
from pipeline.segments.overlay import lower_third, presented, tracks
from pipeline.segments.picture import Shot, shot, shot_contributions
from pipeline.segments.shown import ShownLine
from pipeline.segments.sound import beds, laid
from pipeline.segments.spoken import Part, filmed, sounded
from pipeline.segments.text_over import TextsOver
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import Clip, Contribution, Item, SoundClip, SoundRole, Stack, Track, Transition


class DocuShort(SegmentShape, Arranged):
    """A short documentary: clips one after another, each with its part of the file, its sound and its lower third."""

    title: ShownLine = Field(alias="docu-short")
    """Title of the piece."""
    clips: Annotated[tuple[Footage, ...], NotEmpty]
    """The clips in order."""
    dissolve: TimeField | None = None
    """Length of a dissolve between each two clips; a cut where left out."""
    voice: SoundField = None
    """A narrator over the clips."""
    bed: BedField = None
    """Music under the voices."""
    text: TextsOver = ()
    """Texts over all of it, one or a list: Oaxaca, 1998, or {text: ..., at: 2, length: 4, place: top-left}."""

    @model_validator(mode="after")
    def _laid_out_once(self) -> DocuShort:
        for number, clip in enumerate(self.clips if self.layout != "over" else ()):
            if clip.picture_in_picture:
                message = "the segment has a layout, in which nothing lies over one of its clips or beside it alone"
                hint = "write it into the segment's picture_in_picture, with `at` and `length`"
                raise mistake(message, hint, ("clips", number, "picture_in_picture"))
        return self


def build(shape: DocuShort, context: Context) -> Built | None:
    """Cut the clips one after another, with their sounds and names, and the narrator and the bed over all of it."""
    shots = [shot(context, ("clips", number), footage) for number, footage in enumerate(shape.clips)]
    if any(found is None for found in shots):
        return None
    found = [one for one in shots if one is not None]
    overlap = context.frames(context.seconds(shape.dissolve)) if shape.dissolve else 0
    if not _dissolves_fit(shape, context, found, overlap):
        return None
    items: list[Item] = []
    sound: list[SoundClip] = []
    made: list[Contribution] = []
    named = []
    parts: list[Part | None] = []
    at = 0
    for number, (footage, one) in enumerate(zip(shape.clips, found, strict=True)):
        if number and overlap:
            items.append(Transition("dissolve", overlap))
            at -= overlap
        items.append(one.clip)
        parts.append(filmed(context, ("clips", number), footage, one, at))
        sound += _crossed(one.sound_at(context, at), overlap / context.rate, first=number == 0, last=number == len(found) - 1)
        who = shot_contributions(context, ("clips", number), footage, one, at, shape.title)
        made += who
        named += lower_third(context, ("clips", number, "lower_third"), footage.lower_third, who, at, one.clip.frames)
        made += presented(context, ("clips", number, "lower_third"), footage.lower_third, who, at, one.clip.frames)
        at += one.clip.frames
    frames = at
    voice, spoken = laid(context, ("voice",), shape.voice, SoundRole.VOICE, frames, "narrator", shape.title)
    sound += voice
    made += spoken
    bed, bed_made = beds(context, ("bed",), shape.bed, frames)
    parts += [sounded(context, ("voice",), shape.voice, voice), sounded(context, ("bed",), shape.bed, bed)]
    named += lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    insets = _over(shape, context, found, named, overlap, sound)
    stack = Stack(
        frames=frames,
        picture=(*insets.over(Track("picture", tuple(items))), *tracks("lower-third", named)),
        sound=(*sound, *insets.sound, *bed),
        cues=cues(context, shape.captions, frames, parts),
        unplaced=tuple(insets.unplaced),
    )
    shown = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *insets.made, *bed_made, *shown))


def _over(
    shape: DocuShort, context: Context, shots: list[Shot], named: list[tuple[int, Clip]], overlap: int, sound: list[SoundClip]
) -> Insets:
    """Return what lies over all of it and over its clips; `sound` is that of the clips in order, and then the narrator's."""
    hosts: list[Host] = []
    guides: list[tuple[FrameRange, int]] = []
    at = heard = 0
    for number, (footage, one) in enumerate(zip(shape.clips, shots, strict=True)):
        at -= overlap if number else 0
        guide = heard if one.sound else None
        hosts.append(of_footage(
            ("clips", number), footage, one, at, shape.title, named, len(sound), guide,
            has_captions=bool(shape.captions or footage.captions),
        ))  # fmt: skip
        guides += hosts[-1].guides
        heard += 1 if one.sound else 0
        at += one.clip.frames
    whole = FrameRange(0, at)
    guides += [(whole, number) for number in range(heard, len(sound))]
    films = tuple((one.clip, footage) for one, footage in zip(shots, shape.clips, strict=True))
    insets, is_captioned = Insets(), any(host.has_captions for host in hosts)
    over = Host(
        (), shape.title, whole, shape.picture_in_picture, shape.text, len(sound), guides, layout=shape.layout, films=films,
        named=named, has_captions=is_captioned,
    )  # fmt: skip
    lay_over(context, over, insets, is_whole=True)
    for host in hosts:
        lay_over(context, host, insets)
    return insets


def _dissolves_fit(shape: DocuShort, context: Context, shots: list[Shot], overlap: int) -> bool:
    # Two dissolves in one clip must not meet, so each takes at most half of the shorter of its neighbours.
    if not overlap or len(shots) < 2:
        return True
    shortest = min(one.clip.frames for one in shots)
    if 2 * overlap <= shortest:
        return True
    number = next(number for number, one in enumerate(shots) if one.clip.frames == shortest)
    context.fault(
        ("dissolve",),
        f"a dissolve of {clock(overlap / context.rate)} is longer than half of the shortest clip "
        f"({shape.clips[number].file}, {clock(shortest / context.rate)})",
        f"at most {clock(Fraction(shortest // 2) / context.rate)} is possible",
    )
    return False


def _crossed(sound: tuple[SoundClip, ...], overlap: Fraction, *, first: bool, last: bool) -> list[SoundClip]:
    # The sounds cross as the pictures do.
    return [
        replace(
            one,
            fade_in=one.fade_in if first else max(one.fade_in, overlap),
            fade_out=one.fade_out if last else max(one.fade_out, overlap),
        )
        for one in sound
    ]


KIND = Kind(
    "docu-short",
    DocuShort,
    build,
    interstitial=True,
    loudness_class="docu-short",
    least={"clips": [{"file": "interview.mp4", "by": "ana"}]},
)
