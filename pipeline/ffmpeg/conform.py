"""Conform: any picture as it is stored -> upright, square pixels, BT.709 limited, 4:2:0, in a box of a given size."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Literal, NamedTuple

from pipeline.ffmpeg import deep, filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels, even
from pipeline.media.info import VideoInfo

Fit = Literal["contain", "cover", "blur"]

CENTRE = (Fraction(1, 2), Fraction(1, 2))


class View(NamedTuple):
    """What is seen of a picture: `width` x `height` pixels; all of it begins at `left`, `top` and is `across` x `down` large."""

    width: int
    height: int
    left: Fraction
    top: Fraction
    across: Fraction
    down: Fraction


class Finish(NamedTuple):
    """What is done to a picture that has its size, before bars lie beside it.

    `colours` is done in full-range RGB of 16 bits (see `deep`), before what 8 bits cannot tell is lost; then `done`, which takes
    and returns the working format.
    """

    done: Callable[[Video, View], Video] = lambda stream, view: stream
    colours: Callable[[Video], Video] | None = None


_GROUND_SHRINK = 8
"""The blurred backdrop is made at an eighth of the size: a blur needs no detail, and so costs a sixty-fourth."""

_GROUND_LEAST = 40
"""Pixels that it is wide at least: of planes of 16 or fewer, chroma's here, gblur blurs in what lies beside them in memory."""

_GROUND_SIGMA = Fraction(1, 12)
"""How far the backdrop is blurred, as a share of its shorter side."""

_GROUND_LIGHT = "0.7"
"""How bright the backdrop is beside the picture, so that the eye stays on the picture."""

_MATRICES = {
    "bt709": "bt709", "smpte170m": "bt601", "bt470bg": "bt601", "fcc": "fcc", "smpte240m": "smpte240m", "bt2020nc": "bt2020",
    "bt2020c": "bt2020",
}
"""Matrices by the names that frames carry -> by those that filters take. (BT.601 has one matrix for both line counts.)"""

_HDR_PEAKS = {"smpte2084": Fraction(10_000), "arib-std-b67": Fraction(1000)}
"""The brightest that a transfer can say, in cd/m2 (ITU-R BT.2100; HLG on the display that it is defined for)."""

_DIFFUSE_WHITE = 203
"""HDR's reference white in cd/m2: 58 % of PQ, 75 % of HLG (ITU-R BT.2408, table 1). It becomes BT.709's white."""

_ROLL_OFF = "0.6"
"""Linear light, white being 1, up to which HDR is shown as it is. The rest rolls off: reference white comes to 232 of 255."""

_WIDE = {"bt2020": "2020", "smpte431": "smpte431", "smpte432": "smpte432"}
"""Primaries wider than BT.709's, by the names that frames carry -> by zscale's: BT.2020, and two Display P3s."""

_WIDE_MATRICES = ("bt2020nc", "bt2020c")

_ZSCALE_MATRICES = {
    "bt709": "709", "smpte170m": "170m", "bt470bg": "470bg", "fcc": "fcc", "smpte240m": "240m", "bt2020nc": "2020_ncl",
    "bt2020c": "2020_cl",
}

_RGB = ("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8")


def conform(
    stream: Video, info: VideoInfo, *, width: int, height: int, fit: Fit = "blur", focus: tuple[Fraction, Fraction] = CENTRE,
    background: str = "#000000",
    finish: Finish | None = None,
) -> Video:
    """Bring an upright stream (see `source`) to `width` x `height`, both even: yuv420p, BT.709 limited, square pixels.

    `contain` shows all of it between bars of `background`; `cover` fills the box and cuts around `focus` (shares of the
    picture's width and height); `blur` shows all of it over a blurred copy of itself. None distorts by more than the rounding to
    even pixels. Transparent parts show `background`. HDR (see `is_hdr`) is tone-mapped, other wide primaries are converted.
    `finish` is done to the picture at its size, and to the copy, not to bars.
    """
    if info.has_alpha:
        stream = laid_on(stream, info, background)
    if fit == "cover":
        return _cover(stream, info, width, height, focus, finish)
    inner = contained(info, width, height)
    picture = _scaled(stream, info, inner.width, inner.height, finish)
    if finish is not None:
        whole = Fraction(inner.width), Fraction(inner.height)
        picture = finish.done(picture, View(inner.width, inner.height, Fraction(0), Fraction(0), *whole))
    if (inner.width, inner.height) == (width, height):
        return picture
    if fit == "contain":
        return filters.pad(picture, width, height, inner.x, inner.y, background)
    return _between_blurs(stream, info, picture, inner, (width, height), finish)


def focused(
    info: VideoInfo, *, width: int, height: int, fit: Fit, focus: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction]:
    """Return where a picture's focus comes to be, as shares of the width and height that the picture is brought to."""
    if fit != "cover":
        inner = contained(info, width, height)
        return (inner.x + focus[0] * inner.width) / width, (inner.y + focus[1] * inner.height) / height
    wide, high = _shown(info)
    factor = max(width / wide, height / high)
    return _kept(focus[0], width / factor / wide), _kept(focus[1], height / factor / high)


