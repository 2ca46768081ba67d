"""Pictures whose files are transparent in places, and which stay so: colours and alpha each take the same way. Pure.

Colours are multiplied by alpha until they have their size, so that what nobody sees is mixed into no edge; then they are divided
by it, chroma by what alpha is for as much of the picture as it stands for.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.ffmpeg import deep, filters, framing, graph, masking
from pipeline.ffmpeg.conform import CENTRE, Finish, View, conform, laid_on
from pipeline.ffmpeg.framing import Picture
from pipeline.ffmpeg.graph import Video
from pipeline.media.info import VideoInfo

_SHOWN = "clip((val-16)*255/219,0,255)"
"""From luma in limited range to what alpha is in."""


def parted(stream: Video, info: VideoInfo) -> tuple[Picture, Picture]:
    """Return an upright picture with alpha as two: its colours on black, and its alpha as grey."""
    whole = framing.upright(info)
    size = whole.width, whole.height
    facts = replace(whole, pixel_format="gbrp", has_alpha=False, range="pc", matrix="gbr")
    planes = filters.scale(stream, *size, "gbrap", out_range="full")
    alpha = filters.only(graph.video("extractplanes", planes, planes="a"), "gray")
    grey = filters.scale(alpha, *size, "gbrp", in_range="full", out_range="full")
    colours = Picture(laid_on(stream, info, "#000000"), facts)
    return colours, Picture(grey, replace(facts, primaries="bt709", transfer="bt709"))


def joined(
    alpha: Picture, finish: Finish | None, width: int, height: int, focus: tuple[Fraction, Fraction] = CENTRE, *, has_key: bool
) -> Finish:
    """Return what joins the colours of a picture with its alpha once they cover `width` x `height`, done after `finish`.

    `has_key` says that what `finish` does leaves a picture with alpha.
    """
    grey = conform(alpha.stream, alpha.info, width=width, height=height, fit="cover", focus=focus)
    shown = filters.only(graph.video("lut", graph.video("extractplanes", grey, planes="y"), y=_SHOWN), "gray")

    def done(stream: Video, view: View) -> Video:
        clear = opaque(finish, has_key=has_key).done(_divided(stream, shown, width, height), view)
        return masking.within(clear, shown, has_alpha=has_key)

    return Finish(done)


def opaque(finish: Finish | None, *, has_key: bool) -> Finish:
    """Return what gives a picture that is nowhere transparent an alpha, done after `finish`."""

    def done(stream: Video, view: View) -> Video:
        if finish is not None and finish.colours is not None:
            size = view.width, view.height
            stream = deep.to_working_format(finish.colours(deep.to_rgb(stream, *size)), *size)
        if finish is not None:
            stream = finish.done(stream, view)
        return stream if has_key else filters.to_working_format(filters.with_alpha(stream))

    return Finish(done)


def _divided(stream: Video, alpha: Video, width: int, height: int) -> Video:
    """Return a picture in the working format whose colours were multiplied by alpha, as they were before."""
    half = width // 2, height // 2
    light = _by(filters.scale(stream, width, height, "yuva444p"), alpha)
    fewer = filters.scale(alpha, *half, "gray", in_range="full", out_range="full")
    chroma = _by(filters.scale(stream, *half, "yuva444p"), fewer)
    planes = {"map1s": 1, "map1p": 1, "map2s": 1, "map2p": 2}
    return filters.to_working_format(graph.video("mergeplanes", light, chroma, format="yuv420p", **planes))


def _by(stream: Video, alpha: Video) -> Video:
    both = graph.video("alphamerge", filters.to_working_format(stream), masking.alike(alpha))
    multiplied = graph.video("setparams", both, alpha_mode="premultiplied")
    return filters.only(graph.video("unpremultiply", multiplied, inplace=1), "yuva444p")
