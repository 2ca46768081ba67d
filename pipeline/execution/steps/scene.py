"""Draw a MoviePy scene once, without loss, as a source for spans. The only module that imports moviepy.

A scene is one Python file with `scene(width, height, rate, frames)` that returns a MoviePy clip. Its bytes and moviepy's version
are its identity, so it may import libraries but no file beside it; its folder is not on the import path.
"""

from __future__ import annotations

import importlib.util
import random
import traceback
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.execution.steps import Call
from pipeline.execution.steps.pictures import write_pictures
from pipeline.faults import TogetherFault

_SEED = 20180913
"""Any constant: a scene that draws by chance draws the same picture each time."""


class SceneFault(TogetherFault):
    """Say what is wrong with a producer's scene and at which line of it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


def run(call: Call) -> None:
    """Write `out`, FFV1 in NUT, `frames` pictures of `width` x `height`, from the input `scene`.

    Parameters: `width`, `height` in pixels, `rate` (text of a fraction), `frames`, `name` of the file for messages.
    Raises SceneFault.
    """
    import numpy as np

    rate, frames = Fraction(call.parameters["rate"]), call.parameters["frames"]
    width, height, name = call.parameters["width"], call.parameters["height"], call.parameters["name"]
    random.seed(_SEED)
    np.random.seed(_SEED)
    source = call.inputs["scene"]
    try:
        module = _load(source)
        clip = module.scene(width=width, height=height, rate=rate, frames=frames)
        draw = clip.get_frame
    except Exception as fault:
        raise SceneFault(_told(fault, source, name)) from fault

    def pictures() -> Any:
        for number in range(frames):
            try:
                picture = np.asarray(draw(float(number / rate)))
            except Exception as fault:
                raise SceneFault(f"frame {number}: {_told(fault, source, name)}") from fault
            if picture.shape[:2] != (height, width) or picture.ndim != 3 or picture.shape[2] != 3:
                raise SceneFault(
                    f"{name}: frame {number} has the shape {picture.shape}; a clip of {width} x {height} pixels must be returned"
                )
            if number % 10 == 0:
                call.progress(number / frames)
            yield np.clip(picture, 0, 255).astype(np.uint8)

    write_pictures(call.outputs["out"], pictures(), width, height, rate)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scene", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "scene", None)):
        raise AttributeError("it has no function scene(width, height, rate, frames)")
    return module


def _told(fault: Exception, source: Path, name: str) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if Path(frame.filename) == source]
    if isinstance(fault, SyntaxError) and fault.filename == str(source):
        lines.append(fault.lineno)
    place = f"{name}:{lines[-1]}" if lines and lines[-1] else name
    return f"{place}: {type(fault).__name__}: {fault}"
