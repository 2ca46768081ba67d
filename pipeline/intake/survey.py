"""What the survey of a file found, read from its JSON into values. Pure."""

from __future__ import annotations

import json

from pipeline.media.pace import Pace
from pipeline.sound.heard import Heard, Stretch
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Track:
    """A track as the file tells it: times in seconds, None where it does not say; `codec` is empty for an unknown one.

    `kind` is picture, sound, cover, subtitle, data or attachment.
    """

    index: int
    kind: str
    codec: str
    start: float | None
    seconds: float | None
    language: str
    channels: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """The measured facts of a file: its tracks, the pace of its frames, what is heard, and when its sound is damaged."""

    tracks: tuple[Track, ...]
    pace: Pace | None
    heard: Heard | None
    damaged: tuple[float, ...]


def loads(text: str) -> Survey:
    """Read what the operation `SurveyMedia` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    told = json.loads(text)
    pace, heard = told["pace"], told["heard"]
    return Survey(
        tracks=tuple(Track(**track) for track in told["tracks"]),
        pace=None if pace is None else Pace(**{**pace, "pauses": tuple((at, long) for at, long in pace["pauses"])}),
        heard=None if heard is None else Heard(
            **{
                **heard,
                **{name: tuple(heard[name]) for name in ("peaks", "levels", "outline")},
                **{name: tuple(Stretch(**one) for one in heard[name]) for name in ("clipped", "silent")},
            }
        ),
        damaged=tuple(told["damaged"]),
    )  # fmt: skip
