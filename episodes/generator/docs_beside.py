"""Frames of the demo beside those of the boards that the themes were drawn from, pair by pair: first the board, then the program.

The boards are pictures in a folder that TOGETHER_BOARDS names; docs/ has what is made of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from PIL import Image

from episodes.generator.docs_shots import Shots, grid, row, shots, small
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.slots import UPPER_MIDDLE

WIDTH = 300
_SCALE = 1000
"""Boxes on the boards are in thousandths of the board's width."""

Box = tuple[int, int, int, int]
Ours = Callable[[Shots], Image.Image]


def _in(name: str, share: float) -> Ours:
    return lambda taken: taken.within(name, share)


def _thumbnail(theme: str) -> Ours:
    def drawn(taken: Shots) -> Image.Image:
        film = io.BytesIO()
        taken.within("half-a-quilt", 0.02).save(film, "PNG")
        return thumbnail(theme, film.getvalue())

    return drawn


def thumbnail(theme: str, film: bytes) -> Image.Image:
    """Draw a theme's thumbnail with a frame of a film, a PNG."""
    fields = {"title": "Half a quilt", "show": "Together, Apart", "kind": "docu-short"}
    card = describe(
        themes.load(theme), "thumbnail", fields, width=640, height=360, rate=Fraction(24), frames=1,
        pictures={"first": UPPER_MIDDLE},
    )  # fmt: skip
    return Image.open(io.BytesIO(painter(card, lambda _: film).png())).convert("RGB")


PAIRS: Mapping[str, tuple[tuple[str, Box, Ours], ...]] = {
    "create-together": (
        ("look-a.png", (22, 116, 335, 292), _in("opening", 0.0)),
        ("look-a.png", (664, 116, 977, 292), _in("opening", 0.6)),
        ("look-a.png", (22, 338, 335, 513), _in("kitchen-table-title", 0.5)),
        ("look-a.png", (344, 338, 656, 513), _in("a-small-thing-title", 0.5)),
        ("look-a.png", (664, 338, 977, 513), _in("half-a-quilt-title", 0.5)),
        ("look-a.png", (22, 536, 335, 711), _in("patchwork-title", 0.5)),
        ("look-a.png", (22, 757, 335, 933), _in("a-small-thing", 0.22)),
        ("look-a.png", (664, 955, 977, 1131), _thumbnail("create-together")),
        ("look-a-names.png", (22, 101, 335, 277), _in("half-a-quilt", 0.18)),
        ("look-a-names.png", (22, 521, 335, 696), _in("kitchen-table", 0.3)),
        ("look-a-names.png", (22, 964, 335, 1140), _in("credits", 0.3)),
        ("look-a.png", (664, 536, 977, 711), _in("end", 0.6)),
    ),
    "signal": (
        ("look-b.png", (22, 116, 335, 292), _in("opening", 0.0)),
        ("look-b.png", (344, 116, 656, 292), _in("opening", 0.6)),
        ("look-b.png", (664, 116, 977, 292), _in("kitchen-table-title", 0.5)),
        ("look-b.png", (22, 314, 335, 490), _in("a-small-thing-title", 0.5)),
        ("look-b.png", (664, 314, 977, 490), _in("half-a-quilt", 0.18)),
        ("look-b.png", (344, 536, 656, 711), lambda taken: taken.at(taken.segments["a-small-thing-title"].start + 5)),
        ("look-b.png", (22, 746, 335, 921), _in("a-small-thing", 0.68)),
        ("look-b.png", (344, 746, 656, 921), _in("credits", 0.3)),
        ("look-b.png", (664, 746, 977, 921), _in("end", 0.6)),
        ("look-b.png", (22, 944, 335, 1120), _thumbnail("signal")),
    ),
}


def beside(boards: Path, demo: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the name and the picture of each theme's pairs, two pairs in a row."""
    for theme, pairs in PAIRS.items():
        with shots(demo, theme) as taken:
            made = []
            for name, box, ours in pairs:
                with Image.open(boards / name) as board:
                    crop = board.convert("RGB").crop(tuple(round(at * board.width / _SCALE) for at in box))  # type: ignore[arg-type]
                made.append(row([small(crop, WIDTH), small(ours(taken), WIDTH)]))
            yield f"beside-{theme}", grid(made, 2)
