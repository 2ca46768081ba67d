"""Draw a producer's MoviePy scene once, without loss, as a source for spans.

The scene's file imports MoviePy; of what it returns only `get_frame` is called here. The only modules of the program that import
MoviePy are the scenes that come along, in `scenes/`.

A scene is one Python file with `scene(width, height, rate, frames)` that returns a MoviePy clip. Its bytes and moviepy's version
are its identity, so it may import libraries but no file beside it; its folder is not on the import path.
"""

from __future__ import annotations

import importlib.util
import random
import traceback
from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.fault import ContentFault
from pipeline.operations.pictures import drawn, write_pictures
from pipeline.operations.promises import Output
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.pictures import Picture

_SEED = 20180913
"""Any constant: a scene that draws by chance draws the same picture each time."""


@dataclass(frozen=True, slots=True)
class DrawScene(Operation):
    """The scene of the input `scene` as `out`, FFV1 in NUT: `frames` pictures of `width` x `height` pixels.

    `path` is what messages call the file; it is no identity. Raises ContentFault.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "moviepy", "numpy", "pillow")
    is_foreign: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    rate: Fraction
    frames: int
    path: str = field(compare=False)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (drawn(self.width, self.height, self.rate, self.frames),)

    def run(self, work: Work) -> None:
        """Load the file and draw frame by frame."""
        import numpy as np

        random.seed(_SEED)
        np.random.seed(_SEED)
        source = work.inputs["scene"]
        try:
            clip = _load(source).scene(width=self.width, height=self.height, rate=self.rate, frames=self.frames)
            draw = clip.get_frame
        except BaseException as fault:  # it may also ask Python to end
            raise ContentFault(_told(fault, source, self.path)) from fault

        def pictures() -> Iterator[Picture]:
            for number in range(self.frames):
                try:
                    picture = np.asarray(draw(float(number / self.rate)))
                except BaseException as fault:
                    raise ContentFault(f"frame {number}: {_told(fault, source, self.path)}") from fault
                if picture.shape[:2] != (self.height, self.width) or picture.ndim != 3 or picture.shape[2] != 3:
                    raise ContentFault(
                        f"{self.path}: frame {number} has the shape {picture.shape}; "
                        f"a clip of {self.width} x {self.height} pixels must be returned"
                    )
                yield np.clip(picture, 0, 255).astype(np.uint8)
                work.progress((number + 1) / self.frames)

        write_pictures(work.outputs["out"], pictures(), self.width, self.height, self.rate)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scene", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "scene", None)):
        raise AttributeError("it has no function scene(width, height, rate, frames)")
    return module


def _told(fault: BaseException, source: Path, name: str) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if Path(frame.filename) == source]
    if isinstance(fault, SyntaxError) and fault.filename == str(source):
        lines.append(fault.lineno)
    place = f"{name}:{lines[-1]}" if lines and lines[-1] else name
    return f"{place}: {type(fault).__name__}: {fault}".removesuffix(": ")
