"""Let a decoded sound be heard faster or slower, as its picture is shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.mix import check_whole
from pipeline.operations.promises import Output, SoundPromise
from pipeline.sound.lengths import HANDLE
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.pace import Pace, Pitch
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.blocks import Read, Samples
    from pipeline.sound.pacing import Places

_STOP = SAMPLE_RATE // 100
"""Samples over which a sound fades where its picture stands still, and comes again."""


@dataclass(frozen=True, slots=True)
class PaceSound(Operation):
    """The input `take`, of which `announced` samples are expected, as the WAV `out` of a clip of `samples` samples at a `pace`.

    Sample `start` of the take is heard when the clip begins, which is sample `HANDLE` of what is written; as many are written
    after its end. Where it `is_reversed`, what comes before that sample is heard backwards. Where the picture stands still it is
    silent. Raises TakeDamaged.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    pace: Pace
    pitch: Pitch
    is_reversed: bool
    start: Fraction
    samples: int
    channels: int
    announced: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample of the clip, and a handle before and after."""
        return (Output("out", ".wav", SoundPromise(SAMPLE_RATE, self.channels, self.samples + 2 * HANDLE)),)

    def run(self, work: Work) -> None:
        """Find what begins at once, stretch what is between."""
        from pipeline.sound import wav

        total = self.samples + 2 * HANDLE
        with work.inputs["take"].open("rb") as file, work.outputs["out"].open("wb") as out:
            shape, read = wav.reader(file)
            check_whole(shape.samples, self.announced)
            out.write(wav.header(SAMPLE_RATE, shape.channels, total))
            done = 0
            for block in self._heard(_backwards(read, 2 * int(self.start)) if self.is_reversed else read):
                out.write(wav.encode(self._silenced(block, done - HANDLE)))
                done += len(block)
                work.progress(done / total)

    def _heard(self, read: Read) -> Iterator[Samples]:
        from pipeline.sound.pacing import WINDOW, followed, kept, onsets

        places, total = self._places(), self.samples + 2 * HANDLE
        if self.pitch == "follow":
            yield from followed(read, places, -HANDLE, total)
            return
        first = int(self.start + self._file(-HANDLE))
        found: list[tuple[float, float]] = []
        for place in onsets(read, first, int(self.start + self._file(self.samples + HANDLE)) + 1).tolist():
            at = float(self.pace.shown((Fraction(place) - self.start) / SAMPLE_RATE) * SAMPLE_RATE)
            if not found or at - found[-1][0] >= WINDOW:
                found.append((at, place))
        yield from kept(read, places, found, -HANDLE, total)

    def _file(self, sample: int) -> Fraction:
        return self.pace.file(Fraction(sample, SAMPLE_RATE)) * SAMPLE_RATE

    def _places(self) -> Places:
        """Return where in the take what is heard at samples of the clip lies."""
        import numpy as np

        parts = list(self.pace.stretches())
        begins = np.asarray([float(part.shown * SAMPLE_RATE) for part in parts])
        files = np.asarray([float(self.start + part.file * SAMPLE_RATE) for part in parts])
        speeds = np.asarray([float(part.speed) for part in parts])
        rises = np.asarray([float(part.rises / SAMPLE_RATE) for part in parts])

        def places(at: Samples) -> Samples:
            part = np.maximum(np.searchsorted(begins, at, side="right") - 1, 0)
            since = at - begins[part]
            return np.asarray(files[part] + since * speeds[part] + rises[part] / 2 * np.maximum(since, 0) * since)

        return places

    def _silenced(self, block: Samples, first: int) -> Samples:
        """Return a block, whose first sample is number `first` of the clip, silent where the picture stands still."""
        import numpy as np

        at = np.arange(first, first + len(block), dtype=np.float64)
        for part in self.pace.stretches():
            if part.speed or part.rises:
                continue
            since = at - half_up(part.shown * SAMPLE_RATE)
            end = self.samples if part.end is None else half_up(part.end * SAMPLE_RATE)
            until = end - at if end < self.samples else _STOP
            heard = np.maximum(np.clip(1 - since / _STOP, 0, 1), np.clip(1 - until / _STOP, 0, 1))
            block = block * np.where(since < 0, 1.0, heard)[:, None]
        return block


def _backwards(read: Read, both: int) -> Read:
    """Read a take from behind: sample n is the one before sample `both` - n."""
    return lambda start, count: read(both - start - count, count)[::-1]
