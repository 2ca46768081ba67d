"""Seeking: where to ask ffmpeg to begin, and the proof that what is decoded from there is what is decoded from the start."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_BACKWARDS = Fraction(3, 23)
"""Seconds by which ffmpeg seeks earlier than told if frames are reordered and indexes hold decoding times (ffmpeg_demux.c)."""

_TRIED = 4
"""Keyframes that are decoded from: the second, the last, and two between."""

_FRAMES = 6
"""Frames compared after each: a wrong reference shows at once, and stays until the next keyframe."""

_BUDGET = 1_500_000_000
"""Pixels decoded before no further keyframe is decoded from: some 700 frames of 1080p, a few seconds of one core."""

_LANDINGS = 600
"""Keyframes that are sought without decoding: all of a file of half an hour."""


def seek_point(keyframes: Sequence[Fraction], instant: Fraction) -> Fraction | None:
    """Return the time to seek to so that decoding begins at the last keyframe at or before `instant`; None for the file's start.

    All in seconds from the file's start. The point lies after the keyframe by what ffmpeg may take off again, but far from
    the next keyframe: MP4 is sought by decoding times, which run ahead of the frames' own.
    """
    at = bisect_right(keyframes, instant)
    if at < 2:
        return None
    room = (keyframes[at] - keyframes[at - 1]) / 4 if at < len(keyframes) else _BACKWARDS
    return keyframes[at - 1] + min(_BACKWARDS, room)


def starts_anew(codec: str, extradata: bytes, packet: bytes) -> bool:
    """Say whether a key packet of H.264 or HEVC begins with an IDR picture, after which nothing leans on what came before.

    `extradata` tells how the packet is divided: after an avcC or hvcC record by lengths, else by start codes.
    Source: ITU-T H.264 table 7-1 (type 5), H.265 table 7-1 (types 19 and 20); ISO/IEC 14496-15 for the records.
    """
    if codec not in ("h264", "hevc"):
        return False
    record = extradata[:1] == b"\x01"
    size = (extradata[4 if codec == "h264" else 21] & 3) + 1 if record and len(extradata) > 21 - 16 * (codec == "h264") else 0
    for first in _units(packet, size):
        kind = first & 0x1F if codec == "h264" else first >> 1 & 0x3F
        if kind in ((1, 5) if codec == "h264" else range(32)):  # the first slice decides
            return kind in ((5,) if codec == "h264" else (19, 20))
    return False


def is_idle(codec: str, extradata: bytes, packet: bytes) -> bool:
    """Say whether no other picture is decoded from that of a packet: of H.264, whose slices say so in their first bytes.

    Source: ITU-T H.264, 7.4.1: nal_ref_idc is 0 in all units of a picture that is no reference picture, and in none of another.
    """
    if codec != "h264":
        return False
    size = (extradata[4] & 3) + 1 if extradata[:1] == b"\x01" and len(extradata) > 5 else 0
    slices = [first for first in _units(packet, size) if 1 <= first & 0x1F <= 5]
    return bool(slices) and not any(first & 0x60 for first in slices)


def _units(packet: bytes, size: int) -> Iterator[int]:
    """Yield the first byte of each unit of a packet, whose lengths are written in `size` bytes; 0 for start codes."""
    if size == 0:
        at = packet.find(b"\0\0\1")
        while 0 <= at < len(packet) - 3:
            yield packet[at + 3]
            at = packet.find(b"\0\0\1", at + 3)
        return
    at = 0
    while at + size < len(packet):
        yield packet[at + size]
        at += size + int.from_bytes(packet[at : at + size], "big")


def prove(
    container: InputContainer, stream: VideoStream, keyframes: tuple[Fraction, ...], zero: Fraction, *, all_anew: bool = False
) -> bool:
    """Say whether decoding may begin at `keyframes` (seconds from the file's start, which is at timestamp `zero`).

    Seeks to the keyframes, and sees that none lands behind its keyframe. Then, for a few, compares two decodes by their pixels:
    one begins at the keyframe before it (at first, the file's start) and reads across, one begins after a seek to it. Where
    `all_anew` (see `starts_anew`) the standard says what that would show: measured, it is 4 of the 4.6 seconds of a probe. A file
    with one keyframe is never sought, so nothing needs proof. What fails while it is sought cannot be sought.
    """
    import av

    try:
        if len(keyframes) < 2:
            return True
        if all_anew:
            return all(_lands(container, stream, keyframes, keyframe, zero) for keyframe in _sought(keyframes))
        return _proved(container, stream, keyframes, zero)
    except (av.error.FFmpegError, StopIteration, OverflowError):  # the last: a clock beyond 290,000 years
        return False


def _proved(container: InputContainer, stream: VideoStream, keyframes: tuple[Fraction, ...], zero: Fraction) -> bool:
    pairs = list(pairwise(keyframes))
    if not all(_lands(container, stream, keyframes, keyframe, zero) for keyframe in _sought(keyframes)):
        return False
    spent = 0
    for before in sorted({0, len(pairs) // 3, 2 * len(pairs) // 3, len(pairs) - 1})[:_TRIED]:
        origin, keyframe = pairs[before]
        across, pixels = _decode(container, stream, seek_point(keyframes, origin), keyframe, zero)
        after, more = _decode(container, stream, seek_point(keyframes, keyframe), keyframe, zero)
        if not after or after != across:
            return False
        spent += pixels + more
        if spent > _BUDGET:
            break
    return True


def _sought(keyframes: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return keyframes[1 :: 1 + len(keyframes) // _LANDINGS]


def _lands(
    container: InputContainer, stream: VideoStream, keyframes: Sequence[Fraction], keyframe: Fraction, zero: Fraction
) -> bool:
    _seek(container, seek_point(keyframes, keyframe), zero)
    packet = next(container.demux(stream))
    time = packet.pts if packet.pts is not None else packet.dts
    return packet.is_keyframe and time is not None and time * Fraction(packet.time_base or 1) - zero <= keyframe


def _decode(
    container: InputContainer, stream: VideoStream, point: Fraction | None, compare: Fraction, zero: Fraction
) -> tuple[dict[int, str], int]:
    """Seek, decode, and return the digests of the first frames from `compare` on by timestamp, and the pixels decoded."""
    _seek(container, point, zero)
    digests: dict[int, str] = {}
    pixels = 0
    for frame in frames_of(container, stream):
        pixels += frame.width * frame.height
        if frame.pts is None:
            return {}, pixels
        if frame.pts * Fraction(frame.time_base or 1) - zero >= compare:
            digests[frame.pts] = _digest(frame)
            if len(digests) == _FRAMES:
                break
    return digests, pixels


def frames_of(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Decode a picture from where the container stands."""
    from av.video.frame import VideoFrame

    for packet in container.demux(stream):
        if packet.size or packet.pts is None:  # one of no bytes holds the frame before; PyAV would take it for the end
            yield from (frame for frame in packet.decode() if isinstance(frame, VideoFrame))


def _seek(container: InputContainer, point: Fraction | None, zero: Fraction) -> None:
    container.seek(round(((point or Fraction(0)) + zero) * 1_000_000))


def _digest(frame: VideoFrame) -> str:
    # Rows are padded with whatever was in memory, so only the picture's own bytes count.
    seen = hashlib.blake2b(digest_size=16)
    packed = not frame.format.is_planar
    bits = frame.format.padded_bits_per_pixel if packed else 8 * ((frame.format.components[0].bits + 7) // 8)
    for plane in frame.planes:
        row = plane.width * bits // 8
        view = memoryview(plane)
        for line in range(plane.height):
            seen.update(view[line * plane.line_size : line * plane.line_size + row])
    return seen.hexdigest()
