"""Encode the programme sound as AAC-LC and hear at once what a player will make of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from pipeline.sound.blocks import Samples

FRAME = 1024
"""Samples in one AAC-LC frame, and of the encoder's priming (ISO/IEC 14496-3)."""

_RATE = 48_000
_FADE = 240

OPTIONS = {"aac_coder": "fast", "aac_pns": "0", "aac_is": "0"}
"""The quick coder without noise substitution and intensity stereo.

Measured against the default on Big Buck Bunny: 39.8 dB signal to noise at 128 kb/s instead of 25.1, 48.6 at 192 instead of 31.2,
61.5 at 384 instead of 51.2, at 1.3 to 4 times its speed; and on clipped noise it raises true peaks by 0.8 dB instead of 3.2.
"""


class Encoder:
    """Write blocks of stereo sound as AAC in MP4, and decode each packet again.

    The first 1,024 samples are left out, because the encoder puts as many of priming before what it is given: packet n then
    decodes to the programme's samples from 1024 n on, without an edit list. What begins there is faded in over 5 ms.
    """

    def __init__(self, path: Path, bitrate: int, channels: int) -> None:
        self._path, self._bitrate, self._channels = path, bitrate, channels
        self._waiting: Samples = np.zeros((0, 2))
        self._left_out = 0
        self._given = 0

    def __enter__(self) -> Self:
        import av

        self._container = av.open(str(self._path), "w", format="mp4", options={"fflags": "+bitexact"})
        layout = "mono" if self._channels == 1 else "stereo"
        self._stream: Any = self._container.add_stream("aac", rate=_RATE, layout=layout, options=OPTIONS)
        self._stream.bit_rate = self._bitrate
        self._stream.codec_context.flags |= av.codec.context.Flags.bitexact
        self._decoder: Any = None
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._container.close()

    def take(self, block: Samples) -> Iterator[Samples]:
        """Encode a block; yield what is heard so far, mono or stereo."""
        skipped = min(FRAME - self._left_out, len(block))
        self._left_out += skipped
        self._waiting = np.concatenate([self._waiting, block[skipped:]])
        whole = len(self._waiting) // FRAME * FRAME
        for start in range(0, whole, FRAME):
            yield from self._encode(self._waiting[start : start + FRAME])
        self._waiting = self._waiting[whole:]

    def finish(self) -> Iterator[Samples]:
        """Encode what waits and what the encoder holds back; yield what is heard of it."""
        if len(self._waiting) or not self._given:
            yield from self._encode(self._waiting if len(self._waiting) else np.zeros((1, 2)))
        yield from self._packets(None)

    def _encode(self, block: Samples) -> Iterator[Samples]:
        import av

        at = np.arange(self._given, self._given + len(block))
        faded = block * np.minimum((at + 0.5) / _FADE, 1.0)[:, None]
        if self._channels == 1:
            faded = faded.mean(axis=1, keepdims=True)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(faded.T, dtype=np.float32), format="fltp", layout=self._stream.layout.name
        )
        frame.sample_rate, frame.pts = _RATE, self._given
        self._given += len(block)
        yield from self._packets(frame)

    def _packets(self, frame: Any) -> Iterator[Samples]:
        import av

        for packet in self._stream.encode(frame):
            if self._decoder is None:
                self._decoder = av.CodecContext.create("aac", "r")
                self._decoder.extradata = self._stream.codec_context.extradata
            for heard in self._decoder.decode(av.Packet(bytes(packet))):
                yield np.asarray(heard.to_ndarray().T, dtype=np.float64)
            self._container.mux(packet)
