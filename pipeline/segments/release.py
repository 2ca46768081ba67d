"""What a producer writes about a release: its paper, and how far it reaches. Pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import WithJsonSchema, model_validator

from pipeline.segments.fields import JsonSchema, Line, Loc, Reads, Shape, Switch, listed, mistake, written
from pipeline.terms import COUNTRIES, WORLDWIDE, Scope

_MEANT = {"UK": "GB", "EL": "GR"}
"""Codes that people write, and those of ISO 3166-1."""


def _date(value: object) -> str:
    text = written(value)
    try:
        if date.fromisoformat(text).isoformat() == text:  # it also reads weeks (2020-W21-1) and dates without dashes
            return text
    except ValueError:
        pass
    raise mistake(f"{text!r} is not a date", "write year-month-day: 2020-05-18")


def _territories(value: object) -> tuple[str, ...]:
    texts = tuple(written(one) for one in listed(value))
    if not texts:
        raise mistake("nothing is written here", f"write {WORLDWIDE}, or codes of countries: [DE, FR]")
    if any(text.casefold() == WORLDWIDE for text in texts):
        if len(texts) > 1:
            raise mistake(f"{WORLDWIDE} is all countries, and some are named besides", "keep one of both")
        return ()
    wrong: list[tuple[str, str, Loc]] = []
    for number, text in enumerate(texts):
        if text.upper() not in COUNTRIES:
            meant = _MEANT.get(text.upper(), "")
            hint = f"write {meant}" if meant else f"write codes of two letters (ISO 3166-1), DE, FR, or {WORLDWIDE}"
            wrong.append((f"{text!r} is no country's code", hint, (number,) if isinstance(value, tuple) else ()))
    if wrong:
        raise mistake(*wrong[0], wrong[1:])
    return tuple(dict.fromkeys(text.upper() for text in texts))


Day = Annotated[str, Reads(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day: 2020-05-18."""
_COUNTRY: JsonSchema = {"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["DE", "FR"]}
Territories = Annotated[
    tuple[str, ...],
    Reads(_territories),
    WithJsonSchema({"anyOf": [{"const": WORLDWIDE}, _COUNTRY, {"type": "array", "items": _COUNTRY, "minItems": 1}]}),
]
"""Countries by their codes of ISO 3166-1, [DE, FR], or worldwide; the whole world is empty."""


class Reach(Shape):
    """How far a consent reaches."""

    territories: Territories = ()
    """Where it holds: worldwide, or countries by their codes: [DE, FR]."""
    expires: Day | None = None
    """The last day on which it holds: 2030-12-31."""
    monetized: Switch = True
    """off where no money may be earned with it."""

    @property
    def scope(self) -> Scope:
        """Return it as the rights are judged by."""
        return Scope(self.territories, self.expires or "", self.monetized)


class ReleaseShape(Reach):
    """Consent of the people in it, or of those who own it. The paper's name alone stands for one without limits."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "number"]}

    name: Line = ""
    """What the paper is called: a file, a date of signing; or pending."""

    def written(self, called: str) -> tuple[str, ...]:
        """Return what of it is written: the name by which it is called itself, and those of its fields: `release.expires`."""
        fields = [field for field in Reach.model_fields if field in self.model_fields_set]
        return (called, *(f"{called}.{field}" for field in fields)) if self.name else ()

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        # A field that there is not may be the name, misspelled: that is told by itself.
        if isinstance(value, dict) and "name" not in value and value.keys() <= cls.model_fields.keys():
            if not value:
                raise mistake("nothing is said of this release", "write the paper's name, or remove the line")
            raise mistake("a release says where it reaches, and not what paper it is", "write name: and the paper's name")
        return {"name": value} if isinstance(value, str) else value


UNSAID = ReleaseShape.model_construct()
"""No word of a release."""
