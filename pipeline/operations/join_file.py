"""Join spans and the programme sound into a QuickTime or Matroska file by copying packets: nothing is decoded, nothing encoded.

Spans are held to the same as for an MP4 (`join.py`). The clock of Matroska counts milliseconds, so frames stand at the nearest
one; the file says the exact length of a frame beside that.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from heapq import merge
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pipeline.media import opening
from pipeline.media.languages import bibliographic
from pipeline.operations import elements, headers
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.file_promise import FilePromise, PictureInside
from pipeline.operations.join import Chapter, pictures, write_chapters
from pipeline.operations.promises import Output
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av import Packet
    from av.audio import AudioStream
    from av.container import InputContainer

_LIMITED = 1
"""AVCOL_RANGE_MPEG of ffmpeg."""

_MUXERS = {"mov": "mov", "mkv": "matroska"}
_OPTIONS = {
    "mov": {"use_editlist": "0", "movflags": "+faststart+negative_cts_offsets+write_colr"},
    "mkv": {"avoid_negative_ts": "disabled"},
}
"""No edit lists; the index in front; colours told by the container, too."""


@dataclass(frozen=True, slots=True)
class JoinFile(Operation):
    """The movie as the file `out` of a `container`, of the inputs `span0`, `span1`, ... in order, and `sound`.

    The sound is in ffmpeg's `codec`. `frames` are those of each span; `samples` are the programme's, `sample_rate` a second;
    the size is in pixels. The sound is in `language`, the chapters are in `titles_in`, each by three letters (ISO 639-2/T).
    Raises SpansDiffer.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av",)
    pool: ClassVar[Pool] = "join"

    container: Literal["mov", "mkv"]
    width: int
    height: int
    rate: Fraction
    frames: tuple[int, ...]
    samples: int
    sample_rate: int
    channels: int
    codec: str
    title: str
    chapters: tuple[Chapter, ...]
    language: str = ""
    titles_in: str = ""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame and every sample."""
        picture = PictureInside(self.width, self.height, self.rate, sum(self.frames))
        inside = FilePromise((), self.codec, self.sample_rate, self.channels, self.samples, picture)
        return (Output("out", f".{self.container}", inside),)

    def run(self, work: Work) -> None:
        """Copy the packets of picture and sound in the order of decoding."""
        rate, total = self.rate, sum(self.frames)
        spans = [work.inputs[f"span{number}"] for number in range(len(self.frames))]
        options = {**_OPTIONS[self.container], "fflags": "+bitexact"}
        with (
            opening.writing(work.outputs["out"], _MUXERS[self.container], options) as movie,
            opening.reading(spans[0], ("mov",)) as first,
            opening.reading(work.inputs["sound"], ("mov",)) as sound,
        ):
            template = first.streams.video[0]
            picture = movie.add_stream_from_template(template, opaque=True)
            picture.time_base = Fraction(1, rate.numerator)
            context = template.codec_context
            if self.container == "mov":
                picture.codec_context.codec_tag = context.codec_tag
            picture.codec_context.framerate = rate
            picture.codec_context.color_range = _LIMITED  # the spans' container has no place for it
            programme = movie.add_stream_from_template(sound.streams.audio[0], opaque=True)
            programme.time_base = Fraction(1, self.sample_rate)
            movie.metadata["title"] = self.title
            if self.container == "mkv" and self.language:
                programme.metadata["language"] = bibliographic(self.language)
            if self.container == "mov" and self.titles_in:
                movie.metadata[f"title-{self.titles_in}"] = self.title  # the same title: which language it is in
            write_chapters(movie, self.chapters, total, rate)
            found = pictures(spans, self.frames, rate, picture, context.extradata or b"", context.reorder_depth)
            for done, packet in enumerate(merge(found, _sounds(sound, programme, self.samples), key=_at), 1):
                movie.mux(packet)
                if done % 500 == 0:
                    work.progress(max(0.0, min(1.0, float(_at(packet) * rate / total))))
            work.progress(1)
        if self.container == "mov":
            headers.tell_languages(work.outputs["out"], {"soun": self.language, "text": self.titles_in})
        elif self.titles_in:
            elements.tell_chapters(work.outputs["out"], bibliographic(self.titles_in))


def _sounds(container: InputContainer, into: AudioStream, samples: int) -> Iterator[Packet[Any]]:
    packet: Packet[Any]
    for packet in container.demux(container.streams.audio[0]):
        if packet.size and packet.pts is not None and packet.time_base is not None and _sample(packet) < samples:
            packet.stream = into
            yield packet


def _sample(packet: Packet[Any]) -> Fraction:
    return (packet.pts or 0) * (packet.time_base or Fraction(0)) * SAMPLE_RATE


def _at(packet: Packet[Any]) -> Fraction:
    assert packet.dts is not None
    assert packet.time_base is not None
    return packet.dts * packet.time_base
