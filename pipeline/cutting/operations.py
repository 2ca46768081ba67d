"""What can be done to a cut by hand. Pure data.

Frames are whole frames of the episode, `by` so many of them later, below 0 earlier. A thing is named by its segment and by the
place where it is written, as the cut shows it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

from pipeline.values import dataclass

Edge = Literal["begin", "end"]


@dataclass(frozen=True, slots=True)
class Thing:
    """A clip, a sound, a card or a line of the segment that is called `segment`, written at a line and column of a file.

    A `line` of 0 is the segment itself.
    """

    segment: str
    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Trim:
    """A clip, a sound or a segment begins or ends so many frames later; of a card that is its length."""

    thing: Thing
    edge: Edge
    by: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A clip or a sound shows another part of its file, so many frames later, and is as long as before."""

    thing: Thing
    by: int


@dataclass(frozen=True, slots=True)
class Split:
    """A clip ends after so many frames, and another after it goes on with what it showed then."""

    thing: Thing
    frames: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A clip lasts `frames` frames, and begins in its file at `begin[0]` seconds or later, and before `begin[1]`.

    Where `begin` is None, it begins where it did.
    """

    thing: Thing
    begin: tuple[Fraction, Fraction] | None
    frames: int


@dataclass(frozen=True, slots=True)
class MoveSegment:
    """A segment comes right before another, or at the end where `before` is None."""

    segment: str
    before: str | None


@dataclass(frozen=True, slots=True)
class MoveItem:
    """A clip, a take or a picture becomes number `to` among those of a segment, which may be another one."""

    thing: Thing
    segment: str
    to: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """A sound is heard so many thousandths of a second later."""

    thing: Thing
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Gain:
    """A clip or a sound is so many decibels louder than its file."""

    thing: Thing
    decibels: Fraction


@dataclass(frozen=True, slots=True)
class Fade:
    """A clip or a sound fades in, or out, for so many frames."""

    thing: Thing
    edge: Edge
    frames: int


@dataclass(frozen=True, slots=True)
class Focus:
    """The point of a picture that stays visible when it is cut, in hundredths of its width and height."""

    thing: Thing
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter begins with a segment, or none; where that is not said, the other of the two."""

    segment: str
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class MoveCaption:
    """A caption that comes with frame `first` of its segment comes, or goes, so many frames later; without an `edge`, both."""

    segment: str
    language: str
    first: int
    edge: Edge | None
    by: int


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A line of a poem comes so many frames later."""

    thing: Thing
    by: int


@dataclass(frozen=True, slots=True)
class MoveLowerThird:
    """A lower third comes, or goes, so many frames later; without an `edge`, both.

    The thing is the lower third, or that of which it is, where nothing is written of it.
    """

    thing: Thing
    edge: Edge | None
    by: int


@dataclass(frozen=True, slots=True)
class Drop:
    """A file becomes number `to` of the clips, takes or pictures of a segment; or, without one, a segment before another.

    `before` is None for the end of the episode.
    """

    file: str
    segment: str | None = None
    to: int = 0
    before: str | None = None


Operation: TypeAlias = (
    Trim | Slip | Split | Excerpt | MoveSegment | MoveItem | Nudge | Gain | Fade | Focus | Chapter | MoveCaption | MoveLine
    | MoveLowerThird | Drop
)
