"""Check outputs against promises: frames and samples are counted, durations are not trusted.

A child may write half a file and end with exit code 0 (`ffmpeg -f concat -c copy` on mismatched inputs does, and so does a
full disk).
"""

from __future__ import annotations

import json
import struct
from fractions import Fraction
from pathlib import Path
from typing import assert_never

from pipeline.execution.probe_file import difference
from pipeline.media import opening
from pipeline.media.faults import MediaFault
from pipeline.media.formats import STILLS, forced
from pipeline.operations import boxes
from pipeline.operations.file_promise import FilePromise
from pipeline.operations.promises import (
    DataPromise,
    EncodedSoundPromise,
    ImagePromise,
    MoviePromise,
    OverlayPromise,
    Promise,
    SoundPromise,
    TablePromise,
    VideoPromise,
)
from pipeline.values import dataclass

_BOXED = (".mp4", ".mov", ".m4a", ".m4v")
_MOVING = ("mov", "nut")
"""The formats in which operations write pictures that move."""

_PNG = b"\x89PNG\r\n\x1a\n"
_NUT_INDEX = 0x4E58DD672F23E64E.to_bytes(8, "big")
_FLOAT = 3
_EXTENSIBLE = 0xFFFE


class Broken(ValueError):
    """A file's difference from its promise; the message reads on from the output's name."""


def check(path: Path, promise: Promise) -> None:
    """Raise Broken unless the file is what was promised."""
    if path.stat().st_size == 0:
        raise Broken("is empty")
    if path.suffix in _BOXED:
        try:
            boxes.check_whole(path)
        except boxes.Malformed as fault:
            raise Broken(f"is cut short: {fault}") from fault
    if path.suffix == ".nut" and not _ends_with_index(path):
        raise Broken("is cut short: no index at its end")
    match promise:
        case VideoPromise():
            _check_video(path, promise)
        case OverlayPromise():
            _check_overlay(path, promise)
        case ImagePromise():
            _check_image(path, promise)
        case SoundPromise():
            _check_sound(path, promise)
        case EncodedSoundPromise():
            _check_encoded_sound(path, promise)
        case MoviePromise():
            _check_movie(path, promise)
        case FilePromise():
            if words := difference(path, promise):
                raise Broken(words)
        case DataPromise():
            _check_data(path, promise)
        case TablePromise():
            _check_table(path, promise)
        case _:
            assert_never(promise)


@dataclass(frozen=True, slots=True)
class _Video:
    """What a file's only stream says. `times`: presentation times of its packets, sorted, in ticks of `tick` seconds."""

    codec: str
    size: tuple[int, int]
    pixel_format: str
    has_alpha: bool
    tick: Fraction
    times: list[int]
    begins_with_key: bool


def _check_video(path: Path, promise: VideoPromise) -> None:
    video = _video(path)
    got = (video.codec, *video.size, video.pixel_format)
    _same("codec, width, height, pixel format", got, (promise.codec, promise.width, promise.height, promise.pixel_format))
    _same("frames", len(video.times), promise.frames)
    if not video.begins_with_key:
        raise Broken("does not begin with a keyframe")
    for number, (time, promised) in enumerate(zip(video.times, _grid(promise.frames, promise.rate, video.tick), strict=True)):
        if time - video.times[0] != promised:
            raise Broken(f"has frame {number} at tick {time - video.times[0]}, promised {promised}")


def _check_overlay(path: Path, promise: OverlayPromise) -> None:
    video = _video(path)
    _same("width, height", video.size, (promise.width, promise.height))
    if not video.has_alpha:
        raise Broken(f"has no alpha ({video.pixel_format})")
    if not video.times:
        raise Broken("has no frames")
    allowed = set(_grid(promise.frames, promise.rate, video.tick))
    if len(set(video.times)) != len(video.times) or not allowed.issuperset(video.times):
        raise Broken(f"has frames that are doubled or off the grid of {promise.frames} frames at {promise.rate}")


