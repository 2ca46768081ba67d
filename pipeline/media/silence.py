"""When a sound is first heard, and sound that nobody will hear: silent in every channel, or left out when it is mixed down."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.media.info import MIXED_DOWN, Unheard

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.plane import AudioPlane as Plane

_LEAST = 1e-4
"""The amplitude up to which a sample is silence, full scale being 1: -80 dBFS, which no recorder's own noise stays below."""

_ONSET = 1 / 64
"""The amplitude from which on somebody plays or speaks: -36 dBFS. A phone's own noise and that of a room stay well below it."""

_FIRST = 60
"""Seconds of a sound in which that is looked for."""

_LOW = "LFE"
"""libav's name of the channel for low effects, which ITU-R BS.775 leaves out of stereo."""

Letter = Literal["B", "h", "i", "f", "d"]

_TYPES: dict[str, tuple[Letter, int]] = {
    "u8": ("B", 128), "s16": ("h", 1 << 15), "s32": ("i", 1 << 31), "flt": ("f", 1), "dbl": ("d", 1),
}  # fmt: skip
"""Python's letter for a sample of libav's formats, and full scale in it."""


class Ear:
    """Whoever listens to a sound until something is heard in it. `is_low_heard`: in a channel that is left out.

    `onset` is the second from which on it is as loud as who plays or speaks; None where it is not in the first minute.
    """

    def __init__(self) -> None:
        self.is_heard = False
        self.is_low_heard = False
        self.onset: Fraction | None = None

    @property
    def unheard(self) -> Unheard:
        """Say why nothing of what was listened to will be heard; empty where something will."""
        return "" if self.is_heard else "low effects" if self.is_low_heard else "silent"

    def listen(self, frame: AudioFrame, begin: Fraction) -> None:
        """Take in a decoded frame that begins at a second of its file; what is of a format of another kind counts as heard."""
        if self.is_heard and (self.onset is not None or begin >= _FIRST):
            return
        kind = _TYPES.get(frame.format.name.removesuffix("p"))
        if kind is None:
            self.is_heard, self.onset = True, begin
            return
        letter, full = kind
        rest = 128 if letter == "B" else 0
        is_mixed = frame.layout.name in MIXED_DOWN
        count = frame.layout.nb_channels
        onsets = []
        for number, channel in enumerate(frame.layout.channels):
            is_low = is_mixed and channel.name == _LOW and count > 1
            if is_low and self.is_low_heard:
                continue
            plane = frame.planes[number if frame.format.is_planar else 0]
            samples = _values(plane, letter)
            used = samples[: frame.samples] if frame.format.is_planar else samples[number : frame.samples * count : count]
            if _is_loud(used, rest, _LEAST * full):
                self.is_low_heard = self.is_low_heard or is_low
                self.is_heard = self.is_heard or not is_low
            if not is_low and _is_loud(used, rest, _ONSET * full):
                onsets.append(next(place for place, value in enumerate(used) if abs(value - rest) > _ONSET * full))
        if onsets and self.onset is None and begin < _FIRST:
            self.onset = begin + Fraction(min(onsets), frame.sample_rate)


def _values(plane: Plane, letter: Letter) -> Sequence[float]:
    content = bytes(memoryview(plane).cast("B"))
    if content.count(0) == len(content) and letter != "B":  # hours of nothing are passed over fast
        return ()
    return memoryview(content).cast(letter).tolist()


def _is_loud(values: Sequence[float], rest: int, least: float) -> bool:
    return bool(values) and max(max(values) - rest, rest - min(values)) > least
