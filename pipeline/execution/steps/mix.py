"""Mix a segment: takes in their places, voices levelled, beds ducked, the whole brought to the segment's loudness."""

from __future__ import annotations

import json
import math
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.execution.steps import Call
from pipeline.faults import TogetherFault
from pipeline.sound import duck, wav
from pipeline.sound.blocks import Read, Samples, spans
from pipeline.sound.clip import Clip
from pipeline.sound.extend import extended
from pipeline.sound.lengths import HANDLE
from pipeline.sound.levels import Curve, gain_of, pan_gains, rounded
from pipeline.sound.meter import Meter
from pipeline.sound.place import Place, Sync, looped, synced, within
from pipeline.sound.takes import Sides, heard, loudness, sides

_RATE = 48_000
_LARGEST = 24.0
"""Decibels of gain that a take or a segment is given at most: what is quieter than that is its noise."""

_MISSING = _RATE // 2
"""Samples by which a take may be shorter than its file announces before it counts as damaged."""


class TakeDamaged(TogetherFault):
    """Say that less sound could be decoded than the file announces."""

    def __init__(self, announced: int, decoded: int) -> None:
        super().__init__(announced, decoded)
        self.announced, self.decoded = announced, decoded

    def __str__(self) -> str:
        announced, decoded = self.announced / _RATE, self.decoded / _RATE
        return f"the file announces {announced:.1f} s of sound and only {decoded:.1f} s can be decoded; ask for it again"


class TakeOutside(TogetherFault):
    """Say that nothing of a take falls into its segment."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        return f"nothing of the take falls into the segment: its first sample would sound at {self.at:.2f} s of it"


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a clip with what the mix needs to know of it."""

    clips: tuple[Clip, ...]
    role: str
    duck: bool
    stem: str
    gain_db: float
    facts: dict[str, Any]


def run(call: Call) -> None:
    """Write `out`, the segment's sound with handles on both sides, as WAV, and `facts`, a JSON document.

    Inputs: `stem0`, ... (WAV) and `sync0`, ... (JSON). Parameters: `samples` of the segment; `target` in LUFS as text; `anchor`,
    "voice" or "mix": what is brought to the target; `stems`: {"announced": samples}; `clips`: see `plan.sound`.
    Raises TakeDamaged, TakeOutside.
    """
    total: int = call.parameters["samples"]
    target = float(Fraction(call.parameters["target"]))
    with ExitStack() as stack:
        takes = [
            _take(stack, call.inputs[f"stem{number}"], stem["announced"]) for number, stem in enumerate(call.parameters["stems"])
        ]
        parts = [_part(call, takes, clip, total) for clip in call.parameters["clips"]]
        parts = _levelled(parts, takes, target)
        call.progress(0.2)
        lowered = _lowered([part for part in parts if part.role == "voice"], total, target)
        meter = _render(call, parts, total, lowered)
    level = meter.loudness
    gain = min(target - level, _LARGEST) if math.isfinite(level) else 0.0
    _scale(call.outputs["out"], gain_of(gain))
    facts = {
        "loudness_before": rounded(level),
        "target": target,
        "gain_db": round(gain, 6),
        "anchor": call.parameters["anchor"],
        "clips": [part.facts for part in parts],
    }
    call.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))


@dataclass(frozen=True, slots=True)
class _Take:
    read: Read
    samples: int
    side: Sides


def _take(stack: ExitStack, path: Path, announced: int) -> _Take:
    shape, read = wav.reader(stack.enter_context(path.open("rb")))
    if shape.samples < announced - _MISSING:
        raise TakeDamaged(announced, shape.samples)
    side = sides(read, shape.samples, shape.channels)
    return _Take(extended(heard(read, side), shape.samples), shape.samples, side)


