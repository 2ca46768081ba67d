"""Make test media frame by frame: every frame carries its number, and its corners say which way is up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

BITS = 8
CORNERS = {"top left": (220, 40, 40), "top right": (40, 200, 40), "bottom left": (40, 60, 220), "bottom right": (230, 230, 230)}


def picture(number: int, width: int, height: int) -> np.ndarray:
    """Draw a frame: a coloured quarter in each corner; across the middle a band of black and white blocks, the number's bits."""
    image = np.zeros((height, width, 3), np.uint8)
    top, left = height // 2, width // 2
    image[:top, :left], image[:top, left:] = CORNERS["top left"], CORNERS["top right"]
    image[top:, :left], image[top:, left:] = CORNERS["bottom left"], CORNERS["bottom right"]
    band = slice(height * 3 // 8, height * 5 // 8)
    for bit in range(BITS):
        image[band, width * bit // BITS : width * (bit + 1) // BITS] = 255 if number >> bit & 1 else 0
    return image


def number_of(image: np.ndarray) -> int:
    """Read the number of a frame made by `picture`, at any size."""
    height, width = image.shape[:2]
    row = image[height * 7 // 16 : height * 9 // 16].astype(float).mean(axis=(0, 2))
    return sum(int(row[width * (2 * bit + 1) // (2 * BITS)] > 127) << bit for bit in range(BITS))


def corners_of(image: np.ndarray) -> dict[str, tuple[int, int, int]]:
    """Return the colour in the middle of each corner's quarter, outside the band."""
    height, width = image.shape[:2]
    rows, columns = {"top": height // 6, "bottom": height * 5 // 6}, {"left": width // 4, "right": width * 3 // 4}
    return {
        f"{v} {h}": tuple(int(c) for c in image[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0).round())
        for v, y in rows.items()
        for h, x in columns.items()
    }


def is_upright(image: np.ndarray, tolerance: int = 24) -> bool:
    """Say whether each corner has its colour."""
    return all(max(abs(a - b) for a, b in zip(colour, CORNERS[corner], strict=True)) <= tolerance
               for corner, colour in corners_of(image).items())


def make(
    path: Path,
    times: Sequence[int],
    *,
    tick: Fraction = Fraction(1, 30),
    rate: Fraction = Fraction(30),
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    container_options: Mapping[str, str] | None = None,
    rotation: int = 0,
    sample_aspect: Fraction = Fraction(1),
    images: Sequence[np.ndarray] | None = None,
    tags: Mapping[str, int] | None = None,
) -> Path:
    """Encode a frame for each of `times` (in ticks). `size` is as stored; `rotation` is what a player turns it by, clockwise."""
    width, height = size
    shown = (height, width) if rotation in (90, 270) else size
    with av.open(str(path), "w", options=dict(container_options or {})) as container:
        stream = container.add_stream(codec, rate=rate, options=dict(options or {}))
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        stream.time_base = stream.codec_context.time_base = tick
        stream.codec_context.sample_aspect_ratio = sample_aspect
        for tag, value in (tags or {}).items():
            setattr(stream.codec_context, tag, value)
        if rotation:
            stream.set_display_rotation(-rotation)
        for number, time in enumerate(times):
            image = images[number] if images is not None else picture(number, *shown)
            stored = np.ascontiguousarray(np.rot90(image, rotation // 90))
            frame = av.VideoFrame.from_ndarray(stored, format="rgb24")
            matrix = "itu601" if height <= 576 and width < 1280 else "itu709"  # what players take an untagged file for
            frame = frame.reformat(format=pixel_format, src_colorspace="itu709", dst_colorspace=matrix)
            frame.pts, frame.time_base = time, tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
