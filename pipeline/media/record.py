"""MediaInfo <-> JSON text, exact: what a probe found, for the memory."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from pipeline.media.info import BareSamples, FilePart, MediaInfo, PicturePassage, SoundInfo, SoundPassage, SteppedOver, VideoInfo

_EXACT_VIDEO = ("sample_aspect", "rate", "first", "duration", "held", "early", "good")
_EXACT_SOUND = ("first", "duration", "early", "good", "onset")
_EXACT_PASSAGE = ("begin", "decoded", "held", "sample_aspect")


def dumps(info: MediaInfo) -> str:
    """Write facts as one line of JSON; a Fraction as [numerator, denominator]."""
    return json.dumps(
        {
            "digest": info.digest, "container": info.container, "kind": info.kind, "duration": _pair(info.duration),
            "video": _lower(info.video), "sound": _lower(info.sound), "sounds": [_lower(sound) for sound in info.sounds],
            "damage": info.damage, "remarks": info.remarks, "pictures": info.pictures,
            "is_proven": info.is_proven,
            "stepped_over": [[each.kind, each.track, each.reason] for each in info.stepped_over],
        },
        separators=(",", ":"),
    )


def loads(text: str) -> MediaInfo:
    """Read what `dumps` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    record = json.loads(text)
    video, sound = record.pop("video"), record.pop("sound")
    sounds, unread, remarks = record.pop("sounds"), record.pop("stepped_over"), record.pop("remarks")
    return MediaInfo(
        **{**record, "duration": Fraction(*record["duration"])},
        video=None if video is None else _video(video),
        sound=None if sound is None else _sound(sound),
        sounds=tuple(_sound(each) for each in sounds),
        remarks=tuple(remarks),
        stepped_over=tuple(SteppedOver(*each) for each in unread),
    )


def _video(record: dict[str, Any]) -> VideoInfo:
    keyframes = tuple(Fraction(*pair) for pair in record["keyframes"])
    passages = tuple(PicturePassage(**{**each, **_exact(each, _EXACT_PASSAGE)}) for each in record["passages"])
    return VideoInfo(**{**record, **_exact(record, _EXACT_VIDEO), "keyframes": keyframes, "passages": passages})


def _sound(record: dict[str, Any]) -> SoundInfo:
    parts = tuple(FilePart(**part) for part in record["parts"])
    passages = tuple(SoundPassage(**{**each, "begin": Fraction(*each["begin"])}) for each in record["passages"])
    bare = None if record["bare"] is None else BareSamples(**record["bare"])
    return SoundInfo(**{**record, **_exact(record, _EXACT_SOUND), "parts": parts, "passages": passages, "bare": bare})


def _lower(info: VideoInfo | SoundInfo | None) -> object:
    return None if info is None else _value(info)


def _value(value: object) -> object:
    match value:
        case Fraction():
            return _pair(value)
        case tuple():
            return [_value(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _pair(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _exact(record: dict[str, Any], names: tuple[str, ...]) -> dict[str, Fraction]:
    return {name: Fraction(*record[name]) for name in names if record[name] is not None}
