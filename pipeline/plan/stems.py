"""Plan the decoding of a source's sound: which part of it, and what is taken out. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.media.info import MediaInfo, SoundInfo
from pipeline.operations.decode import DecodeSound
from pipeline.operations.pace import PaceSound
from pipeline.operations.treat_sound import TreatSound
from pipeline.plan.action import Action, FromSource, Input, Toolchain
from pipeline.sound.lengths import HANDLE
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.model import Segment, SoundClip
from pipeline.timeline.sound_treatment import SoundTreatment
from pipeline.values import dataclass

WHOLE = 900
"""Seconds up to which a source is decoded whole, whatever is used of it."""

_GRID = 300
"""Seconds of the grid on which longer sources are cut, so that a trimmed clip mostly finds its stem made."""

@dataclass(frozen=True, slots=True)
class Stem:
    """A take as it is mixed: its sample 0 is sample `first` of the source; `announced` samples are expected of it.

    `decoded` is what it was before it was treated, by which takes are lined up; the same where nothing was done to it.
    """

    action: Action
    decoded: Action
    first: int
    announced: int


def decode(segment: Segment, clip: SoundClip, info: MediaInfo, tools: Toolchain, address: str) -> Stem:
    """Plan the stem of a clip. Clips that need the same of the same source get equal actions. `info` must have sound."""
    sound = info.sound_of(clip.track)
    assert sound is not None, f"{clip.media.path} has no such sound; its recipe has let it through"
    treatment = clip.treatment
    is_stereo = any(each.has_layout and each.channels > 1 for each in sound.passages or (sound,))
    first, last = _window(info, sound, clip)
    end = sound.first + sound.duration if sound.good is None else sound.good
    until = end if last is None else min(end, Fraction(last))
    announced = max(half_up((until - first) * SAMPLE_RATE), 0)
    operation = DecodeSound(
        stream=sound.index,
        early=sound.early,
        layout="stereo" if is_stereo and not treatment.mono else "mono",
        independent=0 if sound.has_layout else sound.channels,
        parts=sound.parts,
        passages=sound.passages,
        bare=sound.bare,
        good=None if sound.good is None else int(sound.good * SAMPLE_RATE),
        first=first,
        last=last,
        side=treatment.mono,
        highpass=treatment.highpass,
        denoise=treatment.denoise,
        expected=announced,
    )
    action = Action(
        operation,
        (Input("source", FromSource(clip.media.digest, str(clip.media.path)), clip.media.path.suffix),),
        tools.identity(operation),
        address=address,
        title=f"sound of {clip.media.path}",
        segment=segment.name,
        where=clip.where,
        cost=max(info.duration / 300, Fraction(1, 10)),
    )
    treated = action if not treatment.is_after_decoding else _treated(action, operation, treatment, tools)
    return Stem(treated, action, first * SAMPLE_RATE, announced)


def _treated(decoded: Action, stem: DecodeSound, treatment: SoundTreatment, tools: Toolchain) -> Action:
    """Plan what is done to a stem after it is decoded."""
    quiet = treatment.quiet and (half_up(treatment.quiet[0] * SAMPLE_RATE), half_up(treatment.quiet[1] * SAMPLE_RATE))
    operation = TreatSound(
        channels=stem.channels,
        declick=treatment.declick,
        quiet=quiet,
        strength=treatment.strength,
        eq=treatment.eq,
        deess=treatment.deess,
        level=treatment.level,
    )
    begin, _, end = decoded.address.rpartition("/stem")
    return replace(
        decoded,
        operation=operation,
        inputs=(Input("sound", decoded.output()),),
        identity=tools.identity(operation),
        address=f"{begin}/treated{end}",
        where=treatment.where or decoded.where,
        cost=Fraction(stem.expected, SAMPLE_RATE) / 15,
    )


def paced(segment: Segment, clip: SoundClip, stem: Stem, tools: Toolchain, address: str) -> Stem:
    """Plan a clip's stem as it is heard at its pace, or backwards: all of the clip, with a handle before and after it."""
    assert isinstance(stem.decoded.operation, DecodeSound)
    begin, samples = half_up(clip.start * SAMPLE_RATE), half_up(clip.seconds * SAMPLE_RATE)
    operation = PaceSound(
        pace=clip.pace,
        pitch=clip.pitch,
        is_reversed=clip.reverse,
        start=Fraction(begin - stem.first),
        samples=samples,
        channels=stem.decoded.operation.channels,
        announced=stem.announced,
    )
    action = Action(
        operation,
        (Input("take", stem.action.output()),),
        tools.identity(operation),
        address=f"{address}/paced",
        title=f"pace of the sound of {clip.media.path}",
        segment=segment.name,
        where=clip.where,
        cost=max(clip.seconds / 60, Fraction(1, 10)),
    )
    return Stem(action, action, begin - HANDLE, samples + 2 * HANDLE)


def _window(info: MediaInfo, sound: SoundInfo, clip: SoundClip) -> tuple[int, int | None]:
    """Return the seconds of the source to decode; None is its end."""
    if info.duration <= WHOLE or clip.loop or clip.sync == "auto" or clip.treatment.looks_at_all:
        return 0, None
    # Where the picture goes on after the sound, something is decoded all the same: a file of no samples is no sound.
    lasts = clip.pace.file(clip.seconds)
    start = clip.start - lasts if clip.reverse else clip.start
    begin = min(start - 2, sound.first + sound.duration - 1)
    first = int(max(begin, Fraction(0))) // _GRID * _GRID
    last = -(-int(start + lasts + 3) // _GRID) * _GRID
    return first, None if last >= info.duration else last
