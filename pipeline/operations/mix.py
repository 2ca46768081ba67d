"""Mix a segment: takes in their places, voices levelled, beds ducked, the whole brought to the segment's loudness."""

from __future__ import annotations

import json
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pipeline.faults import TogetherFault
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import DataPromise, Output, SoundPromise
from pipeline.sound.lengths import HANDLE
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.blocks import Read
    from pipeline.sound.levels import Curve
    from pipeline.sound.mixing import Part
    from pipeline.sound.takes import Sides

_MISSING = SAMPLE_RATE // 2
"""Samples by which a take may be shorter than its file announces before it counts as damaged."""


class TakeDamaged(TogetherFault):
    """A take of which less sound could be decoded than its file announces."""

    def __init__(self, announced: int, decoded: int) -> None:
        super().__init__(announced, decoded)
        self.announced, self.decoded = announced, decoded

    def __str__(self) -> str:
        announced, decoded = self.announced / SAMPLE_RATE, self.decoded / SAMPLE_RATE
        return f"the file announces {announced:.1f} s of sound and only {decoded:.1f} s can be decoded; ask for it again"


class TakeOutside(TogetherFault):
    """A take of which nothing falls into its segment."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        return f"nothing of the take falls into the segment: its first sample would sound at {self.at:.2f} s of it"


def check_whole(decoded: int, announced: int) -> None:
    """Raise TakeDamaged where much less of a take could be decoded than its file announces."""
    if decoded < announced - _MISSING:
        raise TakeDamaged(announced, decoded)


def mix_outputs(samples: int) -> tuple[Output, ...]:
    """Return what is promised of the sound of a segment of so many samples, and of what was done to it."""
    return (
        Output("out", ".wav", SoundPromise(SAMPLE_RATE, 2, samples + 2 * HANDLE)),
        Output("facts", ".json", DataPromise(("clips", "gain_db", "loudness_before", "target"))),
    )


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a take is placed by what was heard: the input `sync<sync>` tells where it lies beside the reference.

    Sample n of the segment is sample n + `reference_shift` of the reference. What is used of the take is its samples from `first`
    to `last`, None being its end.
    """

    sync: int
    reference_shift: int
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class MixedClip:
    """A clip in the mix: take `stem` from `begin` to `end` of the segment, sample n being its sample n + `shift`.

    Lengths and places are in samples. `alignment` decides the place instead where it is given. `duck` lowers the clip under
    voices; `loop` repeats it until it is over; `pan` goes from -1 (left) to 1.
    """

    stem: int
    is_voice: bool
    shift: int
    begin: int
    end: int
    gain_db: Fraction
    pan: Fraction
    fade_in: int
    fade_out: int
    duck: bool
    loop: bool
    alignment: Alignment | None


@dataclass(frozen=True, slots=True)
class MixSegment(Operation):
    """The sound of a segment of `samples` samples as the WAV `out`, with handles on both sides; and `facts`, a JSON document.

    Inputs: `stem0`, ... (WAV), of which `announced` samples are expected, and `sync0`, ... (JSON). `target` is in LUFS;
    `anchor` is what is brought to it. Raises TakeDamaged, TakeOutside.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    samples: int
    target: Fraction
    anchor: Literal["voice", "mix"]
    announced: tuple[int, ...]
    clips: tuple[MixedClip, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample, and a handle before and after."""
        return mix_outputs(self.samples)

    def run(self, work: Work) -> None:
        """Mix as it is, then bring the whole to the target."""
        from pipeline.sound.levels import gain_of, rounded
        from pipeline.sound.mixing import gain_towards, levelled, lowered

        target = float(self.target)
        with ExitStack() as stack:
            takes = [
                _take(stack, work.inputs[f"stem{number}"], announced) for number, announced in enumerate(self.announced)
            ]
            parts = levelled([_part(work, takes[clip.stem], clip, self.samples) for clip in self.clips], target)
            work.progress(0.2)
            level = self._write(work, parts, lowered(parts, self.samples, target))
        gain = gain_towards(target, level)
        _scale(work.outputs["out"], gain_of(gain))
        facts = {
            "loudness_before": rounded(level),
            "target": target,
            "gain_db": round(gain, 6),
            "anchor": self.anchor,
            "clips": [part.facts for part in parts],
        }
        work.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))

    def _write(self, work: Work, parts: list[Part], under: Curve) -> float:
        """Write the mix as it is; return the loudness of what anchors it."""
        from pipeline.sound import wav
        from pipeline.sound.meter import Meter
        from pipeline.sound.mixing import mixed

        meter, total, done = Meter(peaks=False), self.samples + 2 * HANDLE, 0
        with work.outputs["out"].open("wb") as out:
            out.write(wav.header(SAMPLE_RATE, 2, total))
            for block in mixed(parts, self.samples, under, meter, by_voice=self.anchor == "voice"):
                out.write(wav.encode(block))
                done += len(block)
                work.progress(0.2 + 0.7 * done / total)
        return meter.loudness


@dataclass(frozen=True, slots=True)
class _Take:
    read: Read
    samples: int
    side: Sides


def _take(stack: ExitStack, path: Path, announced: int) -> _Take:
    from pipeline.sound import wav
    from pipeline.sound.extend import extended
    from pipeline.sound.takes import heard, sides

    shape, read = wav.reader(stack.enter_context(path.open("rb")))
    check_whole(shape.samples, announced)
    side = sides(read, shape.samples, shape.channels)
    return _Take(extended(heard(read, side), shape.samples), shape.samples, side)


def _part(work: Work, take: _Take, clip: MixedClip, total: int) -> Part:
    from pipeline.sound.clip import Clip
    from pipeline.sound.levels import pan_gains
    from pipeline.sound.mixing import Facts, Part
    from pipeline.sound.place import Place, Sync, looped, synced, within

    facts: Facts = {"channels": take.side.value}
    wanted = clip.alignment
    if wanted is None:
        place = Place(take.read, take.samples, clip.shift, clip.begin, clip.end)
    else:
        found = json.loads(work.inputs[f"sync{wanted.sync}"].read_text())
        sync = Sync(found["offset"], found["drift_ppm"])
        shift, used = wanted.reference_shift, (wanted.first, wanted.last)
        place = synced(take.read, take.samples, sync, reference_shift=shift, used=used, total=total)
        facts["sync"] = {**found, "at": round(-place.shift / SAMPLE_RATE, 6), "corrected": place.corrected}
    left, right = pan_gains(float(clip.pan))
    pieces = list(looped(place)) if clip.loop else [place]
    clips = tuple(
        Clip(
            piece.read, piece.shift, piece.begin, piece.end, total, left, right,
            fade_in=clip.fade_in if number == 0 else 0,
            fade_out=clip.fade_out if number == len(pieces) - 1 else 0,
        )
        for number, piece in enumerate(within(piece, total) for piece in pieces)
        if piece is not None
    )  # fmt: skip
    if not clips:
        raise TakeOutside(-place.shift / SAMPLE_RATE)
    return Part(clips, clip.is_voice, clip.duck, clip.stem, float(clip.gain_db), facts)


def _scale(path: Path, factor: float) -> None:
    from pipeline.sound import wav
    from pipeline.sound.blocks import spans

    with path.open("r+b") as file:
        shape, read = wav.reader(file)
        for start, count in spans(0, shape.samples):
            block = read(start, count) * factor
            file.seek(shape.data + start * shape.channels * 4)
            file.write(wav.encode(block))
