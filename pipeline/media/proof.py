"""Proof that what a file holds can be decoded, as far as that is cheap, before a build relies on it.

Sound is decoded whole: an hour of AAC takes 2 to 3 seconds of one core. Pictures are decoded whole up to some seconds of work; of
longer ones the divisions of every packet are read, and groups of pictures all over the file, the last among them, are decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.media.complaints import Complaints
from pipeline.media.info import SoundPassage
from pipeline.media.silence import Ear
from pipeline.media.ticks import Ticks
from pipeline.values import dataclass

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


_AVI_HEAD = 8
"""Bytes between the place of a chunk, which an AVI's index names, and of its content."""

_GAP = Fraction(1, 50)
"""Seconds that may be missing between two frames of a file that has no gaps: clocks are rounded."""


class Heard:
    """What was decoded of a sound: when it begins and ends, and the length of its samples, without what encoders add.

    `passages` are those in which its rate and channels stay, one where they do not; `before` is the length before the last.
    Samples are counted; what they last is worked out when it is asked for, as a sound has hundreds of frames in ten seconds.
    """

    __slots__ = ("_counted", "_frame", "_from", "_rate", "before", "begin", "passages")

    def __init__(self, begin: Fraction) -> None:
        self.begin, self.before = begin, Fraction(0)
        self.passages: list[SoundPassage] = []
        self._rate, self._counted = 1, 0
        self._from, self._frame = begin, 0

    @property
    def length(self) -> Fraction:
        """Return how long all samples last, in seconds."""
        return self.before + Fraction(self._counted, self._rate)

    @property
    def end(self) -> Fraction:
        """Return when the last frame is over, in seconds from the file's start."""
        return self._from + Fraction(self._frame, self._rate)

    def change(self, rate: int) -> None:
        """Hear that samples are of another rate from now on, or of other channels."""
        self.before, self._rate, self._counted = self.length, rate, 0

    def hear(self, begin: Fraction, samples: int) -> None:
        """Hear the samples of a frame that begins at `begin`."""
        self._counted += samples
        self._from, self._frame = begin, samples


class Proof:
    """What is found out about packets as they are read, in seconds from the file's start.

    `bad` is when the first packet of a stream cannot be decoded, by its index. `jumps`: when the clock of a stream jumps, and to
    when; None where it never does. `is_stopped` says that the file could not be read to its end.
    `ragged` are sounds whose last packet is shorter than it was to be, which is no damage where nobody knew how long they get.
    `untold` are sounds whose last packet does not say how long it is.
    `ears` know whether anything is heard. `heard` is what was decoded of each sound; `doubted` when a decoder first complained
    of one, and went on. Bytes from `bad_from` on are known not to be what was written.
    """

    def __init__(
        self, container: InputContainer, picture: VideoStream | None, bad_from: int | None, *, is_endless: bool
    ) -> None:
        self.bad: dict[int, Fraction] = {}
        self._bad_from = bad_from
        # The last packet of a WAV that does not know its end is shorter than it was to be, which is no damage.
        self._is_endless = is_endless and container.format.name == "wav"
        self._is_indexed = container.format.name == "avi"
        self._numbers: dict[int, int] = {}
        self._places: dict[int, set[int]] = {}
        self._is_gapless = container.format.name in ("flac", "ogg")
        self._may_jump = container.format.name in ("mpegts", "mpeg")
        self.heard: dict[int, Heard] = {}
        self.ragged: set[int] = set()
        self.ears: dict[int, Ear] = {}
        self.untold: set[int] = set()
        self.doubted: dict[int, Fraction] = {}
        self.is_stopped = False
        self.jumps: tuple[Fraction, Fraction] | None = None
        self._lasts: dict[int, int] = {}
        self._size = 0 if picture is None else _length_size(picture)

    def read(self, container: InputContainer, streams: Sequence[Stream]) -> Iterator[Packet[Stream]]:
        """Yield the packets of streams, up to where nothing more can be read."""
        import av

        try:
            for packet in container.demux(streams):
                self._numbers[packet.stream_index] = self._numbers.get(packet.stream_index, -1) + 1
                if self._is_indexed and packet.pos is not None:
                    self._places.setdefault(packet.stream_index, set()).add(packet.pos - _AVI_HEAD)
                yield packet
        except (av.error.FFmpegError, IndexError):  # PyAV's own, for a stream that begins in mid-file
            self.is_stopped = True

    def look(self, packet: Packet[Stream], time: Fraction, clock: Ticks, *, is_sound: bool) -> None:
        """Look at a packet of a picture or a sound, in the order of the file. `time` is when it is shown or heard.

        `clock` is its stream's.
        """
        import av

        index = packet.stream_index
        if is_sound:
            (self.untold.discard if packet.duration else self.untold.add)(index)
        if packet.dts is not None:
            self._look_for_jumps(index, packet.dts, clock)
        if index in self.bad:
            self.bad[index] = min(self.bad[index], time)  # of frames that are stored later and shown before
            return
        try:
            if self._is_endless and packet.is_corrupt:
                self.ragged.add(index)
            is_good = (self._is_endless or not packet.is_corrupt) and not self._is_after(packet)
            if is_good:
                is_good = self._decodes(packet, time, clock) if is_sound else _is_divided(packet, self._size)
        except av.error.FFmpegError:
            is_good = False
        if not is_good:
            self.bad.setdefault(index, time)

    def _look_for_jumps(self, index: int, decoded: int, clock: Ticks) -> None:
        last = self._lasts.get(index, decoded)
        self._lasts[index] = decoded
        step = decoded - last
        if self.jumps is None and (step < 0 or self._may_jump):
            length = clock.length(step)
            if length < -_BACK or (self._may_jump and length > _ON):
                self.jumps = clock.time(last), clock.time(decoded)

    def compare_index(self, container: InputContainer, zero: Fraction) -> None:
        """Find what an AVI's index names and was not read: what is overwritten there is skipped by ffmpeg without a word."""
        for stream in container.streams:
            places = self._places.get(stream.index)
            lost = [entry for entry in stream.index_entries or () if entry.pos not in places] if places else []
            if lost and stream.index not in self.bad:
                self.bad[stream.index] = max(Fraction(0), lost[0].timestamp * Fraction(stream.time_base or 1) - zero)

    def _is_after(self, packet: Packet[Stream]) -> bool:
        return self._bad_from is not None and packet.pos is not None and packet.pos >= self._bad_from

    def _decodes(self, packet: Packet[Stream], time: Fraction, clock: Ticks) -> bool:
        from av.audio.frame import AudioFrame

        with Complaints() as complaints:
            decoded = packet.decode()
        if complaints.count:
            self.doubted.setdefault(packet.stream_index, time)
        for frame in decoded:
            if not isinstance(frame, AudioFrame):
                continue
            if frame.is_corrupt:
                return False
            begin = time
            if frame.pts is not None and packet.pts is not None and frame.pts != packet.pts:  # padding before the first is gone
                begin += frame.pts * Fraction(frame.time_base or 1) - packet.pts * clock.base
            self.ears.setdefault(packet.stream_index, Ear()).listen(frame, begin)
            if (heard := self.heard.get(packet.stream_index)) is None:
                heard = self.heard[packet.stream_index] = Heard(begin)
            if self._is_gapless and begin > heard.end + _GAP:
                self.bad[packet.stream_index] = heard.end  # what lay between was no frame any more
            last = heard.passages[-1] if heard.passages else None
            kind = frame.sample_rate, frame.layout.nb_channels, frame.layout.name
            if last is None or kind != (last.sample_rate, last.channels, last.layout):
                if last is not None and last.sample_rate != heard.passages[0].sample_rate:
                    time = last.begin + heard.length - heard.before  # times between are counted by the first passage's rate
                heard.passages.append(SoundPassage(time, self._numbers[packet.stream_index], *kind))
                heard.change(frame.sample_rate)
            heard.hear(begin, frame.samples)
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


