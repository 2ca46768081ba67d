"""Survey a file: its tracks, how regularly its frames come, and what is heard of it.

One pass over its packets; pictures are not decoded.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.media.info import BareSamples
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

    from pipeline.sound.blocks import Samples
    from pipeline.sound.listening import Listener

_MOST_DAMAGE = 20
"""Packets that cannot be decoded after which no more are told."""


@dataclass(frozen=True, slots=True)
class SurveyMedia(Operation):
    """The survey of streams `picture` and `sound` (None: there is none, or it is not wanted) of the input `source`, as JSON.

    At most `longest` seconds are listened to, and as many frames counted as come in them; that bounds the time it takes.
    `seconds` is the file's length. What cannot be decoded is told by its time, and does not end the survey. `demuxer` opens a
    file that must not be guessed; empty for any other. `bare` is where its samples lie in one that does not know.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    picture: int | None
    sound: int | None
    seconds: Fraction
    longest: int
    demuxer: str
    bare: BareSamples | None

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the chapters of the survey."""
        return (Output("out", ".json", DataPromise(("tracks", "pace", "heard", "damaged"))),)

    def run(self, work: Work) -> None:
        """Read the packets in order, and listen."""
        from pipeline.media import opening
        from pipeline.media.formats import DEMUXERS
        from pipeline.media.pace import pace

        ear, tracks, times = _Ear(self.longest), [], []
        if self.picture is not None or self.sound is not None or self.demuxer:  # else a picture that has to be converted first
            source, bare = work.inputs["source"], self.bare
            if bare is None:
                opened = opening.reading(source, DEMUXERS, demuxer=self.demuxer or None)
            else:
                place, options = (bare.begin, bare.end), bare.options
                opened = opening.reading(source, (bare.demuxer,), demuxer=bare.demuxer, part=place, options=options)
            with opened as container:
                tracks = [_track(stream) for stream in container.streams]
                times = self._read(container, ear, work)
        told = {
            "tracks": tracks,
            "pace": None if self.picture is None else asdict(pace(sorted(times))),
            "heard": ear.told(min(self.seconds, Fraction(self.longest))),
            "damaged": ear.damaged,
        }
        work.outputs["out"].write_text(json.dumps(told))
        work.progress(1.0)

    def _read(self, container: InputContainer, ear: _Ear, work: Work) -> list[Fraction]:
        zero = Fraction(container.start_time or 0, 1_000_000)
        times: list[Fraction] = []
        wanted = [stream for stream in container.streams if stream.index in (self.picture, self.sound)]
        told = Fraction(0)
        for packet in container.demux(wanted):
            time = packet.pts if packet.pts is not None else packet.dts
            if packet.size and time is not None:
                at = time * Fraction(packet.time_base) - zero
                if at > self.longest:
                    break
                if at > told and self.seconds:
                    told = at
                    work.progress(min(0.99, float(at / self.seconds)))
                if packet.stream_index == self.picture and not packet.is_discard:
                    times.append(at)
            if packet.stream_index == self.sound:
                ear.hear(packet, zero)
        return times


def _track(stream: Stream) -> dict[str, object]:
    """Return what the file says of a track: times in seconds, None where it does not say."""
    from av.stream import Disposition

    base = Fraction(stream.time_base or 1)
    context = getattr(stream, "codec_context", None)  # there is none for an unknown codec
    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    return {
        "index": stream.index,
        "kind": "cover" if stream.disposition & covers else {"video": "picture", "audio": "sound"}.get(stream.type, stream.type),
        "codec": context.name if context is not None else "",
        "start": None if stream.start_time is None else round(float(stream.start_time * base), 4),
        "seconds": None if stream.duration is None else round(float(stream.duration * base), 4),
        "language": stream.metadata.get("language", "").replace("und", ""),
        "channels": getattr(context, "channels", 0) if stream.type == "audio" else 0,
        "is_default": bool(stream.disposition & Disposition.default),
    }


class _Ear:
    """The decoder of a sound and who listens to it; what cannot be decoded is noted in `damaged`, by its second."""

    def __init__(self, longest: int) -> None:
        self.damaged: list[float] = []
        self._listener: Listener | None = None
        self._shape = (0, 0)
        self._next = 0
        self._longest = longest

    def hear(self, packet: Packet[Stream], zero: Fraction) -> None:
        """Decode a packet and listen to it; the empty packet at the end brings what the decoder still holds."""
        import av
        from av.audio.frame import AudioFrame

        if packet.size == 0 and packet.dts is not None and packet.pts is not None:
            return  # a packet of no bytes in the middle is not the end
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            time = packet.pts if packet.pts is not None else packet.dts
            if len(self.damaged) < _MOST_DAMAGE:
                self.damaged.append(round(float((time or 0) * Fraction(packet.time_base or 1) - zero), 3))
            return
        for frame in frames:
            if isinstance(frame, AudioFrame):
                self._take(_samples(frame), frame.sample_rate, frame.pts, Fraction(frame.time_base or 1), zero)

    def _take(self, block: Samples, rate: int, pts: int | None, base: Fraction, zero: Fraction) -> None:
        from pipeline.sound.listening import Listener

        if self._listener is None:
            self._shape = (rate, block.shape[1])
            self._listener = Listener(*self._shape)
        if (rate, block.shape[1]) != self._shape:
            return  # it changes in mid-file, which the probe tells; what comes first is measured
        at = self._next if pts is None else round((pts * base - zero) * rate)
        if abs(at - self._next) <= rate // 50:
            at = self._next  # rounded times, not gaps
        self._listener.hear(block[: max(0, self._longest * rate - at)], at)
        self._next = at + len(block)

    def told(self, seconds: Fraction) -> dict[str, object] | None:
        """Return what was heard as JSON; None where no sound could be decoded."""
        return None if self._listener is None else asdict(self._listener.heard(float(seconds)))


def _samples(frame: object) -> Samples:
    """Return a frame's samples as (samples, channels), full scale at 1."""
    import numpy as np
    from av.audio.frame import AudioFrame

    assert isinstance(frame, AudioFrame)
    raw = frame.to_ndarray()
    channels = frame.layout.nb_channels
    block = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if block.dtype.kind == "f":
        return np.nan_to_num(block.astype(np.float64))
    if block.dtype.kind == "u":
        return (block.astype(np.float64) - 128) / 128
    return block.astype(np.float64) / float(1 << (8 * block.dtype.itemsize - 1))
