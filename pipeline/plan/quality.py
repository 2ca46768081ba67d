"""Plan what quality control measures on a movie, and say of each span what in it is meant. Pure.

Spans are measured where they lie, so that an edit measures what it changed; the sound as the master encoded it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.join import JoinMovie
from pipeline.operations.master import MasterProgramme
from pipeline.operations.measure_picture import MeasurePicture
from pipeline.operations.measure_sound import MeasureSound
from pipeline.operations.promises import VideoPromise
from pipeline.operations.take_frames import TakeFrames
from pipeline.plan.action import QUALITY, Action, FromAction, Input, Plan, Toolchain
from pipeline.plan.spans import Span
from pipeline.profiles.model import Profile
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, SourceMedia
from pipeline.timeline.regions import Layer, Shown, TransitionLayer

SOUND = "sound"
"""The result that holds the facts of the sound; those of span n are the result `picture<n>`."""


_LONGEST = 384
"""Pixels of the longer side of a finding's picture."""


def quality(made: Plan, profile: Profile, tools: Toolchain) -> Plan:
    """Return the actions that measure what `made` delivers, together with all that they need.

    A deliverable that is only looked at (without clearance) gets the cheap half: its sound is not decoded once more, and flashes
    and levels are not looked for.
    """
    by_key = {action.key: action for action in made.actions}
    joined = by_key[made.results["movie"].key]
    assert isinstance(joined.operation, JoinMovie)
    spans = [by_key[given.origin.key] for given in joined.inputs if isinstance(given.origin, FromAction)]
    rate = joined.operation.rate
    is_thorough = profile.needs_clearance
    operation = MeasurePicture(rate, is_thorough)
    pictures = [_picture(span, operation, tools) for span in spans if isinstance(span.outputs[0].promise, VideoPromise)]
    master = next(action for action in made.actions if isinstance(action.operation, MasterProgramme))
    assert isinstance(master.operation, MasterProgramme)
    listening = MeasureSound(master.operation.programme, is_thorough)
    mixes = master.inputs if is_thorough else ()
    heard = Action(
        listening,
        (Input("movie", master.output("encoded"), ".m4a"), *mixes),
        tools.identity(listening),
        address="programme/listening",
        title="listening to the sound",
        cost=Fraction(joined.operation.samples, 48_000) / (90 if is_thorough else 2000),
    )
    results = {f"picture{number}": action.output() for number, action in enumerate(pictures)}
    actions = {action.key: action for action in (*made.actions, *pictures, heard)}
    return Plan(f"{made.name}{QUALITY}", tuple(actions.values()), {**results, SOUND: heard.output()})


def _picture(span: Action, operation: MeasurePicture, tools: Toolchain) -> Action:
    return Action(
        operation,
        (Input("movie", span.output(), ".mp4"),),
        tools.identity(operation),
        address=f"{span.address}/look",
        title=f"looking at the {span.title}",
        segment=span.segment,
        where=span.where,
        cost=span.cost / 20,
    )


def taking(made: Plan, frames: Sequence[int], tools: Toolchain) -> Plan:
    """Return `made` and the actions that take out these frames of what it delivers, a result named after its span's first."""
    by_key = {action.key: action for action in made.actions}
    joined = by_key[made.results["movie"].key]
    assert isinstance(joined.operation, JoinMovie)
    actions: dict[str, Action] = {}
    results: dict[str, FromAction] = {}
    first = 0
    for span in (by_key[given.origin.key] for given in joined.inputs if isinstance(given.origin, FromAction)):
        promise = span.outputs[0].promise
        if not isinstance(promise, VideoPromise):
            continue
        numbers = tuple(frame - first for frame in frames if first <= frame < first + promise.frames)
        if numbers:
            operation = TakeFrames(joined.operation.rate, numbers, _LONGEST)
            taken = Action(
                operation,
                (Input("movie", span.output(), ".mp4"),),
                tools.identity(operation),
                address=f"{span.address}/frames",
                title=f"frames of the {span.title}",
                segment=span.segment,
                where=span.where,
                cost=Fraction(len(numbers), 10),
            )
            actions[taken.key] = taken
            results[str(first)] = taken.output()
        first += promise.frames
    return Plan(f"{made.name}.frames{QUALITY}", tuple({**by_key, **actions}.values()), results)


# ---------------------------------------------------------------------------------------------- what is meant


def may_stand(span: Span) -> bool:
    """Say whether nothing that a span shows need move: cards, stills, colours, and what is drawn and may hold.

    A video of a contributor is expected to move wherever it is seen, but in a transition, which is short.
    """
    return span.is_transition or not any(_is_video(clip) for clip in _clips(span.layers))


def may_be_black(span: Span) -> bool:
    """Say whether a span may be black: where it fades, or shows no more than cards and colours."""
    layers = tuple(_blends(span.layers))
    if any(layer.transition.kind == "fade-black" for layer in layers):
        return True
    clips = tuple(_clips(span.layers))
    if any(clip.fade_in or clip.fade_out for clip in clips if not isinstance(clip.media, CardMedia)):
        return True
    return all(isinstance(clip.media, CardMedia | ColourMedia) for clip in clips)


def goes_on(before: Span, span: Span, rate: Fraction, info: Callable[[MediaPath], MediaInfo]) -> bool:
    """Say whether a span shows one whole video on, right where the span before has left it, at the programme's rate `rate`."""
    if before.segment != span.segment or not before.layers or not span.layers:
        return False
    one, other = before.layers[0], span.layers[0]
    if not (isinstance(one, Shown) and isinstance(other, Shown)) or one.clip != other.clip:
        return False
    if not isinstance(one.clip.media, SourceMedia) or other.offset != one.offset + before.frames:
        return False
    video = info(one.clip.media.path).video
    return video is not None and video.rate == rate and not video.is_variable


def _is_video(clip: Clip) -> bool:
    return isinstance(clip.media, SourceMedia)


def _clips(layers: Sequence[Layer]) -> Iterator[Clip]:
    for layer in layers:
        if isinstance(layer, Shown):
            yield layer.clip
        else:
            yield from _clips((*layer.outgoing, *layer.incoming))


def _blends(layers: Sequence[Layer]) -> Iterator[TransitionLayer]:
    for layer in layers:
        if isinstance(layer, TransitionLayer):
            yield layer
            yield from _blends((*layer.outgoing, *layer.incoming))
