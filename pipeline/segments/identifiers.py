"""Numbers by which recordings and works are known. Pure."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.segments.fields import Reads, mistake, written


def _bare(value: object, name: str) -> str:
    text = re.sub(r"[\s.:-]", "", written(value).upper())
    return text.removeprefix(name)


def _isrc(value: object) -> str:
    bare = _bare(value, "ISRC")
    # A country or registrar, who registered it, the year, the number (isrc.ifpi.org/isrc-standard/structure).
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", bare, re.ASCII):
        hint = "write two letters, three letters or digits, two digits and five digits: AA-6Q7-20-00047"
        raise mistake(f"{written(value)!r} is not the number of a recording (ISRC)", hint)
    return bare


def _iswc(value: object) -> str:
    bare = _bare(value, "ISWC")
    if not re.fullmatch(r"T\d{10}", bare, re.ASCII):
        message = f"{written(value)!r} is not the number of a work (ISWC)"
        raise mistake(message, "write T, nine digits and the check digit: T-000.000.001-0")
    # ISO 15707: the weighted sum of the digits, T counting 1, and the check digit fill up to a multiple of ten.
    check = -(1 + sum(place * int(digit) for place, digit in enumerate(bare[1:10], 1))) % 10
    if check != int(bare[10]):
        message = f"{written(value)!r} is not the number of a work (ISWC): its check digit would be {check}"
        raise mistake(message, "look for a digit that is wrong, or two that have changed places")
    return bare


def _ipi(value: object) -> str:
    bare = _bare(value, "IPI")
    if not re.fullmatch(r"\d{9,11}", bare, re.ASCII):
        raise mistake(f"{written(value)!r} is not the number of a name (IPI)", "write its 9 to 11 digits: 00014107338")
    return bare.zfill(11)


Isrc = Annotated[str, Reads(_isrc), WithJsonSchema({"type": "string", "examples": ["AA-6Q7-20-00047"]})]
"""The number of a recording (ISO 3901): AA-6Q7-20-00047."""
Iswc = Annotated[str, Reads(_iswc), WithJsonSchema({"type": "string", "examples": ["T-000.000.001-0"]})]
"""The number of a musical work (ISO 15707): T-000.000.001-0."""
Ipi = Annotated[str, Reads(_ipi), WithJsonSchema({"type": ["string", "integer"], "examples": ["00014107338"]})]
"""The number of a name at the societies of authors, 9 to 11 digits."""
