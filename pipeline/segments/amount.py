"""A number of things, as a counter shows it. Pure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.segments.fields import Reads, mistake, written

_AMOUNT = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,3})?")


def _amount(value: object) -> Fraction:
    if _AMOUNT.fullmatch(text := written(value)) is None:
        raise mistake(f"{text!r} is no number", "write it in digits, with a point before decimals, three at most: 1200, or 12.5")
    return Fraction(text)


Amount = Annotated[Fraction, Reads(_amount), WithJsonSchema({"type": ["number", "string"], "examples": [120, 12.5]})]
"""A number of things."""
