"""Filters by the trade's names: each function adds one or a few ffmpeg filters. Sizes in pixels, time in whole frames.

Whatever a filter could take from the machine, from tags or from ffmpeg's defaults is said here: scaling flags, matrices,
ranges. No function depends on where a span begins; where time matters, `done` frames lie before the stream.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from pipeline.ffmpeg.graph import Option, Video, source, video

SCALER = "bicubic+accurate_rnd+bitexact"
"""swscale's flags: bicubic, and the integer paths that give the same pixels on every processor."""


def scale(
    stream: Video, width: int, height: int, pixel_format: str, *, in_matrix: str = "bt709", in_range: str = "limited",
    out_range: str = "limited",
) -> Video:
    """Resize to `width` x `height` in `pixel_format`; also the one way to change a pixel format, and between YCbCr and RGB.

    `in_matrix` is bt709, bt601, fcc, smpte240m or bt2020 and matters where YCbCr becomes RGB; for YCbCr to YCbCr, `rematrix` is
    the fast way. Ranges are limited or full. All is said, not taken from the file, whose tags may be missing or wrong.
    """
    # RGB has no halved chroma: it is interpolated, where swscale would by itself repeat it.
    flags = SCALER if pixel_format.startswith("yuv") else f"{SCALER}+full_chroma_int"
    scaled = video(
        "scale", stream, w=width, h=height, flags=flags, in_color_matrix=in_matrix, in_range=in_range, out_color_matrix="bt709",
        out_range=out_range,
    )
    return only(scaled, pixel_format)


def rematrix(stream: Video, matrix: str) -> Video:
    """Bring a limited-range 4:2:0 stream from `matrix` (bt601, bt2020, fcc, smpte240m) to BT.709.

    A filter of its own because it takes a twentieth of the time that `scale` takes for the same (measured on 640x360).
    """
    return stream if matrix == "bt709" else video("colormatrix", stream, src=matrix, dst="bt709")


def only(stream: Video, pixel_format: str) -> Video:
    """Say which pixel format a stream has; where it has another, ffmpeg fails: conversions are `scale`'s."""
    return video("format", stream, pix_fmts=pixel_format)


def crop(stream: Video, width: Option, height: Option, x: Option, y: Option) -> Video:
    """Cut out a rectangle: numbers, or expressions of the frame number `n` for `x` and `y`. In 4:2:0: even."""
    return video("crop", stream, w=width, h=height, x=x, y=y, exact=1)


def pad(stream: Video, width: int, height: int, x: int, y: int, colour: str) -> Video:
    """Place the picture at `x`, `y` on a plain backdrop of `width` x `height`; `colour` as `#rrggbb`."""
    return video("pad", stream, w=width, h=height, x=x, y=y, color=hexadecimal(colour))


def to_working_format(stream: Video) -> Video:
    """Tag frames as square pixels, BT.709, limited, progressive; changes no pixel. Streams that meet must be tagged alike."""
    square = video("setsar", stream, sar="1/1")
    return video(
        "setparams", square, range="limited", color_primaries="bt709", color_trc="bt709", colorspace="bt709", field_mode="prog",
    )


def interlaced(stream: Video) -> Video:
    """Weave each two pictures of a regular stream into one frame of two fields, the top one first.

    Each line is blended with its neighbours, or what is one line high would be seen in every other field alone, and twitter.
    """
    return video("interlace", stream, scan="tff", lowpass="complex")


def overlay(
    base: Video, top: Video, x: Option = 0, y: Option = 0, *, working_format: str = "yuv420", premultiplied: bool = False
) -> Video:
    """Paint `top` over `base`, at pixels or at expressions of the frame number `n`, from 0.

    `top` may end before `base`, and then holds its last frame; it must not end later.

    `working_format` is what is computed in, and both streams must already be in it, `top` with alpha (yuv420p and yuva420p for
    `yuv420`): it rounds places to even pixels, so what moves, or stands at odd pixels, needs `yuv444` or `gbrp`.
    """
    moves = isinstance(x, str) or isinstance(y, str)
    x, y = (_from_zero(place) if isinstance(place, str) else place for place in (x, y))
    return video(
        "overlay", base, top, x=x, y=y, format=working_format, eval="frame" if moves else "init", eof_action="repeat",
        alpha="premultiplied" if premultiplied else "straight",
    )


def arrange(parts: Sequence[tuple[Video, int, int]], width: int, height: int, background: str) -> Video:
    """Put opaque pictures, each at its even `x`, `y`, on a backdrop of `width` x `height`; none may overlap, for none is blended.

    Takes streams in the working format of the same rate and length; a mosaic this way costs no more than copying its pixels.
    """
    if len(parts) == 1:
        return pad(parts[0][0], width, height, parts[0][1], parts[0][2], background)
    layout = "|".join(f"{x}_{y}" for _, x, y in parts)
    streams = [stream for stream, _, _ in parts]
    stacked = video("xstack", *streams, inputs=len(parts), layout=layout, fill=hexadecimal(background))
    return pad(stacked, width, height, 0, 0, background)


def regular(stream: Video, rate: Fraction) -> Video:
    """Number the frames of a stream that is whole by construction: frame n is shown at n/`rate`. Drops and repeats nothing."""
    numbered = video("setpts", video("settb", stream, expr=f"{rate.denominator}/{rate.numerator}"), expr="N")
    return video("fps", numbered, fps=rate)


