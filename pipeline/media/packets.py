"""The packets of a file, each read once: frames that will be shown, and when sounds end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.media import formats
from pipeline.media.faults import MediaFault
from pipeline.media.heads import Heads
from pipeline.media.proof import Proof
from pipeline.media.seeking import is_idle, starts_anew
from pipeline.media.ticks import Ticks
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet that will be shown: its time, from the file's start, and length in seconds.

    `is_empty`: it has no bytes and says that the frame before stays, as Theora writes where nothing moves.
    `has_addition`: alpha beside it. `is_anew`: nothing after it leans on what came before. `head`: a number for what
    its head says of how it looks; equal numbers, an equal look (see `heads`). `decoded`: when it is decoded, in order.
    `is_idle`: no other frame is decoded from it.
    """

    time: Fraction
    length: Fraction
    is_key: bool
    has_addition: bool
    is_anew: bool
    is_empty: bool
    head: int
    decoded: Fraction
    is_idle: bool = False


def packets_of(
    container: InputContainer,
    picture: VideoStream | None,
    sounds: list[AudioStream],
    zero: Fraction,
    name: str,
    proof: Proof,
) -> tuple[list[Frame], dict[int, Fraction]]:
    """Read every packet once: the frames that will be shown, as they are stored, and when each sound ends, by its stream."""
    frames: list[Frame] = []
    ends: dict[int, int] = {}
    codec = picture.codec_context.name if picture is not None else ""
    extradata = bytes(picture.codec_context.extradata or b"") if picture is not None else b""
    heads = Heads(picture.codec_context.codec.canonical_name if picture is not None else "", extradata)
    numbers, head, content = dict[bytes, int](), 0, b""
    tagged = picture is not None and "1" in (picture.metadata.get("alpha_mode"), picture.metadata.get("ALPHA_MODE"))
    clocks: dict[int, Ticks] = {}
    for packet in proof.read(container, [*([] if picture is None else [picture]), *sounds]):
        told = packet.pts if packet.pts is not None else packet.dts
        is_sound = picture is None or packet.stream_index != picture.index
        if (clock := clocks.get(packet.stream_index)) is None:
            clock = clocks[packet.stream_index] = Ticks(Fraction(packet.time_base), zero)
        time = None if told is None else clock.time(told)
        if packet.size and time is not None:
            proof.look(packet, time, clock, is_sound=is_sound)
        elif packet.size and is_sound:  # what no time is known of is decoded in a build all the same, after what was before
            proof.look(packet, _end(clock, ends.get(packet.stream_index)), clock, is_sound=True)
        if picture is not None and packet.stream_index == picture.index and packet.size:
            anew = bytes(packet.get_sidedata("new_extradata")) if packet.has_sidedata("new_extradata") else None
            content = bytes(packet)
            said = heads.read(content, anew, is_key=packet.is_keyframe)
            if heads.is_known:
                head = numbers.setdefault(said, len(numbers))
            elif packet.is_keyframe:  # each may look in a way of its own
                head += 1
        if time is None or told is None or packet.is_discard:
            continue
        if picture is None or packet.stream_index != picture.index:
            if packet.size:
                end = told + (packet.duration or 0)
                ends[packet.stream_index] = max(ends.get(packet.stream_index, end), end)
            continue
        decoded = time if packet.dts is None else clock.time(packet.dts)
        length = clock.length(packet.duration or 0)
        if packet.size == 0:
            frames.append(Frame(time, length, False, False, False, True, head, decoded))
        elif not _is_hidden(packet, picture):
            addition = tagged and packet.has_sidedata("matroska_block_additional")
            is_anew = packet.is_keyframe and starts_anew(codec, extradata, content)
            leads = packet.is_keyframe or not is_idle(codec, extradata, content)
            frames.append(Frame(time, length, packet.is_keyframe, addition, is_anew, False, head, decoded, not leads))
        if len(frames) > formats.MAX_FRAMES:
            raise too_many(name)
    if picture is not None and not frames:
        raise MediaFault(f"{name!r} holds a picture without frames", formats.AGAIN)
    return frames, {index: _end(clocks[index], end) for index, end in ends.items()}


def _end(clock: Ticks, ticks: int | None) -> Fraction:
    """Return when a sound ends: not before the file begins, which is when one ends of which nothing was read."""
    return Fraction(0) if ticks is None else max(Fraction(0), clock.time(ticks))


def idle(frames: list[Frame], rate: Fraction) -> str:
    """Return which frames are idle, as `VideoInfo.idle`, of those before the first that is off its place.

    A place is kept within a quarter of a frame. Where one is left, as often by the last frame, the frame before it is not told of
    either: so no later one can be taken for one that is.
    """
    begin, step = frames[0].time, 1 / float(rate)
    places = ((number, abs(float(frame.time - begin) - number * step) > step / 4) for number, frame in enumerate(frames))
    known = next((max(0, number - 1) for number, is_off in places if is_off), len(frames))
    told = "".join("01"[frame.is_idle] for frame in reversed(frames[:known]))
    return f"{int(told, 2):x}" if "1" in told else ""


def too_many(name: str) -> MediaFault:
    """Say that the file has more frames than are read."""
    message = f"{name!r} has more than {formats.MAX_FRAMES // 1_000_000} million frames"
    return MediaFault(message, "cut it first, or export it as MP4 at its true rate")


def _is_hidden(packet: Packet[Stream], stream: VideoStream) -> bool:
    # VP8 sends reference frames that are never shown as packets of their own: bit 4 of the frame header says so (RFC 6386, 9.1).
    return stream.codec_context.name in ("vp8", "libvpx") and not bytes(packet)[0] >> 4 & 1
