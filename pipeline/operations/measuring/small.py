"""Small pictures of a movie's frames as JPEG, for people to look at."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av

from pipeline.analysis.facts import Small
from pipeline.media import opening
from pipeline.timebase import half_up

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

_QUALITY = "5"
"""The quantiser of Motion JPEG, 2 to 31: from here on small letters begin to blur."""


def small(frame: av.VideoFrame, number: int, longest: int) -> Small:
    """Return a frame as a small picture whose longer side has `longest` pixels. Raises av.error.FFmpegError."""
    share = Fraction(longest, max(frame.width, frame.height))
    width, height = (max(2, half_up(size * share / 2) * 2) for size in (frame.width, frame.height))
    picture = frame.reformat(
        width=width,
        height=height,
        format="yuvj420p",  # full range, as JFIF has it
        src_colorspace="ITU709",
        dst_colorspace="ITU601",
        interpolation="AREA",
    )
    picture.pts = 0
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuvj420p", Fraction(1)
    encoder.thread_count = 1
    encoder.options = {"flags": "+bitexact", "qmin": _QUALITY, "qmax": _QUALITY}
    content = b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)])
    return Small(number, b64encode(content).decode())


def taken(path: Path, rate: Fraction, numbers: Sequence[int], longest: int) -> Iterator[Small]:
    """Yield the frames of these numbers, ascending, of a movie of `rate` frames a second, as far as they can be decoded."""
    try:
        with opening.reading(path, ("mov",)) as container:
            if container.streams.video:
                stream = container.streams.video[0]
                stream.thread_type = "NONE"
                yield from (small(frame, number, longest) for number, frame in frames(container, stream, rate, numbers))
    except (OSError, ValueError, av.error.FFmpegError):  # what is damaged has no picture; quality control tells of it
        return


def frames(
    container: InputContainer, stream: VideoStream, rate: Fraction, numbers: Sequence[int]
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Yield the frames of these numbers, ascending, with their numbers. Raises OSError, ValueError for what cannot be decoded."""
    assert stream.time_base is not None
    for number in numbers:
        container.seek(half_up(number / rate / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            at = -1 if frame.pts is None else half_up(frame.pts * stream.time_base * rate)
            if at >= number:
                if at == number:
                    yield number, frame
                break
