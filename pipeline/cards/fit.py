"""Judge measured layouts: whether every text is inside its block and every block inside the card. Pure.

A layout is what the engine's `measure` returns: nodes with a size, a transform, runs of text, and children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from pipeline.cards import script

STEPS = 24
"""Steps of the ladder of sizes between 1 and a card's smallest."""

SPARE = 8
"""Further steps that rounding to the pixels of a small canvas may take; a text that fits the design is never refused there."""

STACKED = Fraction(3, 5)
"""Of a line's height, how far it may reach out of a box that hugs it where letters stack. The engine (pytakumi 0.1.5) finds such
a box too narrow by up to 0.57, or too wide as much: measured on 220 lines of two to four words in Hindi, Bengali, Tamil. Of a
long line it is up to a 32nd of its width."""

Layout = Mapping[str, Any]


def size(step: int, smallest: int) -> str:
    """Return rung `step` of a ladder of equal steps from 1 down to `smallest` hundredths, and further, as a CSS number."""
    return f"{max(0.05, float(1 - Fraction(step * (100 - smallest), 100 * STEPS))):.4f}"


def first_fitting(fits: Callable[[int], bool], low: int, high: int) -> int | None:
    """Return the first step from `low` to `high` that fits, or None where even `high` does not; from there on all fit."""
    if fits(low):
        return low
    if low >= high or not fits(high):
        return None
    while high - low > 1:  # invariant: `low` does not fit, `high` does
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle
    return high


def too_long(card: Layout, characters: int) -> str | None:
    """Return a text of the card that does not fit, or None where all do and nothing would be cut off.

    `characters` is how many visible ones the card has to show: the engine leaves lines out of a layout that is too low for
    them, and draws them all the same.
    """
    return next(overflows(card), None) or (_some_text(card) if _reaches_out(card, card) or shown(card) < characters else None)


def shown(card: Layout) -> int:
    """Return how many visible characters a layout holds."""
    return sum(visible(text) for text, *_ in runs(card))


def visible(text: str) -> int:
    """Return how many characters of a text leave a mark: no spaces, no controls."""
    return sum(not script.is_mark(character) for character in text)


def _reaches_out(node: Layout, card: Layout) -> bool:
    """Return whether a box inside the card, or the card's own content, is larger than the card; it would be cut off."""
    x, y = node["transform"][4:]
    is_inside = -0.5 <= x <= card["width"] + 0.5 - node["width"] and -0.5 <= y <= card["height"] + 0.5 - node["height"]
    if not is_inside and node["width"] > 0 and node["height"] > 0:  # what is not displayed has a place, and no size
        return True
    return any(_reaches_out(child, card) for child in node["children"])


def _some_text(card: Layout) -> str:
    return max((text for text, *_ in runs(card)), key=len, default="")


def runs(node: Layout) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield each run of text with its box: text, left, top, width, height."""
    x, y = node["transform"][4:]
    for run in node["runs"]:
        if text := run["text"].replace(script.BREAK, "").strip():
            yield text, x + run["x"], y + run["y"], run["width"], run["height"]
    for child in node["children"]:
        yield from runs(child)


def overflows(node: Layout) -> Iterator[str]:
    """Yield the texts whose line leaves their block, or any block around it.

    A line is as high as its distance to the next one, or as its block: a font's own box is higher than what it draws (twice as
    high for Arabic). A tenth of it and half a pixel are forgiven above and below, a twentieth aside, since layout rounds. Runs
    are placed in their block's content box without telling its padding, so blocks that hold text have none (see `check`).
    Aside, text whose letters stack is forgiven `STACKED`, but at the card's own edge.
    """
    yield from _leaving(node, ())


def _line_height(node: Layout) -> float:
    # Runs of one line in different fonts have centres a little apart; lines are at least half a font's box apart.
    apart = min((run["height"] for run in node["runs"]), default=0.0) / 2
    centres = sorted(run["y"] + run["height"] / 2 for run in node["runs"])
    return float(min((after - before for before, after in pairwise(centres) if after - before > apart), default=node["height"]))


def _leaving(node: Layout, around: tuple[tuple[float, float, float, float], ...]) -> Iterator[str]:
    _, _, _, _, x, y = node["transform"]
    blocks = (*around, (x, y, x + node["width"], y + node["height"]))
    line = _line_height(node)
    is_stacked = any(script.stacks(run["text"]) for run in node["runs"])
    for run in node["runs"]:
        text = run["text"].replace(script.BREAK, "").strip()
        if not text:  # a blank is no text, wherever it lies, and no more is a place where a line may end
            continue
        left, right = x + run["x"], x + run["x"] + run["width"]
        centre, half = y + run["y"] + run["height"] / 2, 0.4 * min(line, run["height"]) - 0.5
        aside = run["height"] / 20
        # The space at which a line broke hangs over its end and counts in the run's width.
        hanging = 0.15 * run["height"] if run["text"].endswith(" ") else 0.0
        stacked = max(float(STACKED) * run["height"], node["width"] / 32) if is_stacked else aside
        for depth, block in enumerate(blocks):
            spare = (stacked if depth else aside) + hanging
            beside = left + spare < block[0] or right - spare > block[2]
            if beside or centre - half < block[1] or centre + half > block[3]:
                yield text
                break
    for child in node["children"]:
        yield from _leaving(child, blocks)
