"""Draw a card: a PNG of a still or of a slice of a roll, or a movie with alpha in which held frames are stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pipeline.cards.model import Artwork, Motion
from pipeline.media import opening
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import ImagePromise, Output, OverlayPromise
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.cards.draw import Painter


@dataclass(frozen=True, slots=True)
class DrawCard(Operation):
    """The card of an artwork as `out`: QuickTime Animation where it moves, else a PNG. Inputs: the artwork's files by name.

    Raises CardFault where a text cannot fit.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "pytakumi")
    pool: ClassVar[Pool] = "draw"

    artwork: Artwork

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise a picture of the artwork's size, or a movie for as long as it moves."""
        motion = self.artwork.motion
        if motion is None:
            return (Output("out", ".png", ImagePromise(*self.artwork.size)),)
        return (Output("out", ".mov", OverlayPromise(*self.artwork.size, motion.rate, motion.frames)),)

    def run(self, work: Work) -> None:
        """Draw."""
        from pipeline.cards.draw import Painter

        painter = Painter(self.artwork, lambda name: work.inputs[name].read_bytes())
        if self.artwork.motion is not None:
            self._write_movie(painter, self.artwork.motion, work)
        else:
            work.outputs["out"].write_bytes(painter.png())
            work.progress(1.0)

    def _write_movie(self, painter: Painter, motion: Motion, work: Work) -> None:
        """Write QuickTime Animation (lossless, straight alpha), one packet a drawn frame, each until the next one's time."""
        import av

        (width, height), rate, times = self.artwork.size, motion.rate, motion.times
        options = {"fflags": "+bitexact", "movflags": "+faststart"}
        with opening.writing(work.outputs["out"], "mov", options) as container:
            stream = container.add_stream("qtrle", rate=rate)
            stream.width, stream.height, stream.pix_fmt = width, height, "argb"
            stream.time_base = 1 / rate
            stream.codec_context.time_base = 1 / rate
            stream.codec_context.gop_size = 1  # every picture can be sought: spans begin anywhere
            for number, (at, milliseconds) in enumerate(times):
                until = times[number + 1][0] if number + 1 < len(times) else motion.frames
                # Other order of bytes, same values. Without numpy, whose import takes longer than drawing a name.
                frame = av.VideoFrame.from_bytes(painter.raw(milliseconds), width, height, "rgba").reformat(format="argb")
                frame.pts, frame.time_base = at, 1 / rate
                for packet in stream.encode(frame):
                    packet.duration = until - at
                    container.mux(packet)
                work.progress((number + 1) / len(times))
            container.mux(stream.encode(None))
