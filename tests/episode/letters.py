"""How well the letters of a finished film are read, measured on its decoded frames, and where they stand.

An episode is built four times: as it is, with all letters black, with all white, and without any. What black and white differ by
is how far letters cover a pixel; the film without them is what lies under them. So nothing here knows of cards, layouts or moves.
Relative luminance and contrast ratio are those of WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

_CSS = "*{{color:{0} !important;-webkit-text-fill-color:{0} !important;text-shadow:none !important}}\n"
VARIANTS = {"seen": "", "black": _CSS.format("#000"), "white": _CSS.format("#fff"), "bare": _CSS.format("transparent")}
"""Name of a theme to what it adds to its parent's CSS."""

_INSIDE = 0.7
"""Of a pixel, how much a letter covers where its own colour can be told from what is under it."""
_SOME = 0.3
"""The same from which on a viewer sees that a letter is there."""
_DRIFT = 0.35
"""How much of what letters cover may be another pixel in the next frame where they stand: what drifts by a fifth of a pixel."""
_DOT = 0.3
"""How high a dot or an accent is at most, as a share of its line."""
LARGE = 40
"""Pixels of 1080 lines from which on a line of letters, with what reaches above and below, is large: larger than WCAG's 24 px."""


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand close together in a frame: their box, and how well they are read.

    `box` is left, top, right, bottom in pixels; `high` how many of them its line is, of a dot, too; `contrast` is what
    nine tenths of their pixels exceed; `stands` says that the same letters were at the same place in the frame before.
    """

    frame: int
    box: tuple[int, int, int, int]
    high: int
    contrast: float
    stands: bool

    def is_large(self, lines: int) -> bool:
        """Return whether they are large in a picture of so many `lines`, along its shorter side."""
        return self.high * 1080 / lines >= LARGE

    def outside(self, margins: tuple[int, int, int, int], size: tuple[int, int]) -> int:
        """Return by how many pixels they leave the part of a picture of `size` that lies within margins."""
        left, top, right, bottom = margins
        return max(0, left - self.box[0], top - self.box[1], self.box[2] - size[0] + right, self.box[3] - size[1] + bottom)


def themes(folder: Path, parent: str) -> None:
    """Write the themes `seen`, `black`, `white` and `bare` into a folder of templates."""
    for name, css in VARIANTS.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "theme.yaml").write_text(f"title: {name}\nextends: {parent}\n", encoding="utf-8")
        (folder / name / "theme.css").write_text(css, encoding="utf-8")


def lines(movies: dict[str, Path], every: int = 1) -> Iterator[Line]:
    """Yield the lines of letters of every so manyth frame of an episode that was built in each of the variants."""
    before: NDArray[np.float32] | None = None
    for number, frame in enumerate(zip(*(_frames(movies[name]) for name in VARIANTS), strict=True)):
        if number % every and (number + 1) % every:
            continue
        seen, black, white, bare = frame
        cover = np.clip((_grey(white).astype(np.float32) - _grey(black)) / 219, 0, 1)  # the reach of luma in video
        if number % every == 0 and (cover >= _SOME).any():
            yield from _lines(number, cover, seen.to_ndarray(format="rgb24"), bare.to_ndarray(format="rgb24"), before)
        before = cover


def _lines(
    number: int, cover: NDArray[np.float32], seen: NDArray[np.uint8], bare: NDArray[np.uint8],
    before: NDArray[np.float32] | None,
) -> Iterator[Line]:
    letters = cover >= _SOME
    # What belongs to one line: letters and words stand closer than this, lines farther.
    reach = max(3, seen.shape[0] // 60)
    joined = cv2.dilate(letters.astype(np.uint8), np.ones((1, 2 * reach + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    heights = _heights(stats, reach)
    for label in range(1, count):
        x, y, wide, high, _ = (int(one) for one in stats[label])
        area = slice(y, y + high), slice(x, x + wide)
        there = (labels[area] == label) & letters[area]
        core = there & (cover[area] >= _INSIDE)
        if core.sum() < 12:
            continue
        rows, columns = np.flatnonzero(there.any(axis=1)) + y, np.flatnonzero(there.any(axis=0)) + x
        box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        share = cover[area][core][:, None]
        under = _colours(bare[area][core])
        ink = np.clip((_colours(seen[area][core]) - (1 - share) * under) / share, 0, 1)
        left, top, right, bottom = box
        now = cover[top:bottom, left:right]
        stands = before is not None and np.abs(now - before[top:bottom, left:right]).sum() < _DRIFT * now.sum()
        yield Line(number, box, max(heights[label], box[3] - box[1]), _contrast(ink, under), bool(stands))


def _heights(stats: NDArray[np.int32], reach: int) -> dict[int, int]:
    """Return how high each group of letters is; of a dot or an accent, which is small and not wide, how high its line is."""
    boxes = {number: (x, y, x + width, y + height) for number, (x, y, width, height, _) in enumerate(stats) if number}
    found = {number: bottom - top for number, (_, top, _, bottom) in boxes.items()}
    for number, (left, top, right, bottom) in boxes.items():
        high = bottom - top
        for first, upper, last, lower in boxes.values():
            is_near = first <= left and right <= last and max(upper - bottom, top - lower) <= high
            if is_near and high < _DOT * (lower - upper) and right - left - 2 * reach < 4 * high:
                found[number] = lower - upper
                break
    return found


def _frames(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as movie:
        yield from movie.decode(video=0)


def _grey(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return np.asarray(frame.to_ndarray()[: frame.height, : frame.width], np.uint8)


def _colours(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(pixels.astype(np.float32) / 255)


def _contrast(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    first, second = _luminance(one), _luminance(other)
    return float(np.quantile((np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05), 0.1))


def _luminance(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722], np.float32))
