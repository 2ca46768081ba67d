"""Show a theme to its designer: every card with every sample in every shape, and what cannot be drawn.

Writes nothing itself: `write` takes a file's name and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from pipeline.cards import script, slots, standin, theme
from pipeline.cards.card import describe, lead_frames, roll_frames
from pipeline.cards.draw import painter_of
from pipeline.cards.fault import CardFault, TooLong
from pipeline.cards.fields import BENEATH, FIELDS, WIDE_ONLY
from pipeline.cards.folders import built_in
from pipeline.cards.layered import LayeredPainter, brush_of
from pipeline.cards.model import BETWEEN, Drawing, Shape, Theme
from pipeline.cards.preview_page import Figure, Page, Piece
from pipeline.cards.sheet import Sheet
from pipeline.documents.files import Files, from_disk
from pipeline.faults import Diagnostic, Where
from pipeline.people import FieldValue
from pipeline.timebase import clock, frames_of
from pipeline.values import dataclass

RATE = Fraction(24)
SIZES: Mapping[Shape, tuple[int, int]] = {"wide": (16, 9), "tall": (9, 16), "square": (1, 1)}

Write = Callable[[str, bytes], None]
StandIn = Callable[[str], bytes]
"""Gives what is shown for a picture of the episode, by its name."""
Sample = tuple[str, str, Mapping[str, FieldValue]]
Shown = tuple[str, Mapping[str, FieldValue], tuple[str, ...], str]
"""A sample's name, its fields, the names of the pictures that there are, and the language of the episode that it is in."""

FROM_THE_RIGHT = "ar"
"""The language of the episode in which a sample is drawn whose texts all run from the right."""

_NO_TEXT = (
    "kind", "kinds", "number", "season", "url", "picture", "state", "handle", "room", "at", "corners", "ground", "background",
    "seed",
)  # fmt: skip
"""Fields that are no text which is read."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A card that has been gone through: so many pictures of it were drawn, and so many more were known to be good."""

    card: str
    drawn: int
    known: int = 0


Tell = Callable[[Looked], None]
"""Hears of each card when it has been gone through."""


def samples(loaded: Theme, files: Files = from_disk) -> tuple[Sample, ...]:
    """Return (card, sample, fields) from the theme's preview.yaml and its parents', and last those of the default theme.

    A sample of the same name replaces one from a parent; a file that is gone since the theme was loaded has none. `files` gives
    what the files hold. Raises InputFault.
    """
    default = built_in() / theme.DEFAULT / "preview.yaml"
    found: dict[tuple[str, str], Mapping[str, FieldValue]] = {}
    for path in dict.fromkeys((default, *reversed(loaded.samples))):
        if path != default and not _is_there(path, files):
            continue
        sheet = Sheet(path, f"templates/{path.parent.name}/preview.yaml", files)
        for card, entries in sheet.root.items((*loaded.cards, *(name for name in FIELDS if name not in loaded.cards))):
            for name, fields in entries.items():
                plain = fields.plain()
                found[card, name] = plain if isinstance(plain, Mapping) else {}
        sheet.check()
    return tuple((card, name, fields) for (card, name), fields in found.items() if card in loaded.cards)


