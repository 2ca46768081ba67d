"""Spans as they were lowered before, by all that decided it: after an edit the others are not compiled again. Pure.

So is the card of the thumbnail, which stands in no span, and what a picture for a card is painted by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from fractions import Fraction

from pipeline import digest
from pipeline.cards.model import Theme
from pipeline.cards.slots import Focus
from pipeline.media.info import MediaInfo
from pipeline.media.library import Memory
from pipeline.media.paths import MediaPath
from pipeline.operations.base import Operation
from pipeline.operations.codec import Json, pack, unpack
from pipeline.operations.ffmpeg import Arguments, FilePath, Joined
from pipeline.operations.paint import PaintSpan
from pipeline.operations.promises import VideoPromise
from pipeline.plan.action import FromAction, FromSource, FromSources, Input, Toolchain
from pipeline.plan.spans import Span
from pipeline.profiles.model import Profile
from pipeline.timeline.colour import Match
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    Frame,
    FramesMedia,
    SceneMedia,
    SourceMedia,
    StillMedia,
    Timeline,
)
from pipeline.timeline.scenes import BuiltinScene
from pipeline.values import dataclass

_MOST_FRAMES = 600
"""Pictures for cards that are remembered; those of an hour of episode are some hundreds."""

_MOST_NUMBERED = 500
"""Numbered pictures of a clip, what is known of each of which takes less time to tell than to compile what shows one of them."""

_FORMAT = "painted/3"
_PROMISED = tuple(field.name for field in fields(VideoPromise))


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

    operation: PaintSpan
    inputs: tuple[Input, ...]
    key: str
    asked: tuple[Asked, ...]


class PaintedSpans:
    """The spans of the last planning of an episode, for the next one. One planning uses it at a time.

    `memory` keeps those of a first planning under `name` for another process, where all that is no part of a span's model is the
    same: `house` is its identity.
    """

    def __init__(self, memory: Memory | None = None, name: str = "", house: str = "") -> None:
        self._memory, self._name, self._house = memory, f"{_FORMAT} {name}", house
        self._known: Mapping[str, Painted] = {}
        self._used: dict[str, Painted] = {}
        self._cards: Mapping[str, tuple[Asked, ...]] = {}
        self._drawn: dict[str, tuple[Asked, ...]] = {}
        self._frames: dict[str, tuple[Asked, ...]] = {}
        self._told: Mapping[str, Json] = {}
        self._facts: dict[MediaPath, tuple[MediaInfo, str]] = {}
        self._common = ""

    def begin(self, timeline: Timeline, profile: Profile, theme: Theme, tools: Toolchain) -> None:
        """Begin a planning; what the one before did not use is forgotten."""
        self._known, self._used = self._used, {}
        self._cards, self._drawn = self._drawn, {}
        if self._memory is not None:
            self._known, self._cards, self._frames = self._loads(self._memory.get(self._name) or "")
        cut = (timeline.rate, timeline.background, timeline.theme, timeline.language)
        self._common = digest.of([theme.digest, profile.video, cut, tools.ffmpeg, sorted(tools.code.items())])

    def end(self) -> None:
        """End a planning."""
        is_other = self._used.keys() != self._known.keys() or self._drawn.keys() != self._cards.keys()
        if self._memory is not None and is_other:
            self._memory.put(self._name, self._dumps())
        self._memory, self._told = None, {}  # a session plans as often as keys are pressed: that the first one is kept will do

    def model(self, span: Span, clips: Sequence[Clip], info: Callable[[MediaPath], MediaInfo]) -> str | None:
        """Return the digest of all that decides how a span is encoded; None for one that shows what is not remembered.

        `clips` are those that it shows, its captions among them.
        """
        shown = self._shown(clips, info)
        if shown is None:
            return None
        cues = [(cue.range, cue.text, cue.language, cue.beside, cue.place, cue.side) for cue in span.cues]
        return digest.of([self._common, span.frames, span.layers, cues, *shown])

    def _shown(self, clips: Sequence[Clip], info: Callable[[MediaPath], MediaInfo]) -> tuple[list[str], list[str]] | None:
        """Return the paths of what clips show, and digests of what is known of it; None where one is not remembered."""
        paths, facts = [], []
        for clip in clips:
            if (lut := clip.treatment.grade.lut) is not None:
                paths.append(str(lut.path))
            if isinstance(other := clip.treatment.grade.balance, Match):
                paths.append(str(other.path))
                facts.append(self._digest_of(other.path, info(other.path)))
            match clip.media:
                case SourceMedia(path=path) | StillMedia(path=path):
                    paths.append(str(path))
                    facts.append(self._digest_of(path, info(path)))
                case SceneMedia(path=path):
                    paths.append(str(path))
                case FramesMedia(path=path, first=first, digests=digests) if len(digests) <= _MOST_NUMBERED:
                    paths.append(str(path))
                    pictures = (path.numbered(first + number) for number in range(len(digests)))
                    facts += [self._digest_of(picture, info(picture)) for picture in pictures]
                case BuiltinScene(files=files):
                    paths += [str(one.path) for one in files]
                    facts += [self._digest_of(one.path, info(one.path)) for one in files]
                case ColourMedia() | CardMedia():
                    pass
                case _:
                    return None
        return paths, facts

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

    def card_model(self, clip: Clip, size: tuple[int, int], focus: Mapping[str, Focus], picture: FromAction) -> str:
        """Return the digest of all that decides how the card of a clip is drawn on a canvas of `size` pixels.

        All of its pictures are `picture`, each with its `focus`.
        """
        return digest.of([self._common, clip, size, dict(focus), picture.key, picture.output])

    def card(self, model: str) -> tuple[Asked, ...]:
        """Return what was asked for to draw a card of this model, the card last; nothing where that is not known."""
        found = self._drawn.get(model) or self._cards.get(model) or ()
        if found:
            self._drawn[model] = found
        return found

    def put_card(self, model: str, asked: tuple[Asked, ...]) -> None:
        """Keep what was asked for to draw a card, the card last."""
        self._drawn[model] = asked

    def frame_model(
        self, asked: tuple[str, ...], frame: Frame, canvas: tuple[int, int], info: Callable[[MediaPath], MediaInfo]
    ) -> str | None:
        """Return the digest of all that decides how the picture of a frame is painted, and what is `asked` of it besides.

        None where that is not remembered.
        """
        shown = self._shown([one for clip, _ in frame.layers for one in (clip, *clip.behind)], info)
        return None if shown is None else digest.of([self._common, asked, frame, canvas, *shown])

    def frame(self, model: str | None) -> tuple[Asked, ...]:
        """Return what was asked for to paint a picture of this model, the picture last; nothing where that is not known."""
        found = () if model is None else self._frames.pop(model, ())
        if model is not None and found:
            self._frames[model] = found  # the latest used stand last
        return found

    def put_frame(self, model: str | None, asked: tuple[Asked, ...]) -> None:
        """Keep what was asked for to paint a picture, the picture last."""
        if model is not None:
            self._frames[model] = asked
            if len(self._frames) > _MOST_FRAMES:
                self._frames.pop(next(iter(self._frames)))

    def _dumps(self) -> str:
        """Return the spans and cards of the last planning as a text. A drawing that several show is told once."""
        drawn: dict[str, Json] = {}
        spans: dict[str, Json] = {}
        cards: dict[str, Json] = {model: [one.key for one in asked] for model, asked in self._drawn.items()}
        for one in (one for asked in self._drawn.values() for one in asked):
            drawn[one.key] = self._told.get(one.key) or _asked_told(one)
        for model, painted in self._used.items():
            promise, arguments = painted.operation.picture, painted.operation.arguments
            for one in painted.asked:
                if (told := self._told.get(one.key)) is not None:
                    drawn[one.key] = told  # as it was read: an edit changes few, and telling all takes longer than the edit does
                elif one.key not in drawn:
                    drawn[one.key] = _asked_told(one)
            spans[model] = [
                {**{name: getattr(promise, name) for name in _PROMISED}, "rate": str(promise.rate)},
                _arguments_told(arguments),
                _inputs_told(painted.inputs),
                painted.key,
                [[one.owner, one.key] for one in painted.asked],
            ]
        frames: dict[str, Json] = {
            model: [[one.owner, one.key] for one in asked]
            for model, asked in self._frames.items()
            if all(_is_told(one, drawn.get(one.key)) for one in asked)
        }
        # In ASCII: with one letter beyond, each of millions would take two or four bytes.
        return json.dumps([self._house, drawn, spans, cards, frames], separators=(",", ":"))

    def _loads(self, text: str) -> tuple[Mapping[str, Painted], Mapping[str, tuple[Asked, ...]], dict[str, tuple[Asked, ...]]]:
        """Read what `_dumps` wrote; where that cannot be read, or was written in another house, nothing is known."""
        try:
            house, told, spans, cards, frames = json.loads(text)
            if house != self._house:
                return {}, {}, {}
            drawn = {
                key: Asked(0, unpack(operation), tuple(_inputs(inputs)), key, what, title, Fraction(cost))
                for key, (operation, inputs, what, title, cost) in told.items()
            }
            found = {model: _painted(span, drawn) for model, span in spans.items()}
            known = {model: tuple(drawn[key] for key in keys) for model, keys in cards.items()}
            painted = {model: _owned(asked, drawn) for model, asked in frames.items()}
            self._told = told
            return found, known, painted
        except (ValueError, TypeError, KeyError, AttributeError):
            return {}, {}, {}

    def _digest_of(self, path: MediaPath, info: MediaInfo) -> str:
        known = self._facts.get(path)
        if known is None or known[0] is not info:
            known = self._facts[path] = info, digest.of(replace(info, is_proven=True))
        return known[1]


def _painted(told: list, drawn: Mapping[str, Asked]) -> Painted:  # type: ignore[type-arg]
    promise, arguments, inputs, key, asked = told
    operation = PaintSpan(
        VideoPromise(**{**promise, "rate": Fraction(promise["rate"])}),
        tuple(_arguments(arguments)),
    )
    return Painted(operation, tuple(_inputs(inputs)), key, _owned(asked, drawn))


def _arguments_told(arguments: Arguments) -> Json:
    return [
        one
        if isinstance(one, str)
        else {"joined": _arguments_told(one.parts)}
        if isinstance(one, Joined)
        else [one.name, one.before, one.after]
        for one in arguments
    ]


def _arguments(told: list) -> Iterator[str | FilePath | Joined]:  # type: ignore[type-arg]
    for one in told:
        if isinstance(one, dict):
            yield Joined(tuple(part for part in _arguments(one["joined"]) if not isinstance(part, Joined)))
        else:
            yield one if isinstance(one, str) else FilePath(*one)


def _owned(asked: list, drawn: Mapping[str, Asked]) -> tuple[Asked, ...]:  # type: ignore[type-arg]
    return tuple(replace(drawn[name], owner=owner) for owner, name in asked)


def _asked_told(one: Asked) -> Json:
    return [pack(one.operation), _inputs_told(one.inputs), one.what, one.title, str(one.cost)]


def _is_told(one: Asked, told: Json) -> bool:
    """Say whether what is told of a drawing is told of this one, too: the same bytes may be asked for by another path."""
    return isinstance(told, list) and told[1:4] == [_inputs_told(one.inputs), one.what, one.title]


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
