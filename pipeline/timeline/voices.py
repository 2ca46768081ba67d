"""Voices that lie over a whole programme, each a further sound of the film: dubs, and audio description. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.words import own_name

if TYPE_CHECKING:
    from pipeline.faults import Where
    from pipeline.timeline.model import SourceMedia


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice in a `language`, heard from the programme's beginning for `seconds`, `gain_db` louder than speech is.

    Where `is_alone`, it is all that is heard; else the programme is heard under it, whose own language is `over`.
    """

    media: SourceMedia
    language: str
    kind: Literal["dub", "description"]
    seconds: Fraction
    over: str
    gain_db: Fraction = Fraction(0)
    is_alone: bool = False
    where: Where | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Return a name that no other voice of a programme has: `dub-es`."""
        return f"{self.kind}-{self.language}"

    @property
    def title(self) -> str:
        """Return what players call it: its language in that language, and AD for audio description, as broadcasters write."""
        return own_name(self.language) + (" (AD)" if self.kind == "description" else "")
