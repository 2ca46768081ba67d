"""Plan what happens to the programme sound as a whole: master and encode once, report, cut for a preview. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from pipeline.operations.encode_programme import Codec, EncodeProgramme, Tags
from pipeline.operations.encode_stretch import EncodeStretch
from pipeline.operations.excerpt import EncodeExcerpt
from pipeline.operations.gain import FindGain
from pipeline.operations.join import Chapter
from pipeline.operations.lay_over import LayOver
from pipeline.operations.master import MasterProgramme
from pipeline.operations.programme import PlacedMix, ProgrammeSound, Shared
from pipeline.operations.report import ReportedSegment, ReportSound
from pipeline.operations.stretch import JoinStretch
from pipeline.plan.action import Action, FromAction, Input, Plan, Toolchain
from pipeline.profiles.model import LoudnessProfile, Profile
from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import HANDLE
from pipeline.sound.stretches import Stretch, stretches
from pipeline.timebase import SAMPLE_RATE, clock
from pipeline.timeline.model import Segment
from pipeline.values import dataclass

_BEST = 384
"""Kilobits a second of AAC by which the sound of a codec is mastered that loses nothing."""

MASTER = "programme/master"
"""The address of what masters the programme's own sound; those of the sounds under voices begin otherwise."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What sounds besides the segments, around a cut or before it: its mix, and its place in the programme in samples."""

    mix: Action
    start: int
    samples: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a file of sound says of itself: title, show, chapters in `frames` of `rate` a second, cover, language."""

    title: str
    show: str
    rate: Fraction
    chapters: tuple[Chapter, ...]
    frames: int
    cover: FromAction
    language: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's place in the programme: `start`, `samples` and what it has in common with the segment before, in samples.

    `mix` is None where the segment is silent; `clips` are the names of what is in it. `passages` sound besides it.
    """

    segment: Segment
    mix: Action | None
    clips: tuple[str, ...]
    start: int
    samples: int
    shared: Shared
    passages: tuple[Passage, ...] = ()

    @property
    def meeting(self) -> Literal["cut", "dissolve", "fade-black"]:
        """Return how its sound meets the one before: as the pictures do, and through silence as they go through a colour."""
        if self.segment.transition is None:
            return "cut"
        return "fade-black" if self.segment.transition.kind in ("fade-black", "fade-white") else "dissolve"


@dataclass(frozen=True, slots=True)
class Mastered:
    """The actions that master a programme, each after all it needs; `master` is the last."""

    actions: tuple[Action, ...]
    master: Action
    joined: tuple[Action, ...] = ()


def master(parts: Sequence[Part], samples: int, profile: Profile, tools: Toolchain) -> Mastered:
    """Plan the join, its mastering and its one encoding: stretch by stretch, with one gain for all."""
    programme, loudness = _programme(parts, samples, profile), profile.loudness
    cut = list(stretches([part.start for part in parts], samples))
    passages = _passages(parts)
    joined = []
    for place, (number, stretch) in enumerate(cut):
        within = sum(1 for other, _ in cut[:place] if other == number)
        joined.append(_joined(parts, passages, stretch, parts[number], within, tools))
    return _mastered(joined, [stretch for _, stretch in cut], programme, loudness, tools, parts)


def master_under(
    voice: Action, name: str, title: str, depth: Fraction | None, before: Mastered, parts: Sequence[Part], samples: int,
    profile: Profile, tools: Toolchain,
) -> Mastered:  # fmt: skip
    """Plan the sound of a programme under a voice, a mix as long as the programme, mastered as `before` is by itself.

    Stretches in which nothing has changed are laid and encoded no second time.
    """
    cut = [stretch for _, stretch in stretches([part.start for part in parts], samples)]
    laid = []
    for joined, stretch in zip(before.joined, cut, strict=True):
        operation = LayOver(stretch.stop - stretch.start, stretch.start, speech_target(profile), depth)
        laid.append(
            Action(
                operation,
                (Input("sound", joined.output("sound"), ".wav"), Input("voice", voice.output(), ".wav")),
                tools.identity(operation),
                address=joined.address.replace("/joined/", f"/{name}/"),
                title=f"{joined.title}, under {title}",
                cost=Fraction(operation.samples, SAMPLE_RATE) / 200,
            )
        )
    return _mastered(laid, cut, _programme(parts, samples, profile), profile.loudness, tools, parts, f"programme/{name}", title)


