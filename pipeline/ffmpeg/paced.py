"""Films that are shown faster or slower than they were filmed: each frame is the file's at the second that its pace says. Pure.

Slow motion shows the frames that a film has. Only where it has fewer than are shown, those between two of them are mixed of
both, each by how near it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.source import EARLY, Grid, read_fitted
from pipeline.media.info import VideoInfo
from pipeline.timebase import half_up
from pipeline.timeline.pace import AS_FILMED, Pace, Stretch
from pipeline.values import dataclass

ENOUGH = Fraction(99, 100)
"""Frames that a film must have for each that is shown, or those between are mixed: 29.97 are enough for 30."""

_BEFORE = 2
"""Frames of the film that are read before the first that is mixed: the first of all is moved, to where a frame is shown."""

_AFTER = 4
"""Frames for which the last frame of a clip is repeated, as the next to mix: the clip ends one and a half after it at most."""

_NEAR = Fraction(1, 100)
"""Frames of a film that are no part of one: speeds are rounded, and files' times."""

_MIXED = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"}
"""Pixel formats that ffmpeg mixes as they are. What comes in others, as pictures with alpha do, is not mixed."""

_TICKS = 2**31 - 1
"""Ffmpeg's largest denominator of a time base."""

_WEIGHTS = 255
"""What ffmpeg's `framerate` calls the whole way from one frame to the next."""


def read_paced(
    info: VideoInfo,
    name: str,
    fit: Callable[[Video, VideoInfo, int], Video],
    *,
    start: Fraction,
    pace: Pace,
    first: int,
    frames: int,
    total: int,
    rate: Fraction,
    threads: int = 1,
) -> Video:
    """Read `frames` frames at `rate` of a clip that begins `start` seconds into a file, from frame `first` on, and `fit` them.

    `fit` takes a stream as it is stored, how it looks, and which frame of the clip is its first. Frame n shows what
    `source.read_source` would, at the second of the file at which the `pace` is at second n / `rate`. Each stretch of the pace
    is read by itself. Nothing is mixed with frames of the file that are before the clip, which has `total` frames, or after it.
    """
    if pace == AS_FILMED:
        begun = _from(first, fit)
        return read_fitted(info, name, begun, start=start + first / rate, frames=frames, rate=rate, threads=threads)
    used, parts = _used(info, pace, start, total, rate), []
    for stretch, is_mixed in _stretches(info, pace, rate):
        begin, end = max(first, ceil(stretch.shown * rate)), first + frames
        if stretch.end is not None:
            end = min(end, ceil(stretch.end * rate))
        if end <= begin:
            continue
        on_file = replace(stretch, file=stretch.file + start)
        if not stretch.speed and not stretch.rises:  # it stands still
            is_end = on_file.file == used[1]
            at = max(start, on_file.file - EARLY / rate - Fraction(1, 2) / info.rate) if is_end else on_file.file
            one = read_fitted(info, name, _from(begin, fit), start=at, frames=1, rate=rate, threads=threads)
            parts.append(filters.hold_last(one, end - begin - 1))
            continue
        clock = _Mixed(on_file, *used, on_file.file_at((end - 1) / rate)) if is_mixed else _Paced(on_file)
        at, count, begun = begin / rate, end - begin, _from(begin, fit)
        parts.append(read_fitted(info, name, begun, start=at, frames=count, rate=rate, threads=threads, clock=clock))
    return parts[0] if len(parts) == 1 else filters.concat(*(filters.regular(part, rate) for part in parts))


def _used(info: VideoInfo, pace: Pace, start: Fraction, total: int, rate: Fraction) -> tuple[Fraction, Fraction]:
    """Return between which seconds of the file the frames are of which a clip consists."""
    for part in pace.stretches():
        begin, end = part.shown * rate, part.end and part.end * rate
        if not part.speed and not part.rises and end is not None and begin < total < end + Fraction(1, 2):
            # A picture that stands at the end of what is used is the last before it; one that would go on is that of its moment.
            return start, start + part.file + (1 / info.rate if total < end - Fraction(1, 2) else 0)
    # A clip has whole frames, so that it ends up to half of one after what is to be used of its file.
    return start, start + pace.file(total / rate) - pace.speed((total - 1) / rate) / rate / 2


def _from(first: int, fit: Callable[[Video, VideoInfo, int], Video]) -> Callable[[Video, VideoInfo, int], Video]:
    """Let frames be counted from the clip's first on."""
    return lambda stream, look, at: fit(stream, look, first + at)


def _stretches(info: VideoInfo, pace: Pace, rate: Fraction) -> Iterator[tuple[Stretch, bool]]:
    """Yield the stretches of a pace, parted where the film's frames become enough, and whether those between are mixed."""
    enough = min(Fraction(1), rate * ENOUGH / info.rate)
    for whole in pace.stretches():
        for part in whole.split(enough):
            middle = (part.speed + part.last) / 2
            yield part, 0 < middle < enough and info.pixel_format in _MIXED


