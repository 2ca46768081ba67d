"""Which of a producer's edits an action has changed by. Pure.

An action's key says that something in it changed and not which line of the manifest did. So an edit is taken for a cause by
what it has in common with the action: its segment, its files, the texts that both show, the part (picture, sound) that both
are of. The strictest likeness under which any edit is found decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.edits.model import Edit
from pipeline.operations.base import Pool
from pipeline.plan.action import Action
from pipeline.values import dataclass

_PARTS: Mapping[Pool, frozenset[str]] = {
    "encode": frozenset({"picture", "text", "all"}),
    "draw": frozenset({"picture", "text", "all"}),
    "sound": frozenset({"sound", "all"}),
    "join": frozenset({"text", "all"}),
    "check": frozenset({"text", "sound", "all"}),
}

_SHARED = {"rate", "shape", "theme", "background", "language", "profile"}
"""Settings that every part of an episode can change by."""

_PICTURE_ONLY = {"shape", "theme", "background"}
_SOUND_OF_A_PROFILE = {"sound", "loudness"}

_TELLING = re.compile(r"[^\W\d_]{2}")
"""A value with this in it can be recognised; a number cannot."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What of an action is held against edits: all that it showed and shows in texts, and the files that it reads."""

    action: Action
    texts: str
    files: tuple[str, ...]

    @property
    def is_transition(self) -> bool:
        """Say whether it belongs to two segments."""
        return "/transition/" in self.action.address

    @property
    def is_roll(self) -> bool:
        """Say whether it shows the credits: everyone of every segment."""
        return any(word.startswith("credits ") for word, _ in self.action.shows)

    def is_of(self, segment: str) -> bool:
        """Say whether it belongs to a segment, by its name."""
        return bool(segment) and segment in (self.action.segment, self.action.segment.removesuffix("-title"))

    def takes(self, edit: Edit) -> bool:
        """Say whether an edit is of a part that it is of."""
        return edit.part in _PARTS[self.action.pool]

    def has(self, edit: Edit) -> bool:
        """Say whether it shows a text of an edit, or reads a file of it."""
        if any(_TELLING.search(value) and value in self.texts for value in edit.values):
            return True
        return any(
            file == name or file.endswith(f"/{name}") or file.startswith(f"{name}/") for name in edit.media for file in self.files
        )


def causes(edits: Iterable[Edit], traits: Traits) -> tuple[Edit, ...]:
    """Return the edits that an action has changed by, as far as can be told; none where nothing was edited."""
    return tuple(dict.fromkeys(next((tier for tier in _tiers(tuple(edits), traits) if tier), ())))


def _tiers(known: tuple[Edit, ...], traits: Traits) -> Iterator[list[Edit]]:
    """Yield the edits that come into question, the likeliest first."""
    order = [edit for edit in known if edit.part == "order"]
    inside = [edit for edit in known if edit.part != "order" and traits.takes(edit)]
    own = [edit for edit in inside if traits.is_of(edit.segment)]
    settings = [edit for edit in inside if not edit.segment]
    near = [edit for edit in known if edit.way[:1] in (("transition",), ("interstitial",))]
    shared = [edit for edit in settings if _is_shared(edit, traits)]
    named = [edit for edit in settings if traits.has(edit) or (edit.card and _wears(edit.card, traits.action))]
    told = [edit for edit in inside if edit.part == "text" and traits.has(edit)]
    if not traits.action.segment:
        episode = [edit for edit in settings if edit.way[:1] == ("episode",) and traits.has(edit)]
        yield [*order, *told, *episode, *near, *shared]
    elif traits.is_transition:
        yield [
            *order,
            *(edit for edit in inside if edit.segment and traits.has(edit)),
            *(edit for edit in near if not edit.segment or traits.is_of(edit.segment)),
            *named,
            *shared,
        ]
        yield own
    elif traits.is_roll:
        yield [*(edit for edit in own if traits.has(edit)), *named, *told, *(edit for edit in order if traits.has(edit)), *shared]
        yield own
    else:
        yield [*(edit for edit in own if traits.has(edit)), *named, *shared]
        yield [edit for edit in own if not edit.media]
        yield own
    yield [edit for edit in known if edit.part != "order" and traits.is_of(edit.segment)]
    yield [*order, *near]
    yield [edit for edit in known if edit.segment and traits.has(edit)]
    yield inside
    yield list(known)


def _wears(card: str, action: Action) -> bool:
    """Say whether an action draws a card of the theme, `*` for any."""
    return action.pool == "draw" and (card == "*" or action.address.split("/")[-2] == card)


def _is_shared(edit: Edit, traits: Traits) -> bool:
    if edit.card or edit.way[:1] not in {(name,) for name in _SHARED}:
        return False
    is_sound = traits.action.pool in ("sound", "check")
    if edit.way[0] == "profile":
        return is_sound == (len(edit.way) > 1 and edit.way[1] in _SOUND_OF_A_PROFILE)
    return not (is_sound and edit.way[0] in _PICTURE_ONLY)
