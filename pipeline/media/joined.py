"""A file that is several files of sound behind one another: read as one, each part with its own beginning and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.media.faults import MediaFault
from pipeline.media.info import FilePart, MediaInfo
from pipeline.timebase import clock

MOST = 64
"""Parts that one file may have: each is opened by itself while it is decoded."""


def joined(found: Sequence[tuple[tuple[int, int], MediaInfo]], name: str) -> MediaInfo:
    """Return the facts of a file from its parts': where each is in it, and what it is.

    Raises MediaFault where a part has a picture or no sound, where there are too many, and where parts before the last one are
    damaged.
    """
    infos = [info for _, info in found]
    one = "export each as a file of its own, or join them in an editor"
    if any(info.video is not None or info.sound is None for info in infos):
        end = clock(infos[0].duration)
        raise MediaFault(f"{name!r} is {len(found)} films behind one another; only the first, up to {end}, could be read", one)
    if len(found) > MOST:
        raise MediaFault(f"{name!r} is {len(found)} files behind one another; at most {MOST} are read", "export it as one file")
    if bad := next((info for info in infos[:-1] if info.damage), None):
        raise MediaFault(f"{bad.damage}, and another file lies behind it in the same file", "export or copy it again")
    sounds = [info.sound for info in infos if info.sound is not None]
    if len({sound.channels for sound in sounds} | {0}) > 2 and max(sound.channels for sound in sounds) > 2:
        raise MediaFault(f"{name!r} is files of different channels behind one another", "export it as one file")
    last = sounds[-1]
    lengths = [sound.first + sound.duration for sound in sounds]
    before = sum(lengths[:-1], Fraction(0))
    whole = replace(
        max(sounds, key=lambda sound: sound.channels),
        first=sounds[0].first,
        duration=sum(lengths, Fraction(0)) - sounds[0].first,
        unheard=sounds[0].unheard if len({sound.unheard for sound in sounds}) == 1 else "",
        onset=sounds[0].onset,
        good=None if last.good is None else before + last.good,
        parts=tuple(FilePart(*place, sound.channels) for (place, _), sound in zip(found, sounds, strict=True)),
    )
    remark = f"{name} is {len(found)} files behind one another, and is read as one of {clock(before + lengths[-1])}"
    return replace(
        infos[0], duration=whole.first + whole.duration, sound=whole, sounds=(whole,), damage=infos[-1].damage,
        remarks=(remark,) if len(found) > 1 else (),
    )
