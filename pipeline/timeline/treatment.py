"""What is done to a picture besides placing it. Pure data.

The order is always the same, whatever the order in the manifest: what is kept of it (`crop`), upright (`rotate`), mirrored; then
it is brought to its place, and there its colours are changed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pipeline.timeline.colour import AS_SHOT, Grade
from pipeline.timeline.edge import Edge
from pipeline.timeline.hiding import Hidden
from pipeline.timeline.key import Key
from pipeline.timeline.placement import WHOLE, Box
from pipeline.timeline.steadiness import Steady
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a picture before it fills its box.

    `crop` is what is kept of it, in shares of the upright picture. It is turned clockwise by `rotate` degrees, -180 to 180: by
    quarters as a whole; by other angles it is cut so that no corner is empty. `mirror` swaps left and right (`across`), or top
    and bottom (`down`). `grade` is what is done to its colours, `key` the screen that becomes
    transparent, `mask` the shape in which it is seen. What is `hidden` cannot be read. A film is made
    `steady` before all else. So much noise is taken out of it (`denoise`) at its size, before its colours are changed.
    """

    crop: Box = WHOLE
    rotate: Fraction = Fraction(0)
    mirror: Literal["none", "across", "down"] = "none"
    grade: Grade = AS_SHOT
    key: Key | None = None
    mask: Edge | None = None
    hidden: tuple[Hidden, ...] = ()
    steady: Steady | None = None
    denoise: Literal["off", "light", "strong"] = "off"


AS_IT_IS = Treatment()
"""Nothing is done to it."""
