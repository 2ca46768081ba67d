"""What a demuxer finds in a finished file: its container, its streams, its chapters. Reads the file; decodes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media import opening
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av import AudioStream, Packet, VideoStream
    from av.stream import Stream

_BYTES = {"pcm_s24le": 3, "pcm_s16le": 2}
_ATTACHED = 0x400
"""AV_DISPOSITION_ATTACHED_PIC."""

FORMATS = ("mov", "matroska", "mp3")
"""The demuxers of what is delivered."""


@dataclass(frozen=True, slots=True)
class PictureStream:
    """A stream of picture. `tag` is how the container calls the codec, `flavour` what the codec calls itself.

    `colour` are primaries, transfer, matrix and range as code points; `ticks` the times of the packets, ascending, `tick` in
    seconds. `digests` are the SHA-256 of the packets of each span; `is_still` says that it is a picture beside the sound.
    `field_order` is FFmpeg's (AVFieldOrder): 0 unsaid, 1 progressive, 2 and 4 the top field first, 3 and 5 the bottom one.
    """

    codec: str
    tag: str
    flavour: str
    width: int
    height: int
    pixel_format: str
    colour: tuple[int, int, int, int]
    rate: Fraction
    tick: Fraction
    ticks: tuple[int, ...]
    keys: int
    digests: tuple[str, ...] = ()
    is_still: bool = False
    field_order: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class SoundStream:
    """A stream of sound; `samples` a channel, as its packets last. `digest` is the SHA-256 of its packets."""

    codec: str
    sample_rate: int
    channels: int
    samples: int
    digest: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in a file; `damage` says why it cannot be read, empty where it can.

    `brand` is the first that a file of the family of MP4 is of; `titles_in` the language of its track of chapters, empty where it
    has none.
    """

    container: str = ""
    pictures: tuple[PictureStream, ...] = ()
    sounds: tuple[SoundStream, ...] = ()
    chapters: tuple[tuple[Fraction, str], ...] = ()
    title: str = ""
    damage: str = ""
    brand: str = ""
    titles_in: str = ""


def look(path: Path, spans: Sequence[int] = ()) -> Opened:
    """Look into a file; `spans` are the numbers of frames of which a digest each is wanted. Raises OSError."""
    import av

    try:
        with opening.reading(path, FORMATS) as container:
            videos = [_Picture(stream, spans) for stream in container.streams.video]
            sounds = [_Sound(stream) for stream in container.streams.audio]
            by_index: dict[int, _Picture | _Sound] = {one.stream.index: one for one in videos}
            by_index.update({one.stream.index: one for one in sounds})
            for packet in container.demux(*container.streams.video, *container.streams.audio):
                if packet.size:
                    by_index[packet.stream.index].take(packet)
            told = ((one["start"], one["time_base"] or Fraction(0), one["metadata"]) for one in container.chapters())
            marks = tuple((Fraction(start * base), words.get("title", "")) for start, base, words in told)
            return Opened(
                container.format.name.split(",")[0],
                tuple(one.told() for one in videos),
                tuple(one.told() for one in sounds),
                marks,
                container.metadata.get("title", ""),
                brand=container.metadata.get("major_brand", ""),
                titles_in=next((stream.metadata.get("language", "") for stream in container.streams.data), ""),
            )
    except (av.error.FFmpegError, ValueError) as fault:
        return Opened(damage=str(getattr(fault, "strerror", "") or fault).lower())


class _Picture:
    """A stream of picture while it is read."""

    def __init__(self, stream: VideoStream, spans: Sequence[int]) -> None:
        self.stream, self.keys = stream, 0
        self.ticks: list[int] = []
        self._left, self._count, self._digest = list(spans), 0, hashlib.sha256()
        self._digests: list[str] = []

    def take(self, packet: Packet[Stream]) -> None:
        """Note a packet."""
        self.ticks.append(packet.pts or 0)
        self.keys += packet.is_keyframe
        self._digest.update(bytes(packet))
        self._count += 1
        if self._left and self._count == self._left[0]:
            self._digests.append(self._digest.hexdigest())
            self._left, self._count, self._digest = self._left[1:], 0, hashlib.sha256()

    def told(self) -> PictureStream:
        """Return what was noted."""
        context, stream = self.stream.codec_context, self.stream
        colour = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        return PictureStream(
            context.codec.canonical_name, context.codec_tag, context.profile or "", context.width, context.height,
            context.pix_fmt or "", colour, Fraction(stream.average_rate or 0), stream.time_base or Fraction(1),
            tuple(sorted(self.ticks)), self.keys, tuple(self._digests), bool(stream.disposition & _ATTACHED),
            context.field_order, stream.metadata.get("language", ""),
        )  # fmt: skip


class _Sound:
    """A stream of sound while it is read."""

    def __init__(self, stream: AudioStream) -> None:
        self.stream, self._samples, self._digest = stream, Fraction(0), hashlib.sha256()

    def take(self, packet: Packet[Stream]) -> None:
        """Note a packet."""
        context = self.stream.codec_context
        name = context.codec.canonical_name
        if name in _BYTES:
            self._samples += Fraction(packet.size, _BYTES[name] * context.channels)
        elif packet.duration and packet.time_base:
            self._samples += packet.duration * packet.time_base * context.sample_rate
        self._digest.update(bytes(packet))

    def told(self) -> SoundStream:
        """Return what was noted."""
        context = self.stream.codec_context
        return SoundStream(
            context.codec.canonical_name, context.sample_rate, context.channels, round(self._samples), self._digest.hexdigest(),
            self.stream.metadata.get("language", ""),
        )  # fmt: skip
