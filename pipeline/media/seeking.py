"""The proof that a file can be sought: frames decoded behind a seek are the frames decoded from before it."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_KEYFRAMES = 4
"""Keyframes tried: the second, the last, and two between; a broken index is broken throughout."""

_FRAMES = 6
"""Frames compared behind each: a wrong reference shows at once, and stays until the next keyframe."""

_BUDGET = 1_500_000_000
"""Pixels decoded before no further keyframe is tried: some 700 frames of 1080p, a few seconds of one core."""


def prove(container: InputContainer, stream: VideoStream, keyframes: tuple[Fraction, ...], zero: Fraction) -> bool:
    """Say whether decoding may begin at `keyframes` (seconds from the file's start, which is at timestamp `zero`).

    For each tried keyframe two decodes are compared by their pixels: one begins at the keyframe before it and reads across, one
    begins behind a seek to it. The first comparison begins at the file's start. A file with one keyframe is never sought, so
    nothing needs proof.
    """
    pairs = list(pairwise(keyframes))
    if not pairs:
        return True
    chosen = sorted({0, len(pairs) // 3, 2 * len(pairs) // 3, len(pairs) - 1})[:_KEYFRAMES]
    spent = 0
    for number, before in enumerate(chosen):
        origin = keyframes[0] if number == 0 else pairs[before][0]
        keyframe = pairs[before][1]
        across, pixels = _decode(container, stream, origin + zero, keyframe + zero)
        sought, more = _decode(container, stream, keyframe + zero, keyframe + zero)
        if not sought or sought != across:
            return False
        spent += pixels + more
        if spent > _BUDGET:
            break
    return True


def _decode(container: InputContainer, stream: VideoStream, seek: Fraction, compare: Fraction) -> tuple[dict[int, str], int]:
    """Seek, decode, and return the digests of the first frames from `compare` on by timestamp, and the pixels decoded."""
    import av

    container.seek(round(seek * av.time_base))
    digests: dict[int, str] = {}
    pixels = 0
    for frame in container.decode(stream):
        pixels += frame.width * frame.height
        if frame.pts is None:
            return {}, pixels
        if frame.pts * Fraction(stream.time_base or 1) >= compare - Fraction(1, 1000):
            digests[frame.pts] = _digest(frame)
            if len(digests) == _FRAMES:
                break
    return digests, pixels


def _digest(frame: VideoFrame) -> str:
    # Rows are padded with whatever was in memory, so only the picture's own bytes count.
    seen = hashlib.blake2b(digest_size=16)
    bits = frame.format.padded_bits_per_pixel if not frame.format.is_planar else 8 * ((frame.format.components[0].bits + 7) // 8)
    for plane in frame.planes:
        row = plane.width * bits // 8
        view = memoryview(plane)
        for line in range(plane.height):
            seen.update(view[line * plane.line_size : line * plane.line_size + row])
    return seen.hexdigest()
