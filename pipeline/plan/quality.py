"""Plan what quality control measures on a movie. Pure.

Spans are measured where they lie, so that an edit measures what it changed; the sound as the master encoded it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.join import JoinMovie
from pipeline.operations.join_file import JoinFile
from pipeline.operations.join_sound import JoinSound
from pipeline.operations.measure_picture import MeasurePicture
from pipeline.operations.measure_sound import MeasureSound
from pipeline.operations.measure_thumbnail import MeasureThumbnail
from pipeline.operations.programme import ProgrammeSound
from pipeline.operations.promises import VideoPromise
from pipeline.operations.take_frames import TakeFrames
from pipeline.operations.take_thumbnail import TakeThumbnail
from pipeline.plan.action import QUALITY, Action, FromAction, FromSource, Input, Plan, Toolchain
from pipeline.plan.mastering import listened
from pipeline.profiles.model import Profile

SOUND = "sound"
"""The result that holds the facts of the sound; those of span n are the result `picture<n>`."""

THUMBNAIL = "thumbnail"
"""The result that holds the facts of the thumbnail, in a plan of what is measured; the thumbnail itself in any other."""

_LONGEST = 384
"""Pixels of the longer side of a finding's picture."""


def quality(made: Plan, profile: Profile, tools: Toolchain) -> Plan:
    """Return the actions that measure what `made` delivers, together with all that they need.

    A deliverable that is only looked at (without clearance) gets the cheap half: its sound is not decoded once more, and flashes
    and levels are not looked for.
    """
    by_key = {action.key: action for action in made.actions}
    joined = by_key[made.results["movie"].key]
    assert isinstance(joined.operation, JoinMovie | JoinFile | JoinSound)
    spans = [by_key[given.origin.key] for given in joined.inputs if isinstance(given.origin, FromAction)]
    rate = joined.operation.rate
    is_thorough = profile.needs_clearance
    operation = MeasurePicture(rate, is_thorough)
    pictures = [_picture(span, operation, tools) for span in spans if isinstance(span.outputs[0].promise, VideoPromise)]
    _, programme, mixes = listened(made)
    listening = MeasureSound(programme, is_thorough)
    heard = Action(
        listening,
        (_heard(joined), *(mixes if is_thorough else ())),
        tools.identity(listening),
        address="programme/listening",
        title="listening to the sound",
        cost=Fraction(joined.operation.samples, 48_000) / (90 if is_thorough else 2000),
    )
    results = {f"picture{number}": action.output() for number, action in enumerate(pictures)}
    if isinstance(joined.operation, JoinSound):
        return Plan(f"{made.name}{QUALITY}", (*made.actions, heard), {SOUND: heard.output()})
    taken = by_key[made.results[THUMBNAIL].key]
    (shown,) = taken.inputs
    assert isinstance(shown.origin, FromAction)
    seen = thumbnail(made, taken.output(), shown.origin, 0, tools)
    voices = _voices(joined, programme, profile, tools)
    results |= {f"voice{number}": action.output() for number, action in enumerate(voices)}
    actions = {action.key: action for action in (*made.actions, *pictures, heard, *voices, seen)}
    return Plan(
        f"{made.name}{QUALITY}", tuple(actions.values()), {**results, SOUND: heard.output(), THUMBNAIL: seen.output()}
    )


def _heard(joined: Action) -> Input:
    """Return the sound that was joined with the picture."""
    return next(replace(given, name="movie") for given in joined.inputs if given.name == "sound")


def _voices(joined: Action, programme: ProgrammeSound, profile: Profile, tools: Toolchain) -> tuple[Action, ...]:
    """Return the actions that listen to the further sounds of a movie: all of each, for nothing of it was planned in parts."""
    operation = MeasureSound(replace(programme, segments=(), over=()), profile.needs_clearance)
    given = [one for one in joined.inputs if one.name.startswith("sound") and one.name != "sound"]
    return tuple(
        Action(
            operation,
            (Input("movie", one.origin, ".m4a"),),
            tools.identity(operation),
            address=f"programme/listening/{number}",
            title="listening to a further sound",
            cost=Fraction(programme.samples, 48_000) / (90 if profile.needs_clearance else 2000),
        )
        for number, one in enumerate(given)
    )


def thumbnail(
    made: Plan, picture: FromAction | FromSource, movie: FromAction | FromSource, first: int, tools: Toolchain
) -> Action:
    """Return the action that looks at a thumbnail as `made` takes it, beside a movie where its span begins at frame `first`.

    One that is drawn as a card shows no frame of the movie as it is, and is held against none.
    """
    taken = next(action.operation for action in made.actions if isinstance(action.operation, TakeThumbnail))
    is_drawn = any(isinstance(action.operation, EncodeThumbnail) for action in made.actions)
    operation = MeasureThumbnail(taken.rate, () if is_drawn else tuple(first + number for number in taken.numbers))
    return Action(
        operation,
        (Input("thumbnail", picture, ".jpg"), Input("movie", movie, ".mp4")),
        tools.identity(operation),
        address=f"{'delivered' if isinstance(picture, FromSource) else 'programme'}/thumbnail/look",
        title="looking at the thumbnail",
        cost=Fraction(len(taken.numbers), 10),
    )


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
    assert isinstance(joined.operation, JoinMovie | JoinFile | JoinSound)
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
