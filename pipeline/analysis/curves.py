"""Curves as text, so that facts stay values: zlib and base64 of their bytes, little-endian. Pure."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint16]

FAINTEST = -96.0
"""Decibels of the level 0 of a curve of sound."""


def pack(curve: Bytes | Words) -> str:
    """Return a curve as text; its shape and kind are not in it."""
    return b64encode(zlib.compress(curve.astype(curve.dtype.newbyteorder("<")).tobytes(), 1)).decode()


@overload
def unpack(text: str, kind: Literal["u1"], *shape: int) -> Bytes: ...
@overload
def unpack(text: str, kind: Literal["<u2"], *shape: int) -> Words: ...
def unpack(text: str, kind: Literal["u1", "<u2"], *shape: int) -> Bytes | Words:
    """Return the curve of a text, in this shape. Raises ValueError where it is another."""
    return np.frombuffer(zlib.decompress(b64decode(text)), kind).reshape(shape)


def half_decibels(levels: npt.NDArray[np.float32]) -> Bytes:
    """Return amplitudes as halves of a decibel above `FAINTEST`, 0 to 255."""
    decibels = 20 * np.log10(np.maximum(levels, 1e-9))
    return np.clip(np.rint((decibels - FAINTEST) * 2), 0, 255).astype(np.uint8)


def amplitudes(halves: Bytes) -> npt.NDArray[np.float32]:
    """Return the amplitudes of halves of a decibel; 0 for the faintest."""
    return np.where(halves > 0, 10 ** ((halves / 2 + FAINTEST) / 20), 0).astype(np.float32)
