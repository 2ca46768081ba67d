"""What is made unreadable in a picture: faces, plates, screens. Pure data."""

from __future__ import annotations

from fractions import Fraction

from pipeline.timeline.placement import Box
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Hidden:
    """A box of the picture that is blurred from second `begin` to second `end` of its file; None is its beginning, or its end.

    `points` say where it is at seconds of the file, ascending; between two it moves evenly from one to the other, before the
    first and after the last it stands. The boxes are shares of the picture as it is after it was cropped, turned and mirrored.
    """

    points: tuple[tuple[Fraction, Box], ...]
    begin: Fraction | None = None
    end: Fraction | None = None

    def at(self, second: Fraction) -> Box:
        """Return where it is at a second of the file."""
        times = [time for time, _ in self.points]
        after = next((number for number, time in enumerate(times) if time > second), len(times))
        if after in (0, len(times)):
            return self.points[min(after, len(times) - 1)][1]
        (begin, one), (end, other) = self.points[after - 1 : after + 1]
        share = (second - begin) / (end - begin)
        return Box(
            one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share,
            one.width + (other.width - one.width) * share, one.height + (other.height - one.height) * share,
        )  # fmt: skip
