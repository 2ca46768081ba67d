"""Compose a layered card: its layers, each drawn once, as frames."""

from __future__ import annotations

from typing import ClassVar

from pipeline.cards.layers import Composition
from pipeline.media import opening
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class ComposeCard(Operation):
    """A composition as `out`: Ut Video in NUT, with straight alpha where it has no ground. Inputs: `layer0` and so on, PNGs.

    Ut Video is lossless, RGB, each frame by itself; it takes a quarter of the time that FFV1 does, and twice its room.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy", "opencv-python-headless")
    pool: ClassVar[Pool] = "draw"

    composition: Composition

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        one = self.composition
        return (Output("out", ".nut", VideoPromise("utvideo", *one.size, self._format, one.rate, one.frames)),)

    def run(self, work: Work) -> None:
        """Compose frame by frame; NUT keeps times exactly at 30000/1001."""
        import av

        from pipeline.cards import compose

        one = self.composition
        drawn = [compose.decoded(work.inputs[f"layer{number}"].read_bytes()) for number in range(len(one.pictures))]
        composer = compose.Composer(one, drawn)
        with opening.writing(work.outputs["out"], "nut", {"fflags": "+bitexact"}) as movie:
            stream = movie.add_stream("utvideo", rate=one.rate, options={"threads": "1", "flags": "+bitexact"})
            (stream.width, stream.height), stream.pix_fmt = one.size, self._format
            stream.time_base = 1 / one.rate
            last, coded = None, b""
            for number in range(one.frames):
                pixels = composer.frame(number)
                if pixels is last:  # each frame is coded by itself, so what rests need not be coded again
                    packet = av.Packet(coded)
                    packet.stream, packet.time_base, packet.is_keyframe, packet.duration = stream, 1 / one.rate, True, 1
                    packet.pts = packet.dts = number
                    movie.mux(packet)
                else:
                    shown = pixels if one.ground else compose.straight(pixels)
                    frame = av.VideoFrame.from_ndarray(shown, format="bgra").reformat(format=self._format)
                    frame.pts, frame.time_base = number, 1 / one.rate
                    (packet,) = stream.encode(frame)
                    last, coded = pixels, bytes(packet)
                    movie.mux(packet)
                work.progress((number + 1) / one.frames)
            movie.mux(stream.encode())

    @property
    def _format(self) -> str:
        return "gbrp" if self.composition.ground else "gbrap"
