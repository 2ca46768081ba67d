"""What a viewer would mind of a theme: every card with every sample in every shape, drawn and looked at. Writes nothing.

What is drawn the same as before, or as by a theme that is known to be good, is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pipeline import digest
from pipeline.cards import between, inspect, slots, standin
from pipeline.cards.draw import painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.kept import Kept
from pipeline.cards.layered import brush_of
from pipeline.cards.model import BETWEEN, Drawing, Shape, Theme
from pipeline.cards.preview import SIZES, Looked, Shown, Tell, by_card, drawing_of, place_of, refused, shapes_of, shown, size_of
from pipeline.cards.theme import Memory
from pipeline.faults import Diagnostic, Where
from pipeline.people import FieldValue

_VARIES = re.compile(r" \([^()]*\)|\x27.*\x27 has|at \d+ ms: \d+ px")
"""What differs between messages of one mistake: sample and shape, the text, when and by how much something juts out."""

_SIZE = 360
"""Short side, in pixels, at which cards are looked at."""

_SMALL = 90
"""Short side, in pixels, at which it is seen whether all of a canvas is covered."""

_READABLE = 720
"""The same at which contrast is measured. On half of it soft edges of strokes take a tenth of the contrast away."""


def check(
    loaded: Theme,
    *,
    short_side: int = _SIZE,
    memory: Memory | None = None,
    good: Theme | None = None,
    tell: Tell = lambda looked: None,
) -> tuple[Diagnostic, ...]:
    """Draw every card with every sample in every shape and report what a viewer would mind.

    That is: text that does not fit, content outside the safe area on a frame of the motion, text under WCAG AA contrast, a card
    that is cut to and does not cover all. `memory` keeps what was found to be good; what is drawn as by the theme `good`, is.
    """
    found: list[Diagnostic] = []
    for card, samples in by_card(loaded, shown(loaded)).items():
        one = _Card(loaded, card, short_side, memory, good)
        found += one.faults(samples)
        if one.drawn or one.known:
            tell(Looked(card, one.drawn, one.known))
    return tuple(_once(found))


def of_sample(
    loaded: Theme, card: str, sample: Shown, *, memory: Memory | None = None, good: Theme | None = None
) -> Iterator[tuple[Shape, Diagnostic]]:
    """Yield what a viewer would mind of one sample of a card, with the shape of the picture. See `check`."""
    one = _Card(loaded, card, _SIZE, memory, good)
    for shape in shapes_of(card, tuple(SIZES)):
        for found in one.seen(sample, shape):
            yield shape, found


def _once(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield what is told of several samples, shapes and texts of a card once, with how often it is so."""
    alike: dict[tuple[Where, str], list[Diagnostic]] = {}
    for one in found:
        alike.setdefault((one.where, _VARIES.sub("", one.message)), []).append(one)
    for first, *more in alike.values():
        yield replace(first, message=f"{first.message}, and so {len(more)} more") if set(more) - {first} else first


