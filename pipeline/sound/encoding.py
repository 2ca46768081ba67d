"""Encode sound as AAC-LC, hear at once what a player will make of it, and write packets as a file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.media import opening
from pipeline.sound.aac import FRAME, options
from pipeline.sound.blocks import Samples
from pipeline.timebase import SAMPLE_RATE

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

_FADE = 240

Planes = npt.NDArray[np.float32]
"""Sound as (channels, samples)."""


class Encoder:
    """An encoder of AAC at `bitrate` bits a second. Packet 0 is its priming: packet n + 1 holds what begins with frame n."""

    def __init__(self, bitrate: int, channels: int) -> None:
        import av

        self._layout, self._given = _layout(channels), 0
        context = av.CodecContext.create("aac", "w")
        context.sample_rate, context.layout, context.format = SAMPLE_RATE, self._layout, "fltp"
        _set(context, bitrate, channels)
        self._context = context

    def take(self, sound: Planes) -> list[bytes]:
        """Encode more; return the packets that are ready."""
        import av

        if not sound.shape[1]:
            return []
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._given
        self._given += sound.shape[1]
        return [bytes(packet) for packet in self._context.encode(frame)]

    def finish(self) -> list[bytes]:
        """Return the packets that were held back."""
        return [bytes(packet) for packet in self._context.encode(None)]


def prepared(block: Samples, channels: int, given: int | None) -> Planes:
    """Return a block of stereo sound as an encoder takes it. `given` samples of the programme were encoded before it; None
    where that is no matter.

    What a programme's encoder is given first is faded in over 5 ms: the programme's first 1,024 samples are left out, because the
    encoder puts as many of priming before what it is given. Packet n then decodes to the programme's samples from 1024 n on,
    without an edit list.
    """
    if given is not None and given < _FADE:
        at = np.arange(given, given + len(block))
        block = block * np.minimum((at + 0.5) / _FADE, 1.0)[:, None]
    if channels == 1:
        block = block.mean(axis=1, keepdims=True)
    return np.ascontiguousarray(block.T, dtype=np.float32)


def encode(sound: Planes, bitrate: int) -> list[bytes]:
    """Return the packets of a sound, the priming first."""
    encoder = Encoder(bitrate, len(sound))
    return [*encoder.take(sound if sound.shape[1] else np.zeros((len(sound), 1), np.float32)), *encoder.finish()]


def decode(packets: Sequence[bytes], channels: int) -> Samples:
    """Return what is heard of packets, 1,024 samples each; the first lacks what the one before it adds."""
    import av

    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = _configuration(channels)
    heard = [frame.to_ndarray() for packet in packets for frame in decoder.decode(av.Packet(packet))]
    return np.concatenate(heard, axis=1).T.astype(np.float64)  # (channels, samples), as AAC is decoded


def write(path: Path, packets: Sequence[bytes], bitrate: int, channels: int) -> None:
    """Write packets as the sound of an MP4."""
    import av

    with opening.writing(path, "mp4", {"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout=_layout(channels))
        _set(stream.codec_context, bitrate, channels)
        stream.codec_context.open()
        for number, content in enumerate(packets):
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, Fraction(1, SAMPLE_RATE)
            packet.pts = packet.dts = number * FRAME
            packet.duration = FRAME
            container.mux(packet)


def _layout(channels: int) -> str:
    return "mono" if channels == 1 else "stereo"


def _set(context: AudioCodecContext, bitrate: int, channels: int) -> None:
    import av

    context.bit_rate, context.options = bitrate, options(bitrate, channels)
    context.flags |= av.codec.context.Flags.bitexact


@lru_cache(maxsize=2)
def _configuration(channels: int) -> bytes:
    """Return what a decoder has to know: the encoder's AudioSpecificConfig, the same at all bit rates."""
    import av

    context = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = SAMPLE_RATE, _layout(channels), "fltp"
    context.flags |= av.codec.context.Flags.bitexact
    context.open()
    return bytes(context.extradata or b"")
