"""Mix clips into a segment: voices levelled, beds ducked, block by block. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.sound import duck
from pipeline.sound.blocks import Samples, spans
from pipeline.sound.clip import Clip
from pipeline.sound.lengths import HANDLE
from pipeline.sound.levels import Curve, gain_of, rounded
from pipeline.sound.meter import Meter
from pipeline.sound.takes import loudness
from pipeline.values import dataclass

LARGEST = 24.0
"""Decibels of gain that a take or a segment is given at most: what is quieter than that is its noise."""

Facts = dict[str, object]
"""What was measured and done, as JSON."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a clip adds to the mix: its pieces (several where it loops), their take, its own gain, what is told of it."""

    clips: tuple[Clip, ...]
    is_voice: bool
    duck: bool
    take: int
    gain_db: float
    facts: Facts


def gain_towards(target: float, level: float) -> float:
    """Return the decibels that bring `level` to `target`, both in LUFS: no more than `LARGEST`, none for silence."""
    return min(target - level, LARGEST) if math.isfinite(level) else 0.0


def levelled(parts: Sequence[Part], target: float) -> list[Part]:
    """Give every voice the gain that brings its take to the target: all takes are equally loud. Then the clips' own gains."""
    levels: dict[int, float] = {}
    for take in {part.take: None for part in parts if part.is_voice}:
        used = [clip for part in parts if part.take == take and part.is_voice for clip in part.clips]
        levels[take] = loudness(used[0].read, [(clip.begin + clip.shift, clip.end + clip.shift) for clip in used])
    result = []
    for part in parts:
        gain = gain_towards(target, levels[part.take]) if part.is_voice else 0.0
        factor = gain_of(part.gain_db + gain)
        clips = tuple(replace(clip, left=clip.left * factor, right=clip.right * factor) for clip in part.clips)
        facts = {**part.facts, "gain_db": round(part.gain_db + gain, 3)}
        if part.is_voice:
            facts |= {"loudness_before": rounded(levels[part.take]), "levelled_db": round(gain, 3)}
        result.append(replace(part, clips=clips, facts=facts))
    return result


def lowered(parts: Sequence[Part], total: int, target: float) -> Curve:
    """Return by how much what ducks is lowered under the voices of a segment of `total` samples, see `duck.reduction`; nothing
    where nobody speaks or nothing ducks."""
    voices = [part for part in parts if part.is_voice]
    if not voices or not any(part.duck for part in parts):
        return np.zeros(0)
    frames = []
    for start, count in spans(0, total, duck.FRAME * 128):
        block = np.zeros((count, 2))
        for part in voices:
            for clip in part.clips:
                clip.add_to(block, start)
        padded = np.zeros((-(-count // duck.FRAME) * duck.FRAME, 2))
        padded[:count] = block
        squares = np.square(padded)
        frames.append((squares[:, 0] + squares[:, 1]).reshape(-1, duck.FRAME).mean(axis=1))
    power = np.concatenate(frames) if frames else np.zeros(0)
    return duck.reduction(duck.speaking(power, target))


def mixed(parts: Sequence[Part], total: int, under: Curve, meter: Meter, *, by_voice: bool) -> Iterator[Samples]:
    """Yield the mix with handles on both sides; `meter` hears the segment, or its voices alone where it goes `by_voice`."""
    for start, count in spans(-HANDLE, total + HANDLE):
        voices: Samples = np.zeros((count, 2))
        others: Samples = np.zeros((count, 2))
        factors = duck.factors(under, start, count)
        for part in parts:
            for clip in part.clips:
                clip.add_to(voices if part.is_voice else others, start, factors if part.duck else None)
        anchor = voices if by_voice else voices + others
        meter.feed(anchor[max(-start, 0) : max(total - start, 0)])
        yield voices + others
