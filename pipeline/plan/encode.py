"""The one encode of the picture: a span becomes a closed group of pictures in the deliverable's own codec. Pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.ffmpeg import graph
from pipeline.operations.ffmpeg import Arguments, FilePath
from pipeline.plan.action import FromAction, FromSource, FromSources, Input
from pipeline.profiles.model import VideoProfile
from pipeline.timebase import half_up

Option = graph.Option


def options(video: VideoProfile, rate: Fraction, frames: int) -> dict[str, Option]:
    """Return ffmpeg's output options for a span of `frames` frames.

    x264 is pinned to the profile's threads: with two and more its output is not reproducible (two gave 9 different files in 12
    runs). It decides by sums that its code for one processor rounds otherwise than that for another, unless it is told to be
    independent of them. Groups of pictures are closed, so that spans join by copy. Colours are tagged BT.709, limited range.
    """
    coded: dict[str, Option] = {
        "c:v": "libx264",
        "preset": video.preset,
        "crf": video.crf,
        "profile:v": video.profile,
        "bf": video.b_frames,
        "g": half_up(video.gop_seconds * rate),
        "threads": video.threads,
        "x264-params": "open-gop=0:cpu-independent=1",
        "pix_fmt": video.pixel_format,
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "color_range": "tv",
        "frames:v": frames,
        "fps_mode": "passthrough",
        "enc_time_base": f"{rate.denominator}/{rate.numerator}",
        "video_track_timescale": rate.numerator,
        "f": "mp4",
    }
    if video.max_bitrate_kbps:
        coded |= {"maxrate": f"{video.max_bitrate_kbps}k", "bufsize": f"{2 * video.max_bitrate_kbps}k"}
    return coded


def arguments(*outputs: graph.Output) -> Arguments:
    """Compile a graph into an action's arguments: placeholders become symbolic paths."""
    bound: list[str | FilePath] = []
    for argument in graph.arguments(*outputs):
        place = graph.placeholder(argument)
        bound.append(argument if place is None else FilePath(place.name, place.before, place.after))
    return tuple(bound)


class Inputs:
    """What one run reads, each once, under names that do not depend on the order of an episode."""

    def __init__(self) -> None:
        self._names: dict[FromSource | FromSources | FromAction, Input] = {}

    def name(self, origin: FromSource | FromSources | FromAction, suffix: str) -> str:
        """Return the symbolic name under which `origin` is read."""
        if origin not in self._names:
            self._names[origin] = Input(f"in{len(self._names)}", origin, suffix)
        return self._names[origin].name

    def all(self) -> tuple[Input, ...]:
        """Return the inputs in order of their first use."""
        return tuple(self._names.values())
