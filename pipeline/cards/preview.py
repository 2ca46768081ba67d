"""Show a theme to its designer: every card with every sample in every shape, and everything that is wrong with it.

Writes nothing itself: `write` takes a file's name and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pipeline.cards import between, inspect, slots, standin, theme
from pipeline.cards.card import describe, lead_frames, roll_frames
from pipeline.cards.draw import Painter, painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.folders import built_in
from pipeline.cards.layered import LayeredPainter, brush_of
from pipeline.cards.model import BETWEEN, Drawing, Shape, Theme
from pipeline.cards.preview_page import Figure, Page, Piece
from pipeline.cards.sheet import Sheet
from pipeline.faults import Diagnostic, Where
from pipeline.people import FieldValue
from pipeline.timebase import clock, frames_of

RATE = Fraction(24)
SIZES: Mapping[Shape, tuple[int, int]] = {"wide": (16, 9), "tall": (9, 16), "square": (1, 1)}

_SMALL = 90
"""The same at which it is seen whether all of a canvas is covered."""
_READABLE = 720
"""Short side, in pixels, at which contrast is measured."""

Write = Callable[[str, bytes], None]
StandIn = Callable[[str], bytes]
"""Gives what is shown for a picture of the episode, by its name."""
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
    page = Page(loaded.title)
    shown = (*_shown(loaded), *((card, "alone", {}, ()) for card in BETWEEN if card in loaded.cards))
    for card, name, fields, pictures in shown:
        moves = motion and card not in page.cards  # one sample of each card moves, which is what takes time
        for shape in shapes:
            size = _size(shape, short_side)
            try:
                drawing = _drawing(loaded, card, fields, *size, pictures)
                before = _lead(loaded, card, fields, *size, pictures) if moves else None
                pieces = _pieces(f"{card}-{name}-{shape}", drawing, size, moves, write, before)
            except CardFault as fault:
                wrong.append(fault.at(_sample_place(loaded, card, name)))
                continue
            page.add(card, name, Figure(shape, *size, pieces, _rolls(drawing, RATE)))
    write("index.html", page.html(wrong).encode())
    return tuple(wrong)


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """A card of an episode as it is shown, on a canvas in pixels; `pictures` give what it shows of the episode, by name."""

    segment: str
    drawing: Drawing
    canvas: tuple[int, int]
    rate: Fraction
    pictures: Mapping[str, Path]
    where: Where

    def picture(self, name: str) -> bytes:
        """Return a picture; a drawn scene for one that only a build can choose."""
        return self.pictures[name].read_bytes() if name in self.pictures else standin.scene(name)


def preview_episode(title: str, about: str, cards: Iterable[EpisodeCard], write: Write) -> tuple[Diagnostic, ...]:
    """Draw every card of an episode, moving where it moves, and an `index.html`; return what could not be drawn."""
    wrong: list[Diagnostic] = []
    page = Page(title, about)
    for number, one in enumerate(cards):
        name = f"{number:03d}-{one.drawing.card}"
        try:
            pieces = _pieces(name, one.drawing, one.canvas, True, write, stand_in=one.picture)
        except CardFault as fault:
            wrong.append(fault.at(one.where))
            continue
        told = f"{one.segment}, {clock(one.drawing.frames / one.rate, digits=1)}"
        page.add(one.drawing.card, "", Figure(told, *one.canvas, pieces, _rolls(one.drawing, one.rate)))
    write("index.html", page.html(wrong).encode())
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


def _lead(
    loaded: Theme, card: str, fields: Mapping[str, FieldValue], width: int, height: int, names: tuple[str, ...]
) -> Drawing | None:
    """Return what a card in layers shows before its own first frame; None where it does not come in before it."""
    frames = lead_frames(loaded, card, RATE)
    if loaded.cards[card].kind != "layered" or not frames:
        return None
    pictures = dict.fromkeys(names, slots.UPPER_MIDDLE)
    return describe(
        loaded, card, fields, width=width, height=height, rate=RATE, frames=frames, pictures=pictures, is_lead=True
    )


def _pieces(
    name: str, drawing: Drawing, canvas: tuple[int, int], motion: bool, write: Write, before: Drawing | None = None,
    stand_in: StandIn = standin.scene,
) -> tuple[Piece, ...]:
    """Draw the parts of a card into files that begin with `name`. Raises CardFault, before anything is written."""
    drawn = tuple(_drawn(drawing, canvas[0], motion, before, stand_in))
    pieces = []
    for number, (box, suffix, content) in enumerate(drawn):
        file = f"{name}{f'-{number}' if number else ''}{suffix}"
        write(file, content)
        pieces.append(Piece(file, box))
    return tuple(pieces)


def _drawn(
    drawing: Drawing, width: int, motion: bool, before: Drawing | None, stand_in: StandIn
) -> Iterator[tuple[tuple[int, int, int, int], str, bytes]]:
    for part in drawing.slices:
        yield (0, part.y, width, part.height), ".png", painter_of(part.artwork, part.files, stand_in).png()
    if drawing.kind == "roll":
        return
    brush = brush_of(drawing, stand_in)
    if not (motion and drawing.kind in ("animated", "layered")):
        yield drawing.box, ".png", brush.png()
    elif isinstance(brush, LayeredPainter) and before is not None:
        yield drawing.box, ".webp", brush.movie(0, 24, LayeredPainter(before, stand_in))
    else:
        yield drawing.box, ".webp", brush.movie(2000, 24)


def _rolls(drawing: Drawing, rate: Fraction) -> Fraction:
    return drawing.frames / rate if drawing.kind == "roll" else Fraction(0)


def _size(shape: Shape, short_side: int) -> tuple[int, int]:
    across, down = SIZES[shape]
    least = min(across, down)
    return 2 * (short_side * across // least // 2), 2 * (short_side * down // least // 2)


def _sample_place(loaded: Theme, card: str, name: str) -> Where:
    spec = loaded.cards[card]
    return Where(f"{spec.where.path} ({card}, sample {name})")
