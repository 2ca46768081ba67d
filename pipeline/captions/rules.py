"""The numbers by which captions are judged and mended: one table, by language. Pure data.

Source: Netflix's timed text style guides (partnerhelp.netflixstudios.com): general requirements (5/6 s to 7 s, two frames between
captions, two lines), subtitle timing guidelines (gaps of up to half a second are closed; times near a cut), and each language's
guide (characters a line, characters a second for adults). Houses differ, so they are data.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.timebase import half_up
from pipeline.values import dataclass

COLUMNS = 42
"""Columns of a line (Netflix, English timed text guide: 42 characters)."""
LINES = 2
"""Lines of a caption (Netflix general requirements; BBC subtitle guidelines)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds: seconds, characters a second, frames, lines, columns.

    Where `is_wide_counted`, a wide character counts as one to the eye and a narrow one as half of it.

    `linger` is for how long a caption may stay after its end where it has more text than can be read: half a second in Netflix's
    guidelines. `close` and `snap` are the half second and the seven frames at 24 a second within which gaps are closed and times
    are drawn to a cut.
    """

    shortest: Fraction = Fraction(5, 6)
    longest: Fraction = Fraction(7)
    per_second: Fraction = Fraction(17)
    gap_frames: int = 2
    lines: int = LINES
    columns: int = COLUMNS
    is_wide_counted: bool = False
    linger: Fraction = Fraction(1, 2)
    close: Fraction = Fraction(1, 2)
    snap: Fraction = Fraction(7, 24)

    def fewest(self, rate: Fraction) -> int:
        """Return the frames that a caption is shown at least (20 at 24 frames a second, 25 at 30000/1001)."""
        return half_up(self.shortest * rate)

    def most(self, rate: Fraction) -> int:
        """Return the frames that a caption is shown at most."""
        return int(self.longest * rate)

    def zones(self, rate: Fraction) -> tuple[int, int]:
        """Return the frames from a cut within which a time belongs on it, and those that it stays away at least."""
        return half_up(self.snap * rate), half_up(self.close * rate)


USUAL = Rules()
"""What most languages have."""
_TABLE = {
    "en": replace(USUAL, per_second=Fraction(20)),
    "ja": Rules(per_second=Fraction(4), columns=26, is_wide_counted=True),
    "ko": Rules(per_second=Fraction(12), columns=32, is_wide_counted=True),
    "th": Rules(columns=35),
    "zh": Rules(per_second=Fraction(9), columns=32, is_wide_counted=True),
}
"""Rules by the language's code (ISO 639-1), where they differ from those of the others. 26 columns are 13 wide characters."""


def rules_of(language: str) -> Rules:
    """Return the rules of a language tag (`ja`, `zh-Hant`, `pt-BR`); those of most languages for any other."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return _TABLE.get("zh" if code in ("yue", "cmn") else code, USUAL)
