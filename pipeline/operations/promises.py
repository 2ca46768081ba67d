"""What an operation promises about the files that it writes. Pure data; `execution/probe.py` checks them."""

from __future__ import annotations

from fractions import Fraction

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class VideoPromise:
    """A file with one video stream: so many frames, strictly regular, of this size in pixels."""

    codec: str
    width: int
    height: int
    pixel_format: str
    rate: Fraction
    frames: int


@dataclass(frozen=True, slots=True)
class OverlayPromise:
    """A file with one video stream with alpha whose timestamps hold frames: last timestamp below `frames`."""

    width: int
    height: int
    rate: Fraction
    frames: int


@dataclass(frozen=True, slots=True)
class ImagePromise:
    """One picture of this size in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SoundPromise:
    """A WAV file of 32-bit float PCM. `samples` per channel, or None where only decoding can tell."""

    sample_rate: int
    channels: int
    samples: int | None


@dataclass(frozen=True, slots=True)
class EncodedSoundPromise:
    """A file with one encoded sound stream."""

    codec: str
    sample_rate: int
    channels: int
    packets: int


@dataclass(frozen=True, slots=True)
class MoviePromise:
    """A finished MP4: so many frames and, by its sample table, so many samples in each of its `sounds`."""

    width: int
    height: int
    rate: Fraction
    frames: int
    samples: int
    sounds: int = 1


@dataclass(frozen=True, slots=True)
class DataPromise:
    """A JSON object that holds these keys."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TablePromise:
    """A table of colours, `.cube`: so many rows of three numbers."""

    rows: int


Promise = (
    VideoPromise | OverlayPromise | ImagePromise | SoundPromise | EncodedSoundPromise | MoviePromise | DataPromise | TablePromise
)


@dataclass(frozen=True, slots=True)
class Output:
    """One file that an operation writes. `suffix` (`.mp4`) tells tools the container."""

    name: str
    suffix: str
    promise: Promise
