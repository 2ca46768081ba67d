"""Plan an episode's sound: an action a take, an action a segment, one master that encodes once. Floor 5, pure.

    source ─ stem ─┬─ (sync) ─ mix ─┐
    source ─ stem ─┘                ├─ master ─ report
    source ─ stem ─── mix ──────────┘

A stem is the whole source decoded once (or whole minutes of a long one), so that trimming a clip decodes nothing again. A mix
knows nothing of its segment's place. Changing one take runs its stem, its segment's mix and what is after it, and no picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.media.info import MediaInfo
from pipeline.plan.action import Action, DataPromise, FromAction, Input, Output, SoundPromise, Step, Toolchain
from pipeline.plan.mastering import Part, master, report
from pipeline.plan.stems import Stem, decode
from pipeline.profiles.model import Profile
from pipeline.sound.lengths import HANDLE
from pipeline.timebase import SAMPLE_RATE, half_up, sample_of
from pipeline.timeline.model import Segment, SoundClip, SoundRole, Timeline
from pipeline.timeline.programme import Programme


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """Hold the sound's actions, each after all it needs, and what others take of them.

    `parts` is the programme's order, `mastered` its master, `encoded` the AAC, `report` the measurements (JSON). `samples` is the
    programme's length.
    """

    actions: tuple[Action, ...]
    parts: tuple[Part, ...]
    mastered: Action
    encoded: FromAction
    report: FromAction
    samples: int


def plan_sound(
    programme: Programme, infos: Callable[[str], MediaInfo], profile: Profile, tools: Toolchain
) -> SoundPlan:
    """Plan the sound of a programme.

    `infos` tells the facts of a source by its path. Raises InputFault for a clip whose source has no sound.
    """
    planner = _Planner(programme.timeline, infos, profile, tools)
    rate, parts = programme.rate, []
    for placed in programme.segments:
        segment = placed.segment
        first, last = sample_of(placed.start, rate), sample_of(placed.range.end, rate)
        overlap = sample_of(placed.start + segment.transition.frames, rate) - first if segment.transition else 0
        mix, names = planner.mix(segment)
        parts.append(Part(segment, mix, names, first, last - first, overlap))
    if planner.diagnostics:
        raise InputFault(tuple(planner.diagnostics))
    samples = programme.samples
    mastered = planner.add(master(parts, samples, profile, tools))
    reported = planner.add(report(parts, mastered, profile, tools))
    actions = tuple(planner.actions.values())
    return SoundPlan(actions, tuple(parts), mastered, mastered.output("encoded"), reported.output(), samples)


class _Planner:
    """Collect the actions of the segments; equal ones once."""

    def __init__(self, timeline: Timeline, infos: Callable[[str], MediaInfo], profile: Profile, tools: Toolchain) -> None:
        self.timeline, self.infos, self.profile, self.tools = timeline, infos, profile, tools
        self.actions: dict[str, Action] = {}
        self.diagnostics: list[Diagnostic] = []

    def add(self, action: Action) -> Action:
        return self.actions.setdefault(action.key, action)

    def mix(self, segment: Segment) -> tuple[Action | None, tuple[str, ...]]:
        """Plan a segment's mix, None where it is silent; return the names of its clips too."""
        clips = [clip for clip in segment.stack.sound if not clip.mute and self._sounds(clip)]
        if not clips:
            return None, ()
        rate = self.timeline.rate
        # The longest that the segment can be at any place in the episode; the join takes what it needs there.
        total = -(-segment.stack.frames * SAMPLE_RATE * rate.denominator // rate.numerator)
        inputs: dict[str, Input] = {}
        stems: list[dict[str, Any]] = []
        described: list[dict[str, Any]] = []
        decoded: list[Stem] = []
        for clip in clips:
            stem = self._stem(segment, clip, len(stems))
            if stem.action.key not in inputs:
                inputs[stem.action.key] = Input(f"stem{len(stems)}", stem.action.output())
                stems.append({"announced": stem.announced})
            number = list(inputs).index(stem.action.key)
            described.append(_describe(clip, stem, number, segment.stack.frames / rate, total))
            decoded.append(stem)
        syncs = self._syncs(segment, clips, described, decoded)
        voiced = not segment.is_music and any(clip.role is SoundRole.VOICE for clip in clips)
        loudness = self.profile.loudness
        usual = loudness.segments.get(segment.loudness_class, loudness.target)
        target = usual if segment.loudness is None else segment.loudness
        parameters = {
            "samples": total,
            "target": str(target),
            "anchor": "voice" if voiced else "mix",
            "stems": stems,
            "clips": described,
        }
        action = Action(
            Step("mix", self.tools.steps["mix"], parameters),
            (*inputs.values(), *syncs),
            (
                Output("out", ".wav", SoundPromise(SAMPLE_RATE, 2, total + 2 * HANDLE)),
                Output("facts", ".json", DataPromise(("clips", "gain_db", "loudness_before", "target"))),
            ),
            address=f"{segment.name}/mix",
            title=f'sound of "{segment.title}"',
            segment=segment.name,
            where=segment.where,
            shows=(("loudness", str(target)),),
            pool="sound",
            cost=Fraction(total, SAMPLE_RATE) * (2 + len(clips)) / 200,
        )
        return self.add(action), tuple(clip.name or clip.media.path for clip in clips)

    def _stem(self, segment: Segment, clip: SoundClip, number: int) -> Stem:
        stem = decode(segment, clip, self.infos(clip.media.path), self.tools.ffmpeg, f"{segment.name}/stem/{number}")
        self.add(stem.action)
        return stem

    def _syncs(
        self, segment: Segment, clips: Sequence[SoundClip], described: list[dict[str, Any]], decoded: Sequence[Stem]
    ) -> list[Input]:
        """Plan the aligning of clips to the segment's first stem; write into `described` what the mix needs to place them.

        The first stem may be muted: a guide that all played to, and nobody shall hear.
        """
        if all(clip.sync != "auto" for clip in clips):
            return []
        placed = [clip for clip in segment.stack.sound if clip.sync != "auto" and self._sounds(clip)]
        stems = [clip for clip in placed if clip.role is SoundRole.STEM]
        reference = next(iter(stems or placed), None)
        guide = None if reference is None else self._stem(segment, reference, len(clips))
        inputs: list[Input] = []
        for number, clip in enumerate(clips):
            if clip.sync != "auto":
                continue
            if reference is None or guide is None:
                where = clip.where or Where(clip.media.path)
                hint = "the first stem is the reference"
                self.diagnostics.append(Diagnostic(where, "sync: auto has nothing to align to", hint))
                continue
            action = Action(
                Step("sync", self.tools.steps["sync"], {}),
                (Input("reference", guide.action.output()), Input("take", decoded[number].action.output())),
                (Output("out", ".json", DataPromise(("offset", "confidence", "drift_ppm", "method"))),),
                address=f"{segment.name}/sync/{number}",
                title=f"sync of {clip.media.path}",
                segment=segment.name,
                where=clip.where,
                pool="sound",
                cost=Fraction(3),
            )
            described[number] |= {"sync": len(inputs), "reference_shift": _shift(reference, guide)}
            inputs.append(Input(f"sync{len(inputs)}", self.add(action).output()))
        return inputs

    def _sounds(self, clip: SoundClip) -> bool:
        if self.infos(clip.media.path).sound is not None:
            return True
        if clip.role is not SoundRole.NAT:  # a silent film is no mistake, a silent voice is
            where = clip.where or Where(clip.media.path)
            self.diagnostics.append(
                Diagnostic(where, f"{clip.media.path} has no sound", "name a file with sound, or leave it out")
            )
        return False


def _begin(clip: SoundClip) -> Fraction:
    return clip.at + (clip.sync if isinstance(clip.sync, Fraction) else 0)


def _shift(clip: SoundClip, stem: Stem) -> int:
    """Return by how much samples of the stem are ahead of the segment's.

    One rounding of the difference, so that clips which go on in the same source go on to the sample.
    """
    return half_up((clip.start - _begin(clip)) * SAMPLE_RATE) - stem.first


def _describe(clip: SoundClip, stem: Stem, number: int, length: Fraction, total: int) -> dict[str, Any]:
    at = _begin(clip)
    until = at + clip.seconds
    # What reaches the segment's end reaches its last sample, also where a frame is no whole number of samples.
    end = total if until >= length else half_up(until * SAMPLE_RATE)
    return {
        "stem": number,
        "role": clip.role.value,
        "shift": _shift(clip, stem),
        "begin": half_up(at * SAMPLE_RATE),
        "end": end,
        "gain_db": str(clip.gain_db),
        "pan": str(clip.pan),
        "fade_in": half_up(clip.fade_in * SAMPLE_RATE),
        "fade_out": half_up(clip.fade_out * SAMPLE_RATE),
        "duck": clip.duck,
        "loop": clip.loop,
        "sync": None,
        # For a take that is aligned: what of it is used. One that was cut by the segment's end goes on to its own.
        "first": half_up(clip.start * SAMPLE_RATE) - stem.first,
        "last": None if until >= length else half_up((clip.start + clip.seconds) * SAMPLE_RATE) - stem.first,
    }
