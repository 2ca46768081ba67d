"""Plan what happens to the programme sound as a whole: master, encode once, report. Floor 5, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipeline.ffmpeg.graph import GLOBAL
from pipeline.plan.action import (
    Action,
    DataPromise,
    EncodedSoundPromise,
    Ffmpeg,
    Input,
    Output,
    Path,
    SoundPromise,
    Step,
    Toolchain,
)
from pipeline.profiles.model import Profile
from pipeline.sound import aac
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
    """Plan the join, its mastering and its one encoding: `out` (WAV), `encoded` (AAC), `facts` (JSON)."""
    sound = profile.sound
    assert (sound.codec, sound.sample_rate) == ("aac", SAMPLE_RATE), "the sample arithmetic is AAC-LC's at 48 kHz"
    packets = -(-samples // aac.FRAME)
    sounding = _mixes(parts)
    parameters: dict[str, Any] = {
        "samples": samples,
        "target": str(profile.loudness.target),
        "ceiling": str(profile.loudness.ceiling),
        "bitrate": profile.sound.bitrate_kbps * 1000,
        "channels": profile.sound.channels,
        "segments": [
            {
                "mix": None if part.mix is None else list(sounding).index(part.mix.key),
                "start": part.start,
                "samples": part.samples,
                "meeting": part.meeting,
                "overlap": part.overlap,
            }
            for part in parts
        ],
    }
    return Action(
        Step("master", tools.steps["master"], parameters),
        tuple(Input(f"mix{number}", mix.output()) for number, mix in enumerate(sounding.values())),
        (
            Output("out", ".wav", SoundPromise(SAMPLE_RATE, 2, samples)),
            Output("encoded", ".m4a", EncodedSoundPromise("aac", SAMPLE_RATE, sound.channels, packets)),
            Output("facts", ".json", DataPromise(("gain_db", "limited_db", "loudness", "true_peak", "segments"))),
        ),
        address="programme/master",
        title="loudness of the programme",
        shows=(("order of segments", ", ".join(part.segment.name for part in parts)),),
        pool="sound",
        cost=Fraction(samples, SAMPLE_RATE) / 30,
    )


def encode(mastered: Action, samples: int, profile: Profile, tools: Toolchain) -> Action:
    """Plan the encoding of a part of the mastered programme, for a preview: as `master` encodes, but not measured.

    The first 1,024 samples are left out, because the encoder puts as many of priming before what it is given: packet n then
    decodes to the programme's samples from 1024 n on, without an edit list. What begins there is faded in over 5 ms.
    """
    sound = profile.sound
    assert (sound.codec, sound.sample_rate) == ("aac", SAMPLE_RATE), "the sample arithmetic is AAC-LC's at 48 kHz"
    packets = -(-samples // aac.FRAME)
    padded = f"atrim=start_sample={aac.FRAME},asetpts=N,apad=whole_len={max(samples - aac.FRAME, 1)}"
    filters = f"{padded},afade=t=in:ns=240,aresample=out_sample_fmt=fltp"
    bitrate = sound.bitrate_kbps * 1000
    coder = [word for name, value in aac.options(bitrate, sound.channels).items() for word in (f"-{name}", value)]
    return Action(
        Ffmpeg(
            tools.ffmpeg,
            (
                *GLOBAL, "-i", Path("programme", before="file:"), "-map", "0:a:0", "-af", filters,
                "-map_metadata", "-1", "-c:a", "aac", *coder,
                "-b:a", str(bitrate), "-ac", str(sound.channels),
                "-f", "mp4", "-bitexact", Path("out", before="file:"),
            ),
        ),
        (Input("programme", mastered.output(), ".wav"),),
        (Output("out", ".m4a", EncodedSoundPromise("aac", SAMPLE_RATE, sound.channels, packets)),),
        address="programme/aac",
        title="encoding of the programme sound",
        pool="sound",
        cost=Fraction(samples, SAMPLE_RATE) / 60,
    )  # fmt: skip


def report(parts: Sequence[Part], mastered: Action, profile: Profile, tools: Toolchain) -> Action:
    """Plan the sound report: `out` (JSON)."""
    sounding = _mixes(parts)
    loudness = profile.loudness
    parameters: dict[str, Any] = {
        "target": str(loudness.target),
        "ceiling": str(loudness.ceiling),
        "tolerance": str(loudness.tolerance),
        "jump": str(loudness.jump),
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
        (Output("out", ".json", DataPromise(("programme", "master", "segments", "jumps", "sync"))),),
        address="programme/report",
        title="report of the programme sound",
        pool="sound",
        cost=Fraction(1, 10),
    )


def _mixes(parts: Sequence[Part]) -> dict[str, Action]:
    return {part.mix.key: part.mix for part in parts if part.mix is not None}
