"""Check finished files that are no MP4 against what was promised of them: frames and samples are counted."""

from __future__ import annotations

from pathlib import Path

from pipeline.media.opened import look
from pipeline.operations.file_promise import FilePromise


def difference(path: Path, promise: FilePromise) -> str:
    """Return what a file is not that was promised; empty where it is that. The words read on from the output's name."""
    found = look(path)
    if found.damage:
        return f"cannot be read: {found.damage}"
    pictures = [one for one in found.pictures if not one.is_still]
    if (len(pictures), len(found.sounds)) != (int(promise.picture is not None), 1):
        return f"holds {len(pictures)} streams of picture and {len(found.sounds)} of sound"
    sound = found.sounds[0]
    got = (sound.codec, sound.sample_rate, sound.channels)
    if got != (_NAMES.get(promise.codec, promise.codec), promise.sample_rate, promise.channels):
        return f"has sound {got}, promised {(promise.codec, promise.sample_rate, promise.channels)}"
    # A packet may hold more than what is left, and codecs with priming begin before the first sample.
    if not promise.samples - 1 <= sound.samples <= promise.samples + _PACKETS.get(promise.codec, _MILLISECOND):
        return f"has {sound.samples} samples of sound, promised {promise.samples}"
    if promise.picture is None:
        return ""
    picture, wanted = pictures[0], promise.picture
    if (picture.width, picture.height) != (wanted.width, wanted.height):
        return f"is {picture.width}x{picture.height}, promised {wanted.width}x{wanted.height}"
    if len(picture.ticks) != wanted.frames:
        return f"has {len(picture.ticks)} frames, promised {wanted.frames}"
    for number, tick in enumerate(picture.ticks):
        if abs(tick * picture.tick - number / wanted.rate) > picture.tick / 2:
            return f"has frame {number} at {float(tick * picture.tick):.3f} s, promised {float(number / wanted.rate):.3f}"
    return ""


_NAMES = {"mp3float": "mp3", "libmp3lame": "mp3"}
_MILLISECOND = 48
"""Samples in the tick of a container that counts milliseconds."""
_PACKETS = {"aac": 1024, "mp3float": 3 * 1152}
