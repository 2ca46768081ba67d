"""The source reader: frames of a contributor's file on the episode's grid, the same however the range is cut into spans.

Times count from the file's start as players show it (0:00 is the earliest timestamp of its streams).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Protocol

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Option, Video
from pipeline.media.formats import DEMUXERS
from pipeline.media.info import VideoInfo
from pipeline.media.seeking import seek_point
from pipeline.timebase import half_up
from pipeline.values import dataclass

EARLY = Fraction(9, 20)
"""Frames of the output's rate by which a source frame may be shown before its time. Below a half, so that 60 -> 30 keeps every
other frame; far from 0, so that timestamps in whole milliseconds (WebM) or a phone's jitter neither drop nor repeat frames."""

_TICKS = 2**31 - 1
"""ffmpeg's largest denominator of a time base."""

_SLACK = 2
"""Frames that a stream may end early: in many containers the last frame's duration is a guess."""

_STILL_DEMUXERS = {"mjpeg": "jpeg_pipe", "png": "png_pipe", "webp": "webp_pipe", "gif": "gif", "apng": "apng"}
"""The demuxer of a still by its codec. Never image2, which would read a `%d` in a file's name as a number."""

Only = tuple[Fraction | None, Fraction | None] | None
"""The seconds of a file between which packets are decoded: from the first on, and before the second. None is no bound."""

_PLACES = ("begin", "decoded", "held")
"""What a passage says of its place; the rest is how it looks."""

_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Decoders that see alpha, where ffmpeg's own does not."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Frames at `rate` from second `start` on a clock, in a time base of `ticks` a second: the first is `shift` ticks after 0."""

    start: Fraction
    rate: Fraction
    ticks: int
    shift: int


class Clock(Protocol):
    """What says at which second a film's pictures are shown, where they are not as far apart as in their file."""

    def shown(self, file: Fraction) -> Fraction:
        """Return the clock's second for one of the file."""

    def first(self, info: VideoInfo, shown: Fraction) -> Fraction:
        """Return up to which second of the file decoding must have begun for what is shown at a second."""

    def timed(self, stream: Video, info: VideoInfo, grid: Grid) -> Video:
        """Give a stream, whose times are its file's, the clock's times, from the grid's start on."""


class _Own:
    """The file's own clock."""

    def shown(self, file: Fraction) -> Fraction:
        return file

    def first(self, info: VideoInfo, shown: Fraction) -> Fraction:
        return shown

    def timed(self, stream: Video, info: VideoInfo, grid: Grid) -> Video:
        return graph.video("setpts", stream, expr=f"PTS-({grid.shift})")


def guard(threads: int = 1) -> dict[str, Option]:
    """Return the input options that keep a file from opening anything but itself, and its decoder on so many `threads`."""
    return {"protocol_whitelist": "file", "format_whitelist": ",".join(sorted(DEMUXERS)), "threads": threads}


def read_fitted(
    info: VideoInfo,
    name: str,
    fit: Callable[[Video, VideoInfo, int], Video],
    *,
    start: Fraction,
    frames: int,
    rate: Fraction,
    threads: int = 1,
    clock: Clock | None = None,
) -> Video:
    """Read as `read_source` does, and `fit` each passage of the picture in which it does not change, by its own facts.

    `fit` takes a stream as it is stored, how it looks, and which frame is its first; what it returns is alike for all. Each
    passage is read by itself, and nothing of another is decoded with it: ffmpeg would begin its filters anew where a picture
    changes, and lose time.
    """
    passages = _passages(info)
    # The frame from which on each passage is shown, by the rule of `read_source`.
    firsts = [(clock or _Own()).shown(part.first) for part, _ in passages[1:]]
    begins = [0, *(min(max(0, ceil((first - start) * rate - EARLY)), frames) for first in firsts), frames]
    fitted = []
    for (part, only), (begin, end) in zip(passages, pairwise(begins), strict=True):
        if end > begin:
            at, count = start + begin / rate, end - begin
            read = read_source(part, name, start=at, frames=count, rate=rate, only=only, threads=threads, clock=clock)
            fitted.append(fit(read, part, begin))
    return fitted[0] if len(fitted) == 1 else filters.concat(*(filters.regular(part, rate) for part in fitted))