def _grid(frames: int, rate: Fraction, tick: Fraction) -> list[int]:
    # The tick nearest to each frame's time, in integers: a movie has tens of thousands of frames, and fractions take a tenth
    # of a second for as many.
    step = 1 / (rate * tick)
    whole, part = 2 * step.numerator, 2 * step.denominator
    return [(number * whole + step.denominator) // part for number in range(frames)]


def _video(path: Path) -> _Video:
    import av

    try:
        with opening.reading(path, _MOVING) as container:
            if len(container.streams) != 1 or len(container.streams.video) != 1:
                raise Broken(f"holds {len(container.streams)} streams, promised one of video")
            stream = container.streams.video[0]
            times: list[int] = []
            begins_with_key = False
            for packet in container.demux(stream):  # one at a time: lossless pictures are large
                if not packet.size:
                    continue
                if packet.is_corrupt or packet.pts is None:
                    raise Broken("holds damaged packets")
                begins_with_key = begins_with_key or (not times and packet.is_keyframe)
                times.append(packet.pts)
            context = stream.codec_context
            has_alpha = context.format is not None and any(part.is_alpha for part in context.format.components)
            size, tick, codec = (context.width, context.height), stream.time_base or Fraction(1), context.codec.canonical_name
            return _Video(codec, size, context.pix_fmt or "", has_alpha, tick, sorted(times), begins_with_key)
    except av.error.FFmpegError as fault:
        raise Broken(f"cannot be read: {fault}") from fault


def _ends_with_index(path: Path) -> bool:
    """Say whether a NUT file ends with its index, whose last 12 bytes are its length and a checksum.

    Source: the NUT specification, packets `index` and their start code.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        if size < 12:
            return False
        stream.seek(-12, 2)
        length = int.from_bytes(stream.read(8), "big")
        if not 20 <= length <= size:
            return False
        stream.seek(-length, 2)
        return stream.read(8) == _NUT_INDEX


def _check_image(path: Path, promise: ImagePromise) -> None:
    content = path.read_bytes()
    if content.startswith(_PNG):
        if not content.endswith(b"IEND\xaeB`\x82"):
            raise Broken("is a PNG that is cut short")
        width, height = struct.unpack(">II", content[16:24])
        _same("width, height", (width, height), (promise.width, promise.height))
        return
    import av

    try:
        with opening.reading(path, STILLS, demuxer=forced(path, path.name)) as container:
            frame = next(container.decode(video=0))
            _same("width, height", (frame.width, frame.height), (promise.width, promise.height))
    except (av.error.FFmpegError, MediaFault, IndexError, StopIteration) as fault:
        raise Broken(f"is not a picture: {fault}") from fault


def _check_sound(path: Path, promise: SoundPromise) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(12)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
            raise Broken("is not a WAV file")
        layout: tuple[int, int, int, int] | None = None
        length = long_size = 0
        while len(chunk := stream.read(8)) == 8:
            name, length = chunk[:4], int.from_bytes(chunk[4:], "little")
            if name == b"ds64":
                long_size = int.from_bytes(stream.read(length)[8:16], "little")
            elif name == b"fmt ":
                layout = _wav_format(stream.read(length + length % 2))
            elif name == b"data":
                length = long_size if length == 0xFFFFFFFF and long_size else length
                break
            else:
                stream.seek(length + length % 2, 1)
        else:
            raise Broken("holds no sound")
        begin = stream.tell()
    if layout is None:
        raise Broken("is a WAV file without a format")
    kind, channels, rate, bits = layout
    _same("kind (3: float), bits", (kind, bits), (_FLOAT, 32))
    _same("sample rate, channels", (rate, channels), (promise.sample_rate, promise.channels))
    if begin + length > size or length % (4 * channels):
        raise Broken(f"is cut short: {size - begin} of {length} bytes of sound")
    if promise.samples is not None:
        _same("samples", length // (4 * channels), promise.samples)


def _wav_format(chunk: bytes) -> tuple[int, int, int, int]:
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunk[:16])
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = int.from_bytes(chunk[24:26], "little")
    return kind, channels, rate, bits


def _check_encoded_sound(path: Path, promise: EncodedSoundPromise) -> None:
    import av

    try:
        with opening.reading(path, ("mov",)) as container:
            if len(container.streams) != 1 or len(container.streams.audio) != 1:
                raise Broken(f"holds {len(container.streams)} streams, not one of sound")
            stream = container.streams.audio[0]
            context = stream.codec_context
            packets = sum(1 for packet in container.demux(stream) if packet.size)
            got = (context.name, context.sample_rate, context.channels)
    except av.error.FFmpegError as fault:
        raise Broken(f"cannot be read: {fault}") from fault
    _same("codec, sample rate, channels", got, (promise.codec, promise.sample_rate, promise.channels))
    _same("packets", packets, promise.packets)


def _check_movie(path: Path, promise: MoviePromise) -> None:
    try:
        tracks = boxes.tracks(path)
    except boxes.Malformed as fault:
        raise Broken(str(fault)) from fault
    video = [track for track in tracks if track.handler == "vide"]
    sound = [track for track in tracks if track.handler == "soun"]
    _same("streams of picture, of sound", (len(video), len(sound)), (1, promise.sounds))
    _same("width, height", (video[0].width, video[0].height), (promise.width, promise.height))
    _same("frames", video[0].samples, promise.frames)
    if video[0].times != _grid(promise.frames + 1, promise.rate, Fraction(1, video[0].timescale)):
        raise Broken(f"does not keep {promise.rate} frames a second")
    for track in sound:
        _same("samples of sound", track.times[-1], promise.samples)


def _check_data(path: Path, promise: DataPromise) -> None:
    try:
        document = json.loads(path.read_bytes())
    except ValueError as fault:
        raise Broken(f"is not JSON: {fault}") from fault
    if not isinstance(document, dict):
        raise Broken("is not a JSON object")
    if missing := [key for key in promise.keys if key not in document]:
        raise Broken(f"lacks {', '.join(missing)}")


def _check_table(path: Path, promise: TablePromise) -> None:
    rows = [line.split() for line in path.read_text(errors="replace").splitlines()[1:]]
    _same("colours", len(rows), promise.rows)
    if any(len(row) != 3 for row in rows):
        raise Broken("has a row that is no colour")


def _same(what: str, got: object, promised: object) -> None:
    if got != promised:
        raise Broken(f"has {what} {_text(got)}, promised {_text(promised)}")


def _text(value: object) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
