"""Encode the mastered programme in a codec besides AAC, as one run: lossless ones are the mastered samples themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.file_promise import FilePromise
from pipeline.operations.join import Chapter, write_chapters
from pipeline.operations.programme import ProgrammeSound, opened
from pipeline.operations.promises import Output
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av.container import OutputContainer

    from pipeline.sound.blocks import Samples

_METERS = 0.1
"""Decibels by which meters of true peak differ (ITU-R BS.1770-4, annex 2)."""

Codec = Literal["pcm", "flac", "mp3"]

FORMS: dict[Codec, tuple[str, str, str, str, str]] = {
    "pcm": ("pcm_s24le", "pcm_s24le", "s32", "mov", ".mov"),
    "flac": ("flac", "flac", "s32", "mp4", ".mp4"),
    "mp3": ("libmp3lame", "mp3float", "fltp", "mp3", ".mp3"),
}
"""Of each codec ffmpeg's encoder and decoder, the form of its samples, the muxer of a file of it alone, that file's ending."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file of sound says of itself: title, show, chapters in `frames` of `rate` a second, its language."""

    title: str
    show: str
    rate: Fraction
    frames: int
    chapters: tuple[Chapter, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class EncodeProgramme(Operation):
    """The whole programme as `out`, in a `codec`; `bitrate` in bits a second, 0 where nothing is lost.

    The gains are those with which AAC is as loud as wanted, which takes some away; so the whole is brought to its `target` in
    LUFS by one more gain, as far as the `ceiling` in dBTP lets it. Inputs: `mix0`, `mix1`, ..., each with handles, and the
    master's `gains`; with `tags` also the `cover`, a JPEG.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    programme: ProgrammeSound
    codec: Codec
    bitrate: int = 0
    tags: Tags | None = None
    target: Fraction = Fraction(0)
    ceiling: Fraction = Fraction(0)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample."""
        whole = self.programme
        inside = FilePromise((), FORMS[self.codec][1], SAMPLE_RATE, whole.channels, whole.samples)
        return (Output("out", FORMS[self.codec][4], inside),)

    def run(self, work: Work) -> None:
        """Join, multiply with the master's gains, encode."""
        import av
        import numpy as np
        from av.audio import AudioStream

        from pipeline.media import opening
        from pipeline.sound.programme import mastered, read_whole

        whole, (encoder, _, form, muxer, _) = self.programme, FORMS[self.codec]
        layout = "mono" if whole.channels == 1 else "stereo"
        options = {"fflags": "+bitexact"}
        with ExitStack() as stack, opening.writing(work.outputs["out"], muxer, options) as container:
            stream = cast("AudioStream", container.add_stream(encoder, rate=SAMPLE_RATE, layout=layout))
            context = stream.codec_context
            context.format = form
            context.flags |= av.codec.context.Flags.bitexact
            if self.bitrate:
                context.bit_rate = self.bitrate
            if self.codec == "flac":
                context.options = {"compression_level": "8"}
            if self.tags is not None:
                self._tell(container, work.inputs["cover"], self.tags)
            placed = opened((*whole.segments, *whole.over), work, stack)
            factors = read_whole(work.inputs["gains"])[:, 0]
            factors = factors * _correction(mastered(placed, whole.samples, factors, 0, whole.samples), self.target, self.ceiling)
            work.progress(0.4)
            done = 0
            for block in mastered(placed, whole.samples, factors, 0, whole.samples):
                sound = block.mean(axis=1, keepdims=True) if whole.channels == 1 else block
                if form == "s32":  # 24 bits of 32; rounded, not cut
                    steps = np.clip(np.rint(sound * (1 << 23)), -(1 << 23), (1 << 23) - 1).astype(np.int32) << 8
                    given = np.ascontiguousarray(steps.reshape(1, -1))
                else:
                    given = np.ascontiguousarray(sound.T, dtype=np.float32)
                frame = av.AudioFrame.from_ndarray(given, format=form, layout=layout)
                frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, done, Fraction(1, SAMPLE_RATE)
                for packet in stream.encode(frame):
                    container.mux(packet)
                done += len(block)
                work.progress(0.4 + 0.59 * done / whole.samples)
            for packet in stream.encode(None):
                container.mux(packet)
        work.progress(1.0)

    def _tell(self, container: OutputContainer, path: Path, tags: Tags) -> None:
        """Write what the file says of itself."""
        from av.stream import Disposition

        from pipeline.media import opening

        container.metadata.update({"title": tags.title, "artist": tags.show, "album": tags.show})
        if tags.language:
            container.metadata["language"] = tags.language
        write_chapters(container, tags.chapters, tags.frames, tags.rate)
        with opening.reading(path, ("jpeg_pipe", "image2")) as cover:
            picture = container.add_stream_from_template(cover.streams.video[0], opaque=True)
            picture.disposition = Disposition.attached_pic
            picture.metadata["comment"] = "Cover (front)"  # ID3 knows pictures by this (id3v2.4.0-frames, 4.14: type 3)
            drawn = next(packet for packet in cover.demux(cover.streams.video[0]) if packet.size)
            drawn.stream = picture
            drawn.pts = drawn.dts = 0
            container.mux(drawn)


def _correction(sound: Iterable[Samples], target: Fraction, ceiling: Fraction) -> float:
    """Return the factor that brings a sound to its target, or as near as its peaks let it; 1 where nothing can be measured."""
    from pipeline.sound.meter import Meter

    meter = Meter()
    for block in sound:
        meter.feed(block)
    if not math.isfinite(meter.loudness):
        return 1.0
    wanted = min(float(target) - meter.loudness, float(ceiling) - _METERS - meter.true_peak)
    return float(10 ** (wanted / 20))
