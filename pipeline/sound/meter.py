"""Loudness and true peak after ITU-R BS.1770-4 and EBU R 128 / Tech 3341, in blocks. Pure.

The K-weighting's two recursive filters are run a cell at a time, as one linear map of the cell's samples and of the four values
that the filters remember: the same numbers, but as products of matrices. So is the oversampling. A minute takes 0.1 s.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Samples, stereo
from pipeline.sound.lengths import CELL
from pipeline.values import dataclass

SILENCE = -70.0
"""The absolute gate in LUFS (BS.1770-4); what is below it has no measurable loudness."""

_GROUP = 32
"""Cells whose memories are found by one product; from group to group they are handed on one by one."""

_AT_ONCE = 32 * _GROUP * CELL
"""Samples that are measured at once: what is computed on the way fits in a core's cache."""

_STEP = 150  # cells in 100 ms
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Coefficients at 48 kHz, BS.1770-4 tables 1 and 2."""

_ORDER = 4
"""Values that both filters remember of a channel."""

_PHASES = 4
_REACH = 16
_BETA = 5.0
"""Oversampling for the true peak: 4 phases (BS.1770-4 annex 2) of 32 taps, a Kaiser-windowed sinc; flat to 0.02 dB at 21 kHz."""

Curve = npt.NDArray[np.float64]


class Meter:
    """A meter of stereo sound at 48 kHz as it comes in. Feed blocks, then read `loudness`, `cells`, `peaks`."""

    def __init__(self, *, peaks: bool = True) -> None:
        self._waiting: list[Samples] = []                           # fed, not yet as much as is measured at once
        self._count = 0                                             # samples that wait
        self._fed = 0                                               # samples in all
        self._memory = np.zeros((2, _ORDER))                        # of the filters, a channel a row
        self._near = np.zeros((2 * _REACH, 2), dtype=np.float32)    # what the oversampling still sees
        self._energy: list[Curve] = []
        self._peaks: list[Curve] | None = [] if peaks else None

    def feed(self, block: Samples) -> None:
        """Take the next samples, (n, 2) or (n, 1); mono counts as the same sound in both channels."""
        self._waiting.append(stereo(block))
        self._count += len(block)
        self._fed += len(block)
        if self._count >= _AT_ONCE:
            fed = np.concatenate(self._waiting)
            whole = len(fed) // _AT_ONCE * _AT_ONCE
            self._waiting, self._count = [fed[whole:]], len(fed) - whole
            for start in range(0, whole, _AT_ONCE):
                self._take(fed[start : start + _AT_ONCE])

    def _take(self, block: Samples) -> None:
        cells = np.ascontiguousarray(block.T, dtype=np.float64).reshape(2, -1, CELL)
        self._energy.append(self._weighted_energy(cells))
        if self._peaks is not None:
            seen = np.concatenate([self._near, block.astype(np.float32)])
            self._near = seen[len(seen) - 2 * _REACH :]
            self._peaks.append(_oversampled_peaks(seen))

    def _weighted_energy(self, cells: npt.NDArray[np.float64]) -> Curve:
        """Return the K-weighted energy of cells, (2, n, CELL), n a multiple of `_GROUP`; keep what the filters remember."""
        filters = _weighting()
        left = (cells @ filters.leaves).reshape(2, -1, _GROUP * _ORDER)
        after = left @ filters.leaves_group
        begins = np.empty((2, left.shape[1], _ORDER))
        for group in range(left.shape[1]):
            begins[:, group] = self._memory
            self._memory = self._memory @ filters.keeps_group + after[:, group]
        memory = (left @ filters.within + begins @ filters.onward).reshape(2, -1, _ORDER)
        weighted = cells @ filters.forced + memory @ filters.free
        return np.asarray(np.einsum("cni,cni->n", weighted, weighted))

    def _finish(self) -> None:
        fed = np.concatenate(self._waiting) if self._waiting else np.zeros((0, 2))
        self._waiting, self._count = [], 0
        if len(fed):  # silence until all that was fed stands in a group
            self._take(np.concatenate([fed, np.zeros((-len(fed) % (_GROUP * CELL), 2))]))

    @property
    def cells(self) -> Curve:
        """Return the K-weighted energy (sum of squares, both channels) of each cell."""
        self._finish()
        return np.concatenate([np.zeros(0), *self._energy])[: -(-self._fed // CELL)]

    @property
    def peaks(self) -> Curve:
        """Return the true peak (amplitude) around each cell: of the interpolated signal of both channels.

        Values come `_REACH` samples late; each is the larger of its own and the next cell's, so none is missed.
        Raises ValueError where the meter was told not to look for peaks.
        """
        self._finish()
        if self._peaks is None:
            raise ValueError("this meter takes no peaks")
        last = _oversampled_peaks(np.concatenate([self._near, np.zeros((CELL, 2), dtype=np.float32)]))
        found = np.concatenate([*self._peaks, last])
        return np.asarray(np.maximum(found[:-1], found[1:]))[: -(-self._fed // CELL)]

    @property
    def loudness(self) -> float:
        """Return the integrated loudness in LUFS, minus infinity where nothing passes the gate."""
        return integrated(self.cells)

    @property
    def true_peak(self) -> float:
        """Return the true peak in dBTP, minus infinity in silence."""
        peak = float(self.peaks.max(initial=0.0))
        return 20.0 * math.log10(peak) if peak > 0 else -math.inf


def integrated(cells: Curve) -> float:
    """Return the gated loudness in LUFS of K-weighted energies a cell (BS.1770-4): blocks of 400 ms, overlapping by 75 %.

    Sound shorter than a block is one block. Minus infinity where no block is above -70 LUFS.
    """
    steps = cells[: len(cells) // _STEP * _STEP].reshape(-1, _STEP).sum(axis=1)
    if len(steps) >= 4:
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        blocks = np.maximum(sums[4:] - sums[:-4], 0.0) / (4 * _STEP * CELL)
    else:
        blocks = np.array([cells.sum() / (len(cells) * CELL)]) if len(cells) else np.zeros(0)
    blocks = blocks[blocks > 10.0 ** ((SILENCE + 0.691) / 10.0)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > blocks.mean() * 10.0 ** (-10.0 / 10.0)]
    return -0.691 + 10.0 * math.log10(float(blocks.mean()))


@dataclass(frozen=True, slots=True)
class _Cellwise:
    """The K-weighting as it acts on a cell; all are multiplied from the right.

    `forced` and `free` make the weighted samples of a cell from its samples and from what the filters remember at its beginning.
    `leaves` is what a cell leaves in their memory. `within` and `onward` find the memory at the beginning of each cell of a group
    from what its cells leave and from the group's beginning; `leaves_group` and `keeps_group` the memory after the group.
    """

    forced: Curve
    free: Curve
    leaves: Curve
    within: Curve
    onward: Curve
    leaves_group: Curve
    keeps_group: Curve


@lru_cache(maxsize=1)
def _weighting() -> _Cellwise:
    silent, forgotten = [0.0] * CELL, [0.0] * _ORDER
    pulses = [_recursive(row.tolist(), forgotten) for row in np.eye(CELL)]
    memories = [_recursive(silent, row.tolist()) for row in np.eye(_ORDER)]
    forced, leaves = (np.array([found[place] for found in pulses]) for place in (0, 1))
    free, keeps = (np.array([found[place] for found in memories]) for place in (0, 1))
    powers = [np.linalg.matrix_power(keeps, number) for number in range(_GROUP + 1)]
    within = np.zeros((_GROUP, _ORDER, _GROUP, _ORDER))
    for cell in range(_GROUP):
        for later in range(cell + 1, _GROUP):
            within[cell, :, later] = powers[later - cell - 1]
    return _Cellwise(
        forced,
        free,
        leaves,
        within.reshape(_GROUP * _ORDER, _GROUP * _ORDER),
        np.concatenate(powers[:-1], axis=1),
        np.concatenate(powers[_GROUP - 1 :: -1]),
        powers[-1],
    )


def _recursive(samples: list[float], memory: list[float]) -> tuple[list[float], list[float]]:
    """Run both filters (transposed direct form II) from a memory; return the weighted samples and the memory after them."""
    memory = list(memory)
    for first, (b, a) in zip((0, 2), (_SHELF, _HIGHPASS), strict=True):
        s1, s2 = memory[first : first + 2]
        weighted = []
        for x in samples:
            y = b[0] * x + s1
            s1, s2 = b[1] * x - a[1] * y + s2, b[2] * x - a[2] * y
            weighted.append(y)
        samples, memory[first : first + 2] = weighted, [s1, s2]
    return samples, memory


@lru_cache(maxsize=1)
def _interpolator() -> npt.NDArray[np.float32]:
    """Return the map of the 2 * CELL samples around a cell to its samples and the three phases between, (4 * CELL, 2 * CELL)."""
    made = np.zeros((_PHASES, CELL, 2 * CELL), dtype=np.float32)
    for phase in range(_PHASES):
        at = np.arange(-_REACH, _REACH) + phase / _PHASES
        taps = np.sinc(at) * np.i0(_BETA * np.sqrt(np.clip(1.0 - (at / _REACH) ** 2, 0.0, 1.0))) / np.i0(_BETA)
        for sample in range(CELL):
            made[phase, sample, sample : sample + 2 * _REACH] = (taps / taps.sum())[::-1]
    return made.reshape(-1, 2 * CELL)


def _oversampled_peaks(seen: npt.NDArray[np.float32]) -> Curve:
    # `seen` begins 2 * _REACH samples, a cell, before the block: each output stands _REACH samples late.
    peak = np.zeros(len(seen) // CELL - 1, dtype=np.float32)
    for channel in range(2):
        cells = seen[:, channel].reshape(-1, CELL)
        heard = _interpolator() @ np.concatenate([cells[:-1], cells[1:]], axis=1).T
        np.maximum(peak, np.abs(heard, out=heard).max(axis=0), out=peak)
    return peak.astype(np.float64)
