"""Write drawn pictures without loss, as a source for spans."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media import opening
from pipeline.operations.promises import Output, VideoPromise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    """Rows of pixels of red, green and blue: height x width x 3."""


def drawn(width: int, height: int, rate: Fraction, frames: int) -> Output:
    """Return the output that `write_pictures` writes."""
    return Output("out", ".nut", VideoPromise("ffv1", width, height, "bgr0", rate, frames))


def write_pictures(path: Path, pictures: Iterable[Picture], width: int, height: int, rate: Fraction) -> None:
    """Write pictures as FFV1 in NUT at `rate` pictures a second; same pictures, same bytes.

    NUT keeps times exactly at 30000/1001; Matroska's clock counts milliseconds.
    """
    import av
    import numpy as np

    with opening.writing(path, "nut", {"fflags": "+bitexact"}) as movie:
        stream = movie.add_stream("ffv1", rate=rate, options={"threads": "1", "flags": "+bitexact", "level": "3", "slices": "4"})
        stream.width, stream.height, stream.pix_fmt = width, height, "bgr0"
        stream.time_base = 1 / rate
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, 1 / rate
            movie.mux(stream.encode(frame))
        movie.mux(stream.encode())
