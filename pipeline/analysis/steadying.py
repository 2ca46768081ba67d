"""How a camera shook, and how its picture is moved so that it does not. Pure, on arrays.

Each picture is compared with the one before it: points that are easily found again say how far it moved, and how it turned. The
sum of that is the camera's path; a smooth path beside it is what the camera was meant to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import cos, radians, sin
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

cv2.setNumThreads(1)

Grey = npt.NDArray[np.uint8]
Path = npt.NDArray[np.floating[Any]]
"""A row a picture: how far it lies to the right, and down, in pixels, and how it is turned, in degrees."""

_POINTS, _QUALITY, _APART = 240, 0.01, 8
"""How many points are followed, how much weaker than the best one may be, and how many pixels they lie apart."""

_FEW = 8
"""Points by which nothing is said of a motion: of a cut, or of a picture in which nothing can be found again."""

_TURNS = 3.0
"""Degrees in one picture beyond which points were mistaken for each other."""


def motions(pictures: Iterable[Grey]) -> Iterator[tuple[float, float, float]]:
    """Yield how each picture moved against the one before it: right, down, in pixels, and degrees clockwise; 0 of the first."""
    before: Grey | None = None
    for picture in pictures:
        yield (0.0, 0.0, 0.0) if before is None else _motion(before, picture)
        before = picture


def _motion(before: Grey, after: Grey) -> tuple[float, float, float]:
    points = cv2.goodFeaturesToTrack(before, _POINTS, _QUALITY, _APART)
    if points is None or len(points) < _FEW:
        return 0.0, 0.0, 0.0
    went, found, _ = cv2.calcOpticalFlowPyrLK(before, after, points, np.empty_like(points))
    good = found.ravel() == 1
    if good.sum() < _FEW:
        return 0.0, 0.0, 0.0
    matrix, inside = cv2.estimateAffinePartial2D(points.reshape(-1, 2)[good], went.reshape(-1, 2)[good])
    if matrix is None or inside.sum() < max(_FEW, good.sum() // 3):
        return 0.0, 0.0, 0.0
    turned = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    height, width = after.shape
    middle = np.array([width / 2, height / 2])
    right, down = matrix[:, :2] @ middle + matrix[:, 2] - middle
    return (0.0, 0.0, 0.0) if abs(turned) > _TURNS else (float(right), float(down), turned)


def corrections(steps: Path, sigma: float, shape: tuple[int, int], most: float) -> tuple[Path, float]:
    """Return by how much each picture is moved back, and how much all are enlarged so that no edge is seen.

    `steps` are the motions, `sigma` is how many pictures the path is smoothed by, `shape` is of the pictures, in pixels.
    Where more than `most` times the size would be needed, the path is followed less closely.
    """
    path = np.cumsum(steps, axis=0)
    reach = max(1, round(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    # Turned about its ends, so that a camera that moves evenly is not held back where it begins.
    wide = np.stack([np.pad(path[:, axis], reach, "reflect", reflect_type="odd") for axis in range(3)], axis=-1)
    smooth = np.stack([np.convolve(wide[:, axis], weights, "valid") for axis in range(3)], axis=-1)
    back = smooth - path
    for tenths in range(10, 0, -1):
        held = back * (tenths / 10)
        larger = max(_enlarged(right, down, turned, shape) for right, down, turned in held.tolist())
        if larger <= most:
            return held, larger
    return 0 * back, 1.0


def _enlarged(right: float, down: float, turned: float, shape: tuple[int, int]) -> float:
    """Return how much a moved, turned picture must be enlarged about the middle of what is seen to cover it."""
    half = np.array(shape) / 2
    c, s = abs(cos(radians(turned))), abs(sin(radians(turned)))
    # What is seen is turned back, and must lie in what is left of the picture beside where it was moved to.
    cosine, sine = cos(radians(turned)), sin(radians(turned))
    room = half - np.abs([right * cosine + down * sine, down * cosine - right * sine])
    need = np.array([half[0] * c + half[1] * s, half[0] * s + half[1] * c])
    return float(max(need / np.maximum(room, half / 4)))


def matrix(right: float, down: float, turned: float, larger: float, shape: tuple[int, int]) -> Path:
    """Return where in a picture each pixel of what is seen comes from, as a matrix of two rows."""
    middle = np.array([(side - 1) / 2 for side in shape])
    c, s = cos(radians(turned)), sin(radians(turned))
    turn = np.array([[c, s], [-s, c]])
    # Seen = middle + larger * (turned (picture - middle) + moved), turned around.
    back = turn / larger
    return np.column_stack([back, middle - back @ middle - turn @ np.array([right, down])])


def moved(planes: Grey, back: tuple[float, float, float], larger: float) -> Grey:
    """Return a picture in 4:2:0, its planes one below another, moved back, turned back and enlarged, by cubic splines."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    done = np.empty_like(planes)
    parts = [(planes[:height], done[:height], 1)]
    # Of a plane of chroma two rows lie in one of the array.
    chroma = (one[height:].reshape(2, height // 2, width // 2) for one in (planes, done))
    parts += [(source, target, 2) for source, target in zip(*chroma, strict=True)]
    for source, target, share in parts:
        shape = (target.shape[1], target.shape[0])
        by = matrix(back[0] / share, back[1] / share, back[2], larger, shape)
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(source, by, shape, target, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return done
