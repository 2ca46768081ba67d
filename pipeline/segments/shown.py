"""Fields whose texts viewers see, and which so have translations. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from pipeline.segments.fields import Line, Text, listed
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """Marks a field whose text viewers see, so that an episode may be shown in other languages, too.

    `is_role` says that it tells what somebody does, `keeps` that a key of people.yaml or one of these words is no text.
    """

    is_role: bool = False
    keeps: tuple[str, ...] = ()
    keeps_people: bool = False


ShownText = Annotated[Text, Shown()]
"""A text of any length that viewers see."""
ShownLine = Annotated[Line, Shown()]
"""A text on one line that viewers see."""
RoleLine = Annotated[Line, Shown(is_role=True)]
"""What somebody does."""
ShownLines = Annotated[tuple[ShownLine, ...], BeforeValidator(listed)]
"""One or several lines of text that viewers see."""
PeopleOrTexts = Annotated[tuple[Annotated[Line, Shown(keeps_people=True)], ...], BeforeValidator(listed)]
"""Keys of people.yaml, texts, or both: whoever is a key is a person."""