def speech_target(profile: Profile) -> Fraction:
    """Return how loud speech is before the programme is mastered, in LUFS."""
    return profile.loudness.segments.get("docu-short", profile.loudness.target)


def _mastered(
    joined: Sequence[Action], cut: Sequence[Stretch], programme: ProgrammeSound, loudness: LoudnessProfile, tools: Toolchain,
    parts: Sequence[Part], address: str = MASTER, title: str = "",
) -> Mastered:  # fmt: skip
    of, samples = f", {title}" if title else "", programme.samples
    finding = FindGain(tuple(stretch.cells for stretch in cut), loudness.target, loudness.ceiling)
    gain = Action(
        finding,
        tuple(Input(f"levels{number}", action.output("levels"), ".wav") for number, action in enumerate(joined)),
        tools.identity(finding),
        address=f"{address.removesuffix('/master')}/gain",
        title=f"gain of the programme{of}",
        cost=Fraction(samples, SAMPLE_RATE) / 1000,
    )
    encoded = []
    for action, stretch in zip(joined, cut, strict=True):
        encoding = EncodeStretch(stretch.extent, loudness.ceiling, programme.bitrate, programme.channels)
        encoded.append(
            Action(
                encoding,
                (
                    Input("sound", action.output("sound"), ".wav"),
                    Input("levels", action.output("levels"), ".wav"),
                    Input("gain", gain.output(), ".json"),
                ),
                tools.identity(encoding),
                address=f"{action.address}/encoded" if title else action.address.replace("/joined/", "/encoded/"),
                title=f"encoding the {action.title}",
                cost=Fraction(stretch.extent.samples, SAMPLE_RATE) / 40,
            )
        )
    operation = MasterProgramme(programme, tuple(cut), loudness.target, loudness.ceiling)
    inputs = [Input("gain", gain.output(), ".json"), Input("before", gain.output("facts"), ".json")]
    for number, (one, other) in enumerate(zip(joined, encoded, strict=True)):
        inputs += [
            Input(f"sound{number}", one.output("sound"), ".wav"),
            Input(f"levels{number}", one.output("levels"), ".wav"),
            Input(f"aac{number}", other.output(), ".m4a"),
            Input(f"heard{number}", other.output("heard"), ".wav"),
        ]
    whole = Action(
        operation,
        tuple(inputs),
        tools.identity(operation),
        address=address if not title else f"{address}/master",
        title=f"loudness of the programme{of}",
        shows=(("order of segments", ", ".join(part.segment.name for part in parts)),),
        cost=Fraction(samples, SAMPLE_RATE) / 600,
    )
    unique = {action.key: action for action in (*joined, gain, *encoded, whole)}
    return Mastered(tuple(unique.values()), whole, tuple(joined))


def _joined(
    parts: Sequence[Part], passages: Sequence[Passage], stretch: Stretch, begins: Part, within: int, tools: Toolchain
) -> Action:
    """Plan the join of a stretch, which is number `within` of those that begin in a part.

    Its address is that of the segment, so that it stays when others move; it belongs to none, for it may hear several.
    """
    start, stop = stretch.start, stretch.stop  # computed of the stretch each time
    heard = [part for part in parts if part.start - HANDLE < stop and part.start + part.samples + HANDLE > start]
    passages = [one for one in passages if one.start < stop and one.start + one.samples > start]
    placed, over = _placed(heard, passages, start)
    operation = JoinStretch(
        stop - start, placed, is_first=not stretch.begin, is_last=stretch.is_last, over=over
    )
    segment = begins.segment
    begin, end = (
        clock(Fraction(max(at * FRAME - begins.start, 0), SAMPLE_RATE), digits=1) for at in (stretch.begin, stretch.end)
    )
    return Action(
        operation,
        _inputs(heard, passages),
        tools.identity(operation),
        address=f"{segment.name}/joined/{within}",
        title=f'sound from "{segment.title}", {begin}-{end}',
        cost=Fraction(operation.samples, SAMPLE_RATE) / 200,
    )


def listened(made: Plan) -> tuple[Action, ProgrammeSound, tuple[Input, ...]]:
    """Return the master of a plan, the programme as its mixes were placed in it, and those mixes: what it is held against."""
    by_address = {action.address: action for action in made.actions}
    master = by_address[MASTER]
    report = next(action for action in made.actions if isinstance(action.operation, ReportSound))
    assert isinstance(master.operation, MasterProgramme)
    mixes = [(given.name, given.origin) for given in report.inputs if given.name != "master"]
    inputs = [Input(name, replace(origin, output="out")) for name, origin in mixes if isinstance(origin, FromAction)]
    return master, master.operation.programme, tuple(inputs)


