"""Boxes of a picture made unreadable, and nothing beside them changed. Pure.

What is in a box is made so small that three pixels are left along its shorter side, and large again: what it was cannot be found
out, since most of it is gone. Edges lie on even pixels around the box, never within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import View
from pipeline.ffmpeg.graph import Video
from pipeline.timebase import half_up

_LEFT = 3
"""Pixels that are left of the shorter side. A face is known from some 16 x 16 by those who know it (Harmon and Julesz, 1973), by
machines from fewer; of a plate, letters are left that are a pixel wide."""

Sides = tuple[Fraction, Fraction, Fraction, Fraction]
"""A part of a picture: left, top, width and height as shares of it."""


class Track(NamedTuple):
    """A box that is hidden in frames `first` to `last` of a clip, both among them, None being without end.

    `points` are frames of the clip, ascending, and where it is at each.
    """

    first: int | None
    last: int | None
    points: tuple[tuple[Fraction, Sides], ...]


def hide(stream: Video, view: View, tracks: Sequence[Track], done: int, end: int) -> Video:
    """Hide boxes in a stream in the working format: frames `done` to before `end` of a clip."""
    for track in tracks:
        is_before = track.last is not None and track.last < done
        is_after = track.first is not None and track.first >= end
        if not (is_before or is_after):
            stream = _hidden(stream, view, track, done)
    return stream


def _hidden(stream: Video, view: View, track: Track, done: int) -> Video:
    during = _during(track, done)
    if len(track.points) == 1:
        left, top, right, bottom = (int(edge) for edge in _edges(view, track.points[0][1]))
        if right <= left or bottom <= top:  # cut off
            return stream
        size = right - left, bottom - top
        soft = filters.with_alpha(_soft(filters.crop(stream, *size, left, top), size, min(size)))
        return graph.video("overlay", stream, soft, x=left, y=top, format="yuv420", eof_action="repeat", **during)
    return _moving(stream, view, track, done, during)


def _moving(stream: Video, view: View, track: Track, done: int, during: dict[str, graph.Option]) -> Video:
    points = _widened(view, track.points)
    size = (
        min(view.width, 4 + max(ceil(right - left) for _, (left, _, right, _) in points) // 2 * 2),
        min(view.height, 4 + max(ceil(bottom - top) for _, (_, top, _, bottom) in points) // 2 * 2),
    )
    number = f"(n+{done})"
    low, high = ("2*floor(({})/2)", "2*ceil(({})/2)")
    left, top, right, bottom = (
        f"clip({rounded.format(_between([(at, edges[side]) for at, edges in points], number))},0,{most})"
        for side, (rounded, most) in enumerate(((low, view.width), (low, view.height), (high, view.width), (high, view.height)))
    )
    # What is cut out may reach beyond the picture; it is as large as the box ever is.
    wide, high_ = view.width + size[0], view.height + size[1]
    cut = filters.crop(filters.pad(stream, wide, high_, 0, 0, "#808080"), *size, left, top)
    largest = max(min(right - left, bottom - top) for _, (left, top, right, bottom) in points)
    soft = _soft(cut, size, half_up(largest))
    # A white sheet as large, moved up and left until as much of it is seen as the box has now, says what is hidden.
    rgb = filters.scale(cut, *size, "gbrap", out_range="full")
    black, white = (graph.video("lutrgb", rgb, r=level, g=level, b=level, a=255) for level in (0, 255))
    x, y = (_from_zero(f"({end})-({begin})-{most}") for begin, end, most in ((left, right, size[0]), (top, bottom, size[1])))
    mask = graph.video("overlay", black, white, x=x, y=y, format="gbrp", eval="frame", eof_action="repeat")
    sheet = filters.to_working_format(graph.video("extractplanes", mask, planes="g"))
    clear = graph.video("alphamerge", filters.with_alpha(soft), sheet)
    return graph.video(
        "overlay", stream, clear, x=_from_zero(left), y=_from_zero(top), format="yuv420", eval="frame", eof_action="repeat",
        alpha="straight", **during,
    )


def _soft(part: Video, size: tuple[int, int], shorter: int) -> Video:
    """Make a part unreadable of which what is hidden is so large along its shorter side."""
    share = Fraction(_LEFT, max(_LEFT, shorter))
    few = max(2, half_up(size[0] * share)), max(2, half_up(size[1] * share))
    small = filters.scale(part, *few, "yuv444p")
    return filters.to_working_format(filters.scale(small, *size, "yuv420p"))


def _edges(view: View, sides: Sides) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return the even pixels around a box: left, top, and those after its right and its bottom, within what is seen."""
    left, top, right, bottom = _exact(view, sides)
    low = (max(0, 2 * floor(edge / 2)) for edge in (left, top))
    high = (min(most, 2 * ceil(edge / 2)) for edge, most in ((right, view.width), (bottom, view.height)))
    return tuple(map(Fraction, (*low, *high)))  # type: ignore[return-value]  # four


def _exact(view: View, sides: Sides) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    x, y, width, height = sides
    left, top = view.left + x * view.across, view.top + y * view.down
    return left, top, left + width * view.across, top + height * view.down


def _widened(
    view: View, points: Sequence[tuple[Fraction, Sides]]
) -> list[tuple[Fraction, tuple[Fraction, Fraction, Fraction, Fraction]]]:
    """Return the edges at each point, further out by what they move in a frame: a film's own frames lie between those shown."""
    exact = [(at, _exact(view, sides)) for at, sides in points]
    found = []
    for number, (at, edges) in enumerate(exact):
        near = [pair for pair in pairwise(exact[max(0, number - 1) : number + 2]) if pair[1][0] > pair[0][0]]
        by = [max((abs((b[side] - a[side]) / (end - begin)) for (begin, a), (end, b) in near), default=0) for side in range(4)]
        left, top, right, bottom = (edge + step * sign for edge, step, sign in zip(edges, by, (-1, -1, 1, 1), strict=True))
        found.append((at, (left, top, right, bottom)))
    return found


def _between(points: Sequence[tuple[Fraction, Fraction]], number: str) -> str:
    """Return the expression of a value at a frame, even from point to point."""
    (begin, first), (end, last) = points[0], points[-1]
    inner = _halved([*pairwise(points)], number)
    until = f"if(lt({number},{filters.decimal(end)}),{inner},{filters.decimal(last)})"
    return f"if(lt({number},{filters.decimal(begin)}),{filters.decimal(first)},{until})"


def _halved(lines: Sequence[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]], number: str) -> str:
    # Halved again and again, since ffmpeg reads expressions that are nested up to some 100 deep.
    if len(lines) == 1:
        [((begin, first), (end, last))] = lines
        slope = (last - first) / (end - begin)
        return f"({filters.decimal(first)})+({number}-({filters.decimal(begin)}))*({filters.decimal(slope)})"
    middle = len(lines) // 2
    before, after = _halved(lines[:middle], number), _halved(lines[middle:], number)
    return f"if(lt({number},{filters.decimal(lines[middle][0][0])}),{before},{after})"


def _during(track: Track, done: int) -> dict[str, graph.Option]:
    if track.first is None and track.last is None:
        return {}
    if track.last is None:
        return {"enable": f"gte(n+{done},{track.first})"}
    return {"enable": f"between(n+{done},{track.first or 0},{track.last})"}


def _from_zero(expression: str) -> str:
    return expression.replace("(n+", "(n-1+")  # in overlay's places frames count from 1, see `filters.overlay`
