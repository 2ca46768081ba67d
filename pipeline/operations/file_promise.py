"""What is promised of a finished file that is no MP4. Pure data; `execution/probe_file.py` checks it.

It stands apart from the other promises, which are in the key of every action: those of an upgrade stay as they were.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.operations.promises import DataPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PictureInside:
    """A stream of picture: so many frames, `rate` a second, of this size in pixels."""

    width: int
    height: int
    rate: Fraction
    frames: int


@dataclass(frozen=True, slots=True)
class FilePromise(DataPromise):
    """A file with one stream of sound in ffmpeg's `codec`, `samples` long but for a packet, and one of `picture` unless None."""

    codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    samples: int = 0
    picture: PictureInside | None = None
