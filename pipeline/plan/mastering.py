"""Plan what happens to the programme sound as a whole: master and encode once, report, cut for a preview. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pipeline.operations.excerpt import EncodeExcerpt
from pipeline.operations.master import MasterProgramme
from pipeline.operations.programme import PlacedMix, ProgrammeSound
from pipeline.operations.report import ReportedSegment, ReportSound
from pipeline.plan.action import Action, Input, Toolchain
from pipeline.profiles.model import Profile
from pipeline.timebase import SAMPLE_RATE
from pipeline.timeline.model import Segment


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's place in the programme: `start`, `samples` and `overlap` (with the segment before) in samples.

    `mix` is None where the segment is silent; `clips` are the names of what is in it.
    """

    segment: Segment
    mix: Action | None
    clips: tuple[str, ...]
    start: int
    samples: int
    overlap: int

    @property
    def meeting(self) -> Literal["cut", "dissolve", "fade-black"]:
        """Return how its sound meets the one before: as the pictures do."""
        return self.segment.transition.kind if self.segment.transition else "cut"


def master(parts: Sequence[Part], samples: int, profile: Profile, tools: Toolchain) -> Action:
    """Plan the join, its mastering and its one encoding."""
    operation = MasterProgramme(_programme(parts, samples, profile), profile.loudness.target, profile.loudness.ceiling)
    return Action(
        operation,
        _inputs(parts),
        tools.identity(operation),
        address="programme/master",
        title="loudness of the programme",
        shows=(("order of segments", ", ".join(part.segment.name for part in parts)),),
        cost=Fraction(samples, SAMPLE_RATE) / 30,
    )


def excerpt(
    parts: Sequence[Part], mastered: Action, samples: int, first: int, last: int, profile: Profile, tools: Toolchain
) -> Action:
    """Plan the encoding of samples `first` to `last` of the mastered programme, for a preview."""
    operation = EncodeExcerpt(_programme(parts, samples, profile), first, last)
    return Action(
        operation,
        (*_inputs(parts), Input("gains", mastered.output("gains"), ".wav")),
        tools.identity(operation),
        address="programme/excerpt",
        title="sound of the window",
        cost=Fraction(last - first, SAMPLE_RATE) / 45,
    )


def _programme(parts: Sequence[Part], samples: int, profile: Profile) -> ProgrammeSound:
    sound = profile.sound
    assert (sound.codec, sound.sample_rate) == ("aac", SAMPLE_RATE), "the sample arithmetic is AAC-LC's at 48 kHz"
    placed = tuple(
        PlacedMix(mix, part.start, part.samples, part.meeting, part.overlap)
        for part, mix in zip(parts, _numbers(parts), strict=True)
    )
    return ProgrammeSound(samples, sound.bitrate_kbps * 1000, sound.channels, placed)


def report(parts: Sequence[Part], mastered: Action, profile: Profile, tools: Toolchain) -> Action:
    """Plan the sound report."""
    loudness = profile.loudness
    segments = tuple(
        ReportedSegment(part.segment.name, part.segment.title, mix, part.clips)
        for part, mix in zip(parts, _numbers(parts), strict=True)
    )
    operation = ReportSound(loudness.target, loudness.ceiling, loudness.tolerance, segments)
    return Action(
        operation,
        (
            Input("master", mastered.output("facts"), ".json"),
            *(Input(f"mix{number}", mix.output("facts"), ".json") for number, mix in enumerate(_mixes(parts))),
        ),
        tools.identity(operation),
        address="programme/report",
        title="report of the programme sound",
        cost=Fraction(1, 10),
    )


def _inputs(parts: Sequence[Part]) -> tuple[Input, ...]:
    return tuple(Input(f"mix{number}", mix.output()) for number, mix in enumerate(_mixes(parts)))


def _mixes(parts: Sequence[Part]) -> tuple[Action, ...]:
    """Return the mixes of all segments, equal ones once, in the order of their first use."""
    return tuple({part.mix.key: part.mix for part in parts if part.mix is not None}.values())


def _numbers(parts: Sequence[Part]) -> list[int | None]:
    """Return for each part which of `_mixes` it plays."""
    numbers = {mix.key: number for number, mix in enumerate(_mixes(parts))}
    return [None if part.mix is None else numbers[part.mix.key] for part in parts]