@dataclass(frozen=True, slots=True)
class Bad:
    """When a frame that cannot be decoded is shown. Not `is_certain`: a decoder hides what is wrong in it by what was before."""

    time: Fraction
    is_certain: bool


def picture_bad(
    opened: Callable[[], InputContainer], stream: VideoStream, keyframes: Sequence[Fraction], frames: int, zero: Fraction
) -> Bad | None:
    """Return the first frame that is found not to be decodable; None for none.

    `opened` opens the file, whose times count from `zero`. `keyframes` are the times at which decoding may begin, `frames` how
    many there are in all.
    """
    pixels = max(1, stream.codec_context.width * stream.codec_context.height)
    most = _BUDGET // pixels
    starts: list[Fraction | None] = [None]
    if frames > most and keyframes:
        step = max(1, (len(keyframes) - 1) // (_TRIED - 1))
        starts = [*sorted({*keyframes[::step][: _TRIED - 1], keyframes[-1]})]
        most //= len(starts)
    for start in starts:
        end = next((keyframe for keyframe in keyframes if start is not None and keyframe > start), None)
        if (time := _bad_from(opened, stream.index, start, end, zero, most, is_strict=True)) is not None:
            again = _bad_from(opened, stream.index, start, end, zero, most, is_strict=False)
            return Bad(time, is_certain=False) if again is None else Bad(again, is_certain=True)
    return None


def _bad_from(
    opened: Callable[[], InputContainer],
    index: int,
    start: Fraction | None,
    end: Fraction | None,
    zero: Fraction,
    most: int,
    *,
    is_strict: bool,
) -> Fraction | None:
    """Decode from the start of a file, or a keyframe, to the next one, or `most` frames; return when it fails first.

    Where it `is_strict`, a decoder hides nothing.
    """
    import av

    time = Fraction(0)
    with opened() as container:
        stream = container.streams.video[[one.index for one in container.streams.video].index(index)]
        stream.codec_context.thread_count = 1  # as a build decodes: with more, decoders hide less, and say less
        if is_strict:
            stream.codec_context.options = {"err_detect": "explode"}
        if start is not None:
            container.seek(round((start + zero) * 1_000_000))
        for packet in container.demux(stream):
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
            if is_strict and start is None and any(frame.is_corrupt for frame in decoded):
                return time
            most -= len(decoded)
            if most <= 0:
                return None
    return None
