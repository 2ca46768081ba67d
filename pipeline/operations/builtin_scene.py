"""Draw a scene that comes along, without loss, as a source for spans: a MoviePy clip, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.pictures import drawn, write_pictures
from pipeline.operations.promises import Output
from pipeline.operations.scenes.model import Collage, Counter, Ring, Scene, Words, WorldMap
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.pictures import Picture
    from pipeline.operations.scenes.canvas import Film


@dataclass(frozen=True, slots=True)
class DrawBuiltinScene(Operation):
    """A scene as `out`, FFV1 in NUT: `frames` pictures of `width` x `height` pixels. Inputs: what its `scene` says it reads.

    It is a function of time alone: at another rate the same is seen at the same time.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "moviepy", "numpy", "pillow")
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    rate: Fraction
    frames: int
    scene: Scene

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (drawn(self.width, self.height, self.rate, self.frames),)

    def run(self, work: Work) -> None:
        """Draw frame by frame."""
        draw = self._film(work).get_frame

        def pictures() -> Iterator[Picture]:
            for number in range(self.frames):
                yield draw(float(number / self.rate))
                work.progress((number + 1) / self.frames)

        write_pictures(work.outputs["out"], pictures(), self.width, self.height, self.rate)

    def _film(self, work: Work) -> Film:
        from pipeline.operations.scenes.canvas import read
        from pipeline.operations.scenes.collage import collage
        from pipeline.operations.scenes.counter import LABEL, counter
        from pipeline.operations.scenes.kinetic import kinetic
        from pipeline.operations.scenes.ring import ring
        from pipeline.operations.scenes.world import world

        size, seconds = (self.width, self.height), float(self.frames / self.rate)

        def all_of(name: str, count: int) -> list[Picture]:
            return [read(work.inputs[f"{name}-{number}"]) for number in range(count)]

        match self.scene:
            case Ring():
                return ring(self.scene, work.inputs["sound"], size, seconds)
            case Words(weights=weights):
                return kinetic(self.scene, all_of("text", len(weights)), size, seconds)
            case Collage(count=count):
                return collage(self.scene, all_of("still", count), size, seconds)
            case Counter(has_label=has_label):
                return counter(self.scene, all_of("text", LABEL + has_label), size, seconds)
            case WorldMap(places=places):
                return world(self.scene, all_of("text", len(places)), size, seconds)
