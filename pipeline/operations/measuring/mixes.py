"""The planned mixes of a programme, read where they stand in it: what the finished sound is held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.operations.programme import PlacedMix, ProgrammeSound
from pipeline.sound import wav
from pipeline.sound.lengths import HANDLE

Sound = npt.NDArray[np.float32]


class Mixes:
    """The mixes of a programme, open for reading; `close` them."""

    def __init__(self, programme: ProgrammeSound, paths: Mapping[str, Path]) -> None:
        self.programme = programme
        self._stack = ExitStack()
        self._files = {name: self._stack.enter_context(path.open("rb")) for name, path in paths.items()}
        self._shapes = {name: wav.layout(file) for name, file in self._files.items()}

    def close(self) -> None:
        """Close the files."""
        self._stack.close()

    def of(self, segment: PlacedMix, start: int, count: int) -> Sound:
        """Return a segment's mix from sample `start` of the programme on, two channels; silence where it has none."""
        if segment.mix is None:
            return np.zeros((count, 2), np.float32)
        name = f"mix{segment.mix}"
        block = wav.read(self._files[name], self._shapes[name], start - segment.start + HANDLE, count)
        return block.astype(np.float32)

    def planned(self, size: int) -> Iterator[tuple[int, Sound]]:
        """Yield the sum of the mixes in blocks of `size` samples, with the sample at which each begins.

        What two segments share is added as it is: as an estimate of how loud it will be it is within 3 dB.
        """
        end = self.programme.samples
        for at in range(0, end, size):
            count = min(size, end - at)
            block = np.zeros((count, 2), np.float32)
            for segment in (*self.programme.segments, *self.programme.over):
                first, last = max(at, segment.start), min(at + count, segment.start + segment.samples)
                if segment.mix is not None and first < last:
                    block[first - at : last - at] += self.of(segment, first, last - first)
            yield at, block
