"""What the sound room works on: blocks of float samples, and sources of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]
"""Sound as (samples, channels), full scale at 1.0."""

Read = Callable[[int, int], Samples]
"""Return `count` samples from sample `start` on, as a new array; silence where the source has none, on either side."""

BLOCK = 1 << 16
"""Samples handled at once: memory stays flat in the length of an episode."""


def spans(start: int, end: int, size: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Yield (start, count) of the blocks from `start` to `end`, `size` samples each but for the last."""
    for at in range(start, end, size):
        yield at, min(size, end - at)


def reader(samples: Samples) -> Read:
    """Read from an array as from a file."""

    def read(start: int, count: int) -> Samples:
        block = np.zeros((count, samples.shape[1]))
        first, last = max(start, 0), min(start + count, len(samples))
        if first < last:
            block[first - start : last - start] = samples[first:last]
        return block

    return read


def stereo(block: Samples) -> Samples:
    """Give a mono block a second, equal channel; leave a stereo block as it is."""
    return block if block.shape[1] == 2 else np.repeat(block, 2, axis=1)
