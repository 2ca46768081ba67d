"""The tools of sound one after another, in blocks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pipeline.sound import declick as clicks
from pipeline.sound import deess as sharpness
from pipeline.sound import equalise, evening, noise
from pipeline.sound.blocks import Read, Samples
from pipeline.sound.blockwise import blockwise
from pipeline.values import dataclass

_GRID = 2400
"""Samples, a whole number of every tool's own steps, by which blocks are extended."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one tool does to a block, by its samples and the number of the first; it is right but for `around` at both ends."""

    does: Callable[[Samples, int], Samples]
    around: int


def steps(
    read: Read,
    samples: int,
    *,
    declick: bool,
    quiet: tuple[int, int] | None,
    strength: float,
    eq: equalise.Tone | Literal[""],
    deess: bool,
    level: bool,
) -> tuple[Step, ...]:
    """Return the tools that are asked for, in their order, with what they have to know of a sound of so many samples."""
    found = []
    if declick:
        found.append(Step(lambda sound, _: clicks.declicked(sound), clicks.AROUND))
    if quiet:
        learned = noise.learned(read, *quiet)
        found.append(Step(lambda sound, _: noise.denoised(sound, learned, strength), noise.AROUND))
    if eq:
        found.append(Step(lambda sound, _: equalise.equalised(sound, eq), equalise.AROUND))
    if deess:
        loud = sharpness.voice_level(read, samples)
        found.append(Step(lambda sound, first: sharpness.deessed(sound, first, loud), sharpness.AROUND))
    if level:
        raised = evening.curve(read, samples)
        found.append(Step(lambda sound, first: evening.evened(sound, first, raised), 0))
    return tuple(found)


def treated(read: Read, samples: int, tools: tuple[Step, ...]) -> Iterator[Samples]:
    """Yield a sound through its tools, in blocks that are the same wherever it is begun at a whole second."""

    def treat(sound: Samples, first: int) -> Samples:
        for tool in tools:
            sound = tool.does(sound, first)
        return sound

    around = -(-sum(tool.around for tool in tools) // _GRID) * _GRID
    yield from blockwise(read, samples, around, treat)
