"""Voices that lie over a whole programme, each a further sound of the film: dubs, and audio description. Pure data."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.timeline.sound_treatment import AS_RECORDED, SoundTreatment
from pipeline.values import dataclass
from pipeline.words import own_name

if TYPE_CHECKING:
    from pipeline.faults import Where
    from pipeline.timeline.contribution import Contribution
    from pipeline.timeline.model import SourceMedia


Kind = Literal["dub", "description"]
"""What a voice is."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice in a `language`, heard from the programme's beginning for `seconds`, `gain_db` louder than speech is.

    Where `is_alone`, it is all that is heard; else the programme is heard under it, whose own language is `over`.
    `made` is who made it and on what terms, in the programme's frames: its recording's, from the beginning to its end.
    `track` is the number of the file's sound, and `treatment` what is done to it, as of a clip.
    """

    media: SourceMedia
    language: str
    kind: Kind
    seconds: Fraction
    made: Contribution
    over: str
    gain_db: Fraction = Fraction(0)
    is_alone: bool = False
    track: int = 0
    treatment: SoundTreatment = AS_RECORDED
    where: Where | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Return a name that no other voice of a programme has: `dub-es`."""
        return f"{self.kind}-{self.language}"

    @property
    def title(self) -> str:
        """Return what players call it: its language in that language, and AD for audio description, as broadcasters write."""
        return title(self.language, self.kind)


def title(language: str, kind: Kind) -> str:
    """Return what players and credits call a voice: see `Voice.title`."""
    return own_name(language) + (" (AD)" if kind == "description" else "")
