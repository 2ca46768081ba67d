"""Sound that is heard faster or slower: at the pitch that it has, by a phase vocoder, or as of a tape, by resampling. Pure.

The vocoder is Laroche and Dolson's ("Improved phase vocoder time-scale modification of audio", 1999): peaks of the spectrum carry
their phases on, and what is around a peak turns with it. Channels turn together, so that places between left and right stay. What
begins at once (a beep, a consonant, a drum) would be smeared over a window: around it a window's length is heard as it is, so
that it begins when its picture does, to a fraction of a millisecond, and what lies between such moments is stretched the more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Read, Samples, spans

Signal = npt.NDArray[np.float64]
Places = Callable[[Signal], Signal]
"""Where in a take, in samples, what is heard at each sample lies."""

WINDOW = 2048
"""Samples of a window: 43 ms, in which a voice's harmonics part and its syllables do not melt."""

HOP = WINDOW // 4
"""Samples between two windows: Hann's, used twice, then add up to a constant."""

_FRAMES = 64
"""Windows that are worked on at once: memory stays flat in the length of a take."""

_BIT = 32
"""Samples of the steps in which onsets are looked for, two thirds of a millisecond."""

_RISE = 8.0
"""How many times louder it is after an onset than just before: 9 dB."""

_FLOOR = 1e-8
"""Energy below which nothing is an onset: -80 dB."""

_FAR = 1e15
"""Samples that no take has."""

_HALF, _PHASES = 16, 512
"""How often the resampler's curve passes zero on either side, and values between two of them."""


