"""What is compared, and what is found. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipeline.values import dataclass

Part = Literal["picture", "sound", "text", "all", "order"]
"""What of a segment an edit can touch: its picture, its sound, what is written of it (names, titles), all, its place."""


@dataclass(frozen=True, slots=True)
class Written:
    """The texts that an episode is made from: path, as messages name it, -> text.

    `manifest` and `people` are the paths of these two. What is no text (media) is not among them.
    """

    manifest: str
    people: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: a sentence about it, and the place where it is written now, or was.

    `segment` is the name of the segment that it is in, empty where it is the whole episode's; a segment of the show's (its
    opening, its credits) is named by its kind. `values` are the texts that it took away or brought, `media` the files that it
    belongs to, as they are written. `card` is the theme's card whose look it changes, `*` where it is that of all. `way`
    are the fields on the way to it, the outermost first.
    """

    words: str
    where: str = ""
    segment: str = ""
    part: Part = "all"
    values: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    card: str = ""
    way: tuple[str, ...] = ()
