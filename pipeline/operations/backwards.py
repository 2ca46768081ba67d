"""Put the frames of a stored film in the other order."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass

_AT_ONCE = 16
"""Frames that are in memory at once: of 4K some 200 MB."""


@dataclass(frozen=True, slots=True)
class TurnAround(Operation):
    """The frames of `film`, a MOV in which each stands for itself, as the NUT `out`, the last one first; none is decoded."""

    libraries: ClassVar[tuple[str, ...]] = ("av",)
    pool: ClassVar[Pool] = "draw"

    picture: VideoPromise

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (Output("out", ".nut", self.picture),)

    def run(self, work: Work) -> None:
        """Copy packets, some at a time from the end on."""
        from pipeline.media import opening

        rate, done = self.picture.rate, 0
        with (
            opening.reading(work.inputs["film"], {"mov"}) as film,
            opening.writing(work.outputs["out"], "nut", {"fflags": "+bitexact"}) as turned,
        ):
            read = film.streams.video[0]
            written = turned.add_stream_from_template(read)
            written.time_base = 1 / rate
            tick = read.time_base or 1 / rate
            for end in range(self.picture.frames, 0, -_AT_ONCE):
                first = max(0, end - _AT_ONCE)
                film.seek(round(first / rate / tick), stream=read, backward=True)
                found = {}
                for packet in film.demux(read):
                    number = round(Fraction(packet.pts or 0) * tick * rate) if packet.size else end
                    if number >= end:
                        break
                    found[number] = packet
                for number in range(end - 1, first - 1, -1):
                    packet = found[number]
                    packet.pts = packet.dts = done
                    packet.time_base, packet.duration, packet.stream = 1 / rate, 1, written
                    turned.mux(packet)
                    done += 1
                work.progress(done / self.picture.frames)