class _Card:
    """One card of a theme, looked at with all its samples."""

    def __init__(self, loaded: Theme, card: str, short_side: int, memory: Memory | None, good: Theme | None) -> None:
        self._loaded, self._card, self._short_side, self._memory = loaded, card, short_side, memory
        self._good = good if good is not None and card in good.cards else None
        self._kept = Kept()
        self.drawn = self.known = 0

    def faults(self, samples: Sequence[Shown]) -> Iterator[Diagnostic]:
        """Yield what is wrong with it."""
        fields = samples[0][1] if samples else None
        for shape in shapes_of(self._card, tuple(SIZES)):
            yield from self._cut_to(fields, shape)
        shapes = shapes_of(self._card, tuple(SIZES))
        # One shape after the other, since samples share layers that are drawn in one.
        found = {shape: [tuple(self.seen(sample, shape)) for sample in samples] for shape in shapes}
        for number in range(len(samples)):
            for shape in shapes:
                yield from found[shape][number]

    def _cut_to(self, fields: Mapping[str, FieldValue] | None, shape: Shape) -> Iterator[Diagnostic]:
        size = size_of(shape, _SMALL)
        for of in (between.cut_to, between.opened):
            try:
                drawing = of(self._loaded, self._card, fields, size)
                if drawing is not None:
                    yield from self._judged(
                        drawing,
                        partial(of, name=self._card, fields=fields, size=size),
                        partial(between.faults, self._loaded, drawing, shape),
                    )
            except CardFault as fault:
                if self._card in BETWEEN:  # others are told of their samples
                    yield refused(self._loaded, self._card, "", fault, shape)
                return

    def seen(self, sample: Shown, shape: Shape) -> Iterator[Diagnostic]:
        """Yield what is wrong with it as a sample shows it in a shape."""
        name, fields, pictures, language = sample
        size = size_of(shape, self._short_side)
        try:
            drawing = drawing_of(self._loaded, self._card, fields, *size, pictures, language)
            found = tuple(
                self._judged(
                    drawing,
                    lambda good: drawing_of(good, self._card, fields, *size, pictures, language),
                    lambda: self._looked(drawing, sample, shape),
                )
            )
        except CardFault as fault:
            yield refused(self._loaded, self._card, name, fault, shape)
            return
        yield from found

    def _judged(
        self, drawing: Drawing, of: Callable[[Theme], Drawing | None], faults: Callable[[], Iterator[Diagnostic]]
    ) -> Iterator[Diagnostic]:
        """Yield the `faults` of a drawing, unless it is known to have none; `of` returns what another theme draws instead."""
        key = f"looks {identity(drawing)}"
        if self._memory is not None and self._memory.get(key) is not None:
            self.known += 1
            return
        if self._good is not None and self._is_same(key, of, self._good):
            self.known += 1
            found: tuple[Diagnostic, ...] = ()
        else:
            self.drawn += 1
            found = tuple(faults())
        if not found and self._memory is not None:
            self._memory.put(key, "good")
        yield from found

    def _is_same(self, key: str, of: Callable[[Theme], Drawing | None], good: Theme) -> bool:
        try:
            drawing = of(good)
        except CardFault:  # it has no such fields, or not all
            return False
        return drawing is not None and key == f"looks {identity(drawing)}"

    def _looked(self, drawing: Drawing, sample: Shown, shape: Shape) -> Iterator[Diagnostic]:
        name, fields, pictures, language = sample
        for part in drawing.slices:
            painter_of(part.artwork, part.files)  # which lays it out
        if drawing.slices:
            return
        width, height = size_of(shape, self._short_side)
        brush = brush_of(drawing, kept=self._kept)
        which, where = f"{name}, {shape}", place_of(self._loaded, self._card)
        # What is handed in comes from outside: a layered card is looked at where it rests.
        motion = drawing.artwork.motion if drawing.artwork else None
        moments = tuple(milliseconds for _, milliseconds in motion.times[::3]) if motion else ()
        for moment, breach in list(inspect.outside(brush, drawing, width, height, (*moments, brush.rest)))[:1]:
            hint = "keep it inside var(--safe-left) and its like, or give a backdrop the class backdrop"
            yield Diagnostic(where, f"{self._card} ({which}) leaves the safe area at {moment} ms: {breach}", hint)
        if not brush.runs():
            return
        large = size_of(shape, _READABLE)
        drawn = drawing_of(self._loaded, self._card, fields, *large, pictures, language)
        # What a picture of the episode shows nobody knows: text over it has to be read over the brightest and the darkest.
        is_pictured = any(slots.shown(artwork) or artwork.beneath for artwork, _ in drawing.parts)
        grounds = ("#ffffff", "#000000") if is_pictured else ()
        stand_ins: list[Callable[[str], bytes]] = [partial(_plain, colour) for colour in grounds]
        first, *others = (brush_of(drawn, stand_in, self._kept) for stand_in in stand_ins or [standin.scene])
        for reading in inspect.readings(first, drawn, *large, over=others):
            if reading.contrast < reading.needed:
                message = f"{self._card} ({which}): {reading.text!r} has a contrast of {reading.contrast:.1f}:1"
                yield Diagnostic(where, message, f"{reading.needed}:1 is needed; change a colour, or put a scrim behind the text")


def _plain(colour: str, _: str) -> bytes:
    return standin.plain(colour)


def identity(drawing: Drawing) -> str:
    """Return the digest of all that decides the pixels of a drawing, whichever theme it is of."""
    parts = [
        (replace(artwork, theme=""), [(name, content) for name, _, content in files]) for artwork, files in drawing.parts
    ]
    return digest.of([drawing.kind, drawing.box, drawing.frames, drawing.rest, drawing.composition, parts])
