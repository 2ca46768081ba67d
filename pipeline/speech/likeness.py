"""When each line is spoken, by its likeness to how a machine says it: no model of any language is needed. Pure.

The lines as espeak-ng says them are laid one behind another, with a state between each two in which anything may be heard. The
recording goes through them frame by frame on the likeliest way (Viterbi 1967): slower, faster, leaving a line out, or going back
to say one again. What is compared are cepstra on the mel scale (Davis and Mermelstein 1980) and how they change, with mean and
spread made equal. A second pass compares with the machine's voice as far as the first one shows how it differs from the reader's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.speech.levels import RATE, Wave, levels, stretches
from pipeline.values import dataclass

Features = npt.NDArray[np.float64]
Costs = npt.NDArray[np.int32]

STEP = 320
"""Samples between two frames: 20 ms."""
STEP_MS = 1000 * STEP // RATE
_SIZE, _FFT = 400, 512
_MELS, _CEPSTRA = 26, 13
_LOW, _HIGH = 100.0, 6500.0
_UNIT = 100
"""Costs are in hundredths of the usual distance of two frames that have nothing to do with each other."""
_ELSE = 100
"""What a frame costs in which somebody says something else."""
_SILENCE = 8
"""What a frame costs between lines in which nobody speaks."""
_SILENT_LINE = 60
"""What is added to a frame inside of a line in which nobody speaks."""
_PACE = 6
"""What it costs to stay, or to pass over one frame."""
_SKIPPED, _AGAIN = 1500, 1000
_FAR = 1 << 28
_STAYED, _ON, _PASSED, _LEFT_OUT, _BACK = range(5)
"""How a state is come to: from itself, from the one before it, from the one before that; from the gap before its line, which was
left out; from the gap after its line, which is said again. The first three are how many states the way went on."""

_WARPS = (0.86, 0.93, 1.0, 1.08, 1.17)
"""How much lower the mouths of readers are taken to sound than the machine's: of children, women and men."""
_AS_LIKE = 1.35
"""How many times as far from the machine's voice a line may be the first time it is said as the best time it is."""
_ENOUGH = 50
"""Frames that have to match for the machine's voice to be brought nearer to the reader's."""

MOST = 400_000_000
"""Frames times states, a byte each: what a process that listens has memory for. Six minutes of reading are that."""


class TooMuch(Exception):
    """More than is compared at once."""


def by_likeness(wave: Wave, said: Sequence[Wave]) -> list[tuple[int, int] | None]:
    """Return from when to when each line is spoken in `wave`, in milliseconds, as it is `said` by a machine; None: not heard.

    Raises TooMuch for a recording that is too long.
    """
    heard = features(wave)
    lengths = [len(features(one)) for one in said]
    if len(heard) * (sum(lengths) + len(lengths) + 1) > MOST:
        raise TooMuch
    speaks = _speaks(wave, len(heard))
    if not speaks.any() or not any(lengths):
        return [None] * len(said)
    heard = _even(heard, speaks)
    # The machine's voice is made as high as the reader's first: by every second frame, since that is only asked of the whole.
    rough = [
        _path(heard[::2], speaks[::2], _model(said, warp, 2), [len(range(0, length, 2)) for length in lengths])[1]
        for warp in _WARPS
    ]
    model = _model(said, _WARPS[rough.index(min(rough))], 1)
    path, _ = _path(heard, speaks, model, lengths)
    matched = path >= 0
    if matched.sum() > _ENOUGH:
        model = _adapted(model, heard[matched], model[path[matched]])
        path, _ = _path(heard, speaks, model, lengths)
    return _times(path, heard, model, lengths)


def _model(said: Sequence[Wave], warp: float, step: int) -> Features:
    rows = np.concatenate([features(one, warp)[::step] for one in said])
    return _even(rows, np.ones(len(rows), dtype=bool))


