"""Encode the mastered programme in a codec besides AAC, as one run: lossless ones are the mastered samples themselves."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, cast

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.file_promise import FilePromise
from pipeline.operations.programme import ProgrammeSound, opened
from pipeline.operations.promises import Output
from pipeline.timebase import SAMPLE_RATE

Codec = Literal["pcm", "flac", "mp3"]

FORMS: dict[Codec, tuple[str, str, str, str, str]] = {
    "pcm": ("pcm_s24le", "pcm_s24le", "s32", "mov", ".mov"),
    "flac": ("flac", "flac", "s32", "mp4", ".mp4"),
    "mp3": ("libmp3lame", "mp3float", "fltp", "mp3", ".mp3"),
}
"""Of each codec ffmpeg's encoder and decoder, the form of its samples, the muxer of a file of it alone, that file's ending."""


@dataclass(frozen=True, slots=True)
class EncodeProgramme(Operation):
    """The whole programme as `out`, in a `codec`; `bitrate` in bits a second, 0 where nothing is lost.

    Inputs: `mix0`, `mix1`, ..., each with handles, and the master's `gains`.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    programme: ProgrammeSound
    codec: Codec
    bitrate: int = 0

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
        options = {"fflags": "+bitexact", **({"write_xing": "1", "id3v2_version": "0"} if self.codec == "mp3" else {})}
        with ExitStack() as stack, opening.writing(work.outputs["out"], muxer, options) as container:
            stream = cast("AudioStream", container.add_stream(encoder, rate=SAMPLE_RATE, layout=layout))
            context = stream.codec_context
            context.format = form
            context.flags |= av.codec.context.Flags.bitexact
            if self.bitrate:
                context.bit_rate = self.bitrate
            if self.codec == "flac":
                context.options = {"compression_level": "8"}
            placed = opened((*whole.segments, *whole.over), work, stack)
            factors = read_whole(work.inputs["gains"])[:, 0]
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
                work.progress(0.99 * done / whole.samples)
            for packet in stream.encode(None):
                container.mux(packet)
        work.progress(1.0)
