"""Plan an episode's sound: an action a take, an action a segment, two a stretch of the programme, one for the whole. Pure.

    source ─ stem ─┬─ (sync) ─ mix ─┬─ joined ─┬─────── encoded ─┬─ master ─ report
    source ─ stem ─┘                ├─ joined ─┼─ gain ─ encoded ─┤
    source ─ stem ─── mix ──────────┴─ joined ─┴─────── encoded ─┘

A stem is the whole source decoded once (or whole minutes of a long one), so that trimming a clip decodes nothing again. A mix
knows nothing of its segment's place. Changing one take runs its stem, its segment's mix and what is after it, and no picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.align import AlignTake
from pipeline.operations.encode_programme import FORMS
from pipeline.operations.mix import Alignment, MixedClip, MixSegment
from pipeline.operations.muffle import MuffleSound
from pipeline.operations.programme import Shared
from pipeline.plan.action import Action, FromAction, Input, Toolchain
from pipeline.plan.mastering import Mastered, Part, Passage, encoded, master, master_under, report, speech_target
from pipeline.plan.stems import Stem, decode, paced
from pipeline.profiles.model import Profile
from pipeline.timebase import SAMPLE_RATE, half_up, sample_of
from pipeline.timeline.model import Segment, SoundClip, SoundRole, Stack, Timeline
from pipeline.timeline.pace import AS_FILMED
from pipeline.timeline.programme import Overlap, PlacedSegment, Programme, overlaps
from pipeline.timeline.voices import Voice
from pipeline.values import dataclass

CARD = "card"
"""The class of loudness of cards."""

PASSAGE_BELOW = 10
"""LU by which what sounds at a cut is softer than a card: heard where both sides are soft, and not noticed where they are not."""

OPEN_BELOW, MUFFLED_BELOW = 6, 12
"""LU by which what is heard ahead of a piece is softer than a card: as it opens into it, and at most while it is muffled."""

DEPTHS = {"dub": Fraction(18), "description": Fraction(10)}
"""Decibels by which the programme is lowered under a voice: under a dub so far that who speaks there is heard and not understood,
under a description so far that the film goes on (our own; broadcasters lower by ear)."""

COMES, OPENS = SAMPLE_RATE // 2, SAMPLE_RATE * 9 // 20
"""Samples over which it comes, and over which it opens."""


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """The sound's actions, each after all it needs, and what others take of them.

    `parts` is the programme's order, `mastered` its master, `encoded` the AAC, `report` the measurements (JSON). `samples` is the
    programme's length.
    """

    actions: tuple[Action, ...]
    parts: tuple[Part, ...]
    mastered: Action
    encoded: FromAction
    report: FromAction
    samples: int
    voices: tuple[tuple[Voice, FromAction], ...] = ()


def plan_sound(
    programme: Programme, infos: Callable[[MediaPath], MediaInfo], profile: Profile, tools: Toolchain
) -> SoundPlan:
    """Plan the sound of a programme.

    `infos` tells the facts of a source by its path. Raises InputFault for a clip whose source has no sound.
    """
    planner = _Planner(programme.timeline, infos, profile, tools)
    rate, parts = programme.rate, []
    for placed, both in zip(programme.segments, overlaps(programme.timeline.segments), strict=False):
        segment = placed.segment
        first, last = sample_of(placed.start, rate), sample_of(placed.range.end, rate)
        mix, names = planner.mix(segment)
        over = (planner.passage(placed, programme.samples), planner.ahead(placed, programme.samples))
        passages = tuple(one for one in over if one is not None)
        parts.append(Part(segment, mix, names, first, last - first, _shared(both, placed.start, rate), passages))
    if planner.diagnostics:
        raise InputFault(tuple(planner.diagnostics))
    samples = programme.samples
    whole = master(parts, samples, profile, tools)
    for action in whole.actions:
        planner.add(action)
    mastered = whole.master
    reported = planner.add(report(parts, mastered, profile, tools))
    heard = mastered.output("encoded")
    if profile.sound.codec in FORMS:
        heard = planner.add(encoded(parts, mastered, samples, profile, tools, profile.sound.codec)).output()
    voices = []
    for voice in programme.timeline.voices:
        under = planner.under(voice, whole, parts, samples)
        voices.append((voice, under.output("encoded")))
    actions = tuple(planner.actions.values())
    return SoundPlan(actions, tuple(parts), mastered, heard, reported.output(), samples, tuple(voices))


def plan_mixes(
    timeline: Timeline, segments: Iterable[Segment], infos: Callable[[MediaPath], MediaInfo], profile: Profile, tools: Toolchain
) -> tuple[Action, ...]:
    """Plan the mixes of some segments of a timeline alone, as `plan_sound` plans them; return the actions in their order.

    Raises InputFault for a clip whose source has no sound.
    """
    planner = _Planner(timeline, infos, profile, tools)
    for segment in segments:
        planner.mix(segment)
    if planner.diagnostics:
        raise InputFault(tuple(planner.diagnostics))
    return tuple(planner.actions.values())


def _shared(both: Overlap, start: int, rate: Fraction) -> Shared:
    """Return an overlap that begins with frame `start` of the programme, in samples."""
    ends = (start, start + both.leads, start + both.leads + both.blended, start + both.frames)
    return Shared(*(sample_of(end, rate) - sample_of(begin, rate) for begin, end in pairwise(ends)))


class _Planner:
    """The actions of the segments so far; equal ones once."""

    def __init__(self, timeline: Timeline, infos: Callable[[MediaPath], MediaInfo], profile: Profile, tools: Toolchain) -> None:
        self.timeline, self.infos, self.profile, self.tools = timeline, infos, profile, tools
        self.actions: dict[str, Action] = {}
        self.diagnostics: list[Diagnostic] = []

    def add(self, action: Action) -> Action:
        return self.actions.setdefault(action.key, action)

    def passage(self, placed: PlacedSegment, samples: int) -> Passage | None:
        """Plan what sounds at the cut before a segment, besides both of its sides, in a programme of `samples`."""
        segment, clip, rate = placed.segment, placed.segment.passage, self.timeline.rate
        if clip is None:
            return None
        first = placed.seen.start - (segment.cover.before.frames if segment.cover and segment.cover.before else 0)
        start = max(0, sample_of(first, rate) + half_up(clip.at * SAMPLE_RATE))
        length = min(half_up(clip.seconds * SAMPLE_RATE), samples - start)
        alone = replace(clip, at=Fraction(0))
        loudness = self.profile.loudness
        level = loudness.segments.get(CARD, loudness.target) - PASSAGE_BELOW
        stack = Stack(-int(-clip.seconds * rate // 1), (), (alone,))
        mix, _ = self.mix(replace(segment, stack=stack, loudness=level, is_music=False), f"{segment.name}/passage")
        return Passage(mix, start, length) if mix is not None and length > 0 else None

    def ahead(self, placed: PlacedSegment, samples: int) -> Passage | None:
        """Plan what is heard of the next segment under the end of a card, in a programme of `samples`."""
        segment, ahead, rate = placed.segment, placed.segment.ahead, self.timeline.rate
        if ahead is None:
            return None
        loudness = self.profile.loudness
        card = loudness.segments.get(CARD, loudness.target)
        length, goes = half_up(ahead.seconds * SAMPLE_RATE), half_up(ahead.over * SAMPLE_RATE)
        stack = Stack(-int(-(length + goes) * rate // SAMPLE_RATE), (), ahead.clips)
        mix, _ = self.mix(replace(segment, stack=stack, loudness=card - OPEN_BELOW, is_music=False), f"{segment.name}/ahead")
        if mix is None:
            return None
        assert isinstance(mix.operation, MixSegment)
        operation = MuffleSound(
            mix.operation.samples, length + goes, Fraction(card - MUFFLED_BELOW), COMES, OPENS if ahead.opens else 0, goes
        )
        action = Action(
            operation,
            (Input("mix", mix.output()),),
            self.tools.identity(operation),
            address=f"{segment.name}/muffled",
            title=f'sound of what follows "{segment.title}"',
            segment=segment.name,
            where=segment.where,
            cost=Fraction(mix.operation.samples, SAMPLE_RATE) / 100,
        )
        start = max(0, sample_of(placed.range.end, rate) - length)
        return Passage(self.add(action), start, min(length + goes, samples - start))

    def mix(self, segment: Segment, address: str = "") -> tuple[Action | None, tuple[str, ...]]:
        """Plan a segment's mix, None where it is silent; return the names of its clips too."""
        address = address or segment.name
        clips = [clip for clip in segment.stack.sound if not clip.mute and self._sounds(clip)]
        if not clips:
            return None, ()
        rate = self.timeline.rate
        # The longest that the segment can be at any place in the episode; the join takes what it needs there.
        total = -(-segment.stack.frames * SAMPLE_RATE * rate.denominator // rate.numerator)
        inputs: dict[str, Input] = {}
        announced: list[int] = []
        mixed: list[MixedClip] = []
        decoded: list[Stem] = []
        for clip in clips:
            stem = self._stem(segment, clip, f"{address}/stem/{len(announced)}")
            if stem.action.key not in inputs:
                inputs[stem.action.key] = Input(f"stem{len(announced)}", stem.action.output())
                announced.append(stem.announced)
            number = list(inputs).index(stem.action.key)
            mixed.append(_mixed(clip, stem, number, segment.stack.frames / rate, total))
            decoded.append(stem)
        alignments, syncs = self._syncs(segment, clips, decoded)
        voiced = not segment.is_music and any(clip.role is SoundRole.VOICE for clip in clips)
        loudness = self.profile.loudness
        usual = loudness.segments.get(segment.loudness_class, loudness.target)
        target = usual if segment.loudness is None else segment.loudness
        operation = MixSegment(
            samples=total,
            target=target,
            anchor="voice" if voiced else "mix",
            announced=tuple(announced),
            clips=tuple(replace(clip, alignment=alignments.get(number)) for number, clip in enumerate(mixed)),
        )
        action = Action(
            operation,
            (*inputs.values(), *syncs),
            self.tools.identity(operation),
            address=f"{address}/mix",
            title=f'sound of "{segment.title}"',
            segment=segment.name,
            where=segment.where,
            shows=(("loudness", str(target)),),
            cost=Fraction(total, SAMPLE_RATE) * (2 + len(clips)) / 200,
        )
        return self.add(action), tuple(clip.name or str(clip.media.path) for clip in clips)

    def under(self, voice: Voice, whole: Mastered, parts: Sequence[Part], samples: int) -> Action:
        """Plan the programme's sound under a voice; return what masters it."""
        title = "the audio description" if voice.kind == "description" else f"the dub in {voice.language}"
        clip = SoundClip(
            voice.media, SoundRole.VOICE, Fraction(0), Fraction(0), voice.seconds,
            gain_db=voice.gain_db, track=voice.track, treatment=voice.treatment, where=voice.where,
        )  # fmt: skip
        first = self.timeline.segments[0]
        stem = decode(first, clip, self.infos(clip.media.path), self.tools, f"programme/{voice.name}/stem")
        for action in (stem.decoded, stem.action):
            self.add(replace(action, segment="", title=f"sound of {title}"))
        target = speech_target(self.profile)
        seconds = Fraction(samples, SAMPLE_RATE)
        operation = MixSegment(samples, target, "voice", (stem.announced,), (_mixed(clip, stem, 0, seconds, samples),))
        mix = Action(
            operation,
            (Input("stem0", stem.action.output()),),
            self.tools.identity(operation),
            address=f"programme/{voice.name}/mix",
            title=title,
            where=voice.where,
            cost=seconds * 3 / 200,
        )
        depth = None if voice.is_alone else DEPTHS[voice.kind]
        found = master_under(self.add(mix), voice.name, title, depth, whole, parts, samples, self.profile, self.tools)
        for action in found.actions:
            self.add(action)
        return found.master

    def _stem(self, segment: Segment, clip: SoundClip, address: str) -> Stem:
        stem = decode(segment, clip, self.infos(clip.media.path), self.tools, address)
        self.add(stem.decoded)
        self.add(stem.action)
        if clip.pace != AS_FILMED or clip.reverse:
            stem = paced(segment, clip, stem, self.tools, address)
            self.add(stem.action)
        return stem

    def _syncs(
        self, segment: Segment, clips: Sequence[SoundClip], decoded: Sequence[Stem]
    ) -> tuple[dict[int, Alignment], list[Input]]:
        """Plan the aligning of clips to the segment's first stem, or the guide that they have; return how the mix places them,
        by number, and its inputs.

        The first stem may be muted: a guide that all played to, and nobody shall hear.
        """
        if all(clip.sync != "auto" for clip in clips):
            return {}, []
        placed = [clip for clip in segment.stack.sound if clip.sync != "auto" and self._sounds(clip)]
        stems = [clip for clip in placed if clip.role is SoundRole.STEM]
        first = next(iter(stems or placed), None)
        guides: dict[int | None, Stem] = {}
        alignments: dict[int, Alignment] = {}
        inputs: list[Input] = []
        operation = AlignTake()
        for number, clip in enumerate(clips):
            if clip.sync != "auto":
                continue
            reference = first if clip.guide is None else segment.stack.sound[clip.guide]
            if reference is None:
                where = clip.where or Where(str(clip.media.path))
                hint = "the first stem is the reference"
                self.diagnostics.append(Diagnostic(where, "sync: auto has nothing to align to", hint))
                continue
            if clip.guide not in guides:
                guides[clip.guide] = self._stem(segment, reference, f"{segment.name}/stem/{len(clips) + len(guides)}")
            guide = guides[clip.guide]
            action = Action(
                operation,
                (Input("reference", guide.decoded.output()), Input("take", decoded[number].decoded.output())),
                self.tools.identity(operation),
                address=f"{segment.name}/sync/{number}",
                title=f"sync of {clip.media.path}",
                segment=segment.name,
                where=clip.where,
                cost=Fraction(3),
            )
            alignments[number] = Alignment(len(inputs), _shift(reference, guide), *self._used(segment, clip, decoded[number]))
            inputs.append(Input(f"sync{len(inputs)}", self.add(action).output()))
        return alignments, inputs

    def _used(self, segment: Segment, clip: SoundClip, stem: Stem) -> tuple[int, int | None]:
        """Return the first and last sample of a take that are used; one cut by the segment's end goes on to its own, None."""
        is_cut = _begin(clip) + clip.seconds >= segment.stack.frames / self.timeline.rate
        first = half_up(clip.start * SAMPLE_RATE) - stem.first
        return first, None if is_cut else half_up((clip.start + clip.seconds) * SAMPLE_RATE) - stem.first

    def _sounds(self, clip: SoundClip) -> bool:
        if self.infos(clip.media.path).sound is not None:
            return True
        if clip.role is not SoundRole.NAT:  # a silent film is no mistake, a silent voice is
            where = clip.where or Where(str(clip.media.path))
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


def _mixed(clip: SoundClip, stem: Stem, number: int, length: Fraction, total: int) -> MixedClip:
    at = _begin(clip)
    until = at + clip.seconds
    return MixedClip(
        stem=number,
        is_voice=clip.role is SoundRole.VOICE,
        shift=_shift(clip, stem),
        begin=half_up(at * SAMPLE_RATE),
        # What reaches the segment's end reaches its last sample, also where a frame is no whole number of samples.
        end=total if until >= length else half_up(until * SAMPLE_RATE),
        gain_db=clip.gain_db,
        pan=clip.pan,
        fade_in=half_up(clip.fade_in * SAMPLE_RATE),
        fade_out=half_up(clip.fade_out * SAMPLE_RATE),
        duck=clip.duck,
        loop=clip.loop,
        alignment=None,
    )
