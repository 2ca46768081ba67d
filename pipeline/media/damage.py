"""What is wrong with a file that is cut off or damaged, and up to where it can be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeVar

from pipeline.media.info import MediaInfo, SoundInfo, VideoInfo
from pipeline.timebase import clock

if TYPE_CHECKING:
    from av.container import InputContainer

T = TypeVar("T", SoundInfo, VideoInfo)

_TELLING = {
    "asf": Fraction(1), "avi": Fraction(1, 2), "caf": Fraction(1, 10), "flac": Fraction(1, 10), "flv": Fraction(1),
    "matroska,webm": Fraction(1), "w64": Fraction(1, 10),
}  # fmt: skip
"""Containers that say in their heads how long they are, and how many seconds they may be off."""


_LAST = Fraction(1, 2)
"""Seconds of the last packet of a file that is cut off."""


def cut_off(
    container: InputContainer, missing: int, size: int, found: Fraction, zero: Fraction, *, is_counted: bool
) -> str:
    """Return how it is known that a file is cut off; empty where it is not.

    `missing` are the bytes that its own sizes name beyond its `size`: all, where they are `is_counted`, else those of its last
    packet; `found` are the seconds that it holds.
    """
    if missing and not is_counted:
        return "is cut off: it ends in the middle of a packet"
    if missing:
        return f"is cut off: {missing:,} of its {missing + size:,} bytes are missing"
    for stream in container.streams:
        if any(entry.pos + entry.size > size for entry in stream.index_entries or ()):
            return "is cut off: its index names bytes after its end"
    told = Fraction(container.duration or 0, 1_000_000)
    name = container.format.name
    if name.startswith("matroska"):
        told -= zero  # it says when it ends, counted from timestamp 0, not how long it is
    if name in _TELLING and told > found + max(_TELLING[name], told / 20 if _TELLING[name] >= Fraction(1, 2) else Fraction(0)):
        return f"is cut off: it says that it lasts {clock(told)}, and ends at {clock(found)}"
    return ""


def marked(info: MediaInfo, cut: str, bad: Mapping[int, Fraction], name: str) -> MediaInfo:
    """Return the facts of a file with what is damaged in it: how it is `cut` off, when streams turn `bad`, by their index."""
    used = [part for part in (info.video, *info.sounds) if part is not None]
    wrong = [(bad[part.index], part) for part in used if part.index in bad]
    if not cut and not wrong:
        return info
    if not cut:
        time, part = min(wrong, key=lambda each: each[0])
        what = "picture" if isinstance(part, VideoInfo) else "sound"
        cut = f"is damaged: at {clock(time)} its {what} cannot be decoded"
    sounds = tuple(_limited(sound, bad) for sound in info.sounds)
    chosen = next((sound for sound in sounds if info.sound is not None and sound.track == info.sound.track), None)
    video = None if info.video is None else _limited(info.video, bad)
    return replace(info, video=video, sound=chosen, sounds=sounds, damage=f"{name} {cut}")


def remarked(info: MediaInfo, hidden: Mapping[int, Fraction], name: str) -> MediaInfo:
    """Return the facts of a file with a remark on what decoders hide of damage in its streams, from when, by their index.

    Such a stream is good to its end, or to where it is damaged: what is hidden stops nothing, and whoever uses it is told.
    """
    used = [part for part in (info.video, *info.sounds) if part is not None and part.index in hidden]
    # Where a file stops early, its last packet is broken, too, and that is told already.
    told = {part.index for part in used if not info.damage or hidden[part.index] < _end(part) - _LAST}
    if not told:
        return info
    remarks = info.remarks
    parts: tuple[tuple[Literal["picture", "sound"], SoundInfo | VideoInfo | None], ...]
    parts = ("picture", info.video), ("sound", info.sound)
    for what, part in parts:
        if part is not None and part.index in told:
            remarks += (doubt(what, name, hidden[part.index]),)
    video = info.video if info.video is None or info.video.index not in told else _limited(info.video, {})
    sounds = tuple(_limited(sound, {}) if sound.index in told else sound for sound in info.sounds)
    chosen = next((sound for sound in sounds if info.sound is not None and sound.track == info.sound.track), None)
    return replace(info, video=video, sound=chosen, sounds=sounds, remarks=remarks)


def whole(info: MediaInfo, ragged: Collection[int]) -> MediaInfo:
    """Return the facts of a file whose `ragged` streams, by their index, end with a packet that is shorter than it was to be.

    Nothing is wrong with them, and all of it can be used; but a build has to be told that more was to come.
    """
    sounds = tuple(_limited(sound, {}) if sound.index in ragged else sound for sound in info.sounds)
    chosen = next((sound for sound in sounds if info.sound is not None and sound.track == info.sound.track), None)
    return replace(info, sound=chosen, sounds=sounds)


def doubt(what: Literal["picture", "sound"], name: str, time: Fraction) -> str:
    """Return what is told of a picture or a sound that is probably damaged from some second on."""
    verb = "look" if what == "picture" else "listen"
    at = clock(max(time, Fraction(0)))
    return f"the {what} of {name} seems damaged at {at}; {verb} there and after, or copy or export it again"


def _end(part: SoundInfo | VideoInfo) -> Fraction:
    return part.first + part.duration if part.good is None else part.good


def _limited(part: T, bad: Mapping[int, Fraction]) -> T:
    end = _end(part)
    return replace(part, good=max(Fraction(0), min(end, bad.get(part.index, end))))
