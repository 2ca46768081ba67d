"""Compose one frame of a card in layers, for a look at it: what moves before and after it is not made."""

from __future__ import annotations

from typing import ClassVar

from pipeline.cards.layers import Composition
from pipeline.media import opening
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class ComposeFrame(Operation):
    """Frame `number` of a composition, from 0, as `out`: as `ComposeCard` stores it. Inputs: `layer0` and so on, PNGs."""

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy", "opencv-python-headless")
    pool: ClassVar[Pool] = "draw"

    composition: Composition
    number: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise one frame."""
        one = self.composition
        return (Output("out", ".nut", VideoPromise("utvideo", *one.size, self._format, one.rate, 1)),)

    def run(self, work: Work) -> None:
        """Compose that frame alone."""
        import av

        from pipeline.cards import compose

        one = self.composition
        drawn = [compose.decoded(work.inputs[f"layer{number}"].read_bytes()) for number in range(len(one.pictures))]
        pixels = compose.Composer(one, drawn).frame(self.number)
        with opening.writing(work.outputs["out"], "nut", {"fflags": "+bitexact"}) as movie:
            stream = movie.add_stream("utvideo", rate=one.rate, options={"threads": "1", "flags": "+bitexact"})
            (stream.width, stream.height), stream.pix_fmt = one.size, self._format
            stream.time_base = 1 / one.rate
            shown = pixels if one.ground else compose.straight(pixels)
            frame = av.VideoFrame.from_ndarray(shown, format="bgra").reformat(format=self._format)
            frame.pts, frame.time_base = 0, 1 / one.rate
            movie.mux(stream.encode(frame))
            movie.mux(stream.encode())
        work.progress(1)

    @property
    def _format(self) -> str:
        return "gbrp" if self.composition.ground else "gbrap"
