"""How music is used in a programme, in the words of cue sheets. Pure."""

from __future__ import annotations

from collections.abc import Sequence

PLACES = ("main title", "end title", "theme", "background", "visual")
"""What music stands for: the show itself, or what is heard while something else, or its making, is seen."""
VOICES = ("vocal", "instrumental")
"""Whether it is sung."""


def used_as(said: Sequence[str], usual: str) -> str:
    """Return how a piece is used of whose parts so much is `said`; `usual` is its place where none says one.

    Where one part is sung, the piece is.
    """
    places = [place for text in said for place in PLACES if text.startswith(place)]
    voice = next((voice for voice in VOICES if any(text.endswith(voice) for text in said)), "")
    return f"{places[0] if places else usual} {voice}".rstrip()
