"""Proof that what a file holds can be decoded, as far as that is cheap, before a build relies on it.

Sound is decoded whole: an hour of AAC takes 2 to 3 seconds of one core. Pictures are decoded whole up to some seconds of work; of
longer ones the divisions of every packet are read, and groups of pictures all over the file, the last among them, are decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

_BUDGET = 2_000_000_000
"""Pixels of a picture that are decoded: a thousand frames of 1080p, 2 to 7 seconds of one core."""

_TRIED = 8
"""Groups of pictures that are decoded of one that is longer than the budget."""

_BACK = Fraction(1, 2)
"""Seconds by which the clock that frames are decoded by may go back: it never should, but containers round."""


_ON = 10
"""Seconds by which the clock of a container whose clock may jump can go on in a pause; ffmpeg takes more for a jump, too."""


_GAP = Fraction(1, 50)
"""Seconds that may be missing between two frames of a file that has no gaps: clocks are rounded."""


@dataclass(slots=True)
class Heard:
    """What was decoded of a sound: when it begins and ends, and the length of its samples, without what encoders add."""

    begin: Fraction
    length: Fraction = Fraction(0)
    end: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        self.end = self.begin


class Proof:
    """What is found out about packets as they are read, in seconds from the file's start.

    `bad` is when the first packet of a stream cannot be decoded, by its index. `jumps`: when the clock of a stream jumps, and to
    when; None where it never does. `is_stopped` says that the file could not be read to its end.
    `heard` is what was decoded of each sound. Bytes from `bad_from` on are known not to be what was written.
    """

    def __init__(self, container: InputContainer, picture: VideoStream | None, bad_from: int | None) -> None:
        self.bad: dict[int, Fraction] = {}
        self._bad_from = bad_from
        self._is_gapless = container.format.name in ("flac", "ogg")
        self._may_jump = container.format.name in ("mpegts", "mpeg")
        self.heard: dict[int, Heard] = {}
        self.is_stopped = False
        self.jumps: tuple[Fraction, Fraction] | None = None
        self._lasts: dict[int, Fraction] = {}
        self._size = 0 if picture is None else _length_size(picture)

    def read(self, container: InputContainer, streams: Sequence[Stream]) -> Iterator[Packet[Stream]]:
        """Yield the packets of streams, up to where nothing more can be read."""
        import av

        try:
            yield from container.demux(streams)
        except (av.error.FFmpegError, IndexError):  # PyAV's own, for a stream that begins in mid-file
            self.is_stopped = True

    def look(self, packet: Packet[Stream], time: Fraction, *, is_sound: bool) -> None:
        """Look at a packet of a picture or a sound, in the order of the file. `time` is when it is shown or heard."""
        import av

        index = packet.stream_index
        if packet.dts is not None:
            decoded = time + (packet.dts - (packet.dts if packet.pts is None else packet.pts)) * Fraction(packet.time_base)
            last = self._lasts.get(index, decoded)
            if self.jumps is None and (decoded < last - _BACK or (self._may_jump and decoded > last + _ON)):
                self.jumps = last, decoded
            self._lasts[index] = decoded
        if index in self.bad:
            self.bad[index] = min(self.bad[index], time)  # of frames that are stored later and shown before
            return
        try:
            is_good = not packet.is_corrupt and not self._is_after(packet)
            if is_good:
                is_good = self._decodes(packet, time) if is_sound else _is_divided(packet, self._size)
        except av.error.FFmpegError:
            is_good = False
        if not is_good:
            self.bad.setdefault(index, time)

    def _is_after(self, packet: Packet[Stream]) -> bool:
        return self._bad_from is not None and packet.pos is not None and packet.pos >= self._bad_from

    def _decodes(self, packet: Packet[Stream], time: Fraction) -> bool:
        from av.audio.frame import AudioFrame

        for frame in packet.decode():
            if not isinstance(frame, AudioFrame):
                continue
            if frame.is_corrupt:
                return False
            begin = time
            if frame.pts is not None and packet.pts is not None:  # padding before the first sample is gone from it
                begin += frame.pts * Fraction(frame.time_base or 1) - packet.pts * Fraction(packet.time_base)
            heard = self.heard.setdefault(packet.stream_index, Heard(begin))
            if self._is_gapless and begin > heard.end + _GAP:
                self.bad[packet.stream_index] = heard.end  # what lay between was no frame any more
            heard.length += Fraction(frame.samples, frame.sample_rate)
            heard.end = begin + Fraction(frame.samples, frame.sample_rate)
        return True


def _length_size(stream: VideoStream) -> int:
    """Return in how many bytes a stream writes the length of each unit; 0 where it is divided in another way."""
    record = bytes(stream.codec_context.extradata or b"")
    at = {"h264": 4, "hevc": 21}.get(stream.codec_context.name)
    return (record[at] & 3) + 1 if at is not None and record[:1] == b"\x01" and len(record) > at else 0


def _is_divided(packet: Packet[Stream], size: int) -> bool:
    """Say whether the units of a packet fill it exactly: what was overwritten does not (ISO/IEC 14496-15)."""
    if size == 0:
        return True
    content, at = memoryview(packet), 0
    while at + size < len(content):
        length = int.from_bytes(content[at : at + size], "big")
        if length == 0 or content[at + size] & 0x80:
            return False
        at += size + length
    return at == len(content)


def picture_bad(
    opened: Callable[[], InputContainer], stream: VideoStream, keyframes: tuple[Fraction, ...], frames: int, zero: Fraction
) -> Fraction | None:
    """Return when the first frame that is found not to be decodable is shown, in seconds from the file's start; None for none.

    `opened` opens the file. `keyframes` are the times at which decoding may begin, `frames` how many there are in all.
    """
    pixels = max(1, stream.codec_context.width * stream.codec_context.height)
    most = _BUDGET // pixels
    if frames <= most or not keyframes:
        with opened() as container:
            return _bad_from(container, stream.index, None, zero, most)
    step = max(1, (len(keyframes) - 1) // (_TRIED - 1))
    with opened() as container:
        for start in sorted({*keyframes[::step][: _TRIED - 1], keyframes[-1]}):
            container.seek(round((start + zero) * 1_000_000))
            end = next((keyframe for keyframe in keyframes if keyframe > start), None)
            if (bad := _bad_from(container, stream.index, end, zero, most // _TRIED)) is not None:
                return bad
    return None


def _bad_from(container: InputContainer, index: int, end: Fraction | None, zero: Fraction, most: int) -> Fraction | None:
    """Decode from where a container stands to the keyframe at `end`, or `most` frames; return when it fails first."""
    import av

    time = Fraction(0)
    for packet in container.demux(container.streams[index]):
        if packet.pts is not None:
            time = packet.pts * Fraction(packet.time_base) - zero
            if not packet.size:  # the frame before stays; PyAV would take it for the end
                continue
            if end is not None and packet.is_keyframe and time >= end:
                return None
        try:
            decoded = packet.decode()
        except av.error.FFmpegError:
            return time
        if end is None and any(getattr(frame, "is_corrupt", False) for frame in decoded):
            return time
        most -= len(decoded)
        if most <= 0:
            return None
    return None