def _is_there(path: Path, files: Files) -> bool:
    try:
        files(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # and it is told why it cannot be read
    return True


def preview(
    loaded: Theme,
    write: Write,
    *,
    shapes: Sequence[Shape] = ("wide", "tall", "square"),
    short_side: int = 360,
    motion: bool = True,
    tell: Tell = lambda looked: None,
) -> tuple[Diagnostic, ...]:
    """Draw every card with every sample in `shapes`, `short_side` pixels high or wide, and an `index.html` to look at them.

    The first sample of each animated card moves (WebP) with `motion`; the others show how they rest. `tell` hears of each card.
    Returns what could not be drawn.
    """
    wrong: dict[Diagnostic, None] = {}
    page = Page(loaded.title)
    every = by_card(loaded, (*shown(loaded), *((card, ("alone", {}, (), "en")) for card in BETWEEN if card in loaded.cards)))
    for card, of_card in every.items():
        for name, fields, pictures, language in of_card:
            moves = motion and card not in page.cards  # one sample of each card moves, which is what takes time
            for shape in shapes_of(card, shapes):
                size = size_of(shape, short_side)
                try:
                    drawing = drawing_of(loaded, card, fields, *size, pictures, language)
                    around = _around(loaded, card, fields, *size, pictures) if moves else (None, None)
                    pieces = _pieces(f"{card}-{name}-{shape}", drawing, size, moves, write, around)
                except CardFault as fault:
                    wrong[refused(loaded, card, name, fault)] = None
                    continue
                page.add(card, name, Figure(shape, *size, pieces, _rolls(drawing, RATE)))
        if of_card:
            tell(Looked(card, len(shapes_of(card, shapes)) * len(of_card)))
    write("index.html", page.html(tuple(wrong)).encode())
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


def by_card(loaded: Theme, every: Iterable[tuple[str, Shown]]) -> Mapping[str, Sequence[Shown]]:
    """Return samples by their card, the cards in the order in which there are samples of them, then those without."""
    found: dict[str, list[Shown]] = {}
    for card, sample in every:
        found.setdefault(card, []).append(sample)
    return {**found, **{card: [] for card in loaded.cards if card not in found}}


def shown(loaded: Theme, found: Sequence[Sample] | None = None) -> Iterator[tuple[str, Shown]]:
    """Yield the samples, the theme's or those `found`, by their card, with the names of the pictures that there are; of a card
    that asks for some the first once without any.

    An episode may have none for it: a piece that is only heard has no frame. Whose texts run from the right is also drawn in an
    episode that does, where compositions are mirrored.
    """
    seen: set[str] = set()
    for card, name, fields in samples(loaded) if found is None else found:
        asks = slots.known(card) and (slots.mentions(loaded, card, "picture") or slots.mentions(loaded, card, "pictures"))
        beneath = BENEATH.get(card, ()) if slots.mentions(loaded, card, "tone") else ()
        pictures = (*(slots.known(card) if asks else ()), *beneath)
        yield card, (name, fields, pictures, "en")
        if asks and card not in seen:
            yield card, (f"{name}-without-pictures", fields, (), "en")
        if all(script.direction(text) == "rtl" for text in texts(fields)) and any(texts(fields)):
            yield card, (f"{name}-from-the-right", fields, pictures, FROM_THE_RIGHT)
        seen.add(card)


def texts(value: FieldValue) -> Iterator[str]:
    """Yield the texts in fields that are read, but for empty ones."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one) if key not in _NO_TEXT else ()
    elif isinstance(value, str):
        yield from (value,) if value else ()
    elif isinstance(value, Sequence):
        for one in value:
            yield from texts(one)


def shapes_of(card: str, wanted: Sequence[Shape]) -> tuple[Shape, ...]:
    """Return those of some shapes that a card is drawn in."""
    return tuple(shape for shape in wanted if shape == "wide" or card not in WIDE_ONLY)


def drawing_of(
    loaded: Theme, card: str, fields: Mapping[str, FieldValue], width: int, height: int, names: tuple[str, ...], language: str
) -> Drawing:
    """Describe a sample of a card on a canvas, as long as the theme has it; `names` are its pictures. Raises CardFault."""
    spec = loaded.cards[card]
    frames = roll_frames(loaded, fields, RATE, card=card) if spec.kind == "roll" else max(1, frames_of(spec.seconds, RATE))
    pictures = dict.fromkeys(names, slots.UPPER_MIDDLE)
    return describe(
        loaded, card, fields, width=width, height=height, rate=RATE, frames=frames, pictures=pictures, language=language
    )


def _around(
    loaded: Theme, card: str, fields: Mapping[str, FieldValue], width: int, height: int, names: tuple[str, ...]
) -> tuple[Drawing | None, Drawing | None]:
    """Return what a card in layers shows before its own first frame and after its end; None where it does not."""
    spec = loaded.cards[card]
    if spec.kind != "layered":
        return None, None
    pictures = dict.fromkeys(names, slots.UPPER_MIDDLE)

    def part(frames: int, *, is_lead: bool = False, after: int = 0) -> Drawing | None:
        if not frames:
            return None
        return describe(
            loaded, card, fields, width=width, height=height, rate=RATE, frames=frames, pictures=pictures, is_lead=is_lead,
            after=after,
        )  # fmt: skip

    own = max(1, frames_of(spec.seconds, RATE))
    return part(lead_frames(loaded, card, RATE), is_lead=True), part(spec.tail_frames(RATE), after=own)


def _pieces(
    name: str, drawing: Drawing, canvas: tuple[int, int], motion: bool, write: Write,
    around: tuple[Drawing | None, Drawing | None] = (None, None), stand_in: StandIn = standin.scene,
) -> tuple[Piece, ...]:
    """Draw the parts of a card into files that begin with `name`. Raises CardFault, before anything is written."""
    drawn = tuple(_drawn(drawing, canvas[0], motion, around, stand_in))
    pieces = []
    for number, (box, suffix, content) in enumerate(drawn):
        file = f"{name}{f'-{number}' if number else ''}{suffix}"
        write(file, content)
        pieces.append(Piece(file, box))
    return tuple(pieces)


def _drawn(
    drawing: Drawing, width: int, motion: bool, around: tuple[Drawing | None, Drawing | None], stand_in: StandIn
) -> Iterator[tuple[tuple[int, int, int, int], str, bytes]]:
    for part in drawing.slices:
        yield (0, part.y, width, part.height), ".png", painter_of(part.artwork, part.files, stand_in).png()
    if drawing.kind == "roll":
        return
    brush = brush_of(drawing, stand_in)
    if not (motion and drawing.kind in ("animated", "layered")):
        yield drawing.box, ".png", brush.png()
    elif isinstance(brush, LayeredPainter):
        before, after = (LayeredPainter(one, stand_in) if one is not None else None for one in around)
        yield drawing.box, ".webp", brush.movie(0, 24, before, after)
    else:
        yield drawing.box, ".webp", brush.movie(2000, 24)


def _rolls(drawing: Drawing, rate: Fraction) -> Fraction:
    return drawing.frames / rate if drawing.kind == "roll" else Fraction(0)


def size_of(shape: Shape, short_side: int) -> tuple[int, int]:
    """Return the even size of a canvas of a shape, `short_side` pixels high or wide."""
    across, down = SIZES[shape]
    least = min(across, down)
    return 2 * (short_side * across // least // 2), 2 * (short_side * down // least // 2)


def place_of(loaded: Theme, card: str) -> Where:
    """Return where a designer mends a card: the nearest of the theme's own files that draw it, else where it is declared."""
    own = f"templates/{loaded.name}/"
    files = (*reversed(loaded.card_css.get(card, ())), loaded.templates[f"{card}.html"])
    moves = (layer.where for layer in loaded.cards[card].layers if layer.where is not None)
    places = (*(Where(one.shown) for one in files), *moves, loaded.cards[card].where, *(Where(one.shown) for one in loaded.css))
    return next((where for where in places if where.path.startswith(own)), loaded.cards[card].where)


def refused(loaded: Theme, card: str, name: str, fault: CardFault, shape: str = "") -> Diagnostic:
    """Return what is told of a sample that cannot be drawn: at the theme's line where that is at fault, else of the card."""
    hint = "make room for it, or let it shrink further by `smallest`" if isinstance(fault, TooLong) else fault.hint
    if fault.where is not None:  # whatever the sample
        return Diagnostic(fault.where, f"{card}: {fault.message}", hint)
    sample = ", ".join(filter(None, (name, shape)))
    return Diagnostic(place_of(loaded, card), f"{card} ({sample}): {fault.message}", hint)
