"""Listen to a sound block by block: levels, silence, clipping and waveform, in a few bytes of memory a second. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.sound.blocks import Samples
from pipeline.sound.heard import BINS, OUTLINE, SHORTEST_SILENCE, SILENT_DB, Heard, Stretch

FULL = 0.9985
"""What counts as full scale, -0.013 dBFS: converters that clip stop a few steps below the largest number."""

RUN = 3
"""Samples in a row at full scale that are clipping; one or two are the top of a loud wave."""

APART = 5
"""Bins without clipping between two places that are told apart: a tenth of a second."""

Flags = NDArray[np.bool_]


class Listener:
    """Whoever listens to a sound of `channels` at `sample_rate`; blocks come in order, gaps between them are silence."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate, self._step = sample_rate, max(1, sample_rate // BINS)
        self._end = 0
        self._bins = 0
        self._peak = np.zeros(1024)
        self._power = np.zeros(1024)
        self._clipped = np.zeros(1024, dtype=bool)
        self._peaks, self._powers = np.zeros(channels), np.zeros(channels)
        self._samples = 0
        self._product = 0.0
        self._run = np.zeros(channels, dtype=np.int64)

    def hear(self, block: Samples, at: int) -> None:
        """Take in samples as (samples, channels); the first of them is sample `at` of the file's time, or the next one."""
        at = max(at, 0)
        if not len(block):
            return
        if at != self._end:
            self._run[:] = 0
        loud = np.abs(block)
        self._peaks = np.maximum(self._peaks, loud.max(axis=0))
        self._powers += np.square(block).sum(axis=0)
        self._samples += len(block)
        if block.shape[1] >= 2:
            self._product += float(block[:, 0] @ block[:, 1])
        self._fill(block, loud, at)
        self._end = max(self._end, at + len(block))

    def heard(self, seconds: float) -> Heard:
        """Return what was heard in `seconds` of the file's time."""
        count = max(self._bins, int(seconds * BINS))
        self._grow(count)
        floor = (10 ** (SILENT_DB / 20)) ** 2
        quiet = self._stretches(self._power[:count] / self._step < floor, seconds)
        silent = [one for one in quiet if one.seconds >= SHORTEST_SILENCE]
        levels = np.sqrt(self._powers / max(self._samples, 1))
        return Heard(
            seconds=round(seconds, 3),
            peaks=tuple(_rounded(self._peaks)),
            levels=tuple(_rounded(levels)),
            clipped=tuple(self._stretches(_closed(self._clipped[:count], APART), seconds)),
            silent=tuple(silent),
            likeness=self._likeness(),
            outline=tuple(_rounded(outline(self._peak[:count], OUTLINE))),
        )

    def _fill(self, block: Samples, loud: Samples, at: int) -> None:
        first, lead = divmod(at, self._step)
        count = -(-(lead + len(block)) // self._step)
        self._grow(first + count)
        self._bins = max(self._bins, first + count)
        place = slice(first, first + count)
        after = count * self._step - lead - len(block)
        self._peak[place] = np.maximum(self._peak[place], self._binned(loud.max(axis=1), lead, after).max(axis=1))
        self._power[place] += self._binned(np.square(block).max(axis=1), lead, after).sum(axis=1)
        for channel in np.flatnonzero(loud.max(axis=0) >= FULL):
            for start, end in self._runs(loud[:, channel] >= FULL, int(channel)):
                self._clipped[(at + start) // self._step : (at + end - 1) // self._step + 1] = True
        self._run[loud[-1] < FULL] = 0

    def _runs(self, full: Flags, channel: int) -> list[tuple[int, int]]:
        """Return where samples of a block clip; a run that began in the block before counts with what was there."""
        edges = np.flatnonzero(np.diff(np.concatenate(([False], full, [False])).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        lengths = ends - starts
        if len(starts) and starts[0] == 0:
            lengths[0] += self._run[channel]
        if len(ends) and ends[-1] == len(full):
            self._run[channel] = lengths[-1]
        long = lengths >= RUN
        return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))

    def _binned(self, values: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
        return np.pad(values, (before, after)).reshape(-1, self._step)

    def _grow(self, count: int) -> None:
        if count > len(self._peak):
            more = max(count, 2 * len(self._peak)) - len(self._peak)
            self._peak, self._power = np.pad(self._peak, (0, more)), np.pad(self._power, (0, more))
            self._clipped = np.pad(self._clipped, (0, more))

    def _stretches(self, flags: Flags, seconds: float) -> list[Stretch]:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8))).tolist()
        bin_ = self._step / self._rate
        return [
            Stretch(round(start * bin_, 3), round(min(end * bin_, seconds) - start * bin_, 3))
            for start, end in zip(edges[::2], edges[1::2], strict=True)
            if start * bin_ < seconds
        ]

    def _likeness(self) -> float:
        if len(self._powers) < 2 or not self._powers[:2].all():
            return 0.0
        return round(float(self._product / np.sqrt(self._powers[0] * self._powers[1])), 3)


def outline(peaks: NDArray[np.float64], points: int) -> NDArray[np.float64]:
    """Return the greatest of `peaks` in each of `points` equal parts; where there are fewer peaks than points, repeat them."""
    if not len(peaks):
        return np.zeros(points)
    edges = np.arange(points + 1) * len(peaks) / points
    first = np.minimum(edges[:-1].astype(int), len(peaks) - 1)
    after = np.maximum(np.ceil(edges[1:] - 1e-9).astype(int), first + 1)
    return np.array([peaks[start:end].max() for start, end in zip(first, after, strict=True)])


def _closed(flags: Flags, apart: int) -> Flags:
    """Return flags with gaps of up to `apart` between two of them filled."""
    at = np.flatnonzero(flags)
    filled = flags.copy()
    gaps = np.diff(at)
    for number in np.flatnonzero((gaps > 1) & (gaps <= apart)):
        filled[at[number] : at[number + 1]] = True
    return filled


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 4) for value in values]
