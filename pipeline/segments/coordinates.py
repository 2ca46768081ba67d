"""Where on Earth a place is, as maps write it: latitude and longitude in degrees. Pure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.segments.fields import Reads, mistake

_PAIR = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,8})?)")


def _coordinates(value: object) -> tuple[Fraction, Fraction]:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value).strip()
    found = _PAIR.fullmatch(text)
    hint = "write the latitude and the longitude in degrees, south and west with a minus: 18.52, 73.86"
    if found is None:
        raise mistake(f"{text!r} is no place on Earth", hint)
    latitude, longitude = Fraction(found[1]), Fraction(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise mistake(f"{text!r} is no place on Earth: latitudes go to 90 degrees and longitudes to 180", hint)
    return latitude, longitude


Coordinates = Annotated[
    tuple[Fraction, Fraction],
    Reads(_coordinates),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "number"}, "examples": ["18.52, 73.86"]}),
]
"""A place on Earth: its latitude and its longitude in degrees."""
