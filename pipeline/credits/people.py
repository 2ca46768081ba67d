"""The people of a show, as they want to be named."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Be one contributor. `key` is what manifests write in `by:`; `name` is spelled as the person spells it.

    `handle`, `place`, `pronunciation` and `url` may be empty; `sort` is the text to sort by, `name` where it is empty.
    """

    key: str
    name: str
    handle: str = ""
    place: str = ""
    sort: str = ""
    pronunciation: str = ""
    url: str = ""

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Return what sorts people alike on every machine: no case, no accents, then the exact name, then the key."""
        folded = unicodedata.normalize("NFKD", (self.sort or self.name).casefold())
        return "".join(c for c in folded if not unicodedata.combining(c)), self.name, self.key
