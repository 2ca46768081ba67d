"""The page on which cards are looked at: an index, a section a card, moving ones playing by themselves. Pure.

It needs no network and no script: what moves is an animated picture, and a roll is moved by CSS.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction

from pipeline.faults import Diagnostic
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A drawn part of a card: its file, and x, y, width and height in pixels of the canvas."""

    file: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A card on a canvas of `width` x `height` pixels. What is drawn in slices rolls through it in `rolls` seconds."""

    told: str
    width: int
    height: int
    pieces: tuple[Piece, ...]
    rolls: Fraction = Fraction(0)


@dataclass(slots=True)
class Page:
    """A page of figures by their card and its sample, which may be nothing: one row a sample, which holds its shapes."""

    title: str
    about: str = ""
    cards: dict[str, dict[str, list[Figure]]] = field(default_factory=dict)

    def add(self, card: str, sample: str, figure: Figure) -> None:
        """Put a figure after those that there are of its sample."""
        self.cards.setdefault(card, {}).setdefault(sample, []).append(figure)

    def html(self, wrong: Sequence[Diagnostic]) -> str:
        """Return the page; `wrong` is told at its top."""
        mistakes = "".join(f"<li>{html.escape(str(diagnostic))}</li>" for diagnostic in wrong)
        index = "".join(f'<a href="#{html.escape(card)}">{html.escape(_spoken(card))}</a>' for card in self.cards)
        sections = "".join(_section(card, samples) for card, samples in self.cards.items())
        title = html.escape(self.title)
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>"
            f"{f'<p>{html.escape(self.about)}</p>' if self.about else ''}"
            f'{f"<ul>{mistakes}</ul>" if mistakes else ""}<nav aria-label="Cards">{index}</nav>{sections}'
        )


def _spoken(card: str) -> str:
    return card.replace("_", " ")


def _section(card: str, samples: dict[str, list[Figure]]) -> str:
    rows = ""
    for sample, figures in samples.items():
        heading = f"<h3>{html.escape(sample)}</h3>" if sample else ""
        rows += f'{heading}<div class="row">{"".join(_figure(card, sample, one) for one in figures)}</div>'
    return f'<section id="{html.escape(card)}"><h2>{html.escape(card)}</h2>{rows}</section>'


def _figure(card: str, sample: str, figure: Figure) -> str:
    width, height = figure.width, figure.height
    told = ", ".join(filter(None, (card, sample, figure.told)))
    inner = "".join(_img(piece, told, width, height) for piece in figure.pieces)
    if figure.rolls:
        # From below the canvas to above it; it stands still under the mouse, and with the keyboard's focus.
        length = max(piece.box[1] + piece.box[3] for piece in figure.pieces)
        style = f"--end:-{100 * length / height:.2f}%;animation-duration:{float(figure.rolls):.2f}s"
        inner = f'<div class="roll" style="{style}">{inner}</div>'
    style = f"width:{width}px;aspect-ratio:{width}/{height}"
    canvas = f'<div class="canvas" tabindex="0" style="{style}">{inner}</div>'
    return f"<figure>{canvas}<figcaption>{html.escape(figure.told)}</figcaption></figure>"


def _img(piece: Piece, told: str, width: int, height: int) -> str:
    # In shares of the canvas, which is narrower than drawn on a narrow screen.
    shares = (100 * size / of for size, of in zip(piece.box, (width, height, width, height), strict=True))
    style = ";".join(f"{name}:{share:.4f}%" for name, share in zip(("left", "top", "width", "height"), shares, strict=True))
    return f'<img src="{html.escape(piece.file)}" alt="{html.escape(told)}" style="{style}">'


_STYLE = (
    ":root{color-scheme:light dark;--backdrop:#e9e9ec;--ink:#222;--quiet:#555;--wrong:#a00}"
    "@media(prefers-color-scheme:dark){:root{--backdrop:#1c1c20;--ink:#eee;--quiet:#aaa;--wrong:#ff9a8a}}"
    "body{font:15px/1.4 sans-serif;margin:clamp(12px,4vw,32px);background:var(--backdrop);color:var(--ink)}"
    "nav{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:2px 16px;padding:8px 0;background:var(--backdrop)}"
    "nav a{color:var(--ink)} section{scroll-margin-top:72px} h3{margin:20px 0 6px;font-size:15px}"
    ".row{display:flex;flex-wrap:wrap;align-items:flex-start;gap:20px} figure{margin:0;max-width:100%}"
    "figcaption{margin-top:6px;color:var(--quiet)} li{color:var(--wrong);overflow-wrap:anywhere}"
    ".canvas{position:relative;max-width:100%;overflow:hidden;"
    "background:linear-gradient(135deg,#8a6f5a,#c9b79c 35%,#5f7d8c 65%,#2d3a45)} .canvas img{position:absolute}"
    ".roll{position:absolute;left:0;top:0;width:100%;height:100%;animation:roll linear infinite}"
    "@keyframes roll{from{top:100%}to{top:var(--end)}}"
    ".canvas:hover .roll,.canvas:focus .roll{animation-play-state:paused}"
    "@media(prefers-reduced-motion:reduce){.roll{animation:none}.canvas:has(.roll){overflow:auto}}"
)
