"""Make a part of a film steady: each picture moved back, turned back and enlarged, as `measure_motion` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, filled
from pipeline.operations.measure_motion import UNIT
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GOP = 12
"""Pictures between two that are decoded alone: spans begin anywhere."""


@dataclass(frozen=True, slots=True)
class SteadyFilm(Operation):
    """A film in the working format as the MP4 `out`: `picture` is promised, so well coded that no loss is seen.

    Each of `arguments` writes pictures of it, 4:2:0, one after another. The input `motion` is the table; it counts in pixels of a
    picture that is `small` wide.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy", "opencv-python-headless")
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "encode"

    picture: VideoPromise
    small: int
    arguments: tuple[Arguments, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every picture."""
        return (Output("out", ".mp4", self.picture),)

    def run(self, work: Work) -> None:
        """Move each plane, and encode."""
        import av
        import numpy as np

        from pipeline.media import opening

        rate, out = self.picture.rate, work.outputs["out"]
        options = {
            "crf": "6", "preset": "veryfast", "threads": "1", "g": str(GOP), "bf": "0", "flags": "+bitexact",
            "x264-params": "open-gop=0:cpu-independent=1",
        }  # fmt: skip
        with opening.writing(out, "mp4", {"fflags": "+bitexact"}) as movie:
            stream = movie.add_stream("libx264", rate=rate, options=options)
            stream.width, stream.height, stream.pix_fmt = self.picture.width, self.picture.height, "yuv420p"
            stream.time_base = 1 / rate
            for number, planes in enumerate(self._steadied(work)):
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(planes), format="yuv420p")
                frame.pts, frame.time_base = number, 1 / rate
                movie.mux(stream.encode(frame))
                work.progress((number + 1) / self.picture.frames)
            movie.mux(stream.encode())

    def _steadied(self, work: Work) -> Iterator[NDArray[np.uint8]]:
        import numpy as np

        from pipeline.analysis import steadying

        told = json.loads(work.inputs["motion"].read_bytes())
        scale, larger = self.picture.width / self.small / UNIT, told["larger"] / UNIT
        width, height = self.picture.width, self.picture.height
        rows, raw = iter(told["back"]), work.folder / "tmp" / "pictures.yuv"
        raw.parent.mkdir(exist_ok=True)
        beside = replace(work, outputs={"out": raw})
        for each in self.arguments:
            work.ffmpeg(filled(each, beside))
            for planes in np.frombuffer(raw.read_bytes(), np.uint8).reshape(-1, height * 3 // 2, width):
                right, down, turned = next(rows)
                yield steadying.moved(planes, (right * scale, down * scale, turned / UNIT), larger)
