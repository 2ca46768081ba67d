"""Plan what is measured on a finished file as it lies there, whatever has made it. Pure.

Its bytes are the identity of what is measured, so a file that has not changed is measured once.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.operations.measure_picture import MeasurePicture
from pipeline.operations.measure_sound import MeasureSound
from pipeline.operations.programme import ProgrammeSound
from pipeline.plan.action import QUALITY, Action, FromSource, Input, Plan, Toolchain
from pipeline.plan.mastering import listened
from pipeline.plan.quality import SOUND, THUMBNAIL, thumbnail

PICTURE = "picture"
"""The result that holds the facts of the whole picture; those of the sound are `SOUND`."""

_MOVIE = ".mp4"


def of_episode(
    made: Plan, movie: FromSource, picture: FromSource | None, first: int, rate: Fraction, tools: Toolchain, *, is_thorough: bool
) -> Plan:
    """Return the actions that measure the file delivered for an episode whose plan is `made`, and the thumbnail `picture`.

    Where it `is_thorough`, its sound is decoded and held against the planned mixes: those that are not stored are made; flashes
    and levels are looked for. The thumbnail is held against the movie, in
    which the span that it is taken from begins at frame `first`.
    """
    _, programme, mixes = listened(made)
    heard = _listening(movie, programme, mixes if is_thorough else (), tools, is_thorough=is_thorough)
    seen = _looking(movie, rate, programme.samples, tools, is_thorough=is_thorough)
    results = {PICTURE: seen.output(), SOUND: heard.output()}
    actions = {action.key: action for action in (*made.actions, seen, heard)}
    if picture is not None:
        shown = thumbnail(made, picture, movie, first, tools)
        actions[shown.key], results[THUMBNAIL] = shown, shown.output()
    return Plan(f"{made.name}.delivered{QUALITY}", tuple(actions.values()), results)


def alone(
    movie: FromSource, rate: Fraction, samples: int, tools: Toolchain, *, looks: bool, listens: bool, suffix: str = _MOVIE
) -> Plan:
    """Return the actions that measure a file of which nothing was planned: its picture if `looks`, its sound if `listens`.

    `suffix` is the ending of files of its kind.
    """
    found: dict[str, Action] = {}
    if looks:
        found[PICTURE] = _looking(movie, rate, samples, tools, is_thorough=True, suffix=suffix)
    if listens:
        found[SOUND] = _listening(movie, ProgrammeSound(samples, 0, 2, ()), (), tools, is_thorough=True, suffix=suffix)
    return Plan(f"file{QUALITY}", tuple(found.values()), {name: action.output() for name, action in found.items()})


def _looking(
    movie: FromSource, rate: Fraction, samples: int, tools: Toolchain, *, is_thorough: bool, suffix: str = _MOVIE
) -> Action:
    operation = MeasurePicture(rate, is_thorough)
    return Action(
        operation,
        (Input("movie", movie, suffix),),
        tools.identity(operation),
        address="delivered/look",
        title="looking at the picture",
        cost=Fraction(samples, 48_000) / 10,
    )


def _listening(
    movie: FromSource, programme: ProgrammeSound, mixes: tuple[Input, ...], tools: Toolchain, *, is_thorough: bool,
    suffix: str = _MOVIE,
) -> Action:  # fmt: skip
    operation = MeasureSound(programme, is_thorough)
    return Action(
        operation,
        (Input("movie", movie, suffix), *mixes),
        tools.identity(operation),
        address="delivered/listening",
        title="listening to the sound",
        cost=Fraction(programme.samples, 48_000) / 90,
    )