def features(wave: Wave, warp: float = 1.0) -> Features:
    """Return cepstra and how they change, a row each 20 ms; as if all pitches of the mouth were `warp` times lower."""
    if len(wave) < _SIZE:
        return np.zeros((0, 2 * (_CEPSTRA - 1)))
    sound = wave.astype(np.float64) / 32768
    sound[1:] -= 0.97 * sound[:-1]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(sound, _SIZE // 2), _SIZE)[::STEP]
    bank, turn = _mel_bank(warp), _cosines()
    power = np.concatenate([
        np.square(np.abs(np.fft.rfft(windows[at : at + 4096] * np.hamming(_SIZE), _FFT, axis=1))) @ bank
        for at in range(0, len(windows), 4096)
    ])  # fmt: skip
    cepstra = np.log(power + 1e-8) @ turn
    padded = np.pad(cepstra, ((2, 2), (0, 0)), mode="edge")
    change = (2 * (padded[4:] - padded[:-4]) + (padded[3:-1] - padded[1:-3])) / 10
    return np.concatenate([cepstra, 2 * change], axis=1)


@cache
def _mel_bank(warp: float) -> Features:
    mel = 1127 * np.log1p(np.array([_LOW, _HIGH]) / 700)
    edges = 700 * np.expm1(np.linspace(mel[0], mel[1], _MELS + 2) / 1127) * warp
    frequency = np.fft.rfftfreq(_FFT, 1 / RATE)
    rising = (frequency[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - frequency[:, None]) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(rising, falling), 0, None))


def _cosines() -> Features:
    number = np.arange(1, _CEPSTRA)
    return np.asarray(np.cos(np.pi * np.outer(np.arange(_MELS) + 0.5, number) / _MELS))