def _part(call: Call, takes: list[_Take], clip: dict[str, Any], total: int) -> Part:
    take = takes[clip["stem"]]
    facts: dict[str, Any] = {"channels": take.side.value}
    if clip["sync"] is None:
        place = Place(take.read, take.samples, clip["shift"], clip["begin"], clip["end"])
    else:
        found = json.loads(call.inputs[f"sync{clip['sync']}"].read_text())
        place = synced(take.read, take.samples, clip, Sync(found["offset"], found["drift_ppm"]), total)
        facts["sync"] = {**found, "at": round(-place.shift / _RATE, 6), "corrected": place.corrected}
    left, right = pan_gains(float(Fraction(clip["pan"])))
    pieces = list(looped(place)) if clip["loop"] else [place]
    clips = tuple(
        Clip(
            piece.read, piece.shift, piece.begin, piece.end, total, left, right,
            fade_in=clip["fade_in"] if number == 0 else 0,
            fade_out=clip["fade_out"] if number == len(pieces) - 1 else 0,
        )
        for number, piece in enumerate(within(piece, total) for piece in pieces)
        if piece is not None
    )  # fmt: skip
    if not clips:
        raise TakeOutside(-place.shift / _RATE)
    return Part(clips, clip["role"], clip["duck"], f"stem{clip['stem']}", float(Fraction(clip["gain_db"])), facts)


def _levelled(parts: list[Part], takes: list[_Take], target: float) -> list[Part]:
    """Give every voice the gain that brings its take to the target: all takes are equally loud. Then the clips' own gains."""
    gains: dict[str, float] = {}
    levels: dict[str, float] = {}
    for stem in {part.stem: None for part in parts if part.role == "voice"}:
        used = [clip for part in parts if part.stem == stem and part.role == "voice" for clip in part.clips]
        level = loudness(used[0].read, [(clip.begin + clip.shift, clip.end + clip.shift) for clip in used])
        levels[stem] = level
        gains[stem] = min(target - level, _LARGEST) if math.isfinite(level) else 0.0
    result = []
    for part in parts:
        levelled = gains.get(part.stem, 0.0) if part.role == "voice" else 0.0
        factor = gain_of(part.gain_db + levelled)
        clips = tuple(replace(clip, left=clip.left * factor, right=clip.right * factor) for clip in part.clips)
        facts = {**part.facts, "gain_db": round(part.gain_db + levelled, 3)}
        if part.role == "voice":
            facts |= {"loudness_before": rounded(levels[part.stem]), "levelled_db": round(levelled, 3)}
        result.append(replace(part, clips=clips, facts=facts))
    return result


def _lowered(voices: list[Part], total: int, target: float) -> Curve:
    frames = []
    for start, count in spans(0, total, duck.FRAME * 128):
        block = np.zeros((count, 2))
        for part in voices:
            for clip in part.clips:
                clip.add_to(block, start)
        padded = np.zeros((-(-count // duck.FRAME) * duck.FRAME, 2))
        padded[:count] = block
        frames.append(np.square(padded).sum(axis=1).reshape(-1, duck.FRAME).mean(axis=1))
    power = np.concatenate(frames) if frames else np.zeros(0)
    return duck.reduction(duck.speaking(power, target))


def _render(call: Call, parts: list[Part], total: int, lowered: Curve) -> Meter:
    """Write the mix as it is; return the meter of what anchors its loudness."""
    meter = Meter(peaks=False)
    by_voice = call.parameters["anchor"] == "voice"
    with call.outputs["out"].open("wb") as out:
        out.write(wav.header(_RATE, 2, total + 2 * HANDLE))
        for start, count in spans(-HANDLE, total + HANDLE):
            voices: Samples = np.zeros((count, 2))
            others: Samples = np.zeros((count, 2))
            factors = duck.factors(lowered, start, count)
            for part in parts:
                for clip in part.clips:
                    clip.add_to(voices if part.role == "voice" else others, start, factors if part.duck else None)
            anchor = voices if by_voice else voices + others
            meter.feed(anchor[max(-start, 0) : max(total - start, 0)])
            out.write(wav.encode(voices + others))
            call.progress(0.2 + 0.7 * (start + count) / (total + HANDLE))
    return meter


def _scale(path: Path, factor: float) -> None:
    with path.open("r+b") as file:
        shape, read = wav.reader(file)
        for start, count in spans(0, shape.samples):
            block = read(start, count) * factor
            file.seek(shape.data + start * shape.channels * 4)
            file.write(wav.encode(block))
