"""Decode pictures and reduce them to facts: points of each frame are looked at, 160 by 90 of luma, 48 by 27 of colour.

Points are picked, not averaged: picking costs a fiftieth of scaling, and what quality control asks is about areas and changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import numpy.typing as npt

from pipeline.analysis import black, curves, h264, legal, light, motion
from pipeline.analysis.begins import begins, length_size
from pipeline.analysis.cells import COLUMNS, ROWS, of_cells
from pipeline.analysis.facts import PictureFacts, Small, order_of
from pipeline.media import opening
from pipeline.operations.measuring.small import small
from pipeline.timebase import half_up
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av.video.plane import VideoPlane
    from av.video.stream import VideoStream

Samples = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 160, 90
_COLUMNS, _ROWS = 3 * COLUMNS, 3 * ROWS
_AT_ONCE = 48
_SMALL = 160
_SMALL_SECONDS = 2
"""Longer side of the small pictures in pixels, and how often there is one."""

_H264 = "h264"
_CAREFUL = {"err_detect": "crccheck+bitstream+buffer+explode"}


def look(path: Path, rate: Fraction, progress: Callable[[float], None], *, is_thorough: bool) -> PictureFacts:
    """Return the facts of the first video stream of a file; where not `is_thorough`, without light and levels.

    Raises nothing for what the file holds.
    """
    seen = _Seen(rate, is_thorough)
    try:
        with opening.reading(path, ("mov", "matroska")) as container:
            # Of a codec that is not known there is no context, which PyAV's stubs do not say.
            if container.streams.video and getattr(container.streams.video[0], "codec_context", None) is None:
                seen.object("nothing decodes its picture")
            elif container.streams.video:
                stream = container.streams.video[0]
                _decode(container, stream, seen, progress, max(1, stream.frames))
            else:
                seen.object("the file has no picture")
    except (OSError, ValueError, av.error.FFmpegError) as fault:  # its MemoryError is none of the others
        seen.object(f"the file cannot be read ({_words(fault)})")
    return seen.facts()


def _decode(
    container: av.container.InputContainer, stream: VideoStream, seen: _Seen, progress: Callable[[float], None], expected: int
) -> None:
    stream.thread_type = "NONE"
    stream.codec_context.thread_count = 1
    stream.codec_context.options = _CAREFUL
    seen.configured(stream.codec_context.codec.canonical_name, bytes(stream.codec_context.extradata or b""))
    for packet in container.demux(stream):
        if packet.size:
            seen.packet(bytes(packet), is_key=packet.is_keyframe)
            if packet.pts is not None and packet.time_base is not None:
                seen.numbers.append(half_up(packet.pts * packet.time_base * seen.rate))
        try:
            for frame in stream.decode(packet):
                seen.frame(frame)
                if seen.frames % 250 == 0:
                    progress(min(0.99, seen.frames / expected))
        except (OSError, ValueError, av.error.FFmpegError) as fault:
            seen.object(f"the decoder stops at a damaged picture ({_words(fault)})")


def _eight_bits(frame: av.VideoFrame) -> av.VideoFrame:
    """Return a frame as it was composed; its time is kept."""
    seen = frame.reformat(format="yuv420p")
    seen.pts, seen.time_base = frame.pts, frame.time_base
    return seen


def _words(fault: Exception) -> str:
    return str(getattr(fault, "strerror", "") or fault).lower()


@dataclass
class _Seen:
    """What was seen so far."""

    rate: Fraction
    is_thorough: bool
    codec: str = _H264
    frames: int = 0
    count: int = 0
    misplaced: int | None = None
    fault: str = ""
    fault_at: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    parameters: h264.Parameters | None = None
    open_at: int | None = None
    changed_at: int | None = None
    numbers: list[int] = field(default_factory=list)
    configuration: bytes = b""
    sets: tuple[bytes, ...] = ()
    length_size: int = 4
    waiting: list[tuple[Samples, ...]] = field(default_factory=list)
    before: Samples | None = None
    first: Samples | None = None
    found: list[tuple[npt.NDArray[np.uint16] | Samples, ...]] = field(default_factory=list)
    small: list[Small] = field(default_factory=list)

    def object(self, words: str) -> None:
        """Keep the first objection."""
        if not self.fault:
            self.fault, self.fault_at = words, self.frames

    def configured(self, codec: str, content: bytes) -> None:
        """Read the decoder's configuration."""
        self.codec, self.configuration = codec, content
        if codec != _H264:
            self.length_size = length_size(content)
            return
        try:
            told = h264.configuration(content)
            self.sets, self.length_size = told.parameters, told.length_size
            self.parameters = h264.parameters(told.parameters[0])
        except h264.Broken as fault:
            self.object(str(fault))

    def packet(self, content: bytes, *, is_key: bool) -> None:
        """Look at a packet's form."""
        self.digest.update(content)
        if self.codec != _H264:
            if is_key and self.open_at is None and not begins(self.codec, content, self.length_size):
                self.open_at = self.count
            self.count += 1
            return
        try:
            for unit in h264.units(content, self.length_size):
                if unit[0] & 0x80:
                    self.object("a NAL unit begins with a forbidden bit")
                kind = unit[0] & 31
                if is_key and kind == h264.SLICE and self.open_at is None:
                    self.open_at = self.count
                if kind == h264.PARAMETERS and unit not in self.sets and self.changed_at is None:
                    self.changed_at = self.count
        except h264.Broken as fault:
            self.object(str(fault))
        self.count += 1

    def frame(self, frame: av.VideoFrame) -> None:
        """Look at a decoded frame."""
        time = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base * self.rate
        is_placed = time is not None and (time == self.frames or _is_near(time, self.frames, frame, self.rate))
        if not is_placed and self.misplaced is None:
            self.misplaced = self.frames
        if frame.is_corrupt:
            self.object("a picture is damaged")
        if frame.format.name == "yuv422p10le" and self.codec == "prores":
            frame = _eight_bits(frame)
        if frame.format.name not in ("yuv420p", "yuvj420p"):
            self.object(f"the pictures are {frame.format.name}, not 4:2:0 with 8 bits")
            self.frames += 1
            return
        if self.frames % max(1, half_up(_SMALL_SECONDS * self.rate)) == 0:
            self.small.append(small(frame, self.frames, _SMALL))
        self.frames += 1
        planes = frame.planes
        y = _points(planes[0], frame.width, frame.height, WIDTH, HEIGHT)
        looked_at = planes if self.is_thorough else ()
        colours = (_points(plane, plane.width, plane.height, _COLUMNS, _ROWS) for plane in looked_at)
        self.waiting.append((y, *colours))
        if self.first is None:
            self.first = y
        if len(self.waiting) == _AT_ONCE:
            self.reduce()

    def reduce(self) -> None:
        """Reduce what waits to curves."""
        if not self.waiting:
            return
        y, *colours = (np.stack(planes) for planes in zip(*self.waiting, strict=True))
        self.waiting = []
        mean, largest = motion.changes(y, self.before)
        self.before = y[-1]
        self.found.append((black.darkness(y), mean, largest, *(_lit(y, *colours) if colours else _UNLIT)))

    def facts(self) -> PictureFacts:
        """Return what was seen."""
        self.reduce()
        none = np.zeros(0, np.uint8)
        parts = list(zip(*self.found, strict=True)) if self.found else [[none]] * 6
        dark, mean, largest, outside, luminance, red = (curves.pack(np.concatenate(part)) for part in parts)
        return PictureFacts(
            frames=self.frames,
            misplaced=self.misplaced,
            fault=self.fault,
            fault_at=self.fault_at,
            packets=self.digest.hexdigest(),
            order=order_of(self.numbers),
            count=self.count,
            configuration=self.configuration.hex(),
            parameters=self.parameters,
            open_at=self.open_at,
            changed_at=self.changed_at,
            dark=dark,
            outside=outside,
            mean=mean,
            largest=largest,
            luminance=luminance,
            red=red,
            first=curves.pack(none if self.first is None else self.first),
            last=curves.pack(none if self.before is None else self.before),
            width=WIDTH,
            height=HEIGHT,
            small=tuple(self.small),
        )


_UNLIT = (np.zeros(0, np.uint16), np.zeros(0, np.uint8), np.zeros(0, np.uint8))


def _lit(y: Samples, luma: Samples, cb: Samples, cr: Samples) -> tuple[npt.NDArray[np.uint16] | Samples, ...]:
    """Return what is out of range, and the light of cells."""
    shown = light.light(luma, cb, cr)
    cells = (np.rint(of_cells(values) * 255).astype(np.uint8) for values in (shown.luminance, np.minimum(shown.red, 1)))
    return (legal.outside(y, cb, cr), *cells)


def _is_near(time: Fraction, number: int, frame: av.VideoFrame, rate: Fraction) -> bool:
    # A clock that cannot name the time of a frame names the tick beside it.
    return frame.time_base is not None and abs(time - number) <= frame.time_base * rate / 2


def _points(plane: VideoPlane, width: int, height: int, columns: int, rows: int) -> Samples:
    """Return `rows` by `columns` samples of a plane, spread evenly."""
    whole: Samples = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    down = (2 * np.arange(rows) + 1) * height // (2 * rows)
    across = (2 * np.arange(columns) + 1) * width // (2 * columns)
    return np.asarray(whole.take(down, axis=0).take(across, axis=1))