def _passages(info: VideoInfo) -> list[tuple[VideoInfo, Only]]:
    """Return each passage as a picture of its own, and the seconds of the file between which its packets are."""
    if not info.passages:
        return [(info, None)]
    found: list[tuple[VideoInfo, Only]] = []
    for passage, after in zip(info.passages, [*info.passages[1:], None], strict=True):
        looks = {field.name: getattr(passage, field.name) for field in fields(passage) if field.name not in _PLACES}
        end, held = (info.first + info.duration, info.held) if after is None else (after.begin, passage.held)
        # Which frames are idle is told of the whole file, and not of its passages.
        part = replace(info, **looks, first=passage.begin, duration=end - passage.begin, held=held, passages=(), idle="")
        found.append((part, (passage.decoded if found else None, None if after is None else after.decoded)))
    return found


def read_source(
    info: VideoInfo, name: str, *, start: Fraction, frames: int, rate: Fraction, only: Only = None, threads: int = 1,
    clock: Clock | None = None,
) -> Video:
    """Read `frames` frames at `rate` from `start` seconds into the file at `{in:name}`: upright, progressive.

    Frame n shows the last source frame whose time is at most start + (n + EARLY) / rate. The first frame is held before its time,
    the last one after the file's end; a decoder that ends before what the probe promised leaves frames out, which the promised
    frame count then catches. Reading k frames from `start`, and the rest from start + k/rate, gives the very frames of reading
    them in one go. Of the file's packets, those between two seconds are decoded `only`, by so many `threads`. Stored pixel shape
    and colour are kept: `conform` deals with them. With a `clock`, all this is so by it.
    """
    clock = clock or _Own()
    decoder: dict[str, Option] = {}
    if info.has_alpha and info.codec in _ALPHA_DECODERS:
        decoder["c"] = _ALPHA_DECODERS[info.codec]
    end = clock.shown(info.first + info.duration - info.held)
    before = _frames_before(start, end, rate)
    start -= before / rate
    late: dict[str, Option] = {"itsoffset": filters.decimal(info.early)} if info.early else {}
    instant = clock.first(info, start + EARLY / rate)
    if only is not None and only[0] is not None:
        instant = max(instant, info.first)
    # ffmpeg decodes the first frames of what it opens to find out what these files tell: 0.02 to 0.05 s of 1080p.
    untried: dict[str, Option] = {"nofind_stream_info": ""} if info.is_told else {}
    options = {
        **guard(threads), **untried, **decoder, **late, **_only(info, only), **_unseen(info, instant), **_seek(info, instant),
    }  # fmt: skip
    stream = Video(graph.read(name, options, is_damaged=info.good is not None), str(info.index))
    if info.is_interlaced:
        stream = graph.video("bwdif", stream, mode="send_frame", parity="auto", deint="interlaced")
    ticks, shift = _shift(start, rate)
    timed = clock.timed(graph.video("settb", stream, expr=f"1/{ticks}"), info, Grid(start, rate, ticks, shift))
    return _on_grid(timed, start, end, before, frames, rate)


def read_still(info: VideoInfo, name: str, *, frames: int, rate: Fraction) -> Video:
    """Show the picture at `{in:name}` for `frames` frames, upright.

    Conform one frame and `filters.repeat` it then, and everything is done once.
    """
    stream = Video(graph.read(name, {**guard(), "f": _STILL_DEMUXERS[info.codec]}), str(info.index))
    return filters.repeat(stream, frames, rate)


