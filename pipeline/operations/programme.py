"""The programme's sound as a value: which mix stands where; and opening those mixes, for operations on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

from pipeline.operations.base import Work
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.blocks import Read
    from pipeline.sound.join import Placed


@dataclass(frozen=True, slots=True)
class Shared:
    """The samples that a segment shares with the one before: its sound leads, pictures blend, the other's sound trails."""

    leads: int = 0
    blended: int = 0
    trails: int = 0

    @property
    def samples(self) -> int:
        """Return them all."""
        return self.leads + self.blended + self.trails


@dataclass(frozen=True, slots=True)
class PlacedMix:
    """A segment in the programme. `mix` is the number of its input, None where it is silent.

    `start` and `samples` are in samples, `shared` is what it has in common with the segment before; `meeting` is how it begins,
    as its picture does. What is `over` is no segment, but sounds besides those that are there.
    """

    mix: int | None
    start: int
    samples: int
    meeting: Literal["cut", "dissolve", "fade-black", "over"]
    shared: Shared = Shared()


@dataclass(frozen=True, slots=True)
class ProgrammeSound:
    """The programme's sound: its length in samples, its segments, and how it is encoded (AAC, `bitrate` in bits a second).

    `over` is what sounds at cuts, besides the segments.
    """

    samples: int
    bitrate: int
    channels: int
    segments: tuple[PlacedMix, ...]
    over: tuple[PlacedMix, ...] = ()


def opened(segments: Sequence[PlacedMix], work: Work, stack: ExitStack) -> list[Placed]:
    """Return segments, each reading the input `mix<n>` that it names; one without a mix is silent."""
    from pipeline.sound import wav
    from pipeline.sound.join import Meeting, Placed
    from pipeline.sound.programme import after_handle, silence

    found = []
    for segment in segments:
        both = segment.shared
        read: Read = silence
        if segment.mix is not None:
            _, stored = wav.reader(stack.enter_context(work.inputs[f"mix{segment.mix}"].open("rb")))
            read = after_handle(stored)
        meeting = Meeting(segment.meeting)
        found.append(Placed(read, segment.start, segment.samples, meeting, both.leads, both.blended, both.trails))
    return found
