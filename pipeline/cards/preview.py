"""Show a theme to its designer: every card with every sample in every shape, and everything that is wrong with it.

Writes nothing itself: `write` takes a file's name and bytes.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from pipeline.cards import between, inspect, slots, standin, theme
from pipeline.cards.card import describe, roll_frames
from pipeline.cards.draw import Painter, painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.folders import built_in
from pipeline.cards.layered import LayeredPainter, brush_of
from pipeline.cards.model import Drawing, Shape, Theme
from pipeline.cards.sheet import Sheet
from pipeline.faults import Diagnostic, Where
from pipeline.people import FieldValue
from pipeline.timebase import frames_of

RATE = Fraction(24)
SIZES: Mapping[Shape, tuple[int, int]] = {"wide": (16, 9), "tall": (9, 16), "square": (1, 1)}

_SMALL = 90
"""The same at which it is seen whether all of a canvas is covered."""
_READABLE = 720
"""Short side, in pixels, at which contrast is measured."""

Write = Callable[[str, bytes], None]
Sample = tuple[str, str, Mapping[str, FieldValue]]


def samples(loaded: Theme) -> tuple[Sample, ...]:
    """Return (card, sample, fields) from the theme's preview.yaml and its parents', and last those of the default theme.

    A sample of the same name replaces one from a parent. Raises InputFault.
    """
    default = built_in() / theme.DEFAULT / "preview.yaml"
    found: dict[tuple[str, str], Mapping[str, FieldValue]] = {}
    for path in dict.fromkeys((default, *reversed(loaded.samples))):
        sheet = Sheet(path, f"templates/{path.parent.name}/preview.yaml")
        for card, entries in sheet.root.items():
            for name, fields in entries.items():
                plain = fields.plain()
                found[card, name] = plain if isinstance(plain, Mapping) else {}
        sheet.check()
    return tuple((card, name, fields) for (card, name), fields in found.items() if card in loaded.cards)


def preview(
    loaded: Theme,
    write: Write,
    *,
    shapes: Sequence[Shape] = ("wide", "tall", "square"),
    short_side: int = 360,
    motion: bool = True,
) -> tuple[Diagnostic, ...]:
    """Draw every card with every sample in `shapes`, `short_side` pixels high or wide, and an `index.html` to look at them.

    The first sample of each animated card moves (WebP) with `motion`; the others show how they rest. Returns what could not be
    drawn.
    """
    wrong: list[Diagnostic] = []
    figures: dict[str, list[str]] = {}
    for card, name, fields, pictures in _shown(loaded):
        moves = motion and card not in figures  # one sample of each card moves, which is what takes time
        for shape in shapes:
            width, height = _size(shape, short_side)
            try:
                drawn = tuple(_drawn(_drawing(loaded, card, fields, width, height, pictures), width, moves))
            except CardFault as fault:
                wrong.append(fault.at(_sample_place(loaded, card, name)))
                continue
            layers = []
            for number, (x, y, wide, high, suffix, content) in enumerate(drawn):
                file_name = f"{card}-{name}-{shape}{f'-{number}' if number else ''}{suffix}"
                write(file_name, content)
                layers.append(_layer(file_name, f"{card}, {name}, {shape}", (x, y, wide, high), (width, height)))
            figures.setdefault(card, []).append(_figure(name, shape, width, height, layers))
    write("index.html", _page(loaded, figures, wrong).encode())
    return tuple(wrong)


def check(loaded: Theme, *, short_side: int = 360) -> tuple[Diagnostic, ...]:
    """Draw every card with every sample in every shape and report what a viewer would mind.

    That is: text that does not fit, content outside the safe area on a frame of the motion, text under WCAG AA contrast.
    """
    return tuple(_faults(loaded, short_side))


def _faults(loaded: Theme, short_side: int) -> Iterator[Diagnostic]:
    first: dict[str, Mapping[str, FieldValue]] = {}
    for card, _, fields, _ in _shown(loaded):
        first.setdefault(card, fields)
    yield from between.uncovered(loaded, first, {shape: _size(shape, _SMALL) for shape in SIZES})
    for card, name, fields, pictures in _shown(loaded):
        for shape in SIZES:
            width, height = _size(shape, short_side)
            place = _sample_place(loaded, card, name)
            try:
                drawing = _drawing(loaded, card, fields, width, height, pictures)
                brush = None if drawing.slices else brush_of(drawing)
                for part in drawing.slices:
                    painter_of(part.artwork, part.files)  # which lays it out
            except CardFault as fault:
                yield Diagnostic((fault.where or place), f"{shape}: {fault.message}", fault.hint)
                continue
            if brush is not None:
                yield from _outside(loaded, drawing, brush, f"{name}, {shape}", width, height)
                large = _size(shape, _READABLE)
                yield from _unread(loaded, _drawing(loaded, card, fields, *large, pictures), f"{name}, {shape}", *large)


def _outside(
    loaded: Theme, drawing: Drawing, brush: Painter | LayeredPainter, which: str, width: int, height: int
) -> Iterator[Diagnostic]:
    where = loaded.cards[drawing.card].where
    # What is handed in comes from outside: a layered card is looked at where it rests.
    motion = drawing.artwork.motion if drawing.artwork else None
    moments = tuple(milliseconds for _, milliseconds in motion.times[::3]) if motion else ()
    canvas = (width, height)
    for moment, breach in list(inspect.outside(brush, drawing, *canvas, (*moments, brush.rest)))[:1]:
        hint = "keep it inside var(--safe-left) and its like, or give a backdrop the class backdrop"
        yield Diagnostic(where, f"{drawing.card} ({which}) leaves the safe area at {moment} ms: {breach}", hint)


def _unread(loaded: Theme, drawing: Drawing, which: str, width: int, height: int) -> Iterator[Diagnostic]:
    card, where = drawing.card, loaded.cards[drawing.card].where
    # What a picture of the episode shows nobody knows: text over it has to be read over the brightest and the darkest.
    is_pictured = any(slots.shown(artwork) for artwork, _ in drawing.parts)
    grounds = ("#ffffff", "#000000") if is_pictured else ("",)
    brushes = [brush_of(drawing, lambda _, colour=colour: standin.plain(colour)) for colour in grounds]  # type: ignore[misc]
    for reading in (found for brush in brushes for found in inspect.readings(brush, drawing, width, height)):
        if reading.contrast < reading.needed:
            message = f"{card} ({which}): {reading.text!r} has a contrast of {reading.contrast:.1f}:1"
            yield Diagnostic(where, message, f"{reading.needed}:1 is needed; change a colour, or put a scrim behind the text")


def _shown(loaded: Theme) -> Iterator[tuple[str, str, Mapping[str, FieldValue], tuple[str, ...]]]:
    """Yield the samples with the names of the pictures that there are; the first of a card that asks for some once without any.

    An episode may have none for it: a piece that is only heard has no frame.
    """
    seen: set[str] = set()
    for card, name, fields in samples(loaded):
        asks = slots.mentions(loaded, card, "picture") or slots.mentions(loaded, card, "pictures")
        yield card, name, fields, slots.known(card) if asks else ()
        if asks and card not in seen:
            yield card, f"{name}-without-pictures", fields, ()
        seen.add(card)


def _drawing(
    loaded: Theme, card: str, fields: Mapping[str, FieldValue], width: int, height: int, names: tuple[str, ...]
) -> Drawing:
    spec = loaded.cards[card]
    frames = roll_frames(loaded, fields, RATE, card=card) if spec.kind == "roll" else max(1, frames_of(spec.seconds, RATE))
    pictures = dict.fromkeys(names, slots.UPPER_MIDDLE)
    return describe(loaded, card, fields, width=width, height=height, rate=RATE, frames=frames, pictures=pictures)


def _drawn(drawing: Drawing, width: int, motion: bool) -> Iterator[tuple[int, int, int, int, str, bytes]]:
    for part in drawing.slices:
        yield 0, part.y, width, part.height, ".png", painter_of(part.artwork, part.files).png()
    if drawing.kind != "roll":
        brush = brush_of(drawing)
        moves = motion and drawing.kind in ("animated", "layered")
        yield (*drawing.box, ".webp", brush.movie(2000, 24)) if moves else (*drawing.box, ".png", brush.png())


def _size(shape: Shape, short_side: int) -> tuple[int, int]:
    across, down = SIZES[shape]
    least = min(across, down)
    return 2 * (short_side * across // least // 2), 2 * (short_side * down // least // 2)


def _sample_place(loaded: Theme, card: str, name: str) -> Where:
    spec = loaded.cards[card]
    return Where(f"{spec.where.path} ({card}, sample {name})")


def _layer(file_name: str, told: str, box: tuple[int, int, int, int], canvas: tuple[int, int]) -> str:
    # In shares of the canvas, which is narrower than drawn on a narrow screen.
    shares = (100 * size / of for size, of in zip(box, (*canvas, *canvas), strict=True))
    style = ";".join(f"{name}:{share:.4f}%" for name, share in zip(("left", "top", "width", "height"), shares, strict=True))
    return f'<img src="{html.escape(file_name)}" alt="{html.escape(told)}" style="{style}">'


def _figure(name: str, shape: str, width: int, height: int, layers: Sequence[str]) -> str:
    # What is taller than its canvas (a roll) is scrolled, with the keyboard too.
    canvas = f'<div class="canvas" tabindex="0" style="width:{width}px;aspect-ratio:{width}/{height}">{"".join(layers)}</div>'
    return f"<figure>{canvas}<figcaption>{html.escape(name)}, {shape}</figcaption></figure>"


_STYLE = (
    ":root{color-scheme:light dark;--backdrop:#e9e9ec;--ink:#222;--quiet:#555;--wrong:#a00}"
    "@media(prefers-color-scheme:dark){:root{--backdrop:#1c1c20;--ink:#eee;--quiet:#aaa;--wrong:#ff9a8a}}"
    "body{font:15px/1.4 sans-serif;margin:clamp(12px,4vw,32px);background:var(--backdrop);color:var(--ink)}"
    ".row{display:flex;flex-wrap:wrap;gap:20px} figure{margin:0;max-width:100%}"
    "figcaption{margin-top:6px;color:var(--quiet)} li{color:var(--wrong);overflow-wrap:anywhere}"
    ".canvas{position:relative;max-width:100%;overflow:auto;"
    "background:linear-gradient(135deg,#8a6f5a,#c9b79c 35%,#5f7d8c 65%,#2d3a45)} .canvas img{position:absolute}"
)


def _page(loaded: Theme, figures: Mapping[str, Sequence[str]], wrong: Sequence[Diagnostic]) -> str:
    title = html.escape(loaded.title)
    mistakes = "".join(f"<li>{html.escape(str(diagnostic))}</li>" for diagnostic in wrong)
    cards = "".join(f'<h2>{html.escape(card)}</h2><div class="row">{"".join(found)}</div>' for card, found in figures.items())
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>{f'<ul>{mistakes}</ul>' if mistakes else ''}{cards}"
    )