def read_numbered(
    name: str, *, suffix: str, count: int, pictures_rate: Fraction, start: Fraction, frames: int, rate: Fraction
) -> Video:
    """Read the `count` numbered pictures in the folder at `{in:name}` (`000000<suffix>` onwards), `pictures_rate` a second.

    Frames are chosen as in `read_source`; the last picture is held after the end.
    """
    before = _frames_before(start, count / pictures_rate, rate)
    start -= before / rate
    first = min(count - 1, max(0, floor(start * pictures_rate)))
    options: dict[str, Option] = {
        "f": "image2", "framerate": pictures_rate, "start_number": first, "protocol_whitelist": "file", "threads": 1,
    }
    stream = Video(graph.read(name, options, after=f"/%06d{suffix}"), "v:0")
    start -= first / pictures_rate
    ticks, shift = _shift(start, rate)
    timed = graph.video("setpts", graph.video("settb", stream, expr=f"1/{ticks}"), expr=f"PTS-({shift})")
    return _on_grid(timed, start, (count - first) / pictures_rate, before, frames, rate)


def _frames_before(start: Fraction, end: Fraction, rate: Fraction) -> int:
    """Return how many frames to read before `start`, so that there is one to hold where a range begins at or after the end."""
    return max(0, ceil((start - end) * rate) + _SLACK)


def _on_grid(timed: Video, start: Fraction, end: Fraction, before: int, frames: int, rate: Fraction) -> Video:
    # Timestamps are absolute and every rounding is the same in every span, so a span's frames are the whole's.
    regular = graph.video("fps", timed, fps=rate, start_time=0, round="near")
    known = floor((end - start) * rate)
    return filters.trim(filters.hold_last(regular, max(0, before + frames - known) + _SLACK), before, frames)


def _shift(start: Fraction, rate: Fraction) -> tuple[int, int]:
    """Return a time base (ticks a second) in which frames of `rate` are whole, and the ticks to take from every timestamp.

    Only the part of `start` below a frame is rounded, to less than a microsecond, so that all spans of a clip round alike.
    """
    frame = _TICKS // rate.numerator
    ticks = rate.numerator * frame
    whole = floor(start * rate)
    # ffmpeg rounds to the nearest frame, which shows a frame up to half a frame before its time; EARLY is a little less.
    part = half_up((start - whole / rate - (Fraction(1, 2) - EARLY) / rate) * ticks)
    return ticks, whole * rate.denominator * frame + part


def _only(info: VideoInfo, only: Only) -> dict[str, Option]:
    return {} if only is None else {f"bsf:{info.index}": filters.packets_between(*only)}


_FEW, _MANY = 8, 8 * filters.WORD
"""Frames before the first that is shown for which nothing is left out, and up to which that is done."""


def _unseen(info: VideoInfo, instant: Fraction) -> dict[str, Option]:
    """Leave out what is not shown and no other frame is decoded from, between where decoding begins and `instant`.

    Half the frames of usual films are such; of one that is read from 4.5 seconds behind a key frame it saves a sixth of the CPU.
    """
    if not info.idle or info.is_interlaced or info.early or info.good is not None:
        return {}
    keyframe = info.keyframes[max(0, bisect_right(info.keyframes, instant) - 1)] if info.is_seekable else info.first
    # The frame before `instant` is shown; one more is kept, since times are a quarter of a frame off at most.
    end = floor((instant - info.first) * info.rate) - 1
    begin = max(0, half_up((keyframe - info.first) * info.rate), end - _MANY)
    if end - begin < _FEW:
        return {}
    bits = int(info.idle, 16) >> begin & (1 << end - begin) - 1
    words = [bits >> at & (1 << filters.WORD) - 1 for at in range(0, end - begin, filters.WORD)]
    return {f"bsf:{info.index}": filters.packets_without(info.first, info.rate, begin, words)} if bits else {}


def _seek(info: VideoInfo, instant: Fraction) -> dict[str, Option]:
    """Choose where decoding begins: at the last keyframe at or before `instant`, or at the file's start."""
    if info.is_interlaced:
        instant -= 2 / info.rate  # a deinterlaced frame depends on its neighbours
    point = seek_point(info.keyframes, instant) if info.is_seekable else None
    return {} if point is None else {"noaccurate_seek": "", "ss": filters.decimal(point)}
