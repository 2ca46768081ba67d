"""From a `scene` in a manifest to what is drawn: a file that Python draws, or a scene that comes along. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions import phrases
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.medium import Background, Footage, Medium, Parameters, SceneSound
from pipeline.segments.scene_names import PREFIX
from pipeline.segments.sound import contribution, heard, heard_track, is_good, source_range, track_number
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution, SceneMedia, SoundClip
from pipeline.timeline.pace import AS_FILMED
from pipeline.timeline.scenes import (
    BuiltinScene,
    Counter,
    KineticWords,
    PaperCollage,
    PeopleMap,
    SceneFile,
    Spot,
    WaveformRing,
)

Drawn = tuple[SceneMedia | BuiltinScene, tuple[Contribution, ...]]
"""A scene, and who made what is seen in it."""

_BREATH = 3
"""Letters that a word counts for besides its own: also a short one has to be read."""

_LONG = 123_456_789_012
"""A number that shows how a language groups digits."""

MOST = 60
"""Stills of a collage, and places of a map, that can still be told apart."""


def scene(
    context: Context, loc: Loc, spec: Background | Footage, name: str, parameters: Parameters, frames: int,
    audio: SoundClip | None = None, title: str = "",
) -> Drawn | None:  # fmt: skip
    """Return the scene of `name` for `frames` frames, or None after telling what is wrong. `audio` is a sound of the segment."""
    range_ = FrameRange(0, frames)
    by = contribution(context, loc, spec.model_copy(update={"file": name}), range_, "picture", "animation", title)
    if not name.startswith(PREFIX):
        digest = context.digest(name, *loc, "scene")
        return None if digest is None else (SceneMedia(context.library.located(name), digest, frames), (by,))
    inside = (*loc, "parameters")
    found = _found(context, inside, name.removeprefix(PREFIX), parameters, audio, loc)
    if found is None:
        return None
    media = BuiltinScene(name.removeprefix(PREFIX), found, frames, context.language)
    shown = [((*inside, "stills", number), one) for number, one in enumerate(parameters.stills)]
    shown += [((*inside, "sound"), parameters.sound)] if parameters.sound else []
    files = [contribution(context, place, one, range_, "picture", "picture") for place, one in shown]
    # It is nobody's file: whoever set it up is named where that is said.
    own = [replace(by, path="")] if spec.by else []
    return media, (*own, *files)


def _found(
    context: Context, loc: Loc, name: str, parameters: Parameters, audio: SoundClip | None, around: Loc
) -> WaveformRing | KineticWords | PaperCollage | Counter | PeopleMap | None:
    match name:
        case "waveform-ring":
            if parameters.sound is not None:
                return _ring(context, (*loc, "sound"), parameters.sound)
            if audio is not None:
                if audio.pace != AS_FILMED:
                    message = "a ring shows sound at its own pace, and this one runs at another"
                    context.fault((*around, "scene"), message, "remove `speed`, or name a sound among the parameters")
                    return None
                heard_of = SceneFile(audio.media.path, audio.media.digest)
                return WaveformRing(heard_of, audio.at, audio.start, audio.seconds, audio.track, audio.loop)
            context.fault((*around, "scene"), "the ring has no sound", "write parameters: {sound: music/theme.wav}")
            return None
        case "kinetic-words":
            said = parameters.text.split()
            words = tuple(part.strip() for word in said for part in phrases(word, context.language) if part.strip())
            return KineticWords(words, tuple(len(word) + _BREATH for word in words))
        case "paper-collage":
            return _collage(context, (*loc, "stills"), parameters.stills)
        case "counter":
            return _counter(context, parameters)
        case _:
            return _map(context, loc, parameters, around)


def _ring(context: Context, loc: Loc, sound: SceneSound) -> WaveformRing | None:
    info = heard(context, loc, sound)
    track = heard_track(context, loc, sound.file, sound.track, info) if info else None
    if info is None or track is None:
        return None
    cut = source_range(context, loc, sound, info.duration)
    if cut is None or not is_good(context, loc, sound, info, [track], cut[0] + cut[1]):
        return None
    file = SceneFile(context.library.located(sound.file), info.digest)
    return WaveformRing(file, Fraction(0), *cut, track_number(track, info))


def _collage(context: Context, loc: Loc, stills: Sequence[Medium]) -> PaperCollage | None:
    found = []
    if len(stills) > MOST:
        context.fault(loc, f"a collage holds at most {MOST} stills; here are {len(stills)}", "take some out")
        return None
    for number, still in enumerate(stills):
        info = context.info(still.file, *loc, number)
        if info is None:
            continue
        if info.kind != "still":
            context.fault((*loc, number), f"{still.file} is no still", "name pictures that do not move; films go into a mosaic")
        elif name := next((one for one, value in (("in", still.in_point), ("out", still.out_point), ("length", still.length))
                           if value), ""):
            context.fault((*loc, number, name), f"a still of a collage has no `{name}`", "remove it")
        else:
            found.append(SceneFile(context.library.located(still.file), info.digest))
    return PaperCollage(tuple(found)) if len(found) == len(stills) else None


def _counter(context: Context, parameters: Parameters) -> Counter | None:
    assert parameters.to is not None
    first, last = parameters.first, parameters.to
    decimals = next(count for count in range(4) if all((one * 10**count).denominator == 1 for one in (first, last)))
    shown = context.words.number(_LONG)
    groups = tuple(
        sum(sign.isdigit() for sign in shown[place:]) for place, sign in enumerate(shown) if not sign.isdigit()
    )
    group = next((sign for sign in shown if not sign.isdigit()), " ")
    group_from = 4 if not context.words.number(1234).isdigit() else 5
    return Counter(first, last, decimals, parameters.label, ("−", group, context.words.point), groups, group_from)


def _map(context: Context, loc: Loc, parameters: Parameters, around: Loc) -> PeopleMap | None:
    known = [one for one in context.people.values() if one.place and one.coordinates]
    if parameters.people:
        lacking = [key for key in parameters.people if context.people[key].coordinates is None or not context.people[key].place]
        for key in lacking:
            hint = "write where in people.yaml: place: Pune, coordinates: 18.52, 73.86"
            what = "coordinates" if context.people[key].place else "place"
            context.fault((*loc, "people"), f"{context.people[key].name} has no {what} in people.yaml", hint)
        if lacking:
            return None
        known = [context.people[key] for key in parameters.people]
    elif lost := [one.name for one in context.people.values() if one.place and not one.coordinates]:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        message = f"not on the map, since people.yaml has a place and no coordinates of them: {', '.join(lost[:3])}{more}"
        context.warn((*around, "scene"), message, "write coordinates: 18.52, 73.86 there, or name in `people` whom to show")
    spots: dict[tuple[Fraction, Fraction], Spot] = {}
    for one in known:
        assert one.coordinates is not None
        spots.setdefault(one.coordinates, Spot(one.place, *one.coordinates))
    if not spots:
        hint = "write place: Pune and coordinates: 18.52, 73.86 in people.yaml"
        context.fault((*around, "scene"), "nobody has a place with coordinates, so the map is empty", hint)
        return None
    if len(spots) > MOST:
        context.fault((*around, "scene"), f"a map shows at most {MOST} places; here are {len(spots)}", "name some in `people`")
        return None
    return PeopleMap(tuple(spots.values()))
