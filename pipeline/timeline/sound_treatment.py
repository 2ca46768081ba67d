"""What is done to a sound before it is mixed. Pure data.

The order is always the same, whatever the order in the manifest: one side of it (`mono`), `highpass` and steady noise
(`denoise`) while it is decoded; then clicks (`declick`), learned noise (`quiet`), tone (`eq`), sharp s sounds (`deess`), and the
loudness of a voice (`level`).
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.faults import Where

Tone = Literal["", "phone", "warm", "clear"]
"""A curve of tone by its name; empty for none."""


@dataclass(frozen=True, slots=True)
class SoundTreatment:
    """What is done to a sound.

    `mono` is the side of a stereo file that is heard alone. `highpass` is a corner in Hz or 0; `denoise` reduces steady noise.
    `quiet` are two seconds of the file between which nothing is heard but noise, which is taken out by at most `strength`
    decibels. `level` evens a voice out. `where` is the place of what asks for learned noise, which only a build can refuse.
    """

    mono: Literal["", "left", "right"] = ""
    highpass: int = 0
    denoise: bool = False
    declick: bool = False
    quiet: tuple[Fraction, Fraction] | None = None
    strength: Fraction = Fraction(0)
    eq: Tone = ""
    deess: bool = False
    level: bool = False
    where: Where | None = field(default=None, compare=False)

    @property
    def is_after_decoding(self) -> bool:
        """Say whether anything is done that decoding does not do already."""
        return bool(self.declick or self.quiet or self.eq or self.deess or self.level)

    @property
    def looks_at_all(self) -> bool:
        """Say whether what is done depends on the whole file: on its noise, or on how loud its voice is."""
        return bool(self.quiet or self.deess or self.level)


AS_RECORDED = SoundTreatment()
"""Nothing is done to it."""
