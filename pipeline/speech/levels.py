"""Where in a recording somebody speaks: levels of speech, stretches of it, and the pauses between. Pure, in whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.values import dataclass

Wave = npt.NDArray[np.int16]
"""Mono sound at `RATE`."""
Numbers = npt.NDArray[np.int64]

RATE = 16_000
"""Samples a second of what is listened to: speech has little above 8 kHz."""
HOP = 160
"""Samples between two levels: 10 ms."""
HOP_MS = 1000 * HOP // RATE
_WINDOW = 400
"""Samples of a window: 25 ms, as is usual for speech."""
_LOW, _HIGH = 150, 5000
"""Hz between which speech is told from hum, rumble and hiss."""
_QUIETEST = -9000
"""The level of digital silence, in hundredths of a decibel."""
_RANGE = 3500
"""Hundredths of a decibel below the loudest speech at which it is over, however quiet the room."""
_LEAST_PAUSE = 8
"""Hops that a pause lasts at least: stops (p, t, k) are silent for up to 80 ms."""
_LEAST_SPEECH = 5
"""Hops that speech lasts at least: what is shorter is a click."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches in which somebody speaks: `begins` and `ends` in hops, in order, and the hops `spoken` before each."""

    begins: Numbers
    ends: Numbers
    spoken: Numbers


def levels(wave: Wave) -> Numbers:
    """Return the level of each hop between 150 and 5,000 Hz, in hundredths of a decibel, smoothed over 30 ms."""
    padded = np.pad(wave, (_WINDOW // 2, _WINDOW // 2 + HOP))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    frequency = np.fft.rfftfreq(512, 1 / RATE)
    band = (frequency >= _LOW) & (frequency <= _HIGH)
    shape = np.hanning(_WINDOW)
    power = np.concatenate([
        np.square(np.abs(np.fft.rfft(windows[at : at + _BLOCK] / 32768 * shape, 512, axis=1)))[:, band].sum(axis=1)
        for at in range(0, len(windows), _BLOCK)
    ])  # fmt: skip
    level = np.rint(1000 * np.log10(power + 10 ** (_QUIETEST / 1000))).astype(np.int64)
    around = np.pad(level, 1, mode="edge")
    return np.asarray((around[:-2] + around[1:-1] + around[2:]) // 3)


def stretches(level: Numbers) -> Stretches:
    """Return where somebody speaks: where it is louder than the noise by two fifths of what separates the two."""
    # Where nothing at all is recorded, there is no noise either by which to tell who speaks.
    some = level[level > _QUIETEST + 1000]
    if not len(some):
        return Stretches(np.array([0]), np.array([len(level)]), np.array([0]))
    floor, top = int(np.percentile(some, 8, method="lower")), int(np.percentile(some, 92, method="lower"))
    if top - floor < 600:  # steady: nobody can be told from what is around them
        whole = np.array([0]), np.array([len(level)])
        return Stretches(*whole, np.array([0]))
    loud = level > max(floor + max(600, 2 * (top - floor) // 5), top - _RANGE)
    begins, ends = _runs(loud)
    keep = ends - begins >= _LEAST_SPEECH
    begins, ends = begins[keep], ends[keep]
    if not len(begins):
        return Stretches(np.array([0]), np.array([len(level)]), np.array([0]))
    # Soft beginnings and ends (h, f, s) belong to the speech: as far as they stand out of the noise.
    soft = level > max(floor + max(400, (top - floor) // 6), top - _RANGE - 1000)
    begins = np.array([_reach(soft, int(begin), -1, 15) for begin in begins])
    ends = np.array([_reach(soft, int(end) - 1, 1, 15) + 1 for end in ends])
    begins, ends = _joined(begins, ends)
    lengths = ends - begins
    return Stretches(begins, ends, np.concatenate([[0], np.cumsum(lengths)[:-1]]))


def _runs(is_true: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_true, [False]]).astype(np.int8)))
    return edges[::2], edges[1::2]


def _reach(soft: npt.NDArray[np.bool_], at: int, step: int, most: int) -> int:
    for _ in range(most):
        if not 0 <= at + step < len(soft) or not soft[at + step]:
            break
        at += step
    return at


def _joined(begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return the stretches with those made one that less than a pause parts."""
    apart = begins[1:] - ends[:-1] >= _LEAST_PAUSE
    return begins[np.concatenate([[True], apart])], ends[np.concatenate([apart, [True]])]
