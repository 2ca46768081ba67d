"""The one encode of the picture: a span becomes a closed group of pictures in the deliverable's own codec. Pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.ffmpeg import graph
from pipeline.operations.ffmpeg import Arguments, FilePath, Joined
from pipeline.plan.action import FromAction, FromSource, FromSources, Input
from pipeline.profiles.loader import FLAVOURS
from pipeline.profiles.model import H264, Av1, Cover, Ffv1, Hevc, ProRes, VideoProfile
from pipeline.timebase import half_up

Option = graph.Option


def options(video: VideoProfile, rate: Fraction, frames: int) -> dict[str, Option]:
    """Return ffmpeg's output options for a span of `frames` frames.

    Encoders are pinned to one thread, or to the profile's: what x264 and x265 write depends on their number, and with two x264's
    is not even reproducible (two gave 9 different files in 12 runs). x264 decides by sums that its code for one processor rounds
    otherwise than that for another, unless it is told to be independent of them. Groups of pictures are closed, so that spans
    join by copy. Colours are tagged BT.709, limited range.
    """
    coded: dict[str, Option] = {
        **_coding(video, half_up(video.gop_seconds * rate)),
        "pix_fmt": video.pixel_format,
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "color_range": "tv",
        "frames:v": frames,
        "fps_mode": "passthrough",
        "enc_time_base": f"{rate.denominator}/{rate.numerator}",
        "video_track_timescale": rate.numerator,
        "f": "mov" if isinstance(video.coding, Ffv1 | ProRes) else "mp4",
    }
    if isinstance(video.coding, H264 | Hevc) and video.coding.max_bitrate_kbps:
        most = video.coding.max_bitrate_kbps
        coded |= {"maxrate": f"{most}k", "bufsize": f"{2 * most}k"}
    if video.is_interlaced:
        coded["flags"] = "+ildct+ilme"
        if "x264-params" in coded:
            coded["x264-params"] = f"{coded['x264-params']}:tff=1"
    return coded


def picture_rate(video: VideoProfile, rate: Fraction) -> Fraction:
    """Return how many pictures a second are painted where `rate` frames are encoded: one for each field."""
    return 2 * rate if video.is_interlaced else rate


def _coding(video: VideoProfile, gop: int) -> dict[str, Option]:
    """Return the options of a codec; `gop` frames lie between two key frames at most."""
    match video.coding:
        case H264() as x264:
            return {
                "c:v": "libx264",
                "preset": x264.preset,
                "crf": x264.crf,
                "profile:v": x264.profile,
                "bf": x264.b_frames,
                "g": gop,
                "threads": x264.threads,
                "x264-params": "open-gop=0:cpu-independent=1",
            }
        case Hevc() as x265:
            # `info` would write the options into each stream, and `log-level` keeps its talk off our log.
            alone = f"pools=none:frame-threads=1:no-open-gop=1:bframes={x265.b_frames}:info=0:log-level=error"
            return {
                "c:v": "libx265",
                "preset": x265.preset,
                "crf": x265.crf,
                "g": gop,
                "tag:v": "hvc1",
                "x265-params": alone,
            }
        case Av1() as av1:
            return {"c:v": "libsvtav1", "preset": av1.preset, "crf": av1.crf, "g": gop, "svtav1-params": "lp=1"}
        case Ffv1():
            # Slices with checksums, so that a decoder sees damage and loses a part alone (RFC 9043, section 4.9).
            return {"c:v": "ffv1", "level": 3, "slices": 4, "slicecrc": 1, "g": 1, "threads": 1}
        case ProRes(flavour=flavour):
            return {"c:v": "prores_ks", "profile:v": FLAVOURS.index(flavour), "vendor": "apl0", "threads": 1}
        case Cover():
            raise AssertionError("what is heard alone has no picture to encode")


def codec_of(video: VideoProfile) -> str:
    """Return the name that ffmpeg gives to the codec of a deliverable's picture."""
    return {H264: "h264", Hevc: "hevc", Av1: "av1", Ffv1: "ffv1", ProRes: "prores", Cover: ""}[type(video.coding)]


def arguments(*outputs: graph.Output) -> Arguments:
    """Compile a graph into an action's arguments: placeholders become symbolic paths."""
    return tuple(map(_bound, graph.arguments(*outputs)))


def _bound(argument: str) -> str | FilePath | Joined:
    place = graph.placeholder(argument)
    if place is not None:
        return FilePath(place.name, place.before, place.after)
    texts = graph.filter_files(argument)
    if len(texts) == 1:
        return argument
    return Joined(tuple(FilePath(text) if number % 2 else text for number, text in enumerate(texts)))


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
