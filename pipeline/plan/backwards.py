"""A part of a film that is shown backwards, as two actions: it is stored without loss, then its frames are turned. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from pipeline.ffmpeg import filters, framing, graph
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.operations.backwards import TurnAround
from pipeline.operations.promises import VideoPromise
from pipeline.operations.store_film import StoreFilm
from pipeline.plan import encode
from pipeline.plan.action import FromAction, FromSource, Input
from pipeline.plan.drawing import Drawings
from pipeline.timebase import FrameTimes
from pipeline.timeline.model import Clip

_KEPT = {f"yuv{kind}p{depth}" for kind in ("420", "422", "440", "444", "a420", "a444") for depth in ("", "10le", "12le", "16le")}
"""Pixel formats in which FFV1 stores a picture as it is; of those of the others RGB with 8 bits is stored."""


def backwards(
    clip: Clip, found: VideoInfo, origin: FromAction | FromSource, suffix: str, drawings: Drawings, begun: Fraction
) -> tuple[FromAction, VideoInfo, Fraction]:
    """Ask for the part of a film that a clip shows, the last frame first; return it, its facts, and at which second it begins.

    What is read of the film may begin at second `begun` of the clip's file. Whole frames of the film are stored, so that of two
    clips that each show a part of it, frames are counted as in one of both.
    """
    rate, seen = found.rate, framing.upright(found)
    end = clip.start - begun - found.first
    last = ceil(end * rate)
    lead = last / rate - end
    frames = max(1, ceil((clip.reverse + lead) * rate))
    inputs = encode.Inputs()
    stream = read_source(found, inputs.name(origin, suffix), start=found.first + (last - frames) / rate, frames=frames, rate=rate)
    is_full = found.range == "pc" or found.pixel_format.startswith("yuvj")
    pixels = found.pixel_format.replace("yuvj", "yuv")
    if pixels not in _KEPT:
        pixels, is_full = ("bgra" if found.has_alpha else "bgr0"), True
    side = "full" if is_full else "limited"
    fitted = filters.scale(stream, seen.width, seen.height, pixels, in_range=side, out_range=side)
    # FFV1 takes limited ranges alone; nothing is converted, and the facts below say which it is.
    stored = filters.regular(graph.video("setparams", fitted, range="limited"), rate)
    options: dict[str, graph.Option] = {
        "c:v": "ffv1", "level": 3, "slices": 4, "g": 1, "threads": 1, "frames:v": frames, "fps_mode": "passthrough",
        "enc_time_base": f"{rate.denominator}/{rate.numerator}", "video_track_timescale": rate.numerator, "f": "mov",
    }  # fmt: skip
    promise = VideoPromise("ffv1", seen.width, seen.height, pixels, rate, frames)
    written = encode.arguments(graph.write("out", stored, options=options))
    cost = Fraction(seen.width * seen.height * frames, 30_000_000)
    media = getattr(clip.media, "path", "")
    forward = drawings.ask(StoreFilm(promise, written), inputs.all(), "stored", f"frames of {media}", clip, cost)
    turned = drawings.ask(
        TurnAround(promise), (Input("film", forward, ".mov"),), "backwards", f"{media} backwards", clip, cost / 20
    )
    facts = replace(
        seen, index=0, codec="ffv1", pixel_format=pixels, range="pc" if is_full else found.range, is_variable=False,
        first=Fraction(0), duration=frames / rate, frames=frames, keyframes=FrameTimes(frames, rate), is_seekable=True,
        held=Fraction(0), early=Fraction(0), is_interlaced=False, good=None, passages=(), idle="", is_told=False,
    )  # fmt: skip
    return turned, replace(facts, matrix="gbr") if pixels.startswith("bgr") else facts, lead
