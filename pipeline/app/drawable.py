"""Whether all cards of a cut can be drawn; where not, whose text is at fault, and where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pipeline import digest
from pipeline.app.checking import Cut, ordered
from pipeline.cards.fault import CardFault, NoGlyph, TooLong
from pipeline.cards.model import Drawing
from pipeline.documents.node import texts
from pipeline.execution.memory import CodeMemory
from pipeline.faults import Diagnostic, Where
from pipeline.manifest.model import Episode, written
from pipeline.people import Credit, FieldValue
from pipeline.plan.cards import cards_of, drawing
from pipeline.plan.scene_texts import scenes_of
from pipeline.plan.scene_texts import texts as texts_of
from pipeline.values import dataclass

_COMMA = re.compile(r", |、|، ")
"""What stands between the roles of a person, in any language."""
_ENDLESS = 60
"""Lines that no card holds: at a height of 2160 pixels 36 for each."""
_SHOWN = 40
"""Characters of a text that are told."""


@dataclass(frozen=True, slots=True)
class Undrawable:
    """Why a card of a segment cannot be drawn, and where that is to be mended."""

    segment: str
    where: Where
    fault: CardFault


def undrawable(cut: Cut, memory: CodeMemory, known: dict[str, tuple[CardFault, ...]]) -> tuple[Undrawable, ...]:
    """Return why cards of a cut cannot be drawn: a missing glyph or field, too long a text, in the roll of the credits too.

    That is found by drawing, once: it is remembered by all that decides a card's pixels. `known` keeps what cannot be drawn for
    those who ask about several cuts of one episode.
    """
    found: list[Undrawable] = []
    cards = tuple(cards_of(cut.timeline, cut.profile, cut.theme))
    scenes = tuple(scenes_of(cut.timeline, cut.profile, cut.theme))
    for card in cards:
        key = f"card {card.key}"
        if memory.get(key) is not None:
            continue
        if key not in known:
            try:
                _refuse_endless(card.media.fields.get("text"))
                known[key] = tuple(_misfits(drawing(card, cut.timeline, cut.theme), memory))
            except CardFault as refused:
                known[key] = (refused,)
        if not known[key]:
            memory.put(key, "good")
        for fault in known[key]:
            found += [Undrawable(card.segment, at, of) for at, of in _owners(cut.episode, card.media.fields, fault, card.where)]
    for scene in scenes:
        key = f"scene {scene.key}"
        if memory.get(key) is not None:
            continue
        if key not in known:
            try:
                drawn = texts_of(cut.theme, scene.media, scene.width, scene.height)
                known[key] = tuple(fault for one in drawn for fault in _misfits(one, memory))
            except CardFault as refused:
                known[key] = (refused,)
        if not known[key]:
            memory.put(key, "good")
        found += [Undrawable(scene.segment, fault.where or scene.where, fault) for fault in known[key]]
    return tuple(found)


def _refuse_endless(text: FieldValue) -> None:
    """Raise CardFault for a text of so many lines that no card holds them, which to lay out would take minutes."""
    if isinstance(text, str) and (lines := text.count("\n") + 1) > _ENDLESS:
        shown = text.partition("\n")[0][:_SHOWN]
        raise CardFault(f"a text of {lines} lines, which begins with {shown!r}, fits into no card", "part it in several")


def told(found: Sequence[Undrawable]) -> tuple[Diagnostic, ...]:
    """Return diagnostics, one for each text and place: a name that is too long for two cards is one mistake."""
    diagnostics = [one.fault.at(one.where) for one in found if not isinstance(one.fault, TooLong)]
    long = [(one.where, one.fault.parts, one.fault) for one in found if isinstance(one.fault, TooLong)]
    for (where, _), group in groupby(sorted(long, key=lambda item: item[:2]), key=lambda item: item[:2]):
        faults = [fault for _, _, fault in group]
        cards = " and ".join(dict.fromkeys(fault.card.replace("_", " ") for fault in faults))
        first = faults[0]
        diagnostics.append(TooLong(first.parts, cards, first.theme, min(one.smallest for one in faults), first.hint).at(where))
    return ordered(diagnostics)


def _misfits(described: Drawing, memory: CodeMemory) -> Iterator[CardFault]:
    """Measure every text of a card, and yield what does not fit even at its smallest size."""
    from pipeline.cards.draw import painter, painter_of  # what draws is not loaded where all is known
    from pipeline.cards.markup import text_of

    if described.artwork is not None:
        try:
            painter(described)
        except CardFault as fault:
            yield fault
        return
    for artwork, files in described.parts:
        if not text_of(artwork.markup).strip():
            continue  # only texts are measured
        # By the slice or layer, so that one more name measures one of them again.
        key = f"slice {digest.of(artwork)}"
        if memory.get(key) is not None:
            continue
        try:
            painter_of(artwork, files)
        except CardFault as fault:
            yield fault
        else:
            memory.put(key, "good")


def _owners(
    episode: Episode, fields: Mapping[str, FieldValue], fault: CardFault, where: Where
) -> Iterator[tuple[Where, CardFault]]:
    """Yield the texts that a fault is about, each whole and where it is written; the fault at `where` if there are none."""
    found = False
    if fault.where is None and isinstance(fault, NoGlyph | TooLong):
        for text, at, is_name in _texts(episode, fields):
            if (own := fault.of(text, is_name)) is not None:
                found = True
                yield at or written(episode.documents, where, text), own
    if not found:
        yield fault.where or where, fault


def _part(episode: Episode, shown: str) -> str:
    """Return a text as it is written; where several roles are joined in what is shown, the longest of them."""
    wanted = " ".join(shown.split())
    known = (text for document in episode.documents for text in texts(document.root))
    return shown if any(" ".join(text.split()) == wanted for text in known) else max(_COMMA.split(shown), key=len)


def _texts(episode: Episode, value: FieldValue) -> Iterator[tuple[str, Where | None, bool]]:
    """Yield all texts in a field, each with its place in people.yaml if it comes from there, and whether it is a name."""
    match value:
        case Credit(person=person):
            for name in ("name", "place", "handle"):
                yield getattr(person, name), person.places.get(name), name == "name"
            yield _part(episode, value.role), None, False
        case str():
            named = [person for person in episode.people.values() if person.name and person.name in value]
            for person in named:
                yield person.name, person.places.get("name"), True
            if not named:
                yield _part(episode, value), None, False
        case int() | None:
            return
        case Mapping():
            for member in value.values():
                yield from _texts(episode, member)
        case _:
            for member in value:
                yield from _texts(episode, member)
