"""What listening to a sound tells: levels, silence, clipping, the outline of its waveform. Pure data."""

from __future__ import annotations

from pipeline.values import dataclass

BINS = 50
"""Bins a second in which levels are kept: a syllable has ten of them."""

SILENT_DB = -60.0
"""Level in dBFS below which nothing is heard: the quiet of a room recorded by a phone lies above it."""

SHORTEST_SILENCE = 2.0
"""Seconds from which on silence is told."""

OUTLINE = 380
"""Points of the waveform's outline."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a file's time, in seconds from its beginning."""

    start: float
    seconds: float

    @property
    def end(self) -> float:
        """Return the first moment after it."""
        return self.start + self.seconds


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of a file as measured, each channel by itself, before it is mixed or resampled.

    `seconds` is how much of the file's time was listened to. `peaks` and `levels` (root mean square) are of each channel, full
    scale at 1. `clipped` are the places at which samples stand at full scale, `silent` the stretches of at least two seconds
    without sound. `likeness` is the correlation of the first two channels, 1 the same, -1 one the other upside down; 0 where
    there are no two. `outline` are the peaks of equal parts of the time, loudest channel.
    """

    seconds: float
    peaks: tuple[float, ...]
    levels: tuple[float, ...]
    clipped: tuple[Stretch, ...]
    silent: tuple[Stretch, ...]
    likeness: float
    outline: tuple[float, ...]

    @property
    def peak(self) -> float:
        """Return the loudest channel's peak."""
        return max(self.peaks, default=0.0)

    @property
    def is_silent(self) -> bool:
        """Say whether nothing is heard from beginning to end."""
        return self.peak < 10 ** (SILENT_DB / 20)
