"""Which deliverable of an episode a page looks at."""

from __future__ import annotations

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: an episode by its name, the deliverable and the language, None for the show's and its own."""

    name: str
    profile: str | None = None
    language: str | None = None

    @property
    def subject(self) -> str:
        """Return what is told of it is told about."""
        return f"{self.name} {self.profile or ''} {self.language or ''}"