def onsets(read: Read, first: int, last: int) -> Signal:
    """Return at which samples of a take, between two, something begins at once: a window apart at least."""
    found: list[int] = []
    size = 4096 * _BIT
    for start, count in spans(first, last, size):
        before, after = 48 * _BIT, 8 * _BIT
        sound = read(start - before - 1, -(-count // _BIT) * _BIT + before + after + 1)
        sharp = sound[1:] - 0.95 * sound[:-1]  # what is high in pitch begins more sharply
        energy = (sharp * sharp).sum(axis=1).reshape(-1, _BIT).mean(axis=1)
        sums = np.concatenate([[0.0], np.cumsum(energy)])
        at = np.arange(48, len(energy) - 8)
        now, past = (sums[at + 6] - sums[at]) / 6, (sums[at] - sums[at - 40]) / 40
        rise = now / (past + _FLOOR)
        for place in np.flatnonzero(rise > _RISE):
            if rise[place] < rise[max(0, place - 6) : place + 7].max():
                continue
            begin = (int(at[place]) - 2) * _BIT
            near = np.abs(sharp[begin : begin + 10 * _BIT]).max(axis=1)
            onset = start - before + begin + int(np.argmax(near > 0.25 * near.max()))
            if first <= onset < last and (not found or onset - found[-1] >= WINDOW):
                found.append(onset)
    return np.asarray(found, dtype=np.float64)


def kept(read: Read, places: Places, onset: Sequence[tuple[float, float]], start: int, count: int) -> Iterator[Samples]:
    """Yield `count` samples from sample `start` on of a take heard at `places`, at its own pitch.

    `onset` are pairs of a sample at which something is heard to begin, and where in the take that is.
    """
    window = np.hanning(WINDOW + 1)[:-1, None]
    frames = -(-(count + WINDOW) // HOP) + 1
    heard, sought = (np.asarray([pair[side] for pair in onset], dtype=np.float64) for side in (0, 1))
    turned: npt.NDArray[np.complex128] | None = None
    last: npt.NDArray[np.complex128] | None = None
    tail: Samples | None = None
    skip, left = WINDOW, count
    for first, number in spans(0, frames, _FRAMES):
        centres = start - WINDOW // 2 + HOP * np.arange(first, first + number, dtype=np.float64)
        at, is_whole = _sought(centres, places, heard, sought)
        is_whole |= places(centres) == places(centres - HOP)  # it stands, and goes on as it is
        begin = at.astype(np.int64) - WINDOW // 2
        low = int(begin.min()) - HOP
        sound = read(low, int(begin.max()) + WINDOW - low)
        channels = sound.shape[1]
        if turned is None or tail is None:
            turned = np.ones(WINDOW // 2 + 1, dtype=np.complex128)
            tail = np.zeros((WINDOW, channels))
        out = np.zeros((HOP * number + WINDOW, channels))
        out[:WINDOW] = tail
        for place in range(number):
            here = int(begin[place]) - low
            spectrum = np.fft.rfft(sound[here : here + WINDOW] * window, axis=0)
            if is_whole[place] or last is None:
                turned = np.ones_like(turned)
            else:
                before = np.fft.rfft(sound[here - HOP : here - HOP + WINDOW] * window, axis=0)
                turned = _carried(turned, (last * np.conj(before)).sum(axis=1), spectrum)
            last = spectrum
            wave = np.fft.irfft(spectrum * turned[:, None], WINDOW, axis=0) * window / 1.5
            out[place * HOP : place * HOP + WINDOW] += wave
        tail = out[HOP * number :].copy()
        done = out[: HOP * number]
        passed = min(skip, len(done))
        done, skip = done[passed:][:left], skip - passed
        left -= len(done)
        if len(done):
            yield done


def _sought(centres: Signal, places: Places, heard: Signal, sought: Signal) -> tuple[Signal, npt.NDArray[np.bool_]]:
    """Return where windows lie in a take, and which of them are heard as they are."""
    at = places(centres)
    is_whole = np.zeros(len(centres), dtype=bool)
    if len(heard):
        half = WINDOW / 2
        before = np.searchsorted(heard, centres, side="right") - 1
        after = before + 1
        # Far away where there is none.
        since = np.where(before >= 0, centres - heard[np.maximum(before, 0)], _FAR)
        until = np.where(after < len(heard), heard[np.minimum(after, len(heard) - 1)] - centres, _FAR)
        least = np.where(before >= 0, sought[np.maximum(before, 0)] + half, -_FAR)
        most = np.where(after < len(heard), sought[np.minimum(after, len(heard) - 1)] - half, _FAR)
        at = np.where(until <= half, most + half - until, np.minimum(at, most))
        at = np.where(since <= half, least - half + since, np.where(until <= half, at, np.maximum(at, least)))
        is_whole = (since <= half) | (until <= half)
    return np.floor(at + 0.5), is_whole


def _carried(
    turned: npt.NDArray[np.complex128], passed: npt.NDArray[np.complex128], spectrum: npt.NDArray[np.complex128]
) -> npt.NDArray[np.complex128]:
    """Return by how much each part of the spectrum is turned: as far as its peak is."""
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=1)
    around = np.maximum(np.maximum(power[:-4], power[1:-3]), np.maximum(power[3:-1], power[4:]))
    peaks = np.flatnonzero(power[2:-2] > around) + 2
    if not len(peaks):
        return turned
    turn = turned[peaks] * passed[peaks]
    size = np.abs(turn)
    turn = np.where(size > 0, turn / np.where(size > 0, size, 1.0), 1.0)
    return np.asarray(turn[np.searchsorted((peaks[1:] + peaks[:-1]) / 2, np.arange(len(power)))])


def followed(read: Read, places: Places, start: int, count: int) -> Iterator[Samples]:
    """Yield `count` samples from sample `start` on of a take heard at `places`, its pitch following as of a tape."""
    for first, number in spans(start, start + count, 1024):
        at = places(np.arange(first, first + number + 1, dtype=np.float64))
        passed = np.maximum(np.abs(np.diff(at)), 1.0)  # what would be too high is left out
        at, reach = at[:-1], int(_HALF * passed.max()) + 1
        low, high = int(np.floor(at.min())) - reach, int(np.floor(at.max())) + reach + 1
        sound = read(low, high - low + 1)
        whole = np.floor(at).astype(np.int64)
        taps = whole[:, None] + np.arange(-reach, reach + 1)
        apart = np.abs(taps - at[:, None]) / passed[:, None] * _PHASES
        weight = _between(apart)
        weight /= weight.sum(axis=1, keepdims=True)
        yield np.einsum("nk,nkc->nc", weight, sound[taps - low])


def _between(apart: Signal) -> Signal:
    kernel = _kernel()
    near = np.minimum(apart, len(kernel) - 2.0)
    whole = near.astype(np.int64)
    part = near - whole
    return np.asarray(kernel[whole] * (1.0 - part) + kernel[whole + 1] * part)


@lru_cache(maxsize=1)
def _kernel() -> Signal:
    """Return half of a sinc under Kaiser's window, and zeros behind it."""
    at = np.arange(_HALF * _PHASES + 1) / _PHASES
    window = np.i0(9.0 * np.sqrt(np.clip(1.0 - (at / _HALF) ** 2, 0.0, 1.0))) / np.i0(9.0)
    return np.concatenate([np.sinc(at) * window, np.zeros(4)])
