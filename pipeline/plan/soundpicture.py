"""The picture of a sound, for contributions without one: a strip with the waveform around now, or the spectrum. Pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.media.info import MediaInfo
from pipeline.operations.soundpicture import DrawSoundPicture
from pipeline.plan.action import Action, FromAction, Input
from pipeline.plan.drawing import Drawings
from pipeline.plan.stems import decode
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.model import Clip, SoundClip, SoundPictureMedia, SoundRole

STRIP = Fraction(2, 5)
"""Height of the strip as a share of its box."""


def sound_picture(drawings: Drawings, clip: Clip, width: int, height: int, info: MediaInfo) -> tuple[FromAction, int]:
    """Return the drawn strip, `width` pixels wide, and its height in pixels; its frame 0 is the clip's."""
    media = clip.media
    assert isinstance(media, SoundPictureMedia)
    assert info.sound is not None, f"{media.sound.path} has no sound; assembly has let it through"
    seconds = clip.frames / drawings.rate
    heard = SoundClip(
        media.sound, SoundRole.STEM, at=Fraction(0), start=clip.start, seconds=seconds, track=media.track, where=clip.where
    )
    address = f"{drawings.segment.name}/listen/{media.sound.digest[:8]}"
    stem = decode(drawings.segment, heard, info, drawings.tools, address)
    drawings.actions.setdefault(stem.action.key, stem.action)
    strip = 2 * (int(height * STRIP) // 2)
    operation = DrawSoundPicture(
        width=width,
        height=strip,
        rate=drawings.rate,
        frames=clip.frames,
        start=half_up(clip.start * SAMPLE_RATE) - stem.first,
        style=media.style,
        background=drawings.theme.background,
        accent=drawings.theme.colours["accent"],
        muted=drawings.theme.colours["muted"],
    )
    drawn = Action(
        operation,
        (Input("sound", stem.action.output(), ".wav"),),
        drawings.tools.identity(operation),
        address=f"{drawings.segment.name}/{media.style}/{media.sound.digest[:8]}-{width}x{height}",
        title=f"{media.style} of {media.sound.path}",
        segment=drawings.segment.name,
        where=clip.where,
        shows=(("style", media.style),),
        cost=seconds,
    )
    drawings.actions.setdefault(drawn.key, drawn)
    return drawn.output(), strip
