"""Set a title line by line to one measure: each line as wide as the others, by the width axis of its face. Pure.

A template marks the element that holds the title; where it is drawn, its text is divided into lines, since only what draws it
knows how wide a line is. Sizes are design pixels, widths of the face percent of its normal one, as `wdth` has them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from pipeline.values import dataclass

NARROWEST, WIDEST = 62.0, 125.0
"""The widths between which a line is set: those of Archivo. A face without that axis is as wide at each."""

MOST_LINES = 6
_RATIO = 1.4
"""How many times the size of the smallest line the largest has at most."""
_PLAIN, _ACCENTED = 0.82, 1.02
"""Distance to the line above, in sizes: capitals are 0.69 high, with marks above them 0.9."""
_UNFILLED = 0.6
"""What counts of a setting of which a line is shorter than the measure."""

_MARKED = re.compile(r'(<div\b[^>]*?) data-bars="([\d.]+) ([\d.]+) ([\d.]+) (\d+)"([^>]*>)([^<]*)(</div>)')
_FACE = re.compile(r"--display:\s*([^;}]+)")

Natural = Callable[[str, float], float]
"""How wide a text is in a width of the face, in sizes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a title: its size, the width of the face, and its distance to the line above, all of it in design pixels."""

    text: str
    size: float
    width: float
    leading: float


def attribute(measure: float, height: float, most: float, weight: int) -> str:
    """Return the attribute of an element whose text becomes lines of `measure` pixels, all of them at most `height` high.

    No line is larger than `most`. Raises ValueError for sizes that cannot be.
    """
    if not (measure > 0 and height > 0 and most > 0 and 1 <= weight <= 1000):
        raise ValueError(f"lines of {measure} pixels, {height} high, {most} at most, of weight {weight}")
    return f' data-bars="{measure:g} {height:g} {most:g} {weight}"'


def face(css: str, usual: str) -> str:
    """Return the family that a style sheet declares as `--display` last, `usual` where it declares none."""
    found: list[str] = _FACE.findall(css) or [usual]
    return found[-1].strip().strip("\"'")


def expanded(markup: str, natural: Callable[[str, float, int], float], language: str) -> str:
    """Return markup with lines where it has marked titles; `natural` takes the weight, too."""

    def replaced(found: re.Match[str]) -> str:
        before, measure, height, most, weight, after, text, end = found.groups()
        told = capitals(html.unescape(text), language)
        set_lines = lines(told, lambda one, width: natural(one, width, int(weight)), float(measure), float(height), float(most))
        return before + after + "".join(_element(line, int(weight)) for line in set_lines) + end

    return _MARKED.sub(replaced, markup)


def capitals(text: str, language: str) -> str:
    """Return a text in capitals, as its language has them."""
    if language.split("-")[0].lower() in ("tr", "az"):  # whose i keeps its dot
        text = text.replace("i", "\u0130")
    return text.upper()


def _element(line: Line, weight: int) -> str:
    style = (
        f"white-space:nowrap;font-size:calc({line.size:.2f}px * var(--fit));line-height:calc({line.leading:.2f}px * var(--fit));"
        f"font-variation-settings:'wdth' {line.width:.1f};font-weight:{weight}"
    )
    return f'<div class="bar-line" style="{style}">{html.escape(line.text, quote=False)}</div>'


def lines(text: str, natural: Natural, measure: float, height: float, most: float) -> tuple[Line, ...]:
    """Return a text as lines that fill `measure` x `height` as well as can be, each set to `measure` where its words allow it."""
    words = text.split()
    known: dict[tuple[str, float], float] = {}

    def wide(line: str, width: float) -> float:
        key = (line, width)
        if key not in known:
            known[key] = max(natural(line, width), 1e-3)
        return known[key]

    counts = range(1, min(len(words), MOST_LINES) + 1)
    tried = [_set(_divided(words, count, wide), wide, measure, height, most) for count in counts]
    return max(tried, key=lambda found: found[0])[1] if tried else ()


def _divided(words: Sequence[str], count: int, wide: Natural) -> tuple[str, ...]:
    """Return words as `count` lines whose lengths differ least."""
    # For each number of words and of lines the least sum of squares, and where its last line begins.
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * len(words)]
    for _ in range(count):
        last = best[-1]
        row = [(float("inf"), 0)]
        for end in range(1, len(words) + 1):
            options = ((last[begin][0] + wide(" ".join(words[begin:end]), WIDEST) ** 2, begin) for begin in range(end))
            row.append(min(options))
        best.append(row)
    found, end = list[str](), len(words)
    for number in range(count, 0, -1):
        begin = best[number][end][1]
        found.insert(0, " ".join(words[begin:end]))
        end = begin
    return tuple(found)


def _set(texts: Sequence[str], wide: Natural, measure: float, height: float, most: float) -> tuple[float, tuple[Line, ...]]:
    """Return how well lines fill their place, and the lines."""
    leads = [_lead(text) for text in texts]
    least = [measure / wide(text, WIDEST) for text in texts]
    largest = [max(low, measure / wide(text, NARROWEST)) for text, low in zip(texts, least, strict=True)]

    def sizes_at(size: float) -> list[float]:
        return [min(max(size, low), high) for low, high in zip(least, largest, strict=True)]

    def is_low(sizes: Sequence[float]) -> bool:
        return sum(lead * size for lead, size in zip(leads, sizes, strict=True)) <= height and max(sizes) <= most

    low, high = 0.0, most
    if is_low(sizes_at(high)):
        low = high
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(sizes_at(middle)) else (low, middle)
    sizes = sizes_at(low)
    sizes = [min(size, _RATIO * min(sizes)) for size in sizes]
    if not is_low(sizes):  # even at their widest they are too large
        by = min(height / sum(lead * size for lead, size in zip(leads, sizes, strict=True)), most / max(sizes))
        sizes = [size * by for size in sizes]
    set_lines = tuple(_line(text, size, lead, wide, measure) for text, size, lead in zip(texts, sizes, leads, strict=True))
    filled = [wide(line.text, line.width) * line.size for line in set_lines]
    area = sum(line.leading * width for line, width in zip(set_lines, filled, strict=True))
    return area * (1 if min(filled) > 0.98 * measure else _UNFILLED), set_lines


def _line(text: str, size: float, lead: float, wide: Natural, measure: float) -> Line:
    wanted = measure / size
    low, high = NARROWEST, WIDEST
    if wide(text, high) <= wanted:
        return Line(text, size, high, lead * size)
    for _ in range(9):  # to an eighth of a percent
        middle = round((low + high) / 2, 1)
        low, high = (middle, high) if wide(text, middle) <= wanted else (low, middle)
    exact = min(size, measure / wide(text, low))
    return Line(text, exact, low, lead * exact)


def _lead(text: str) -> float:
    marks = (unicodedata.combining(character) for character in unicodedata.normalize("NFD", text))
    return _ACCENTED if any(mark == 230 for mark in marks) else _PLAIN  # 230: above the letter
