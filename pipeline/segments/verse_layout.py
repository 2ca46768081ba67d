"""How the lines of a poem are laid out on the screen: in steps over the picture, gathered in a margin, or held. Pure.

Which of them, and what of the lines before is still seen. How that looks is the theme's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pipeline.captions.text import columns
from pipeline.people import FieldValue
from pipeline.segments.recited import Standing, together
from pipeline.segments.stanzas import stanzas
from pipeline.segments.verse import TimedLine
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Track
from pipeline.timeline.regions import Placed, place
from pipeline.values import dataclass

Layout = Literal["auto", "steps", "margin", "held"]
"""How lines are laid out: as fits them, each beneath the one before it, one below the other beside the picture, or as steps of
which the last fills the picture."""

STEPS, MARGIN, HELD = "poem_line", "margin", "held"
"""The cards for this; a theme may do without the last two."""

_FEWEST = 4
"""Lines of a stanza from which on they gather in a margin."""

_SHORT = 30
"""Columns that each of them takes at most: a longer one would break often, beside a picture."""

_GATHERED = 4
"""Lines that stand together in a margin: a longer stanza gathers anew."""

_HOLDABLE = 32
"""Columns of a last line that may fill the picture unasked."""

_HELD_FOR = Fraction(2)
"""Seconds that it has to stand for that: it takes almost one to come and to go."""

_WORTH_HOLDING = 3
"""Lines of a poem from which on its last one is held unasked."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Lines on the screen during `range`, by their numbers, on a card: the last of them is the latest.

    In a margin, `gone` are those that stood there just before; it `begins` or `ends`, or else stands on between two cards.
    """

    range: FrameRange
    numbers: tuple[int, ...]
    card: str
    gone: tuple[int, ...] = ()
    begins: bool = True
    ends: bool = True


def laid_out(
    lines: Sequence[TimedLine], standing: Sequence[Standing], layout: Layout, *, held: int | None, has: Sequence[str],
    rate: Fraction,
) -> list[Laid]:
    """Return how lines are shown, in order. `has` are the layouts that the theme has; `held` is the number of a line that is
    to be held, None where none is marked. `rate` is in frames a second.
    """
    stretches = together(standing)
    if held is None and "held" in has and layout in ("held", "auto"):
        held = _last(lines, stretches, rate, is_asked=layout == "held")
    gathered = _gathered(lines, stretches, layout, held) if "margin" in has else {}
    found: list[Laid] = []
    for stretch, numbers in stretches:
        if numbers[-1] == held:
            found.append(Laid(stretch, numbers[-1:], HELD))
        elif len(numbers) == 1 and numbers[0] in gathered:
            found.append(Laid(stretch, gathered[numbers[0]], MARGIN))
        else:
            found.append(Laid(stretch, numbers, STEPS))
    return _going_on(found)


def _last(
    lines: Sequence[TimedLine], stretches: Sequence[tuple[FrameRange, tuple[int, ...]]], rate: Fraction, *, is_asked: bool
) -> int | None:
    """Return the number of the last line where it is to be held."""
    if not stretches:
        return None
    (stretch, numbers), last = stretches[-1], len(lines) - 1
    if is_asked:
        return numbers[-1]
    alone = [stands for _, stands in stretches if last in stands] == [(last,)] and numbers == (last,)
    is_short = columns(lines[last].words) <= _HOLDABLE
    return last if alone and is_short and len(lines) >= _WORTH_HOLDING and stretch.frames >= _HELD_FOR * rate else None


def _gathered(
    lines: Sequence[TimedLine], stretches: Sequence[tuple[FrameRange, tuple[int, ...]]], layout: Layout, held: int | None
) -> Mapping[int, tuple[int, ...]]:
    """Return for each line that stands in a margin those which stand there with it, itself last."""
    several = {number for _, numbers in stretches for number in numbers if len(numbers) > 1}
    found: dict[int, tuple[int, ...]] = {}
    is_before = False
    for stanza in stanzas(lines):
        is_short = len(stanza) >= _FEWEST and all(columns(lines[number].words) <= _SHORT for number in stanza)
        is_alone = not several & set(stanza)
        # Two stanzas running are not laid out alike, unless that is asked for.
        is_before = is_alone and (layout == "margin" or (layout == "auto" and is_short and not is_before))
        if is_before:
            own = [number for number in stanza if number != held]
            parts = max(1, -(-len(own) // _GATHERED))
            cuts = [len(own) * part // parts for part in range(parts + 1)]
            for first, end in pairwise(cuts):
                found |= {own[at]: tuple(own[first : at + 1]) for at in range(first, end)}
    return found


def _going_on(laid: Sequence[Laid]) -> list[Laid]:
    """Return cards of a margin that know of those just before and after them."""
    found = []
    for number, one in enumerate(laid):
        before = laid[number - 1] if number else None
        after = laid[number + 1] if number + 1 < len(laid) else None
        if one.card != MARGIN:
            found.append(one)
            continue
        follows = before is not None and before.card == MARGIN and before.range.end == one.range.start
        leads = after is not None and after.card == MARGIN and after.range.start == one.range.end
        gone = before.numbers if follows and before is not None else ()
        found.append(Laid(one.range, one.numbers, MARGIN, gone, not follows, not leads))
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """What a card in steps knows of those just before it: the line that steps back, and the one that leaves; empty for none.

    `said_at` and `gone_at` are frames at which these were the latest. The latest line has `come` already where it stood before;
    it `ends` where no other steps come after it.
    """

    said: str = ""
    gone: str = ""
    said_at: int = 0
    gone_at: int = 0
    has_come: bool = False
    ends: bool = True

    @property
    def fields(self) -> Mapping[str, FieldValue]:
        """Return it as the card's fields."""
        return {"said": self.said, "gone": self.gone, "came": int(self.has_come), "ends": int(self.ends)}


def steps(track: Track) -> Mapping[int, Step]:
    """Return the steps of a track by the frames at which they begin."""
    shown = place(track)
    found: dict[int, Step] = {}
    for number, one in enumerate(shown):
        if not (lines := _lines(one)):
            continue
        before = shown[number - 1] if number and shown[number - 1].range.end == one.range.start else None
        after = shown[number + 1] if number + 1 < len(shown) and shown[number + 1].range.start == one.range.end else None
        ends = after is None or not _lines(after)
        earlier = _lines(before) if before is not None else ()
        if before is None or not earlier:
            found[one.range.start] = Step(ends=ends)
            continue
        known = found[before.range.start]
        if earlier[-1] == lines[-1] and max(len(earlier), len(lines)) > 1:  # only who speaks beside it has changed
            found[one.range.start] = Step(has_come=True, ends=ends)
            continue
        gone = known.said if len(earlier) == 1 else ""
        found[one.range.start] = Step(earlier[-1], gone, looked_at(before), known.said_at, ends=ends)
    return found


def looked_at(shown: Placed) -> int:
    """Return the frame at which it is looked what lies under a card: in its middle."""
    return shown.range.start + shown.range.frames // 2


def _lines(shown: Placed) -> tuple[str, ...]:
    media = shown.clip.media
    if not isinstance(media, CardMedia) or media.card != STEPS:
        return ()
    return tuple(str(line) for line in media.fields["lines"])  # type: ignore[union-attr]
