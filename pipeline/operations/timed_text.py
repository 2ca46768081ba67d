"""Captions as streams of an MP4: 3GPP timed text, which players know as `mov_text`.

Source: 3GPP TS 26.245 (5.16 text samples; 5.17 the sample description `tx3g`) and ISO/IEC 14496-30. A stream is a run of samples
without a gap: where no caption is shown stands an empty one. So each begins where it is said to, whatever a muxer fills in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.faults import TogetherFault
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av import Packet
    from av.container import OutputContainer
    from av.stream import Stream
    from av.subtitles.stream import SubtitleStream

TICKS = 1000
"""Ticks a second of these streams: the milliseconds of the files beside the movie."""

_LONGEST = 0xFFFF
"""Bytes of a text, whose length is two bytes."""
_STYLE = ("Default", "Arial", 16, "&Hffffff", "&Hffffff", "&H0", "&H0", 0, 0, 0, 0, 100, 100, 0, 0, 1, 1, 0, 2, 10, 10, 10, 0)
_HEADER = f"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, \
ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: {",".join(map(str, _STYLE))}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
""".encode()
"""The look of all text, centred at the bottom, from which FFmpeg makes the sample description; players choose their own."""


class TooLong(TogetherFault):
    """A caption that no stream of a movie can hold."""

    def __str__(self) -> str:
        return f"a caption has {self.args[0]} bytes, and at most {_LONGEST} can stand in a movie: {self.args[1]!r}"


@dataclass(frozen=True, slots=True)
class CaptionStream:
    """The captions of a language in a movie: `language` by three letters (ISO 639-2/T), `title` for people.

    `cues` are begin and end in milliseconds, and text; in order, none begins before the one before it ends.
    """

    language: str
    title: str
    cues: tuple[tuple[int, int, str], ...]


def add(movie: OutputContainer, captions: CaptionStream) -> SubtitleStream:
    """Add the stream of captions to a movie that is to be written."""
    stream = movie.add_stream("mov_text")
    stream.codec_context.subtitle_header = _HEADER
    stream.time_base = Fraction(1, TICKS)
    stream.metadata.update({"language": captions.language, "title": captions.title})
    return stream


def packets(captions: Sequence[tuple[int, int, str]], length: int, into: SubtitleStream) -> Iterator[Packet[Stream]]:
    """Yield the samples of a movie that lasts `length` milliseconds. Raises TooLong."""
    from av import Packet

    for begin, end, text in _run(captions, length):
        content = text.encode()
        if len(content) > _LONGEST:
            raise TooLong(len(content), text[:40])
        packet = Packet(struct.pack(">H", len(content)) + content)
        packet.stream = into
        packet.time_base = Fraction(1, TICKS)
        packet.pts = packet.dts = begin
        packet.duration = end - begin
        packet.is_keyframe = True
        yield packet


def _run(captions: Sequence[tuple[int, int, str]], length: int) -> Iterator[tuple[int, int, str]]:
    at = 0
    for begin, end, text in captions:
        if at < begin:
            yield at, begin, ""
        yield begin, end, text
        at = end
    if at < length:
        yield at, length, ""
