"""Judge captions where they are shown, and find what of them rules can mend: times in whole frames, and breaks. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.lint import Remark, lint
from pipeline.captions.mend import Movable, mended
from pipeline.captions.model import Caption, rebroken
from pipeline.captions.rules import Rules
from pipeline.captions.text import columns
from pipeline.captions.timing import Timing
from pipeline.captions.wrapping import wrap
from pipeline.timebase import frames_of
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A caption where it is shown, in seconds of the programme.

    It begins within frames `starts` and ends within `ends` at most; None where that edge cannot be moved. `is_written` says that
    its breaks can be changed.
    """

    caption: Caption
    starts: tuple[int, int] | None = None
    ends: tuple[int, int] | None = None
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What captions break (each remark with the number of its caption), and what is better in its place, by number."""

    remarks: tuple[Remark, ...]
    better: Mapping[int, Caption]
    left: frozenset[tuple[int, str]]

    def is_mended(self, remark: Remark) -> bool:
        """Say whether what is better does not break a rule any more."""
        return (remark.number, remark.rule) not in self.left


def judged(shown: Sequence[Shown], language: str, timing: Timing, end: Fraction) -> Judged:
    """Judge the captions of a language. Those that stand at different places of the picture do not press upon each other."""
    remarks: list[Remark] = []
    better: dict[int, Caption] = {}
    left: set[tuple[int, str]] = set()
    for numbers in rows([one.caption for one in shown]):
        row = [shown[number] for number in numbers]
        now = [one.caption for one in row]
        then = [*_better(row, language, timing)]
        remarks += (replace(one, number=numbers[one.number]) for one in _lint(now, timing, end))
        left |= {(numbers[one.number], one.rule) for one in _lint(then, timing, end)}
        better |= {number: new for number, new, old in zip(numbers, then, now, strict=True) if new != old}
    return Judged(tuple(sorted(remarks, key=lambda one: one.at)), better, frozenset(left))


def rows(captions: Sequence[Caption]) -> tuple[tuple[int, ...], ...]:
    """Return the numbers of captions, those that stand at one place together: others do not flicker where they follow."""
    found: dict[Hashable, list[int]] = {}
    for number, one in enumerate(captions):
        place = one.place
        found.setdefault((place.line, place.is_lines, place.vertical, place.region), []).append(number)
    return tuple(map(tuple, found.values()))


def _lint(captions: Sequence[Caption], timing: Timing, end: Fraction) -> tuple[Remark, ...]:
    return lint(captions, timing.rate, timing.rules, end, timing.cuts)


def _better(row: Sequence[Shown], language: str, timing: Timing) -> Iterator[Caption]:
    rate = timing.rate
    times = mended([_movable(one, timing) for one in row], timing)
    for one, (start, end) in zip(row, times, strict=True):
        caption = one.caption
        first = caption.start if start == frames_of(caption.start, rate) else start / rate
        last = caption.end if end == frames_of(caption.end, rate) else end / rate
        if (first, last) != (caption.start, caption.end):  # both at once: it may begin after its old end
            caption = replace(caption, start=first, end=last, words=())
        text = wrap(caption.text, language) if one.is_written else caption.text
        yield rebroken(caption, text) if _faults(text, timing.rules) < _faults(caption.text, timing.rules) else caption


def _movable(one: Shown, timing: Timing) -> Movable:
    start, end = (frames_of(at, timing.rate) for at in (one.caption.start, one.caption.end))
    first, last = one.starts or (start, start), one.ends or (end, end)
    if words := one.caption.words:  # each is spoken within the caption's time
        first = first[0], min(first[1], -int(-words[0].start * timing.rate // 1) - 1)
        last = max(last[0], int(words[-1].start * timing.rate) + 1), last[1]
    return Movable(start, max(end, start + 1), timing.needed(timing.characters(one.caption.text)), first, last)


def _faults(text: str, rules: Rules) -> int:
    lines = text.split("\n")
    return (len(lines) > rules.lines) + (max(map(columns, lines)) > rules.columns)
