"""How one picture gives way to the next: cut, dissolve, through black or white, wipe, slide, push. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, model_validator

from pipeline.faults import did_you_mean
from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, Shape, TimeField, mistake, one_of
from pipeline.timebase import Time, frames_of
from pipeline.timeline.model import Direction, Transition, TransitionKind

HALF_A_SECOND = Time(seconds=Fraction(1, 2))
"""Length of a transition that is only named."""

KINDS: tuple[TransitionKind, ...] = get_args(TransitionKind)
MOVING = ("wipe", "slide", "push")
"""Those that have a direction."""
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_WORDS = ("cut", *KINDS, "theme", "off")


class TransitionSpec(Shape):
    """A transition: cut, theme, dissolve, fade-black, fade-white, wipe, slide, push; {wipe: 0.8}; {wipe: 0.8, direction: up}."""

    alone: ClassVar[JsonSchema | None] = {"enum": list(_WORDS)}

    dissolve: TimeField | None = None
    """Both pictures are mixed for so long, which makes the episode that much shorter, as every transition does."""
    fade_black: TimeField | None = Field(default=None, alias="fade-black")
    """The first picture goes to black and the second comes from it, in so long."""
    fade_white: TimeField | None = Field(default=None, alias="fade-white")
    """The first picture goes to white and the second comes from it, in so long."""
    wipe: TimeField | None = None
    """An edge crosses the picture in so long and uncovers the second; both stand still."""
    slide: TimeField | None = None
    """The second picture moves in over the first, in so long."""
    push: TimeField | None = None
    """The second picture pushes the first out, in so long."""
    kind: Annotated[TransitionKind | Literal["theme"] | None, one_of(*KINDS, "theme")] = None
    """What it is, where its length stands beside it: {kind: wipe, length: 0.8}. theme is the theme's own."""
    length: TimeField | None = None
    """How long it takes; half a second where left out."""
    direction: Annotated[Direction | None, one_of(*DIRECTIONS)] = None
    """Where the edge or the second picture moves to: left, right, up, down. As the language is read where left out: left."""

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        word = value.strip().casefold()
        if word == "cut" or meant.is_off(word):
            return {}
        if word in (*KINDS, "theme"):
            return {"kind": word}
        raise mistake(f"{value.strip()!r} is not a transition", did_you_mean(word, _WORDS))

    @model_validator(mode="after")
    def _one(self) -> TransitionSpec:
        named = [kind for kind in KINDS if kind.replace("-", "_") in self.model_fields_set]
        if len(named) > 1:
            raise mistake(f"a transition is either a {named[0]} or a {named[1]}", "keep one of the two", (named[1],))
        if named and self.kind:
            raise mistake("the transition's kind is written twice", f"write {{kind: {self.kind}, length: ...}}", ("kind",))
        if self.length and not self.kind:
            hint = f"write it there: {{{named[0]}: ...}}" if named else "name one: {kind: wipe, length: 0.8}"
            raise mistake("a length belongs to a kind" if not named else f"the {named[0]} has its length", hint, ("length",))
        if self.is_theme and (extra := next((name for name in ("length", "direction") if getattr(self, name)), "")):
            raise mistake(f"the theme knows the {extra} of its transition", f"remove `{extra}`", (extra,))
        if self.direction and (kind := self._chosen()[0]) not in MOVING:
            message = f"a {kind} has no direction" if kind else "a cut has no direction"
            raise mistake(message, "wipe, slide and push have", ("direction",))
        return self

    @property
    def is_theme(self) -> bool:
        """Say whether it is the theme's own."""
        return self.kind == "theme"

    def _chosen(self) -> tuple[TransitionKind | None, Time]:
        if self.kind == "theme":
            return None, HALF_A_SECOND
        if self.kind:
            return self.kind, self.length or HALF_A_SECOND
        return next(
            ((kind, time) for kind in KINDS if (time := getattr(self, kind.replace("-", "_")))), (None, HALF_A_SECOND)
        )

    def transition(self, rate: Fraction, reads: Direction = "left") -> Transition | None:
        """Return the transition in whole frames, None for a cut and for the theme's own, which is found when all is cut.

        `reads` is where a page's next one comes to, as the language is read: to the left, or to the right where that is read from
        the right.
        """
        kind, time = self._chosen()
        frames = frames_of(time.in_seconds(rate), rate)
        if kind is None or not frames:
            return None
        return Transition(kind, frames, (self.direction or reads) if kind in MOVING else "left")