@dataclass(frozen=True, slots=True)
class _Paced:
    """The clock of a stretch of a clip, whose `file` is a second of the file."""

    stretch: Stretch

    def shown(self, file: Fraction) -> Fraction:
        """Return the second of the clip that shows one of the file."""
        return self.stretch.shown_at(file)

    def first(self, info: VideoInfo, shown: Fraction) -> Fraction:
        """Return the second of the file that is shown: frames come a part of a frame early at most."""
        return self.stretch.file_at(shown) - (1 / info.rate if self.stretch.rises else 0)

    def timed(self, stream: Video, info: VideoInfo, grid: Grid) -> Video:
        """Give each frame its second of the clip."""
        at = _shown(self.stretch, f"(PTS/{grid.ticks})")
        return graph.video("setpts", stream, expr=f"floor({at}*{grid.ticks}+0.5)-({grid.shift})")


@dataclass(frozen=True, slots=True)
class _Mixed(_Paced):
    """The same of one in which frames are mixed: those from second `begin` of the file to second `end`, the last for `last`."""

    begin: Fraction
    end: Fraction
    last: Fraction

    def first(self, info: VideoInfo, shown: Fraction) -> Fraction:
        """Return the second of the frames before what is shown."""
        return self.stretch.file_at(shown) - (_BEFORE + 2) / info.rate

    def timed(self, stream: Video, info: VideoInfo, grid: Grid) -> Video:
        """Give each frame its second of the clip, and mix those at which frames are shown.

        `framerate` counts from its first frame on, so that is moved to where a frame is shown. To know which one is first in any
        span, the film is brought to its own rate before.
        """
        number = floor((self.stretch.file_at(grid.start) - info.first) * info.rate) - _BEFORE
        own = _TICKS // info.rate.numerator * info.rate.numerator
        begun = info.first + number / info.rate - (Fraction(1, 2) - EARLY) / info.rate
        file = graph.video("setpts", graph.video("settb", stream, expr=f"1/{own}"), expr=f"PTS-({half_up(begun * own)})")
        even = graph.video("fps", file, fps=info.rate, start_time=0, round="near")
        even = graph.video("settb", self._within(even, info, number), expr=f"1/{grid.ticks}")
        second = f"({_exact(info.first)}+(N+({number}))*{info.rate.denominator}/{info.rate.numerator})"
        frame = grid.ticks * grid.rate.denominator // grid.rate.numerator
        tick = f"floor({_shown(self.stretch, second)}*{grid.ticks}+0.5)-({floor(grid.start * grid.rate) * frame})"
        timed = graph.video("setpts", even, expr=f"st(0,{tick});if(eq(N,0),floor(ld(0)/{frame})*{frame},ld(0))")
        formats = filters.only(timed, info.pixel_format)
        return graph.video("framerate", formats, fps=grid.rate, interp_start=0, interp_end=_WEIGHTS, scene=100, flags=0)

    def _within(self, even: Video, info: VideoInfo, number: int) -> Video:
        """Repeat a clip's first frame before it, and its last after it, in a film at its own rate from frame `number` on."""
        # By the rule of `read_source`, a frame comes a little early.
        first = floor((self.begin - info.first) * info.rate + EARLY)
        last = max(first, 0, ceil((self.end - info.first) * info.rate - _NEAR) - 1)
        shown = (self.last - info.first) * info.rate
        # What does not come near the clip's end is made without it: it stays as it is when the end is moved.
        before = first - number
        if before > 0:
            even = graph.video("trim", even, start_frame=before)
            even = graph.video("tpad", even, start=before, start_mode="clone")
        if last < shown + 1 + _AFTER and last < floor(info.duration * info.rate) - 1:
            even = filters.hold_last(graph.video("trim", even, end_frame=last + 1 - number), _AFTER)
        return even


def _shown(stretch: Stretch, file: str) -> str:
    """Return the expression of the second of the clip that shows the second of the file that an expression gives."""
    since = f"({file}-({_exact(stretch.file)}))"
    before = f"{_exact(stretch.shown)}+{since}/{_exact(stretch.speed)}"
    if not stretch.rises or stretch.seconds is None:
        return f"({before})"
    assert stretch.end is not None
    after = f"{_exact(stretch.end)}+({since}-({_exact(stretch.passed)}))/{_exact(stretch.last)}"
    root = f"sqrt({_exact(stretch.speed**2)}+({_exact(2 * stretch.rises)})*{since})"
    within = f"{_exact(stretch.shown)}+2*{since}/({_exact(stretch.speed)}+{root})"
    return f"if(lt({since},0),{before},if(gt({since},{_exact(stretch.passed)}),{after},{within}))"


def _exact(value: Fraction) -> str:
    """Write a number to twelve decimals, beyond which ffmpeg's own have none of an hour."""
    parts = abs(half_up(value * 10**12))
    return f"({'-' if value < 0 else ''}{parts // 10**12}.{parts % 10**12:012d})"
