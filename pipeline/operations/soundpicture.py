"""Draw the picture of a sound: bars of the waveform scrolling past now, or of the spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.pictures import drawn, write_pictures
from pipeline.operations.promises import Output
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.pictures import Picture


@dataclass(frozen=True, slots=True)
class DrawSoundPicture(Operation):
    """The picture of the WAV `sound`, whose sample `start` is frame 0's, as `out`, FFV1 in NUT.

    `width` and `height` in pixels; colours as `#rrggbb`: `accent` for what was played, `muted` for what is to come.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    rate: Fraction
    frames: int
    start: int
    style: Literal["waveform", "spectrum"]
    background: str
    accent: str
    muted: str

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (drawn(self.width, self.height, self.rate, self.frames),)

    def run(self, work: Work) -> None:
        """Draw frame by frame."""
        import numpy as np

        from pipeline.sound import bars, wav

        with work.inputs["sound"].open("rb") as file:
            shape = wav.layout(file)
            count = int(self.frames / self.rate * shape.sample_rate) + 1
            heard = bars.thinned(wav.read(file, shape, self.start, count))
        draw = bars.waveform if self.style == "waveform" else bars.spectrum
        shown = draw(heard, shape.sample_rate // bars.THINNED, self.rate, self.frames)
        backdrop, accent, muted = (
            np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)
            for colour in (self.background, self.accent, self.muted)
        )

        def pictures() -> Iterator[Picture]:
            for number, frame in enumerate(shown):
                coverage = bars.coverage(frame, self.width, self.height)
                played = (np.arange(self.width) < frame.played * self.width)[None, :, None]
                colours = np.where(played, accent, muted)
                yield (backdrop + (colours - backdrop) * coverage[:, :, None] + 0.5).astype(np.uint8)
                work.progress((number + 1) / self.frames)

        write_pictures(work.outputs["out"], pictures(), self.width, self.height, self.rate)
