"""Encode the programme sound as AAC-LC on all cores, and hear at once what a player will make of it.

An encoder works on one core. So the programme is cut into chunks, each encoded with some frames before and after it, and the
packets are taken from one chunk's encoder up to a frame at which both encoders chose the same window, then from the next one's.
A decoder adds the second half of one packet's window to the first half of the next one's; where the windows fit, what was folded
over in the first is cancelled by the second, whoever coded it (ISO/IEC 14496-3, 4.6.11). A chunk is the same wherever the cores
take it, so the bytes do not depend on their number.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from pipeline.media import opening
from pipeline.sound.aac import FRAME, options, window_of
from pipeline.sound.blocks import Samples
from pipeline.timebase import SAMPLE_RATE

CHUNK = 1024
"""Frames of a chunk: 22 s. The frames before and after it, coded twice, are 3 % of it."""

_LEAD = 12
"""Frames before a chunk from which its encoder starts: its choice of windows looks back at four."""

_CHOICE = 16
"""Frames after a chunk in which the next one may take over."""

_AHEAD = 3
"""Frames that an encoder is given beyond the last packet that may be used: it looks ahead by two."""

_MOST_THREADS = 4
"""Threads that encode at most: joining and metering keep up with no more (measured: 6 s beside 11 s for ten minutes)."""

_FADE = 240

Planes = npt.NDArray[np.float32]
"""Sound as (channels, samples)."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The chunk that begins with frame `begin`, and some sound before and after it: `sound` is from frame `first` on.

    Frames and packets count in the programme: packet n decodes to the programme's samples from 1024 n on.
    """

    first: int
    begin: int
    sound: Planes
    is_last: bool


class Encoder:
    """A file of AAC in MP4 that takes blocks of stereo sound, and decodes each packet again.

    The first 1,024 samples are left out, because the encoder puts as many of priming before what it is given: packet n then
    decodes to the programme's samples from 1024 n on, without an edit list. What begins there is faded in over 5 ms.

    `known` holds packets of chunks by the digest of their sound, as an encoder before this one left them in `packets`: the
    same chunk is not encoded again. As many threads encode as there are `cores`, four at most.
    """

    def __init__(self, path: Path, bitrate: int, channels: int, *, cores: int, known: Mapping[bytes, list[bytes]]) -> None:
        self._path, self._bitrate, self._channels, self._cores = path, bitrate, channels, min(cores, _MOST_THREADS)
        self._known = known
        self.packets: dict[bytes, list[bytes]] = {}
        self._waiting: list[Planes] = []
        self._count = 0                                                        # samples that wait
        self._left_out = 0
        self._given = 0
        self._begin = 0                                                        # frame at which the next chunk begins
        self._lead: Planes = np.zeros((channels, 0), dtype=np.float32)         # the frames before it
        self._coded: deque[tuple[_Chunk, Future[list[bytes]]]] = deque()
        self._taken = 0                                                        # packets that are written
        self._last: list[bytes] = []                                           # the last of them
        self._decoded: deque[Future[Samples]] = deque()

    def __enter__(self) -> Self:
        import av

        self._container = opening.writing(self._path, "mp4", {"fflags": "+bitexact"})
        layout = "mono" if self._channels == 1 else "stereo"
        self._stream = self._container.add_stream("aac", rate=SAMPLE_RATE, layout=layout, options=self._options)
        self._stream.bit_rate = self._bitrate
        self._stream.codec_context.flags |= av.codec.context.Flags.bitexact
        self._stream.codec_context.open()
        self._threads = ThreadPoolExecutor(self._cores)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._container.close()

    @property
    def _options(self) -> dict[str, str]:
        return options(self._bitrate, self._channels)

    def take(self, block: Samples) -> Iterator[Samples]:
        """Encode a block; yield what is heard so far, mono or stereo."""
        skipped = min(FRAME - self._left_out, len(block))
        self._left_out += skipped
        self._wait(block[skipped:])
        while self._count >= (CHUNK + _CHOICE + _AHEAD) * FRAME:
            yield from self._begin_chunk(CHUNK, is_last=False)

    def finish(self) -> Iterator[Samples]:
        """Encode what waits; yield what is heard of it."""
        if not self._given:
            self._wait(np.zeros((1, 2)))
        yield from self._begin_chunk(-(-self._count // FRAME), is_last=True)
        while self._coded:
            self._end_chunk()
        while self._decoded:
            yield self._decoded.popleft().result()

    def _wait(self, block: Samples) -> None:
        if self._given < _FADE:
            at = np.arange(self._given, self._given + len(block))
            block = block * np.minimum((at + 0.5) / _FADE, 1.0)[:, None]
        if self._channels == 1:
            block = block.mean(axis=1, keepdims=True)
        self._given += len(block)
        self._count += len(block)
        self._waiting.append(np.ascontiguousarray(block.T, dtype=np.float32))

    def _begin_chunk(self, frames: int, *, is_last: bool) -> Iterator[Samples]:
        fed = np.concatenate(self._waiting, axis=1)
        own = frames * FRAME
        sound = np.concatenate([self._lead, fed[:, : own + (_CHOICE + _AHEAD) * FRAME]], axis=1)
        chunk = _Chunk(self._begin - self._lead.shape[1] // FRAME, self._begin, sound, is_last)
        self._lead = fed[:, max(own - _LEAD * FRAME, 0) : own]
        self._waiting, self._count = [fed[:, own:]], max(self._count - own, 0)
        self._begin += frames
        self._coded.append((chunk, self._threads.submit(self._encode, sound)))
        while len(self._coded) > self._cores + 1:
            self._end_chunk()
        while len(self._decoded) > self._cores:
            yield self._decoded.popleft().result()

    def _end_chunk(self) -> None:
        """Write the packets of the oldest chunk, up to where the next one takes over."""
        chunk, coding = self._coded.popleft()
        packets = coding.result()
        until = chunk.first + len(packets)
        if not chunk.is_last:
            following, next_coding = self._coded[0]
            found = _splice(chunk, packets, following, next_coding.result(), self._channels)
            if found is None:  # they fit nowhere: both become one
                self._coded[0] = self._united(chunk, following)
                return
            until = found
        own = packets[self._taken - chunk.first : until - chunk.first]
        for packet in own:
            self._write(packet)
        self._decoded.append(self._threads.submit(self._decode, self._last, own))
        self._last = own[-1:]

    def _united(self, one: _Chunk, other: _Chunk) -> tuple[_Chunk, Future[list[bytes]]]:
        before = one.sound[:, : (other.first - one.first) * FRAME]
        whole = _Chunk(one.first, one.begin, np.concatenate([before, other.sound], axis=1), other.is_last)
        return whole, self._threads.submit(self._encode, whole.sound)

    def _write(self, content: bytes) -> None:
        import av

        packet = av.Packet(content)
        packet.stream, packet.time_base = self._stream, Fraction(1, SAMPLE_RATE)
        packet.pts = packet.dts = self._taken * FRAME
        packet.duration = FRAME
        self._taken += 1
        self._container.mux(packet)

    def _decode(self, before: Sequence[bytes], packets: Sequence[bytes]) -> Samples:
        """Return what is heard of packets; `before` is the one before them, whose window reaches into theirs."""
        import av

        decoder = av.CodecContext.create("aac", "r")
        decoder.extradata = self._stream.codec_context.extradata
        frames = [frame for packet in (*before, *packets) for frame in decoder.decode(av.Packet(packet))]
        heard = [frame.to_ndarray() for frame in frames[len(before) :]]  # (channels, samples), as AAC is decoded
        return np.concatenate(heard, axis=1).T.astype(np.float64)

    def _encode(self, sound: Planes) -> list[bytes]:
        """Return the packets of a chunk: the first is its encoder's priming."""
        import av

        digest = hashlib.sha256(sound.tobytes()).digest()
        packets = self._known.get(digest)
        if packets is None:
            layout = self._stream.layout.name
            encoder = av.CodecContext.create("aac", "w")
            encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = SAMPLE_RATE, layout, "fltp", self._bitrate
            encoder.options = self._options
            encoder.flags |= av.codec.context.Flags.bitexact
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE, 0
            packets = [bytes(packet) for given in (frame, None) for packet in encoder.encode(given)]
        self.packets[digest] = packets
        return packets


def _splice(
    chunk: _Chunk, packets: Sequence[bytes], following: _Chunk, next_packets: Sequence[bytes], channels: int
) -> int | None:
    """Return the first packet that the following chunk can give: both encoders chose the same window for the one before."""
    for packet in range(following.begin, following.begin + _CHOICE):
        here = window_of(packets[packet - 1 - chunk.first], channels)
        if here is not None and here == window_of(next_packets[packet - 1 - following.first], channels):
            return packet
    return None
