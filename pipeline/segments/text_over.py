"""Texts over a picture, in a manifest and as cards of the theme: what they say, when and where. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BeforeValidator, model_validator

from pipeline.cards.model import shape_of
from pipeline.cards.place import place as stands
from pipeline.cards.safe import margins
from pipeline.faults import did_you_mean
from pipeline.segments import layout
from pipeline.segments.fields import JsonSchema, Line, Loc, Shape, TimeField, listed, mistake, one_of
from pipeline.segments.shown import ShownLines
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import Box, Clip

if TYPE_CHECKING:
    from pipeline.people import FieldValue
    from pipeline.segments.base import Context

PLACES = ("top", "top-left", "top-right", "middle", "left", "right", "bottom", "bottom-left", "bottom-right")
TextPlace = Annotated[
    Literal["top", "top-left", "top-right", "middle", "left", "right", "bottom", "bottom-left", "bottom-right"], one_of(*PLACES)
]

_LETTERS = 15
"""Letters that are read in a second, of any script: as of captions."""

_LEAST, _FADE = Fraction(3), Fraction(1, 4)
"""Seconds for which a text is shown at least if nobody wrote for how long, and in which it comes and goes."""

_CARD = "caption"
"""The card of texts for which no other is asked for: every theme has it, and it has room for every script."""


class TextOver(Shape):
    """A text over the picture: the words alone, or {text: ..., at: 2, length: 4, place: top-left}."""

    alone: ClassVar[JsonSchema | None] = {"type": "string"}

    text: ShownLines
    """What it says: a line, or a list of lines."""
    at: TimeField | None = None
    """When it comes, from the beginning of its clip or segment; at once where left out."""
    length: TimeField | None = None
    """How long it stays; as long as it takes to read where left out, 3 seconds at least."""
    place: TextPlace = "top"
    """Where it stands: top, middle, left, right, bottom (above names and captions), top-left, bottom-right ..."""
    card: Line = ""
    """A card that the theme adds, with `text` among its fields; it says by itself where it stands."""

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> TextOver:
        if not any(line.strip() for line in self.text):
            raise mistake("the text is empty", "write what it says, or remove it", ("text",))
        if self.length and not (self.length.seconds or self.length.frames):
            raise mistake("the text would be shown for 0 seconds", "write how long it stays, or leave `length` out", ("length",))
        if self.card and "place" in self.model_fields_set:
            raise mistake(f"the card {self.card} says by itself where it stands", "remove `place`", ("place",))
        return self


TextsOver = Annotated[tuple[TextOver, ...], BeforeValidator(listed)]
"""Texts over a picture: one, or a list."""


def own_words(kind: str, are: str) -> BeforeValidator:
    """Make the validator of a `text` that is no text over a picture, because a segment of that kind has words of its own."""

    def read(value: object) -> object:
        if isinstance(value, dict | tuple):
            raise mistake(f"the `text` of {kind} is {are}", "write text_over: for texts over its picture")
        return value

    return BeforeValidator(read)


def texts_over(
    context: Context, loc: Loc, specs: Sequence[TextOver], start: int, frames: int, floor: int | None,
    standing: list[tuple[str, FrameRange]],
) -> Iterator[tuple[int, Clip]]:
    """Yield the texts over what is seen from frame `start` of its segment for `frames`, each with its first frame.

    Those at the foot stand above `floor`, in design pixels. They are listed at `loc`, where mistakes are told. `standing` is
    where texts stand in the segment already, and when; these are added to it.
    """
    from pipeline.segments.overlay import card  # which knows the fields of films

    others = len(standing)
    for number, spec in enumerate(specs):
        at = (*loc, number)
        first = context.frames(context.seconds(spec.at)) if spec.at else 0
        if first >= frames:
            shown = clock(frames / context.rate)
            message = f"the text comes at {clock(first / context.rate)}, and what it lies over ends at {shown}"
            context.fault((*at, "at"), message, "write an earlier `at`")
            continue
        fields = _fields(context, at, spec)
        if fields is None:
            continue
        letters = sum(map(len, spec.text))
        seconds = context.seconds(spec.length) if spec.length else max(_LEAST, 1 + Fraction(letters, _LETTERS))
        length = min(max(1, context.frames(seconds)), frames - first)
        one = card(context, at, spec.card or _CARD, fields, length)
        if not spec.card:
            fade = min(context.frames(_FADE), length // 2)
            placed = replace(one.placement, box=_box(context, spec.place, floor))
            one = replace(one, placement=placed, fade_in=fade, fade_out=fade)
            seen = FrameRange(start + first, length)
            below = [number for number, (place, other) in enumerate(standing) if place == spec.place and other.overlap(seen)]
            if below and below[-1] >= others:
                message = f"another text stands at {spec.place} when this one comes, and lies below it"
                context.warn(at, message, "write another `place`, a later `at`, or both as lines of one: {text: [first, second]}")
            elif below:
                message = f"a text of the whole segment stands at {spec.place} while this one does, and lies below it"
                context.warn(at, message, "write another `place` or another time for one of both")
            standing.append((spec.place, seen))
        yield start + first, one


def _fields(context: Context, loc: Loc, spec: TextOver) -> Mapping[str, FieldValue] | None:
    text = "\n".join(spec.text)
    if not spec.card:
        down, _, across = spec.place.partition("-") if "-" in spec.place else _apart(spec.place)
        return {"text": text, "place": " ".join(filter(None, ("" if down == "bottom" else down, across)))}
    if context.cards.added is None:  # the theme cannot be read, which is told elsewhere
        return None
    declared = context.cards.added.get(spec.card)
    if declared is None or "text" not in declared:
        known = tuple(name for name, fields in context.cards.added.items() if "text" in fields)
        hint = did_you_mean(spec.card, known) if known else "leave it out"
        context.fault((*loc, "card"), f"the theme {context.theme} adds no card {spec.card!r} with a `text`", hint)
        return None
    return {"text": text}


def _apart(place: str) -> tuple[str, str, str]:
    return ("middle", "", place) if place in ("left", "right") else (place, "", "")


def _box(context: Context, place: str, floor: int | None) -> Box:
    """Return where the canvas of a caption lies so that its words stand at a place; partly outside, as the canvas is whole."""
    spec = context.cards.specs.get(_CARD)
    if spec is None:
        return Box(Fraction(0), Fraction(0), Fraction(1), Fraction(1))
    across, down = layout.design(context.shape)
    (x, y, width, height), _ = stands(spec, across, down)
    near, above, far, below = margins(shape_of(across, down), across, down)
    left = near if "left" in place else across - far - width if "right" in place else x
    foot = down - below if floor is None else floor
    top = above if "top" in place else foot - height if "bottom" in place else (down - height) // 2
    by = ((left - x) // 2 * 2, (top - y) // 2 * 2)
    return Box(Fraction(by[0], across), Fraction(by[1], down), Fraction(1), Fraction(1))
