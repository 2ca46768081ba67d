"""The facts of a file that the plan needs. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The picture of a file as it is meant to be seen.

    `index` is the stream's number in the file (attached pictures are never chosen).
    `width`, `height`: stored pixels, before `sample_aspect` and `rotation` (the clockwise degrees that a player applies).
    `rate` is the nominal frame rate; `is_variable` says that frame times do not keep it.
    `first` is the presentation time of the first frame in seconds, `duration` seconds from it to the end of the last frame.
    `keyframes` holds the presentation times (seconds) at which decoding can begin.
    `is_seekable` says that decoding after a seek was proved equal to decoding from the start.
    `matrix`, `primaries`, `transfer`, `range` are ffmpeg's names, "unknown" where the file does not say.
    """

    index: int
    codec: str
    width: int
    height: int
    sample_aspect: Fraction
    rotation: Literal[0, 90, 180, 270]
    pixel_format: str
    rate: Fraction
    is_variable: bool
    first: Fraction
    duration: Fraction
    frames: int
    keyframes: tuple[Fraction, ...]
    is_seekable: bool
    is_interlaced: bool = False
    has_alpha: bool = False
    matrix: str = "unknown"
    primaries: str = "unknown"
    transfer: str = "unknown"
    range: str = "unknown"

    @property
    def display_size(self) -> tuple[Fraction, Fraction]:
        """Return width and height as seen: square pixels, upright."""
        width, height = self.width * self.sample_aspect, Fraction(self.height)
        return (height, width) if self.rotation in (90, 270) else (width, height)


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """The sound of a file. `first` and `duration` in seconds of presentation time; `layout` is ffmpeg's name."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    first: Fraction
    duration: Fraction


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A file: `container` is ffmpeg's demuxer name, `duration` the longer of picture and sound in seconds."""

    digest: str
    container: str
    kind: Literal["video", "sound", "still"]
    duration: Fraction
    video: VideoInfo | None
    sound: SoundInfo | None
