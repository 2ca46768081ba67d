"""A film whose camera shook, made steady by two actions: its motion is measured, then its pictures are moved. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import conform, contained
from pipeline.ffmpeg.framing import upright
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import even
from pipeline.ffmpeg.source import read_fitted
from pipeline.media.info import VideoInfo
from pipeline.operations.ffmpeg import Arguments
from pipeline.operations.measure_motion import MeasureMotion
from pipeline.operations.promises import VideoPromise
from pipeline.operations.steady import SteadyFilm
from pipeline.plan import encode
from pipeline.plan.action import FromAction, Input
from pipeline.plan.drawing import Drawings, drawn_video
from pipeline.timeline.model import Clip, SourceMedia
from pipeline.values import dataclass

_SMALL = 640
"""Pixels of the longer side of pictures of which the motion is measured, to a tenth of one: a third of a pixel of 1920."""

_AT_ONCE = {"grey": 240, "whole": 40}
"""Pictures that are decoded at once: some 60 MB in grey, and 120 MB of 1080p."""

_HANDLE = Fraction(1)
"""Seconds of the file beyond what is used, where it has them, so that the path at the ends is as smooth as in between."""


@dataclass(frozen=True, slots=True)
class Steadied:
    """A film that was made: its output, its facts, and the second of the file at which it begins."""

    made: FromAction
    found: VideoInfo
    begin: Fraction


def steadied(clip: Clip, found: VideoInfo, film: Input, drawings: Drawings, background: str) -> Steadied:
    """Ask for a clip's film made steady, as far as the clip shows it: the input `film`."""
    media, used = clip.media, clip.treatment.steady
    assert isinstance(media, SourceMedia)
    assert used is not None
    # Its pictures are the file's own, as far as they come evenly.
    first = max(0, floor((used.start - _HANDLE - found.first) * found.rate))
    after = min(max(found.frames, 1), ceil((used.start + used.seconds + _HANDLE - found.first) * found.rate) + 1)
    count, begin = max(1, after - first), found.first + first / found.rate
    shown = upright(found).display_size
    width, height = even(shown[0]), even(shown[1])
    small = contained(found, _SMALL, _SMALL)

    def reading(size: tuple[int, int], at_once: int, last: Callable[[Video], Video]) -> tuple[Arguments, ...]:
        def fit(stream: Video, look: VideoInfo, _: int) -> Video:
            return conform(stream, look, width=size[0], height=size[1], fit="contain", background=background)

        texts = []
        for number in range(0, count, at_once):
            frames = min(at_once, count - number)
            start = begin + number / found.rate
            read = read_fitted(found, film.name, fit, start=start, frames=frames, rate=found.rate)
            seen = last(filters.regular(read, found.rate))
            options: dict[str, graph.Option] = {"frames:v": frames, "c:v": "rawvideo", "f": "rawvideo"}
            texts.append(encode.arguments(graph.write("out", seen, options=options)))
        return tuple(texts)

    grey = reading((small.width, small.height), _AT_ONCE["grey"], lambda seen: graph.video("extractplanes", seen, planes="y"))
    measure = MeasureMotion(small.width, small.height, found.rate, grey)
    seconds = count / found.rate
    motion = drawings.ask(measure, (film,), "motion", f"motion of {media.path}", clip, seconds / 2)
    promise = VideoPromise("h264", width, height, "yuv420p", found.rate, count)
    whole = reading((width, height), _AT_ONCE["whole"], lambda seen: seen)
    steady = SteadyFilm(promise, small.width, whole)
    inputs = (film, Input("motion", motion, ".json"))
    made = drawings.ask(steady, inputs, "steady", f"steady {media.path}", clip, 2 * seconds)
    facts = replace(
        drawn_video(width, height, found.rate, count), codec="h264", pixel_format="yuv420p", matrix="bt709",
        primaries="bt709", transfer="bt709", range="tv",
    )  # fmt: skip
    return Steadied(made, facts, begin)