def _kept(at: Fraction, share: Fraction) -> Fraction:
    """Return where a point of a line is in the `share` of it that is cut out around it."""
    return (at - min(max(at - share / 2, Fraction(0)), 1 - share)) / share


def contained(info: VideoInfo, width: int, height: int) -> Pixels:
    """Return where all of a picture lies inside a box of `width` x `height`: centred, even, at least 2 pixels each way."""
    shown_width, shown_height = _shown(info)
    factor = min(width / shown_width, height / shown_height)
    inner_width = min(width, max(2, even(shown_width * factor)))
    inner_height = min(height, max(2, even(shown_height * factor)))
    x, y = 2 * ((width - inner_width) // 4), 2 * ((height - inner_height) // 4)
    return Pixels(x, y, inner_width, inner_height)


def is_hdr(info: VideoInfo) -> bool:
    """Say whether a picture is HDR: by its transfer, PQ; or HLG where no other tag denies it.

    Nobody says PQ of an ordinary picture. Phones say HLG of some: with BT.709's primaries, or in 8 bits with none.
    """
    if info.transfer != "arib-std-b67":
        return info.transfer in _HDR_PEAKS
    is_deep = info.matrix in _WIDE_MATRICES or any(depth in info.pixel_format for depth in ("p10", "p12", "p010", "p012"))
    return info.primaries in _WIDE or (info.primaries == "unknown" and is_deep)


def _cover(
    stream: Video, info: VideoInfo, width: int, height: int, focus: tuple[Fraction, Fraction], finish: Finish | None = None
) -> Video:
    # Cut roughly first, at the even pixels around what is needed, so that nothing is scaled in vain; scale; then cut exactly.
    stored_width, stored_height = _upright(info)
    shown_width, shown_height = _shown(info)
    factor = max(width / shown_width, height / shown_height)
    x, cut_x, kept_x, wide = _axis(stored_width, width, factor * shown_width / stored_width, focus[0])
    y, cut_y, kept_y, high = _axis(stored_height, height, factor * shown_height / stored_height, focus[1])
    if (kept_x, kept_y) != (stored_width, stored_height):
        stream = filters.crop(stream, kept_x, kept_y, x, y)
    picture = _scaled(stream, info, wide, high, finish)
    seen = picture if (wide, high) == (width, height) else filters.crop(picture, width, height, cut_x, cut_y)
    if finish is None:
        return seen
    across, down = Fraction(wide, kept_x), Fraction(high, kept_y)
    left, top = -x * across - cut_x, -y * down - cut_y
    return finish.done(seen, View(width, height, left, top, stored_width * across, stored_height * down))


def _between_blurs(
    stream: Video, info: VideoInfo, picture: Video, inner: Pixels, box: tuple[int, int], finish: Finish | None
) -> Video:
    """Set a picture between two bars, cut from a small, blurred, darkened copy that covers the box. No pixel is blended."""
    shrink = min(Fraction(_GROUND_SHRINK), Fraction(box[0], _GROUND_LEAST))
    small_width, small_height = (max(16, even(side / shrink)) for side in box)
    small = _cover(stream, info, small_width, small_height, CENTRE, finish)
    soft = filters.blur(small, min(small_width, small_height) * _GROUND_SIGMA)
    dim = graph.video("lutyuv", soft, y=f"(val-16)*{_GROUND_LIGHT}+16", u="val", v="val")
    backdrop = filters.to_working_format(filters.scale(dim, *box, "yuv420p"))
    after = inner.x + inner.width, inner.y + inner.height
    if inner.width < box[0]:
        left, right = (filters.crop(backdrop, wide, box[1], x, 0) for x, wide in ((0, inner.x), (after[0], box[0] - after[0])))
        parts, stack = [left, picture, right] if inner.x else [picture, right], "hstack"
    else:
        top, bottom = (filters.crop(backdrop, box[0], high, 0, y) for y, high in ((0, inner.y), (after[1], box[1] - after[1])))
        parts, stack = [top, picture, bottom] if inner.y else [picture, bottom], "vstack"
    return graph.video(stack, *parts, inputs=len(parts))


def _axis(stored: int, wanted: int, factor: Fraction, focus: Fraction) -> tuple[int, int, int, int]:
    """Return, along one axis: the first stored pixel kept, the first scaled one, how many stored ones, and how many scaled."""
    need = min(wanted / factor, Fraction(stored))
    exact = min(max(focus * stored - need / 2, Fraction(0)), stored - need)
    first = 2 * floor(exact / 2)
    after = min(stored, 2 * ceil((exact + need) / 2))
    scaled = max(wanted, even((after - first) * factor))
    return first, min(even((exact - first) * factor), scaled - wanted), after - first, scaled


def _scaled(stream: Video, info: VideoInfo, width: int, height: int, finish: Finish | None) -> Video:
    if finish is not None and finish.colours is not None:
        return deep.to_working_format(finish.colours(_in_rgb(stream, info, width, height)), width, height)
    if info.primaries in _WIDE or is_hdr(info):
        return filters.to_working_format(_narrowed(stream, info, width, height))
    if _is_rgb(info):
        return filters.to_working_format(filters.scale(stream, width, height, "yuv420p", in_range="full"))
    scaled = filters.scale(stream, width, height, "yuv420p", in_range=_range(info))
    return filters.to_working_format(filters.rematrix(scaled, _matrix(info)))


def _in_rgb(stream: Video, info: VideoInfo, width: int, height: int) -> Video:
    """Bring a picture to its size in full-range RGB of 16 bits: of a source that tells more than 8 bits, all of it."""
    if info.primaries in _WIDE or is_hdr(info):
        return _narrowed(stream, info, width, height, in_rgb=True)
    if info.has_alpha:  # 8 bits, by `laid_on`
        return deep.to_rgb(stream, width, height, in_range="full")
    range_, depth = _range(info), deep.depth_of(info.pixel_format)
    return deep.to_rgb(stream, width, height, in_matrix=_matrix(info), in_range=range_, depth=depth)


def _narrowed(stream: Video, info: VideoInfo, width: int, height: int, *, in_rgb: bool = False) -> Video:
    """Bring wide primaries to BT.709's in linear light, and HDR to its range: as it is up to near white, then rolled off.

    Where 1 is reference white, `mobius` keeps what is darker than `_ROLL_OFF` and bends the rest towards the transfer's peak; it
    scales all three colours by what the brightest one takes, so that hues stay.
    """
    # What says that it is HDR and not of which primaries is of BT.2100's.
    primaries = _WIDE.get(info.primaries, "2020" if info.primaries == "unknown" else "709")
    if _is_rgb(info):
        depth = "gbrp" if info.has_alpha else "gbrp16le"  # zscale reads planes alone, and `laid_on` makes 8 bits
        stream = filters.scale(stream, *_upright(info), depth, in_range="full", out_range="full")
        matrix, range_ = "gbr", "full"
    else:
        matrix, range_ = _ZSCALE_MATRICES.get(info.matrix, "2020_ncl" if primaries == "2020" else "709"), _range(info)
    peak = _HDR_PEAKS[info.transfer] if is_hdr(info) else None
    # Without HDR both ways are the same curve, so that only the primaries change.
    curve = info.transfer if peak or info.transfer == "iec61966-2-1" else "709"
    linear = graph.video(
        "zscale", stream, w=width, h=height, filter="bicubic", matrixin=matrix, rangein=range_, primariesin=primaries,
        primaries=primaries, transferin=curve, transfer="linear", npl=_DIFFUSE_WHITE if peak else 100,
    )
    gamut = graph.video("zscale", filters.only(linear, "gbrpf32le"), primaries="709")
    mapped = gamut
    if peak:
        narrow = filters.only(gamut, "gbrpf32le")
        top = filters.decimal(peak / _DIFFUSE_WHITE)
        mapped = graph.video("tonemap", narrow, tonemap="mobius", param=_ROLL_OFF, peak=top, desat=0)
    transfer = "709" if peak else curve
    if in_rgb:
        return filters.only(graph.video("zscale", mapped, transfer=transfer, matrix="gbr", range="full"), "gbrp16le")
    return filters.only(graph.video("zscale", mapped, transfer=transfer, matrix="709", range="limited"), "yuv420p")


def _is_rgb(info: VideoInfo) -> bool:
    return info.has_alpha or info.pixel_format.startswith(_RGB)


def laid_on(stream: Video, info: VideoInfo, background: str) -> Video:
    """Lay an upright picture with alpha on a plain backdrop, at its own size, in RGB."""
    width, height = _upright(info)
    picture = filters.scale(stream, width, height, "gbrap", in_matrix=_matrix(info), in_range=_range(info), out_range="full")
    red, green, blue = bytes.fromhex(background.removeprefix("#"))
    backdrop = graph.video("lutrgb", picture, r=red, g=green, b=blue, a=255)
    return filters.overlay(backdrop, picture, working_format="gbrp")


def _upright(info: VideoInfo) -> tuple[int, int]:
    return (info.height, info.width) if info.rotation in (90, 270) else (info.width, info.height)


def _shown(info: VideoInfo) -> tuple[Fraction, Fraction]:
    width, height = info.width * info.sample_aspect, Fraction(info.height)
    return (height, width) if info.rotation in (90, 270) else (width, height)


def _matrix(info: VideoInfo) -> str:
    """Return the matrix of the stored pixels; an untagged one by size, as players do (mpv: BT.709 from 1280 wide or 577 high)."""
    if info.matrix in _MATRICES:
        return _MATRICES[info.matrix]
    return "bt709" if info.width >= 1280 or info.height > 576 else "bt601"


def _range(info: VideoInfo) -> str:
    return "full" if info.range == "pc" or info.pixel_format.startswith(("yuvj", *_RGB)) else "limited"
