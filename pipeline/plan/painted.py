"""Spans as they were lowered before, by all that decided it: after an edit the others are not compiled again. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline import digest
from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.base import Operation
from pipeline.operations.codec import CodecFault, Json, pack, unpack
from pipeline.plan.action import FromAction, FromSource, FromSources, Input, Toolchain
from pipeline.plan.spans import Span
from pipeline.profiles.model import Profile
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, SceneMedia, SourceMedia, StillMedia, Timeline


@dataclass(frozen=True, slots=True)
class Asked:
    """A drawing that a span shows, with the key of its action. `owner` is the number of the clip that it is for."""

    owner: int
    operation: Operation
    inputs: tuple[Input, ...]
    key: str
    what: str
    title: str
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Painted:
    """What a span was lowered to: the operation that encodes it, the key of its action, and what must be drawn before."""

    operation: Operation
    inputs: tuple[Input, ...]
    key: str
    asked: tuple[Asked, ...]


class PaintedSpans:
    """The spans of the last planning of an episode, for the next one. One planning uses it at a time."""

    def __init__(self, known: Mapping[str, Painted] | None = None) -> None:
        self._known: Mapping[str, Painted] = known or {}
        self._used: dict[str, Painted] = {}
        self._facts: dict[MediaPath, tuple[MediaInfo, str]] = {}
        self._common = ""

    def begin(self, timeline: Timeline, profile: Profile, theme: Theme, tools: Toolchain) -> None:
        """Begin a planning; what the one before did not use is forgotten."""
        self._known, self._used = self._used or self._known, {}
        cut = (timeline.rate, timeline.background, timeline.theme, timeline.language)
        self._common = digest.of([theme.digest, profile.video, cut, tools.ffmpeg, sorted(tools.code.items())])

    def model(self, span: Span, clips: Sequence[Clip], info: Callable[[MediaPath], MediaInfo]) -> str | None:
        """Return the digest of all that decides how a span is encoded; None for one that shows what is not remembered.

        `clips` are those that it shows, its captions among them.
        """
        paths, facts = [], []
        for clip in clips:
            match clip.media:
                case SourceMedia(path=path) | StillMedia(path=path):
                    paths.append(str(path))
                    facts.append(self._digest_of(path, info(path)))
                case SceneMedia(path=path):
                    paths.append(str(path))
                case ColourMedia() | CardMedia():
                    pass
                case _:
                    return None
        cues = [(cue.range, cue.text) for cue in span.cues]
        return digest.of([self._common, span.frames, span.layers, cues, paths, facts])

    def get(self, model: str | None) -> Painted | None:
        """Return what a span of this model was lowered to, if that is known."""
        found = None if model is None else self._used.get(model) or self._known.get(model)
        if model is not None and found is not None:
            self._used[model] = found
        return found

    def put(self, model: str | None, painted: Painted) -> None:
        """Keep what a span was lowered to."""
        if model is not None:
            self._used[model] = painted

    @property
    def is_changed(self) -> bool:
        """Say whether the planning used others than the one before."""
        return self._used.keys() != self._known.keys()

    def dumps(self) -> str:
        """Return the spans of the last planning as a text."""
        return json.dumps({model: _told(painted) for model, painted in self._used.items()}, separators=(",", ":"))

    def _digest_of(self, path: MediaPath, info: MediaInfo) -> str:
        known = self._facts.get(path)
        if known is None or known[0] is not info:
            known = self._facts[path] = info, digest.of(info)
        return known[1]


def loads(text: str) -> PaintedSpans:
    """Read what `PaintedSpans.dumps` wrote; spans that cannot be read are none that are known."""
    try:
        return PaintedSpans({model: _painted(told) for model, told in json.loads(text).items()})
    except (ValueError, TypeError, KeyError, AttributeError, CodecFault):
        return PaintedSpans()


def _told(painted: Painted) -> Json:
    asked: list[Json] = [
        [one.owner, pack(one.operation), _inputs_told(one.inputs), one.key, one.what, one.title, str(one.cost)]
        for one in painted.asked
    ]
    return [pack(painted.operation), _inputs_told(painted.inputs), painted.key, asked]


def _painted(told: list) -> Painted:  # type: ignore[type-arg]
    operation, inputs, key, asked = told
    return Painted(unpack(operation), tuple(_inputs(inputs)), key, tuple(map(_asked, asked)))


def _asked(told: list) -> Asked:  # type: ignore[type-arg]
    owner, operation, inputs, key, what, title, cost = told
    return Asked(owner, unpack(operation), tuple(_inputs(inputs)), key, what, title, Fraction(cost))


def _inputs_told(inputs: tuple[Input, ...]) -> Json:
    told: list[Json] = []
    for one in inputs:
        match one.origin:
            case FromSource(digest=content, path=path):
                told.append([one.name, one.suffix, "source", content, path])
            case FromAction(key=key, output=output):
                told.append([one.name, one.suffix, "action", key, output])
            case FromSources(digests=digests, paths=paths):
                told.append([one.name, one.suffix, "sources", list(digests), list(paths)])
    return told


def _inputs(told: list) -> Iterator[Input]:  # type: ignore[type-arg]
    for name, suffix, kind, first, second in told:
        match kind:
            case "source":
                yield Input(name, FromSource(first, second), suffix)
            case "action":
                yield Input(name, FromAction(first, second), suffix)
            case _:
                yield Input(name, FromSources(tuple(first), tuple(second)), suffix)
