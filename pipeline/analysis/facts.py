"""What was measured, as values that can be written and read: of a span's picture, of a programme's sound. Pure data.

Curves are text (`curves`). Loudness and peaks are thousandths of a decibel, so that no float is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.analysis.h264 import Parameters
from pipeline.values import dataclass


def order_of(numbers: Iterable[int]) -> str:
    """Return the digest of packets' numbers in order of showing."""
    return hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture of frame `frame` of a run: a JPEG in base64."""

    frame: int
    jpeg: str


@dataclass(frozen=True, slots=True)
class SmallPictures:
    """Small pictures of a run, in its order."""

    pictures: tuple[Small, ...]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What was decoded of a run of pictures.

    `frames` were decoded; `misplaced` is the first whose time stamp is not its place. `fault` is what the decoder or the stream's
    form objected to first, at frame `fault_at`. `packets` is the SHA-256 of all packets in decoding order, `count` their number.
    `configuration` is the decoder's as hexadecimal digits, `parameters` those in it, None where they cannot be read. `open_at` is
    the first key frame that is no IDR picture; `changed_at` the first that brings other parameters along. `order` is the SHA-256
    of the numbers in order of showing that the packets have, in decoding order (`order_of`).

    Curves hold one value a frame: `dark` and `outside` in thousandths of the picture (two bytes each), `mean` and `largest` the
    change to the frame before in hundredths of a level (two bytes), `luminance` and `red` a byte of 255 for each of the cells.
    `luminance`, `red` and `outside` are empty where they were not asked for.
    `first` and `last` are luma samples of the first and the last frame, `height` rows of `width`.
    `small` are pictures for people: of the first frame and of one every two seconds.
    """

    frames: int
    misplaced: int | None
    fault: str
    fault_at: int
    packets: str
    order: str
    count: int
    configuration: str
    parameters: Parameters | None
    open_at: int | None
    changed_at: int | None
    dark: str
    outside: str
    mean: str
    largest: str
    luminance: str
    red: str
    first: str
    last: str
    width: int
    height: int
    small: tuple[Small, ...]


@dataclass(frozen=True, slots=True)
class ThumbnailFacts:
    """A thumbnail of `size` bytes beside the picture that it is to show; where it cannot be decoded, `fault` says why.

    `mean` and `spread` (standard deviation) are those of its luma, in hundredths of 255 levels. Of the frames that it may show,
    `nearest` is the most alike, None where none could be decoded; `distance` is the mean difference of red, green and blue in
    cells of both, in hundredths of 255 levels.
    """

    fault: str
    size: int
    width: int
    height: int
    mean: int
    spread: int
    nearest: int | None
    distance: int


@dataclass(frozen=True, slots=True)
class Lagged:
    """How late the sound is at sample `at`: `microseconds`, and how alike the waves are there, in thousandths."""

    at: int
    microseconds: int
    likeness: int


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What was decoded of a programme's sound; where not `is_decoded`, only its packets were looked at.

    `samples` a channel were decoded, of `channels` channels at `sample_rate`; `misplaced` is the first whose time stamp is not
    its place. `fault` is what the decoder objected to first, at sample `fault_at`. `packets` is the SHA-256 of the packets,
    `configuration` the decoder's as hexadecimal digits.
    `loudness` (LUFS) and `true_peak` (dBTP) are None in silence; `segments` are their loudness in order. `peak_at` is the sample
    of the peak. `heard` and `planned` are curves of the largest amplitude of 10 ms, a byte a channel and block: halves of a
    decibel above -96 dB; `planned` is before mastering, and empty where nothing was planned. `range` is the
    loudness range (LU), `short_term` a curve of the loudness of the three seconds around each 100 ms, a byte each: halves of a LU
    above -96 LUFS. `clipped` holds (first, count) of the
    first runs, `clicks` samples; `dead` are channels without sound.
    """

    is_decoded: bool
    samples: int
    channels: int
    sample_rate: int
    misplaced: int | None
    fault: str
    fault_at: int
    packets: str
    configuration: str
    loudness: int | None
    true_peak: int | None
    peak_at: int
    segments: tuple[int | None, ...]
    heard: str
    planned: str
    range: int | None
    short_term: str
    clipped: tuple[tuple[int, int], ...]
    clicks: tuple[int, ...]
    dead: tuple[int, ...]
    swapped: tuple[int, ...]
    lags: tuple[Lagged, ...]
