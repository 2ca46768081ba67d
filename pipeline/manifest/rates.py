"""An episode on another grid of frames than its own, for a deliverable that has a rate of its own. Pure.

Nothing is converted after it was made: the episode is cut anew, so that each picture is that of its own time. What is written in
frames is meant in frames of the episode's rate, and stays where it is in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from pipeline.manifest.model import Episode, Part
from pipeline.segments.fields import Shape
from pipeline.timebase import Time, frames_of

S = TypeVar("S", bound=Shape)


def at_rate(episode: Episode, rate: Fraction) -> Episode:
    """Return the episode with `rate` frames a second."""
    own = episode.rate
    if rate == own:
        return episode
    return replace(
        episode,
        rate=rate,
        parts=tuple(_part(part, own, rate) for part in episode.parts),
        thumbnail=_time(episode.thumbnail, own),
        waivers=tuple(replace(one, at=_time(one.at, own)) for one in episode.waivers),
    )


def _part(part: Part, own: Fraction, rate: Fraction) -> Part:
    return replace(
        part,
        shape=_shape(part.shape, own),
        transition=None if part.transition is None else _shape(part.transition, own),
        sound_leads=frames_of(part.sound_leads / own, rate),
        sound_trails=frames_of(part.sound_trails / own, rate),
        interstitial=_time(part.interstitial, own),
    )


def _time(time: Time | None, own: Fraction) -> Time | None:
    return time if time is None or time.frames is None else Time(seconds=time.frames / own)


def _shape(shape: S, own: Fraction) -> S:
    changes = {
        name: changed
        for name in type(shape).model_fields
        if (changed := _value(value := getattr(shape, name), own)) is not value
    }
    return shape.model_copy(update=changes) if changes else shape


def _value(value: object, own: Fraction) -> object:
    match value:
        case Time():
            return _time(value, own)
        case Shape():
            return _shape(value, own)
        case tuple():
            found = tuple(_value(one, own) for one in value)
            return value if all(one is other for one, other in zip(found, value, strict=True)) else found
        case Mapping():
            changed = {key: _value(one, own) for key, one in value.items()}
            return value if all(changed[key] is one for key, one in value.items()) else changed
        case _:
            return value