def excerpt(
    parts: Sequence[Part], mastered: Action, samples: int, first: int, last: int, profile: Profile, tools: Toolchain
) -> Action:
    """Plan the encoding of samples `first` to `last` of the mastered programme, for a preview."""
    operation = EncodeExcerpt(_programme(parts, samples, profile), first, last)
    return Action(
        operation,
        (*_inputs(parts, _passages(parts)), Input("gains", mastered.output("gains"), ".wav")),
        tools.identity(operation),
        address="programme/excerpt",
        title="sound of the window",
        cost=Fraction(last - first, SAMPLE_RATE) / 45,
    )


def _programme(parts: Sequence[Part], samples: int, profile: Profile) -> ProgrammeSound:
    sound = profile.sound
    assert sound.sample_rate == SAMPLE_RATE, "the sample arithmetic is AAC-LC's at 48 kHz"
    placed, over = _placed(parts, _passages(parts), 0)
    # A codec that loses nothing is mastered as AAC of the best quality is, and shares all but the encoding with it.
    return ProgrammeSound(samples, (sound.bitrate_kbps or _BEST) * 1000, sound.channels, placed, over)


def encoded(
    parts: Sequence[Part], mastered: Action, samples: int, profile: Profile, tools: Toolchain, codec: Codec, bitrate: int = 0,
    tagged: Tagged | None = None,
) -> Action:  # fmt: skip
    """Plan the encoding of the mastered programme in a codec besides AAC; `tagged` is what a file by itself says of it."""
    tags = None
    if tagged is not None:
        tags = Tags(tagged.title, tagged.show, tagged.rate, tagged.frames, tagged.chapters, tagged.language)
    loudness = profile.loudness
    programme = _programme(parts, samples, profile)
    operation = EncodeProgramme(programme, codec, bitrate, tags, loudness.target, loudness.ceiling)
    cover = () if tagged is None else (Input("cover", tagged.cover, ".jpg"),)
    return Action(
        operation,
        (*_inputs(parts, _passages(parts)), Input("gains", mastered.output("gains"), ".wav"), *cover),
        tools.identity(operation),
        address=f"programme/{codec}",
        title=f"encoding the sound as {codec.upper()}",
        cost=Fraction(samples, SAMPLE_RATE) / 60,
    )


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
            *(Input(f"mix{number}", mix.output("facts"), ".json") for number, mix in enumerate(_mixes(parts, _passages(parts)))),
        ),
        tools.identity(operation),
        address="programme/report",
        title="report of the programme sound",
        cost=Fraction(1, 10),
    )


def _passages(parts: Sequence[Part]) -> list[Passage]:
    return [one for part in parts for one in part.passages]


def _placed(
    parts: Sequence[Part], passages: Sequence[Passage], origin: int
) -> tuple[tuple[PlacedMix, ...], tuple[PlacedMix, ...]]:
    """Return what segments play where, counted from sample `origin` of the programme, and what sounds besides them."""
    numbers = {mix.key: number for number, mix in enumerate(_mixes(parts, passages))}
    segments = tuple(
        PlacedMix(number, part.start - origin, part.samples, part.meeting, part.shared)
        for part, number in zip(parts, _numbers(parts), strict=True)
    )
    return segments, tuple(PlacedMix(numbers[one.mix.key], one.start - origin, one.samples, "over") for one in passages)


def _inputs(parts: Sequence[Part], passages: Sequence[Passage]) -> tuple[Input, ...]:
    return tuple(Input(f"mix{number}", mix.output()) for number, mix in enumerate(_mixes(parts, passages)))


def _mixes(parts: Sequence[Part], passages: Sequence[Passage] = ()) -> tuple[Action, ...]:
    """Return the mixes of all segments and then of passages, equal ones once, in the order of their first use."""
    mixes = (*(part.mix for part in parts if part.mix is not None), *(one.mix for one in passages))
    return tuple({mix.key: mix for mix in mixes}.values())


def _numbers(parts: Sequence[Part]) -> list[int | None]:
    """Return for each part which of `_mixes` it plays."""
    numbers = {mix.key: number for number, mix in enumerate(_mixes(parts))}
    return [None if part.mix is None else numbers[part.mix.key] for part in parts]
