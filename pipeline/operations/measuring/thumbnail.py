"""Make the thumbnail of an episode from its picture, and look at one beside the picture that it is to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import numpy as np
import numpy.typing as npt

from pipeline.analysis.facts import ThumbnailFacts
from pipeline.analysis.sharpness import worth
from pipeline.faults import TogetherFault
from pipeline.media import opening
from pipeline.operations.measuring.small import frames

_ACROSS = 320
"""Pixels of a row at which pictures are compared for their sharpness: fewer levels of noise, alike for every deliverable."""

_BEST, _WORST = 2, 31
"""Quantisers of Motion JPEG, the best first."""

_SCALER = "lanczos+accurate_rnd+bitexact"

_GRID = (32, 18)
"""Cells in which a thumbnail and a frame are compared: what codecs and scalers change is gone in their means."""

_Levels = npt.NDArray[np.float32]


class NoPicture(TogetherFault):
    """What was encoded has no frame at a place that a thumbnail is to show."""

    def __init__(self) -> None:
        super().__init__("the frame for the thumbnail cannot be decoded")


def jpeg(
    path: Path, rate: Fraction, numbers: Sequence[int], size: tuple[int, int], most: int, progress: Callable[[float], None]
) -> bytes:
    """Return the best of the frames `numbers` of a movie as a JPEG of `size` with at most `most` bytes. Raises NoPicture."""
    best: tuple[float, av.VideoFrame] | None = None
    with opening.reading(path, ("mov",)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        for done, (_, frame) in enumerate(frames(container, stream, rate, numbers), 1):
            value = worth(_luma(frame)) if len(numbers) > 1 else 0.0
            if best is None or value > best[0]:
                best = value, frame
            progress(0.9 * done / len(numbers))
    if best is None:
        raise NoPicture
    return _small_enough(_scaled(best[1], size), most)


def drawn_jpeg(path: Path, size: tuple[int, int], most: int) -> bytes:
    """Return a drawn PNG, as much of it as is in a picture of `size` at its upper left, as a JPEG with at most `most` bytes."""
    with opening.reading(path, ("png_pipe",), demuxer="png_pipe") as container:
        return _small_enough(_scaled(next(container.decode(video=0)), size, crop=size), most)


def _small_enough(shown: av.VideoFrame, most: int) -> bytes:
    content = b""
    for quantiser in range(_BEST, _WORST + 1):
        content = _encoded(shown, quantiser)
        if len(content) <= most:
            break
    return content


def _scaled(frame: av.VideoFrame, size: tuple[int, int], crop: tuple[int, int] | None = None) -> av.VideoFrame:
    """Return a frame as JFIF has it, full range in BT.601: by a filter that gives the same on every processor."""
    graph = av.filter.Graph()
    wanted = f"{size[0]}:{size[1]}:flags={_SCALER}:in_color_matrix=bt709:in_range=limited:out_color_matrix=bt601:out_range=full"
    steps = (
        graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1)),
        # What moves stands at another place in the second field, and combs would be seen.
        *([graph.add("field", "type=top")] if frame.interlaced_frame else []),
        *([] if crop is None else [graph.add("crop", f"{crop[0]}:{crop[1]}:0:0:exact=1")]),
        graph.add("scale", wanted),
        graph.add("format", "yuvj420p"),
        graph.add("buffersink"),
    )
    graph.link_nodes(*steps).configure()
    graph.push(frame)
    shown = graph.pull()
    assert isinstance(shown, av.VideoFrame)
    return shown


def _encoded(frame: av.VideoFrame, quantiser: int) -> bytes:
    frame.pts = 0
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = frame.width, frame.height, "yuvj420p", Fraction(1)
    encoder.thread_count = 1
    encoder.options = {"flags": "+bitexact", "qmin": str(quantiser), "qmax": str(quantiser)}
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def compared(thumbnail: Path, movie: Path, rate: Fraction, numbers: Sequence[int]) -> ThumbnailFacts:
    """Return the facts of a thumbnail, and which of the frames `numbers` of a movie it comes nearest to.

    Raises nothing for what the files hold.
    """
    size = thumbnail.stat().st_size
    try:
        with opening.reading(thumbnail, ("image2", "jpeg_pipe"), demuxer="jpeg_pipe") as container:
            container.streams.video[0].codec_context.options = {"err_detect": "explode"}
            picture = next(container.decode(video=0))
            shown = _levels(picture, "ITU601")
            luma = _luma(picture)
    except (OSError, ValueError, StopIteration, IndexError, av.error.FFmpegError):
        return ThumbnailFacts("it is no JPEG that can be decoded", size, 0, 0, 0, 0, None, 0)
    if picture.is_corrupt:
        return ThumbnailFacts("it is cut short or damaged", size, 0, 0, 0, 0, None, 0)
    nearest: tuple[float, int] | None = None
    try:
        with opening.reading(movie, ("mov",)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "NONE"
            for number, frame in frames(container, stream, rate, numbers):
                distance = float(np.mean(np.abs(_levels(frame, "ITU709") - shown)))
                nearest = min(nearest or (distance, number), (distance, number))
    except (OSError, ValueError, IndexError, av.error.FFmpegError):
        pass  # what is wrong with the movie is told where it is looked at
    return ThumbnailFacts(
        fault="",
        size=size,
        width=picture.width,
        height=picture.height,
        mean=round(float(luma.mean()) * 100),
        spread=round(float(luma.std()) * 100),
        nearest=None if nearest is None else nearest[1],
        distance=0 if nearest is None else round(nearest[0] * 100),
    )


def _luma(frame: av.VideoFrame) -> npt.NDArray[np.uint8]:
    """Return a frame's luma as it is stored, small."""
    height = max(4, round(frame.height * _ACROSS / frame.width))
    small = frame.reformat(width=_ACROSS, height=height, interpolation="AREA")
    plane = small.planes[0]
    whole = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return np.asarray(whole[:height, :_ACROSS])


def _levels(frame: av.VideoFrame, space: str) -> _Levels:
    """Return the means of red, green and blue in the cells of a frame."""
    shown = frame.reformat(format="rgb24", src_colorspace=space, dst_colorspace="ITU709").to_ndarray().astype(np.float32)
    across, down = (np.arange(cells) * size // cells for cells, size in zip(_GRID, (frame.width, frame.height), strict=True))
    sums = np.add.reduceat(np.add.reduceat(shown, down, axis=0), across, axis=1)
    counts = np.diff(down, append=frame.height)[:, None] * np.diff(across, append=frame.width)
    return np.asarray(sums / counts[:, :, None], dtype=np.float32)
