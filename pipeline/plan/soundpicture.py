"""The picture of a sound, for contributions without one: a strip with the waveform around now, or the spectrum. Floor 5, pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.ffmpeg import graph
from pipeline.ffmpeg.graph import Audio
from pipeline.ffmpeg.source import DEMUXERS
from pipeline.media.info import MediaInfo
from pipeline.plan import encode
from pipeline.plan.action import Action, Ffmpeg, FromAction, FromSource, Input, Output, SoundPromise, Step, VideoPromise
from pipeline.plan.drawing import Drawings, suffix_of
from pipeline.timeline.model import Clip, SoundPictureMedia

LISTEN_RATE = 16_000
"""Samples a second for drawing: bars up to 7 kHz need no more."""

STRIP = Fraction(2, 5)
"""Height of the strip as a share of its box."""


def sound_picture(drawings: Drawings, clip: Clip, width: int, height: int, info: MediaInfo) -> tuple[FromAction, int]:
    """Return the drawn strip, `width` pixels wide, and its height in pixels; its frame 0 is the clip's."""
    media = clip.media
    assert isinstance(media, SoundPictureMedia)
    assert info.sound is not None, f"{media.sound.path} has no sound; assembly has let it through"
    inputs = encode.Inputs()
    name = inputs.name(FromSource(media.sound.digest, media.sound.path), suffix_of(media.sound.path))
    heard = Audio(
        graph.read(name, protocol_whitelist="file", format_whitelist=",".join(DEMUXERS), threads=1), str(info.sound.index)
    )
    mono = graph.audio(
        "aformat", graph.audio("aresample", heard, sample_rate=LISTEN_RATE), channel_layouts="mono", sample_fmts="flt"
    )
    first = int(clip.start * LISTEN_RATE)
    samples = -(-clip.frames * LISTEN_RATE // drawings.rate)
    wanted = graph.audio("atrim", mono, start_sample=first, end_sample=first + samples)
    written = graph.write("out", wanted, options={"c:a": "pcm_f32le", "f": "wav"})
    listen = Action(
        Ffmpeg(drawings.tools.ffmpeg, encode.arguments(written)),
        inputs.all(),
        (Output("out", ".wav", SoundPromise(LISTEN_RATE, 1, None)),),
        address=f"{drawings.segment}/listen/{media.sound.digest[:8]}-{first}",
        title=f"listening to {media.sound.path}",
        segment=drawings.segment,
        where=clip.where,
        pool="sound",
        cost=Fraction(1, 2),
    )
    drawings.actions.setdefault(listen.key, listen)
    strip = 2 * (int(height * STRIP) // 2)
    colours = {name: drawings.theme.colours[name] for name in ("background", "accent", "muted")}
    parameters = {
        "width": width,
        "height": strip,
        "rate": str(drawings.rate),
        "frames": clip.frames,
        "style": media.style,
        **colours,
    }
    drawn = Action(
        Step("soundpicture", drawings.tools.steps["soundpicture"], parameters),
        (Input("sound", listen.output(), ".wav"),),
        (Output("out", ".nut", VideoPromise("ffv1", width, strip, "bgr0", drawings.rate, clip.frames)),),
        address=f"{drawings.segment}/{media.style}/{media.sound.digest[:8]}-{first}-{width}",
        title=f"{media.style} of {media.sound.path}",
        segment=drawings.segment,
        where=clip.where,
        shows=(("style", media.style),),
        pool="draw",
        cost=clip.frames / drawings.rate,
    )
    drawings.actions.setdefault(drawn.key, drawn)
    return drawn.output(), strip
