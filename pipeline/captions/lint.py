"""What a viewer would mind about captions: too fast, too short, too long, crowded, overlapping, beside a cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.captions.model import Caption
from pipeline.captions.rules import USUAL, Rules
from pipeline.captions.text import columns
from pipeline.captions.timing import Rule, Timing
from pipeline.timebase import frames_of
from pipeline.values import dataclass

_QUOTED = 24
"""Characters of a caption that are told."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that a caption breaks, and how. `at` is when, in seconds, `number` its place among those that were judged."""

    rule: Rule
    at: Fraction
    message: str
    number: int = 0


def reading_speed(caption: Caption, rules: Rules = USUAL) -> Fraction:
    """Return characters a second as the rules count them; blanks count, line breaks do not."""
    return Timing(Fraction(1), rules).characters(caption.text) / (caption.end - caption.start)


def quoted(caption: Caption) -> str:
    """Return the beginning of a caption in quotation marks, by which a producer finds it."""
    line = caption.text.replace("\n", " ")
    shown = line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1].rstrip()}\u2026"
    return f"\u201c{shown}\u201d"


def lint(
    captions: Sequence[Caption],
    rate: Fraction,
    rules: Rules = USUAL,
    end: Fraction | None = None,
    cuts: Sequence[int] = (),
) -> tuple[Remark, ...]:
    """Return what breaks `rules`, in order of time. `rate` is frames a second; `end` is the programme's length in seconds.

    `cuts` are the frames with which another picture begins. Times are judged in whole frames, since a caption is seen in whole
    frames (5/6 s are 20 frames at 24, 25 at 30000/1001).
    """
    timing = Timing(rate, rules, tuple(sorted(cuts)))
    order = sorted(range(len(captions)), key=lambda number: captions[number])
    remarks: list[Remark] = []
    for number in order:
        caption = captions[number]
        found = [*_alone(caption, timing), *crowded(caption.text, rules)]
        if end is not None and caption.end > end:
            found.append(("late", f"ends {_seconds(caption.end - end)} after the programme"))
        remarks += (Remark(rule, caption.start, message, number) for rule, message in found)
        remarks += (replace(remark, number=number) for remark in _cut(caption, timing))
    for before, number in pairwise(order):
        caption = captions[number]
        if message := _between(captions[before], caption, timing):
            remarks.append(Remark(*message, number))
    return tuple(sorted(remarks, key=lambda remark: remark.at))


def _alone(caption: Caption, timing: Timing) -> Iterator[tuple[Rule, str]]:
    rules, rate = timing.rules, timing.rate
    start, end = frames_of(caption.start, rate), frames_of(caption.end, rate)
    characters, length = timing.characters(caption.text), _seconds(caption.end - caption.start)
    for rule in dict.fromkeys(timing.alone(start, end, timing.needed(characters))):
        match rule:
            case "short":
                yield rule, f"stays {length}; at least {_seconds(rules.shortest)} can be read"
            case "long":
                yield rule, f"stays {length}; at most {_seconds(rules.longest)}"
            case "fast":
                speed = float(characters * rate / max(end - start, 1))  # of the frames in which it is seen
                yield rule, f"runs at {speed:.1f} characters a second; {float(rules.per_second):g} can be read"
            case _:  # a cut, which tells where it is itself
                pass


def _cut(caption: Caption, timing: Timing) -> Iterator[Remark]:
    before, (_, away) = f"{timing.rules.gap_frames} frames before it", timing.zones
    for verb, at, place, on in (("begin", caption.start, timing.begin, "on it"), ("end", caption.end, timing.end, before)):
        frame = frames_of(at, timing.rate)
        cut = timing.cut_near(frame)
        if cut is None or place(frame) == frame:
            continue
        there = f"{_frames(abs(frame - cut))} {'after' if frame > cut else 'before'} a cut" if frame != cut else "on a cut"
        yield Remark("cut", at, f"{verb}s {there}; {verb} {on}, or {away} frames away")


def crowded(text: str, rules: Rules) -> Iterator[tuple[Rule, str]]:
    """Yield the rules of lines that a text breaks, and how."""
    lines = text.split("\n")
    if len(lines) > rules.lines:
        yield "lines", f"has {len(lines)} lines; at most {rules.lines}"
    if (widest := max(map(columns, lines))) > rules.columns:
        yield "width", f"has a line of {widest} columns; at most {rules.columns}"


def _between(before: Caption, caption: Caption, timing: Timing) -> tuple[Rule, Fraction, str] | None:
    end, start = frames_of(before.end, timing.rate), frames_of(caption.start, timing.rate)
    touching = timing.rules.gap_frames
    match timing.between(end, start):
        case "overlap":
            return "overlap", caption.start, f"begins {_seconds(before.end - caption.start)} before the one before it ends"
        case "gap" if start - end < touching:
            return "gap", caption.start, f"follows after {_frames(start - end)}; {touching} let the eye see the change"
        case "gap":
            message = f"follows after {_frames(start - end)}, which flickers; {touching}, or more than {timing.near}, do not"
            return "gap", caption.start, message
        case _:
            return None


def _frames(count: int) -> str:
    return f"{count} frame{'' if count == 1 else 's'}"


def _seconds(value: Fraction) -> str:
    return f"{float(value):.3f} s"
