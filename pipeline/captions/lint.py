"""What a viewer would mind about captions: too fast, too short, too long, crowded, overlapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pipeline.captions.model import Caption
from pipeline.captions.rules import USUAL, Rules
from pipeline.captions.text import clusters, columns
from pipeline.timebase import half_up

Rule = Literal["short", "long", "fast", "gap", "overlap", "lines", "width", "late"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that a caption breaks, and how. `at` is its start in seconds."""

    rule: Rule
    at: Fraction
    message: str


def reading_speed(caption: Caption, rules: Rules = USUAL) -> Fraction:
    """Return characters a second as the rules count them; blanks count, line breaks do not."""
    text = caption.text.replace("\n", "")
    count = Fraction(columns(text), 2) if rules.is_wide_counted else Fraction(len(clusters(text)))
    return count / (caption.end - caption.start)


def lint(captions: Sequence[Caption], rate: Fraction, rules: Rules = USUAL, end: Fraction | None = None) -> tuple[Remark, ...]:
    """Return what breaks `rules`, in order of time. `rate` is frames a second; `end` is the programme's length in seconds.

    Lengths are judged in whole frames, since a caption is seen in whole frames (5/6 s are 20 frames at 24, 25 at 30000/1001).
    """
    remarks: list[Remark] = []
    ordered = sorted(captions)
    for caption in ordered:
        remarks += (Remark(rule, caption.start, message) for rule, message in _alone(caption, rate, rules, end))
    for before, after in pairwise(ordered):
        gap = half_up((after.start - before.end) * rate)
        if after.start < before.end:
            overlap = _seconds(before.end - after.start)
            remarks.append(Remark("overlap", after.start, f"begins {overlap} before the one before it ends"))
        elif gap < rules.gap_frames:
            frames = "frame" if gap == 1 else "frames"
            message = f"follows after {gap} {frames}; {rules.gap_frames} let the eye see the change"
            remarks.append(Remark("gap", after.start, message))
    return tuple(sorted(remarks, key=lambda remark: remark.at))


def _alone(caption: Caption, rate: Fraction, rules: Rules, end: Fraction | None) -> list[tuple[Rule, str]]:
    found: list[tuple[Rule, str]] = []
    length = caption.end - caption.start
    if half_up(length * rate) < half_up(rules.shortest * rate):
        found.append(("short", f"stays {_seconds(length)}; at least {_seconds(rules.shortest)} can be read"))
    if length > rules.longest:
        found.append(("long", f"stays {_seconds(length)}; at most {_seconds(rules.longest)}"))
    if (speed := reading_speed(caption, rules)) > rules.per_second:
        found.append(("fast", f"runs at {float(speed):.1f} characters a second; {float(rules.per_second):g} can be read"))
    lines = caption.text.split("\n")
    if len(lines) > rules.lines:
        found.append(("lines", f"has {len(lines)} lines; at most {rules.lines}"))
    if (widest := max(map(columns, lines))) > rules.columns:
        found.append(("width", f"has a line of {widest} columns; at most {rules.columns}"))
    if end is not None and caption.end > end:
        found.append(("late", f"ends {_seconds(caption.end - end)} after the programme"))
    return found


def _seconds(value: Fraction) -> str:
    return f"{float(value):.3f} s"
