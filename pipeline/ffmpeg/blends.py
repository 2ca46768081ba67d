"""How one picture gives way to the next, as filters on streams: dissolves, fades through a colour, wipes, slides, pushes.

Each takes two regular streams of one size in the working format (4:2:0), of the frames that a span shows of the transition: at
most `frames` - `done`, where `done` frames of it lie before the span. No function depends on where a span begins.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pipeline.ffmpeg import filters
from pipeline.ffmpeg.graph import Video, video

Direction = Literal["left", "right", "up", "down"]
"""Where the picture that comes moves to: one that moves to the left comes from the right."""

WHITE = "#ffffff"


def dissolve(before: Video, after: Video, rate: Fraction, *, frames: int, done: int = 0) -> Video:
    """Blend from one stream in the working format into another over `frames` frames, of which `done` lie before the streams.

    Frame k (from 0) shows `after` with weight (k + 1) / (`frames` + 1): the first frame already moves, the last is not there
    yet. Both streams must be regular and of the same size and length, which is at most `frames` - `done`.
    Not by ffmpeg's xfade, which does not know 4:2:0 and would have both converted to and fro.
    """
    coming = filters.fade(filters.with_alpha(after), rate, into=True, frames=frames + 1, done=done + 1, alpha=True)
    return filters.overlay(before, coming)


def through_black(before: Video, after: Video, rate: Fraction, *, frames: int, done: int = 0) -> Video:
    """Fade one regular stream to black, and then another in from it, over `frames` frames of which `done` lie before the streams.

    The first half, and the middle frame of an odd number, show `before`; no frame is all black.
    """
    half = (frames + 1) // 2
    left = half - done
    out = filters.fade(before, rate, into=False, frames=half + 1, done=done + 1)
    into = filters.fade(after, rate, into=True, frames=frames - half + 1, done=done - half + 1)
    if left <= 0:
        return into
    return filters.concat(video("trim", out, end_frame=left), filters.shifted(video("trim", into, start_frame=left), -left))


def through_white(
    before: Video, after: Video, rate: Fraction, *, frames: int, done: int, size: tuple[int, int], count: int
) -> Video:
    """Fade one stream to white, and then another in from it, as `through_black` does; the streams have `count` frames of `size`.

    Not by ffmpeg's fade, which knows colours but black in RGB alone: white is laid over what fades.
    """
    half = (frames + 1) // 2
    left = min(half - done, count)
    if left <= 0:
        return _from_white(after, rate, frames - half, done - half, size, count)
    plain = filters.with_alpha(filters.colour(*size, left, rate, WHITE))
    white = filters.fade(plain, rate, into=True, frames=half + 1, done=done + 1, alpha=True)
    out = filters.overlay(video("trim", before, end_frame=left), white)
    if left == count:
        return out
    rest = filters.trim(after, left, count - left)
    return filters.concat(filters.regular(out, rate), _from_white(rest, rate, frames - half, 0, size, count - left))


def _from_white(after: Video, rate: Fraction, frames: int, done: int, size: tuple[int, int], count: int) -> Video:
    coming = filters.fade(filters.with_alpha(after), rate, into=True, frames=frames + 1, done=done + 1, alpha=True)
    return filters.overlay(filters.colour(*size, count, rate, WHITE), coming)


def wipe(before: Video, after: Video, *, frames: int, done: int, size: tuple[int, int], direction: Direction) -> Video:
    """Uncover the second stream behind an edge that crosses the first, at an even pace, where both stand still.

    The edge stands at an even pixel, for 4:2:0; frame k (from 0) has uncovered (k + 1) / (`frames` + 1) of the picture.
    """
    width, height = size
    if direction in ("left", "right"):
        seen = _even(width, f"(n+{done + 1})/{frames + 1}")
        # Cropped out of a backdrop of twice the size, so that what is not uncovered yet lies outside of the picture.
        backdrop = filters.pad(after, 2 * width, height, 0 if direction == "left" else width, 0, "#000000")
        edge = f"{width}-{seen}" if direction == "left" else seen
        part = filters.crop(backdrop, width, height, edge, 0)
        return filters.overlay(before, filters.with_alpha(part), edge if direction == "left" else f"{edge}-{width}", 0)
    seen = _even(height, f"(n+{done + 1})/{frames + 1}")
    backdrop = filters.pad(after, width, 2 * height, 0, 0 if direction == "up" else height, "#000000")
    edge = f"{height}-{seen}" if direction == "up" else seen
    part = filters.crop(backdrop, width, height, 0, edge)
    return filters.overlay(before, filters.with_alpha(part), 0, edge if direction == "up" else f"{edge}-{height}")


def slide(before: Video, after: Video, *, frames: int, done: int, size: tuple[int, int], direction: Direction) -> Video:
    """Let the second stream move in over the first, which stands still; it begins and ends softly, in steps of two pixels."""
    across, down = (f"{length}-{_moved(length, frames, done)}" for length in size)
    x = {"left": across, "right": f"-({across})"}.get(direction, 0)
    y = {"up": down, "down": f"-({down})"}.get(direction, 0)
    return filters.overlay(before, filters.with_alpha(after), x, y)


def push(before: Video, after: Video, *, frames: int, done: int, size: tuple[int, int], direction: Direction) -> Video:
    """Let the second stream push the first out of the picture; it begins and ends softly, in steps of two pixels."""
    width, height = size
    is_across, is_back = direction in ("left", "right"), direction in ("right", "down")
    both = video("hstack" if is_across else "vstack", *((after, before) if is_back else (before, after)), inputs=2)
    length = width if is_across else height
    moved = _moved(length, frames, done)
    place = f"{length}-{moved}" if is_back else moved
    return filters.crop(both, width, height, place if is_across else 0, 0 if is_across else place)


def _moved(length: int, frames: int, done: int) -> str:
    """Return by how many pixels of `length` a picture has moved at frame `n`: 3p^2 - 2p^3 of them, the smoothstep curve."""
    share = f"((n+{done + 1})/{frames + 1})"
    return _even(length, f"{share}*{share}*(3-2*{share})")


def _even(length: int, share: str) -> str:
    return f"2*floor({length // 2}*{share})"
