"""Where a picture changes in mid-file: its size, pixels, colours or rotation. Each passage is looked at where it begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pipeline.media import formats
from pipeline.media.faults import MediaFault
from pipeline.media.info import PicturePassage, SoundInfo, SoundPassage, VideoInfo
from pipeline.media.packets import Frame
from pipeline.media.seeking import seek_point
from pipeline.timebase import clock

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# The numbers of ITU-T H.273 (which ffmpeg's enums follow) -> ffmpeg's names.
MATRICES = {0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020", 10: "smpte428", 11: "smpte431",
    12: "smpte432",
}
TRANSFERS = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "linear", 11: "iec61966-2-4", 13: "iec61966-2-1",
    14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084", 18: "arib-std-b67",
}
RANGES = {1: "tv", 2: "pc"}

WITH_ALPHA = ("rgba", "bgra", "argb", "abgr", "yuva", "gbrap", "ya8", "ya16", "pal8")

MOST = 200
"""Passages that are read of one picture."""

_AT_ONCE, _WINDOW = 24, 12
"""Passages within so many seconds that are read: in a span, each is decoded by itself, side by side."""

_BUDGET = 300_000_000
"""Pixels decoded of a picture whose packets do not say how it looks: 150 key frames of 1080p."""

_SQUEEZE = 10
"""Widest pixel shape that is believed, either way; 4:3 anamorphic DV is below 2."""

_CONVERT = "convert it: ffmpeg -i FILE NEW.mp4"


def appearance(
    frames: Sequence[VideoFrame], begin: Fraction, sample_aspect: Fraction, name: str, *, has_addition: bool,
    most_pixels: int = formats.MAX_PIXELS,
) -> PicturePassage:
    """Return how a picture looks from `begin` on, by its first frames. `has_addition`: alpha beside it, which VP8 and VP9 carry.

    Raises MediaFault for what cannot be shown.
    """
    first = frames[0]
    if not Fraction(1, _SQUEEZE) <= sample_aspect <= _SQUEEZE:
        message = f"{name!r} says that its pixels are {sample_aspect} times as wide as high"
        raise MediaFault(message, "export it with square pixels")
    if first.width * first.height > most_pixels:
        message = f"{name!r} is {first.width}x{first.height} from {clock(begin)} on; that is too large to be read"
        raise MediaFault(message, "export it smaller")
    if any(frame.rotation != first.rotation for frame in frames):  # libav keeps to such a message for one frame alone
        message = f"{name!r} says inside its picture at {clock(begin)} how it is to be turned, which is not read"
        raise MediaFault(message, "turn and export it upright")
    # Only libvpx sees alpha beside a picture; Matroska's tag alone tells nothing.
    pixel_format = "yuva420p" if has_addition else first.format.name
    return PicturePassage(
        begin=begin, decoded=begin, held=Fraction(0), width=first.width, height=first.height, sample_aspect=sample_aspect,
        rotation=_rotation(first, name), pixel_format=pixel_format, is_interlaced=any(frame.interlaced_frame for frame in frames),
        has_alpha=pixel_format.startswith(WITH_ALPHA), matrix=MATRICES.get(int(first.colorspace), "unknown"),
        primaries=PRIMARIES.get(int(first.color_primaries), "unknown"), transfer=TRANSFERS.get(int(first.color_trc), "unknown"),
        range=RANGES.get(int(first.color_range), "unknown"),
    )


def _rotation(frame: VideoFrame, name: str) -> Literal[0, 90, 180, 270]:
    # PyAV tells how far the display matrix turns the picture counter-clockwise.
    turns: tuple[Literal[0, 90, 180, 270], ...] = (0, 90, 180, 270)
    for turn in turns:
        if (-frame.rotation - turn) % 360 == 0:
            return turn
    message = f"{name!r} is to be shown turned by {frame.rotation} degrees; only quarter turns are read"
    raise MediaFault(message, "straighten and export it")


def passages_of(
    opened: Callable[[], InputContainer],
    stream: VideoStream,
    frames: Sequence[Frame],
    first: PicturePassage,
    seekable: Sequence[Fraction],
    zero: Fraction,
    rate: Fraction,
    name: str,
) -> tuple[PicturePassage, ...]:
    """Return the passages of a picture that changes; none for one that does not.

    `opened` opens the file, whose times count from `zero`. `frames` are its frames as they are stored, `first` tells how it looks
    at its beginning, `seekable` are key frames that can be sought. Raises MediaFault for changes that cannot be read.
    """
    begins = [frames[0], *(after for before, after in pairwise(frames) if after.head != before.head)]
    if len(begins) == 1:
        return ()
    looks: dict[int, PicturePassage | None] = {frames[0].head: first}
    has_addition = any(frame.has_addition for frame in frames)
    found, start, spent, last = [first], frames[0].time, 0, frames[0].time
    starts: dict[Fraction, Fraction] = {}
    parted: dict[Fraction, Fraction] = {}
    overlapping = set()
    for before, frame in pairwise(frames):
        last = max(last, before.time)
        parted[frame.time] = (before.decoded + frame.decoded) / 2
        start = frame.time if frame.is_key else start
        starts[frame.time] = start
        if (frame.time <= last or frame.decoded <= before.decoded) and frame.head != before.head:
            overlapping.add(frame.time)
    for frame in begins[1:]:
        if frame.time in overlapping:
            message = f"the picture of {name!r} changes at {clock(frame.time)}, where its frames' times overlap"
            raise MediaFault(f"{message}, which is not read", _CONVERT)
        if frame.head not in looks and spent < _BUDGET:
            look, pixels = _look(opened, stream, starts[frame.time], frame.time, first, seekable, zero, name, has_addition)
            looks[frame.head] = look
            spent += pixels
        look = replace(looks.get(frame.head) or found[-1], begin=frame.time, decoded=parted[frame.time])
        if replace(look, begin=found[-1].begin, decoded=found[-1].decoded) == found[-1]:
            continue
        if not frame.is_key:
            message = f"the picture of {name!r} changes at {clock(frame.time)}, between key frames, which is not read"
            raise MediaFault(message, _CONVERT)
        found.append(look)
    if len(found) == 1:
        return ()
    times = [look.begin for look in found]
    crowded = any(after - before < _WINDOW for before, after in zip(times, times[_AT_ONCE:], strict=False))
    if len(found) > MOST or crowded or any(after <= before for before, after in pairwise(times)):
        message = f"the picture of {name!r} changes {len(found) - 1} times; at most {MOST} changes, and {_AT_ONCE} within"
        raise MediaFault(f"{message} {_WINDOW} seconds, are read", _CONVERT)
    shown = sorted(frame.time for frame in frames if not frame.is_empty)
    return tuple(
        replace(look, held=_held(shown, look.begin, after, rate))
        for look, after in zip(found, [*times[1:], None], strict=True)
    )


def _held(shown: Sequence[Fraction], begin: Fraction, end: Fraction | None, rate: Fraction) -> Fraction:
    """Return how long the last frame of a passage stands, beyond a usual length; of the last one `VideoInfo` tells."""
    if end is None:
        return Fraction(0)
    last = max(begin, shown[bisect_left(shown, end) - 1])
    return max(Fraction(0), end - last - 1 / rate)


def _look(
    opened: Callable[[], InputContainer],
    stream: VideoStream,
    start: Fraction,
    time: Fraction,
    first: PicturePassage,
    seekable: Sequence[Fraction],
    zero: Fraction,
    name: str,
    has_addition: bool,
) -> tuple[PicturePassage | None, int]:
    """Return how the frame at `time` looks, decoded from key frame `start`, and the pixels that were decoded.

    None where no frame comes, which is told as damage by others.
    """
    spent = 0
    found: list[VideoFrame] = []
    aspect = first.sample_aspect
    with opened() as container:
        again = container.streams.video[[one.index for one in container.streams.video].index(stream.index)]
        again.codec_context.thread_count = 1  # so that what it says of pixels is of the frame that it gave
        if (point := seek_point(seekable, start) if start in seekable else None) is not None:
            container.seek(round((point + zero) * 1_000_000))
        is_begun = False
        for packet in container.demux(again):
            at = packet.pts if packet.pts is not None else packet.dts
            if at is not None and packet.size == 0:
                continue
            is_begun = is_begun or (at is not None and at * Fraction(packet.time_base) - zero == start)
            for frame in _decoded(packet) if is_begun else ():
                spent += frame.width * frame.height
                if frame.pts is None or frame.pts * Fraction(frame.time_base or 1) - zero >= time:
                    found.append(frame)
                    aspect = _aspect(again, frame, first) if len(found) == 1 else aspect
            if spent > _BUDGET or len(found) > 1:
                break
    return (appearance(found[:2], time, aspect, name, has_addition=has_addition) if found else None), spent


def _decoded(packet: Packet[VideoStream]) -> list[VideoFrame]:
    import av
    from av.video.frame import VideoFrame

    try:
        return [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
    except av.error.FFmpegError:  # what is damaged is told by others
        return []


def _aspect(again: VideoStream, frame: VideoFrame, first: PicturePassage) -> Fraction:
    """Return the shape of a frame's pixels. What the container says is of its first frames, and of others of their size."""
    if (frame.width, frame.height) == (first.width, first.height) and not again.codec_context.sample_aspect_ratio:
        return first.sample_aspect
    return Fraction(again.codec_context.sample_aspect_ratio or 1) or Fraction(1)