def shifted(stream: Video, frames: int) -> Video:
    """Show a regular stream `frames` frames later, for filters that look at the time."""
    return video("setpts", stream, expr=f"PTS+({frames})") if frames else stream


def trim(stream: Video, start: int, frames: int) -> Video:
    """Keep `frames` frames of a regular stream from frame `start`, which becomes frame 0."""
    return shifted(video("trim", stream, start_frame=start, end_frame=start + frames), -start)


def hold_last(stream: Video, frames: int) -> Video:
    """Repeat the last frame `frames` times."""
    return video("tpad", stream, stop=frames, stop_mode="clone") if frames else stream


def repeat(stream: Video, frames: int, rate: Fraction) -> Video:
    """Show the first picture of a stream for `frames` frames at `rate`. Put last, everything is done once."""
    still = video("trim", stream, end_frame=1)
    return regular(video("loop", still, loop=frames - 1, size=1) if frames > 1 else still, rate)


def colour(width: int, height: int, frames: int, rate: Fraction, colour: str, pixel_format: str = "yuv420p") -> Video:
    """Make `frames` frames of one colour, `#rrggbb`: those that it has in 4:2:0, in any format."""
    plain = source("color", "gbrp", c=hexadecimal(colour), s=f"{width}x{height}", r=rate)
    one = to_working_format(scale(plain, width, height, "yuv420p", in_range="full"))
    if pixel_format != "yuv420p":  # equal filters of a graph are one, and one gives one format
        one = to_working_format(scale(one, width, height, pixel_format))
    return repeat(one, frames, rate)


def fade(
    stream: Video, rate: Fraction, *, into: bool, frames: int, done: int = 0, alpha: bool = False, colour: str = "#000000"
) -> Video:
    """Fade in (`into`) from, or out to, `colour`, or transparency (`alpha`), over `frames` frames.

    `done` frames of the fade lie before the stream; below 0, the fade begins that many frames into it. Frame k of a fade in is
    shown with weight k / `frames`. Takes a regular stream.
    """
    passed = max(done, 0)
    faded = video(
        "fade", shifted(stream, passed), type="in" if into else "out", start_time=decimal(max(-done, 0) / rate),
        duration=decimal(frames / rate), alpha=int(alpha), color=hexadecimal(colour),
    )
    return shifted(faded, -passed)


def with_alpha(stream: Video) -> Video:
    """Give a 4:2:0 stream an opaque alpha plane, so that it can fade or lie over another."""
    same = video("scale", stream, w="iw", h="ih", flags=SCALER, in_range="limited", out_range="limited")
    return only(same, "yuva420p")


def blur(stream: Video, sigma: Fraction) -> Video:
    """Blur by a Gaussian of `sigma` pixels."""
    return video("gblur", stream, sigma=decimal(sigma), steps=2)


def concat(*streams: Video) -> Video:
    """Show regular streams one after the other. All must have the same size, format and rate."""
    return video("concat", *streams, n=len(streams), v=1, a=0)


def packets_between(begin: Fraction | None, end: Fraction | None) -> str:
    """Return an input's bitstream filter that drops packets decoded before second `begin` of a file, or from `end` on."""
    time = "if(eq(dts\\,nopts)\\,pts\\,dts)*tb"
    outside = [] if begin is None else [f"lt({time}\\,{decimal(begin)})"]
    outside += [] if end is None else [f"gte({time}\\,{decimal(end)})"]
    return f"noise=drop={'+'.join(outside)}"


WORD = 48
"""Packets that one number of `packets_without` tells of: ffmpeg calculates in floats, which are exact up to 2^53."""


def packets_without(first: Fraction, rate: Fraction, begin: int, words: Sequence[int]) -> str:
    """Return an input's bitstream filter that drops some packets of a picture whose frame 0 is shown at second `first`.

    Of the frames from number `begin` on, `rate` a second, those are dropped whose bits are set in `words`, lowest bits first.
    """
    place = f"floor((pts*tb-({decimal(first)}))*{rate.numerator}/{rate.denominator}+0.5)-{begin}"
    word = "0"
    for number in reversed(range(len(words))):
        word = f"if(lt(ld(0)\\,{(number + 1) * WORD})\\,{words[number]}\\,{word})"
    return f"noise=drop=st(0\\,{place});gte(ld(0)\\,0)*gt(bitand({word}\\,pow(2\\,mod(ld(0)\\,{WORD})))\\,0)"


def packets_numbered(first: int, end: int | None) -> str:
    """Return an input's bitstream filter that keeps packets from number `first` of a stream to before `end`, None for all."""
    return f"noise=drop=lt(n\\,{first})" + (f"+gte(n\\,{end})" if end is not None else "")


def _from_zero(expression: str) -> str:
    # Measured: in overlay's places `n` is 1 at the first frame, against its manual (in `enable` it is 0).
    return re.sub(r"\bn\b", "(n-1)", expression)


def decimal(value: Fraction) -> str:
    """Write a number to six decimals: ffmpeg reads seconds to the microsecond, then rounds them to a stream's ticks."""
    micro = abs(round(value * 1_000_000))
    return f"{'-' if value < 0 else ''}{micro // 1_000_000}.{micro % 1_000_000:06d}"


def hexadecimal(colour: str) -> str:
    """Write a colour `#rrggbb` as ffmpeg reads it. Raises ValueError for anything else."""
    digits = colour.removeprefix("#")
    if len(digits) != 6 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
        raise ValueError(f"{colour!r} is not a colour; write #rrggbb")
    return f"0x{digits.lower()}"
