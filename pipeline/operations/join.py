"""Join spans and the programme sound into the finished MP4 by copying packets: nothing is decoded, nothing encoded.

Where `concat -c copy` ends well on inputs that do not fit, this refuses: every span must carry the same decoder
configuration, exactly its planned frames at exactly the planned times, and begin with a key frame. The spans' sample tables say
all that, and where each packet lies: opening a span with FFmpeg instead would decode its first frames, 5 ms a span.

No edit list is written (YouTube asks for none, support.google.com/youtube/answer/1722171), so the picture's first timestamp must
be 0 by itself: composition offsets are negative instead. The sound's first packet carries the encoder's priming, for which the
sound room has already left out as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import merge
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pipeline.faults import TogetherFault
from pipeline.media import opening
from pipeline.operations import boxes, headers, timed_text
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import MoviePromise, Output
from pipeline.operations.timed_text import CaptionStream
from pipeline.sound.aac import FRAME
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av import Packet
    from av.audio import AudioStream
    from av.container import OutputContainer
    from av.stream import Stream
    from av.subtitles.stream import SubtitleStream
    from av.video import VideoStream

    Packets = Iterator[Packet[Stream]]


class SpansDiffer(TogetherFault):
    """A span that cannot be joined, and why."""

    def __init__(self, span: str, reason: str) -> None:
        super().__init__(span, reason)
        self.span, self.reason = span, reason

    def __str__(self) -> str:
        return f"{self.span} cannot be joined: {self.reason}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the frame of the movie at which it begins, and what it is called."""

    frame: int
    title: str


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A further sound of a movie: its `language` by three letters (ISO 639-2/T), its `title` for people, what it is."""

    language: str
    title: str
    kind: Literal["dub", "description"]


@dataclass(frozen=True, slots=True)
class JoinMovie(Operation):
    """The movie as the MP4 `out`, of the inputs `span0`, `span1`, ... in order, and `sound`.

    `frames` are those of each span; `samples` are the programme's, `sample_rate` a second; the size is in pixels. `captions` are
    the streams of text that it has. `others` are further sounds, the inputs `sound1`, `sound2`, .... The first sound is in
    `language`, the chapters are in `titles_in`, each by three letters (ISO 639-2/T). Raises SpansDiffer, TooLong.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av",)
    pool: ClassVar[Pool] = "join"

    width: int
    height: int
    rate: Fraction
    frames: tuple[int, ...]
    samples: int
    sample_rate: int
    title: str
    chapters: tuple[Chapter, ...]
    captions: tuple[CaptionStream, ...] = ()
    others: tuple[SoundTrack, ...] = ()
    language: str = ""
    titles_in: str = ""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame and every sample."""
        movie = MoviePromise(self.width, self.height, self.rate, sum(self.frames), self.samples, 1 + len(self.others))
        return (Output("out", ".mp4", movie),)

    def run(self, work: Work) -> None:
        """Copy the packets of picture and sound in the order of decoding."""
        rate, total = self.rate, sum(self.frames)
        spans = [work.inputs[f"span{number}"] for number in range(len(self.frames))]
        options = {"use_editlist": "0", "movflags": "+faststart+negative_cts_offsets", "fflags": "+bitexact"}
        with (
            opening.writing(work.outputs["out"], "mp4", options) as movie,
            opening.reading(spans[0], ("mov",)) as first,
            opening.reading(work.inputs["sound"], ("mov",)) as sound,
        ):
            # The picture's clock ticks `rate.numerator` times a second, so that each frame lasts a whole number of ticks.
            template = first.streams.video[0]
            is_avc = template.codec_context.name == "h264"
            picture = movie.add_stream_from_template(template, opaque=not is_avc)  # whatever encodes it: nothing is encoded here
            if not is_avc:
                picture.codec_context.codec_tag = template.codec_context.codec_tag
            picture.time_base = Fraction(1, rate.numerator)
            programme = movie.add_stream_from_template(sound.streams.audio[0])
            tick = Fraction(1, self.sample_rate)
            programme.time_base = tick
            others = [_other(movie, sound.streams.audio[0], tick, one) for one in self.others]
            texts = [timed_text.add(movie, one) for one in self.captions]
            movie.metadata["title"] = self.title
            write_chapters(movie, self.chapters, total, rate)
            context = template.codec_context
            streams = [(work.inputs["sound"], programme)]
            streams += [(work.inputs[f"sound{number}"], stream) for number, stream in enumerate(others, 1)]
            sounds = merge(*(_sounds(path, self.samples, into, tick) for path, into in streams), key=_dts)
            heard = next(sounds, None)
            told = _told(self.captions, texts, -(-total * timed_text.TICKS // rate))
            said = next(told, None)
            found = pictures(spans, self.frames, rate, picture, context.extradata or b"", context.reorder_depth)
            for done, packet in enumerate(found, 1):
                # By decoding time, as the muxer sorts them: it then holds back no more than one packet.
                while heard is not None and _dts(heard) * rate.numerator < _dts(packet) * self.sample_rate:
                    movie.mux(heard)
                    heard = next(sounds, None)
                while said is not None and _dts(said) * rate.numerator < _dts(packet) * timed_text.TICKS:
                    movie.mux(said)
                    said = next(told, None)
                movie.mux(packet)
                if done % 500 == 0 or done == total:
                    work.progress(done / total)
            while heard is not None:
                movie.mux(heard)
                heard = next(sounds, None)
            while said is not None:
                movie.mux(said)
                said = next(told, None)
        headers.tell_languages(work.outputs["out"], {"soun": self.language, "text": self.titles_in})


def _other(movie: OutputContainer, template: AudioStream, tick: Fraction, track: SoundTrack) -> AudioStream:
    """Add a further sound to a movie that is to be written: players choose one by its language, and what it is."""
    from av.stream import Disposition

    stream = movie.add_stream_from_template(template)
    stream.time_base = tick
    stream.metadata.update({"language": track.language, "title": track.title})
    is_dub = track.kind == "dub"
    stream.disposition = Disposition.dub if is_dub else Disposition.visual_impaired | Disposition.descriptions
    return stream


def _told(captions: Sequence[CaptionStream], into: Sequence[SubtitleStream], length: int) -> Packets:
    """Return the samples of all streams of captions, in order of time."""
    runs = (timed_text.packets(one.cues, length, stream) for one, stream in zip(captions, into, strict=True))
    return merge(*runs, key=_dts)


def pictures(
    spans: Sequence[Path], planned: Sequence[int], rate: Fraction, into: VideoStream, configuration: bytes, depth: int
) -> Packets:
    """Yield the packets of spans of so many frames, in order of decoding. Raises SpansDiffer.

    `configuration` is the decoder's that all spans must have, `depth` the frames by which decoding runs ahead of showing.
    """
    from av import Packet

    tick, step = Fraction(1, rate.numerator), rate.denominator
    at = 0
    for number, (path, frames) in enumerate(zip(spans, planned, strict=True)):
        span = _samples(path, "vide", f"span {number}")
        shown = _checked(span, frames, rate, configuration, depth, f"span {number}")
        content = _content(path)
        # Decoding times are counted anew: a span of one frame has no reordering of its own, and its neighbours have.
        decoded = range((at - depth) * step, (at - depth + frames) * step, step)
        for index, (offset, size, frame, dts) in enumerate(zip(span.offsets, span.sizes, shown, decoded, strict=True)):
            packet = Packet(content[offset : offset + size])
            packet.stream = into
            packet.time_base = tick
            packet.pts = (at + frame) * step
            packet.dts = dts
            packet.duration = step
            packet.is_keyframe = index in span.keys
            yield packet
        at += frames


def _checked(span: boxes.Samples, frames: int, rate: Fraction, configuration: bytes, depth: int, name: str) -> list[int]:
    """Return which frame each sample is, in decoding order. Raises SpansDiffer unless the span can be joined."""
    if span.configuration != configuration:
        raise SpansDiffer(name, "its decoder configuration (SPS, PPS and the like) is another than the first span's")
    if 0 not in span.keys:
        raise SpansDiffer(name, "it does not begin with a key frame")
    ticks = span.timescale * rate.denominator
    shown: list[int] = []
    for index, time in enumerate(span.times):
        frame, between = divmod(time * rate.numerator, ticks)
        if between:
            reason = f"a frame stands at {Fraction(time * rate.numerator, ticks)} frames, between two of the programme's"
            raise SpansDiffer(name, reason)
        if frame < index - depth:
            raise SpansDiffer(name, f"frame {frame} is shown before it is decoded")
        shown.append(frame)
    if sorted(shown) != list(range(frames)):
        raise SpansDiffer(name, f"it holds {len(shown)} frames at other times than 0 to {frames - 1}")
    return shown


def _sounds(path: Path, samples: int, into: AudioStream, tick: Fraction) -> Packets:
    from av import Packet

    found = _samples(path, "soun", "the programme sound")
    content = _content(path)
    needed = -(-samples // FRAME)
    if len(found.sizes) < needed:
        raise SpansDiffer("the programme sound", f"it holds {len(found.sizes)} packets where {needed} are needed")
    begins = range(0, samples, FRAME)
    for offset, size, begin in zip(found.offsets[:needed], found.sizes[:needed], begins, strict=True):
        packet = Packet(content[offset : offset + size])
        packet.stream = into
        packet.time_base = tick
        packet.pts = packet.dts = begin
        # The last packet lasts only to the programme's end: the sample table then says exactly `samples`.
        packet.duration = min(FRAME, samples - begin)
        packet.is_keyframe = True
        yield packet


def _samples(path: Path, handler: str, name: str) -> boxes.Samples:
    try:
        return boxes.samples(path, handler)
    except boxes.Malformed as fault:
        raise SpansDiffer(name, str(fault)) from fault


def _dts(packet: Packet[Stream]) -> int:
    assert packet.dts is not None
    return packet.dts


def _content(path: Path) -> Any:
    # A memoryview, which PyAV's stubs do not know. Mapped, not read: packets point into it, nothing is copied.
    with path.open("rb") as stream:
        return memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ))


def write_chapters(movie: OutputContainer, chapters: Sequence[Chapter], total: int, rate: Fraction) -> None:
    """Write the chapters of a movie of `total` frames."""
    ends = [*(chapter.frame for chapter in chapters[1:]), total] if chapters else []
    movie.set_chapters(
        [
            {
                "id": number,
                "start": chapter.frame * rate.denominator,
                "end": end * rate.denominator,
                "time_base": Fraction(1, rate.numerator),
                "metadata": {"title": chapter.title},
            }
            for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True))
        ]
    )