def told(video: VideoInfo | None, sound: SoundInfo | None, name: str) -> tuple[str, ...]:
    """Return in words how the picture and the sound of a file change."""
    found = []
    if video is not None and video.passages:
        pairs = pairwise(video.passages)
        changes = [f"at {clock(after.begin, digits=1)} {_difference(before, after)}" for before, after in pairs]
        found.append(f"the picture of {name} changes {_listed(changes)}; each passage is fitted by itself")
    if sound is not None and sound.passages:
        steps = pairwise(sound.passages)
        changes = [f"at {clock(after.begin, digits=1)} from {_heard(before)} to {_heard(after)}" for before, after in steps]
        found.append(f"the sound of {name} changes {_listed(changes)}; each passage is mixed by its own channels")
    return tuple(found)


def _listed(changes: Sequence[str]) -> str:
    return ", ".join(changes[:3]) + (f" and {len(changes) - 3} more times" if len(changes) > 3 else "")


def _heard(passage: SoundPassage) -> str:
    channels = passage.layout if passage.channels < 3 else f"{passage.channels} channels"
    return f"{channels} at {passage.sample_rate} Hz"


def _difference(before: PicturePassage, after: PicturePassage) -> str:
    if (before.width, before.height) != (after.width, after.height):
        return f"from {before.width}x{before.height} to {after.width}x{after.height}"
    if before.rotation != after.rotation:
        return f"its rotation from {before.rotation}° to {after.rotation}°"
    if before.pixel_format != after.pixel_format:
        return f"its pixels from {before.pixel_format} to {after.pixel_format}"
    return "its colours" if before.sample_aspect == after.sample_aspect else "the shape of its pixels"
