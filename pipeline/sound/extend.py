"""Let a take ring on for some milliseconds after its last sample, or before its first, to be crossfaded there. Pure.

Linear prediction fitted to the last 21 ms forwards and backwards at once (the modified covariance method; Marple 1987, chapter 8)
goes on with what sounds there: a tone stays that tone, noise fades. Where the fit would grow, it is held to the fitted part's
peak.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.lengths import HANDLE

REACH = 2 * HANDLE
"""Samples that a take can be extended by on either side."""

_ORDER = 32
_FITTED = 1024
_RIDGE = 1e-8

Signal = npt.NDArray[np.float64]


def extended(read: Read, samples: int) -> Read:
    """Read a take of `samples` samples, extended by `REACH` on both sides; silence further out."""
    fitted = min(_FITTED, samples)
    if fitted < 4 * _ORDER:
        return read
    before = continued(read(0, fitted)[::-1], REACH)[::-1]
    after = continued(read(samples - fitted, fitted), REACH)

    def extending(start: int, count: int) -> Samples:
        block = read(start, count)
        for first, part in ((-REACH, before), (samples, after)):
            begin, end = max(first, start), min(first + REACH, start + count)
            if begin < end:
                block = block.copy()
                block[begin - start : end - start] = part[begin - first : end - first]
        return block

    return extending


def continued(sound: Samples, count: int) -> Samples:
    """Return the `count` samples that would follow `sound`, (n, channels)."""
    return np.stack([_continued(sound[:, channel], count) for channel in range(sound.shape[1])], axis=1)


def _continued(signal: Signal, count: int) -> Signal:
    peak = float(np.abs(signal).max())
    if peak == 0.0:
        return np.zeros(count)
    windows = np.lib.stride_tricks.sliding_window_view(signal / peak, _ORDER + 1)
    # Each sample from the 32 before it, newest first, and from the 32 after it, nearest first.
    known = np.concatenate([windows[:, -2::-1], windows[:, 1:]])
    wanted = np.concatenate([windows[:, -1], windows[:, 0]])
    # By QR rather than by normal equations, whose squared condition loses bass tones.
    ridge = _RIDGE * np.sqrt(len(known)) * np.eye(_ORDER)
    q, r = np.linalg.qr(np.concatenate([known, ridge]))
    weights = np.linalg.solve(r, q[: len(known)].T @ wanted)
    out = np.concatenate([signal[-_ORDER:], np.zeros(count)])
    for at in range(_ORDER, _ORDER + count):
        value = float(out[at - _ORDER : at][::-1] @ weights)
        out[at] = min(max(value, -peak), peak)
    return out[_ORDER:]