def _speaks(wave: Wave, count: int) -> npt.NDArray[np.bool_]:
    spoken = stretches(levels(wave))
    found = np.zeros(count, dtype=bool)
    for begin, end in zip(spoken.begins, spoken.ends, strict=True):
        found[int(begin) // 2 : (int(end) + 1) // 2] = True
    return found


def _even(rows: Features, which: npt.NDArray[np.bool_]) -> Features:
    chosen = rows[which]
    return np.asarray((rows - chosen.mean(axis=0)) / (chosen.std(axis=0) + 1e-6))


def _adapted(model: Features, heard: Features, matched: Features) -> Features:
    """Return the machine's frames brought nearer to the reader's: each coefficient by the line that fits best."""
    mean, wanted = matched.mean(axis=0), heard.mean(axis=0)
    slope = ((matched - mean) * (heard - wanted)).mean(axis=0) / (np.square(matched - mean).mean(axis=0) + 1e-6)
    return np.asarray((model - mean) * np.clip(slope, 0.4, 1.2) + wanted)


@dataclass(frozen=True, slots=True)
class _States:
    """What may be heard, one state behind another: the frames of the model, and a gap before, between and after its lines.

    In a gap anything may be heard. `gaps` are their states, in order; `is_frame` says of each state whether it is none of them.
    """

    gaps: npt.NDArray[np.int64]
    is_frame: npt.NDArray[np.bool_]


def _states(lengths: Sequence[int]) -> _States:
    gaps = np.cumsum([0, *lengths]) + np.arange(len(lengths) + 1)
    is_frame = np.ones(sum(lengths) + len(gaps), dtype=bool)
    is_frame[gaps] = False
    return _States(gaps, is_frame)


def _path(
    heard: Features, speaks: npt.NDArray[np.bool_], model: Features, lengths: Sequence[int]
) -> tuple[npt.NDArray[np.int64], int]:
    """Return for each frame which frame of the model it is, -1 for none; and what the way costs."""
    states = _states(lengths)
    came, cost = _ways(heard, speaks, model, states)
    end = int(states.gaps[-1])
    if lengths and cost[end - 1] < cost[end]:  # the recording is over with the last line
        end -= 1
    way = _back(came, end, states)
    frame_of = np.cumsum(states.is_frame) - 1
    return np.where(states.is_frame[way], frame_of[way], -1), int(cost[end])


def _ways(
    heard: Features, speaks: npt.NDArray[np.bool_], model: Features, states: _States
) -> tuple[npt.NDArray[np.uint8], Costs]:
    """Return how each state is come to on the cheapest way, frame by frame, and what the ways cost that end in each state."""
    norm = np.square(model).sum(axis=1)
    usual = float(np.square(heard[speaks]).sum(axis=1).mean() + norm.mean())
    came = np.zeros((len(heard), len(states.is_frame)), dtype=np.uint8)
    cost = np.full(len(states.is_frame), _FAR, dtype=np.int32)
    for left_out, gap in enumerate(states.gaps[:3]):  # the first lines may be left out
        cost[gap] = _SKIPPED * left_out
    for time, row in enumerate(heard):
        own = np.full(len(cost), _ELSE if speaks[time] else _SILENCE, dtype=np.int32)
        distance = (norm + float(row @ row) - 2 * (model @ row)) * (_UNIT / usual)
        own[states.is_frame] = np.rint(distance).astype(np.int32) + (0 if speaks[time] else _SILENT_LINE)
        came[time], reached = _reached(cost, states)
        cost = np.minimum(reached + own, _FAR)
    return came, cost


def _reached(cost: Costs, states: _States) -> tuple[npt.NDArray[np.uint8], Costs]:
    """Return how each state is come to with the next frame, and what the ways to it cost, from what they have cost before."""
    options = np.full((3, len(cost)), _FAR, dtype=np.int32)
    options[_STAYED] = cost + np.where(states.is_frame, np.int32(_PACE), np.int32(0))
    options[_ON, 1:] = cost[:-1]
    options[_PASSED, 2:] = cost[:-2] + _PACE
    came, reached = options.argmin(axis=0).astype(np.uint8), options.min(axis=0)
    first, later = states.gaps[:-1], states.gaps[1:]
    for how, to, origin, price in ((_LEFT_OUT, later, first, _SKIPPED), (_BACK, first, later, _AGAIN)):
        leap = cost[origin] + price
        is_better = leap < reached[to]
        reached[to] = np.where(is_better, leap, reached[to])
        came[to] = np.where(is_better, how, came[to])
    return came, reached


def _back(came: npt.NDArray[np.uint8], end: int, states: _States) -> npt.NDArray[np.int64]:
    """Return the states of the way that ends in one, from the first frame on."""
    number_of = {int(gap): number for number, gap in enumerate(states.gaps)}
    way = np.empty(len(came), dtype=np.int64)
    at = end
    for time in range(len(came) - 1, -1, -1):
        way[time] = at
        match int(came[time, at]):
            case how if how == _LEFT_OUT:
                at = int(states.gaps[number_of[at] - 1])
            case how if how == _BACK:
                at = int(states.gaps[number_of[at] + 1])
            case how:
                at -= how
    return way


def _times(
    path: npt.NDArray[np.int64], heard: Features, model: Features, lengths: Sequence[int]
) -> list[tuple[int, int] | None]:
    """Return the first stretch of frames in which most of a line is gone through, and which is about as like it as any."""
    apart = np.where(path < 0, 0.0, np.square(heard - model[path]).sum(axis=1))
    ends = np.cumsum(lengths)
    found: list[tuple[int, int] | None] = []
    for number, length in enumerate(lengths):
        first = int(ends[number]) - length
        times = np.flatnonzero((path >= first) & (path < ends[number]))
        if not len(times) or not length:
            found.append(None)
            continue
        # It begins anew where the path goes back in it.
        parts = np.split(times, np.flatnonzero((np.diff(path[times]) < 0) | (np.diff(times) > 25)) + 1)
        whole = [part for part in parts if len(np.unique(path[part])) * 2 > length]
        best = min((float(apart[part].mean()) for part in whole), default=0.0)
        chosen = next((part for part in whole if float(apart[part].mean()) <= _AS_LIKE * best), None)
        found.append(None if chosen is None else (int(chosen[0]) * STEP_MS, int(chosen[-1] + 1) * STEP_MS))
    return found
