"""Plan what happens to the programme sound as a whole: master and encode once, report, cut for a preview. Floor 5, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipeline.plan.action import (
    Action,
    DataPromise,
    EncodedSoundPromise,
    Input,
    Output,
    SoundPromise,
    Step,
    Toolchain,
)
from pipeline.profiles.model import Profile
from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import CELL
from pipeline.timebase import SAMPLE_RATE
from pipeline.timeline.model import Segment


@dataclass(frozen=True, slots=True)
class Part:
    """Place a segment in the programme: `start`, `samples` and `overlap` (with the segment before) in samples.

    `mix` is None where the segment is silent; `clips` are the names of what is in it.
    """

    segment: Segment
    mix: Action | None
    clips: tuple[str, ...]
    start: int
    samples: int
    overlap: int

    @property
    def meeting(self) -> str:
        """Return how its sound meets the one before: as the pictures do."""
        return self.segment.transition.kind if self.segment.transition else "cut"


def master(parts: Sequence[Part], samples: int, profile: Profile, tools: Toolchain) -> Action:
    """Plan the join, its mastering and its one encoding: `encoded` (AAC), `gains` (WAV, a sample a cell), `facts` (JSON)."""
    parameters = {
        **_programme(parts, samples, profile),
        "target": str(profile.loudness.target),
        "ceiling": str(profile.loudness.ceiling),
    }
    return Action(
        Step("master", tools.steps["master"], parameters),
        _inputs(parts),
        (
            Output("encoded", ".m4a", _promise(samples, profile)),
            Output("gains", ".wav", SoundPromise(SAMPLE_RATE // CELL, 1, -(-samples // CELL))),
            Output("facts", ".json", DataPromise(("gain_db", "limited_db", "loudness", "true_peak", "segments"))),
        ),
        address="programme/master",
        title="loudness of the programme",
        shows=(("order of segments", ", ".join(part.segment.name for part in parts)),),
        pool="sound",
        cost=Fraction(samples, SAMPLE_RATE) / 30,
    )


def excerpt(
    parts: Sequence[Part], mastered: Action, samples: int, first: int, last: int, profile: Profile, tools: Toolchain
) -> Action:
    """Plan the encoding of samples `first` to `last` of the mastered programme, for a preview: `out` (AAC)."""
    parameters = {**_programme(parts, samples, profile), "first": first, "last": last}
    return Action(
        Step("excerpt", tools.steps["excerpt"], parameters),
        (*_inputs(parts), Input("gains", mastered.output("gains"), ".wav")),
        (Output("out", ".m4a", _promise(last - first, profile)),),
        address="programme/excerpt",
        title="sound of the window",
        pool="sound",
        cost=Fraction(last - first, SAMPLE_RATE) / 45,
    )


def _programme(parts: Sequence[Part], samples: int, profile: Profile) -> dict[str, Any]:
    sound = profile.sound
    assert (sound.codec, sound.sample_rate) == ("aac", SAMPLE_RATE), "the sample arithmetic is AAC-LC's at 48 kHz"
    sounding = list(_mixes(parts))
    return {
        "samples": samples,
        "bitrate": sound.bitrate_kbps * 1000,
        "channels": sound.channels,
        "segments": [
            {
                "mix": None if part.mix is None else sounding.index(part.mix.key),
                "start": part.start,
                "samples": part.samples,
                "meeting": part.meeting,
                "overlap": part.overlap,
            }
            for part in parts
        ],
    }


def _inputs(parts: Sequence[Part]) -> tuple[Input, ...]:
    return tuple(Input(f"mix{number}", mix.output()) for number, mix in enumerate(_mixes(parts).values()))


def _promise(samples: int, profile: Profile) -> EncodedSoundPromise:
    return EncodedSoundPromise("aac", SAMPLE_RATE, profile.sound.channels, -(-samples // FRAME))


def report(parts: Sequence[Part], mastered: Action, profile: Profile, tools: Toolchain) -> Action:
    """Plan the sound report: `out` (JSON)."""
    sounding = _mixes(parts)
    loudness = profile.loudness
    parameters: dict[str, Any] = {
        "target": str(loudness.target),
        "ceiling": str(loudness.ceiling),
        "tolerance": str(loudness.tolerance),
        "segments": [
            {
                "name": part.segment.name,
                "title": part.segment.title,
                "mix": None if part.mix is None else list(sounding).index(part.mix.key),
                "clips": list(part.clips),
            }
            for part in parts
        ],
    }
    return Action(
        Step("report", tools.steps["report"], parameters),
        (
            Input("master", mastered.output("facts"), ".json"),
            *(Input(f"mix{number}", mix.output("facts"), ".json") for number, mix in enumerate(sounding.values())),
        ),
        (Output("out", ".json", DataPromise(("programme", "master", "segments", "sync"))),),
        address="programme/report",
        title="report of the programme sound",
        pool="sound",
        cost=Fraction(1, 10),
    )


def _mixes(parts: Sequence[Part]) -> dict[str, Action]:
    return {part.mix.key: part.mix for part in parts if part.mix is not None}
