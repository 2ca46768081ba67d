"""Captions of a segment: what is said when, and which words of which file that is. Pure data."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from pipeline.captions.model import Caption
from pipeline.faults import Where
from pipeline.timebase import FrameRange, frames_of
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class CueSource:
    """The caption of a file that a cue comes from: the one of that `number`, from 0, in the file `path` of the media folder.

    Its times there are `by` seconds before those in the segment. It may be moved within `first` and `last`, in the segment's
    seconds. `encoding` is the one that the file is declared to have, empty where none is. What `is_stretched` runs at another
    pace than its file.
    """

    path: str
    number: int
    by: Fraction
    first: Fraction
    last: Fraction
    encoding: str = ""
    is_stretched: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption of a segment, in exact seconds from the segment's first frame, and where it is written.

    One that comes from no file, as the lines of a poem do, has no `source`.

    `is_shown` says that a card shows its words anyhow, so that it is not drawn into the picture, too; `is_raised` that it stands
    above a name, and not where its file says.
    """

    caption: Caption
    where: Where | None = field(default=None, compare=False)
    source: CueSource | None = field(default=None, compare=False)
    is_shown: bool = False
    is_raised: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        """Return its lines, split by a newline."""
        return self.caption.text

    def range(self, rate: Fraction) -> FrameRange:
        """Return the frames of the segment in which it is seen, at `rate` frames a second: one at least."""
        start = frames_of(self.caption.start, rate)
        return FrameRange(start, max(1, frames_of(self.caption.end, rate) - start))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Captions in a language of a take that stands where its sound says (`sync: auto`), in its file's time until it is heard.

    `take` is the take's number among the sounds of its stack.
    """

    take: int
    language: str
    cues: tuple[Cue, ...]
