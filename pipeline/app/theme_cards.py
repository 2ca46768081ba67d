"""The cards of the theme that an episode wears: with the theme's samples, and with what the episode itself says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from pipeline import digest
from pipeline.app.checking import Cut
from pipeline.cards import preview
from pipeline.cards.card import describe
from pipeline.cards.model import BETWEEN, CardSpec, Drawing, Shape, Theme
from pipeline.cards.preview import Shown
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.documents.files import Files
from pipeline.faults import Where
from pipeline.people import FieldValue, names_in
from pipeline.plan.cards import cards_of
from pipeline.values import dataclass

Of = Literal["samples", "episode"]
"""Whose texts a card shows."""

_MOST = 60
"""Texts of an episode that are shown of one card: an hour has a thousand captions, and the first tell how they look."""

_LABEL = 64
"""Letters of a text by which it is told from others."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card shows: `name` tells it from others of its card, also after the theme was edited; `label` is for people.

    What the episode says is said at `where`, and lasts `frames` at `rate`; a sample lasts as long as the theme has it.
    """

    name: str
    label: str
    fields: Mapping[str, FieldValue]
    pictures: tuple[str, ...]
    language: str
    people: tuple[str, ...] = ()
    where: Where | None = None
    frames: int = 0
    rate: Fraction = preview.RATE

    @property
    def sample(self) -> Shown:
        """Return it as a sample of its card."""
        return self.name, self.fields, self.pictures, self.language

    def drawing(self, theme: Theme, card: str, shape: Shape, short_side: int) -> Drawing:
        """Describe the card with it on a canvas of a shape, `short_side` pixels high or wide. Raises CardFault."""
        size = preview.size_of(shape, short_side)
        if not self.frames:
            return preview.drawing_of(theme, card, self.fields, *size, self.pictures, self.language)
        pictures = dict.fromkeys(self.pictures, UPPER_MIDDLE)
        return describe(
            theme, card, self.fields, width=size[0], height=size[1], rate=self.rate, frames=self.frames,
            language=self.language, people=self.people, pictures=pictures,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A card of a theme with the theme's `samples` and the `texts` of an episode, of which there are `more` than these."""

    spec: CardSpec
    samples: tuple[CardText, ...]
    texts: tuple[CardText, ...]
    more: int

    def of(self, whose: Of, name: str) -> CardText | None:
        """Return what it shows by that name; None where there is no such thing."""
        return next((one for one in (self.samples if whose == "samples" else self.texts) if one.name == name), None)


def theme_cards(cut: Cut, files: Files) -> tuple[ThemeCard, ...]:
    """Return the cards of the theme of a cut, in the order in which there are samples of them; `files` gives what files hold.

    Raises InputFault where a file of samples has mistakes.
    """
    theme = cut.theme
    alone: list[tuple[str, Shown]] = [(card, ("alone", {}, (), "en")) for card in BETWEEN if card in theme.cards]
    every = preview.by_card(theme, (*preview.shown(theme, preview.samples(theme, files)), *alone))
    said = _said(cut)
    return tuple(
        ThemeCard(
            theme.cards[card],
            tuple(CardText(name, name.replace("-", " "), fields, names, language) for name, fields, names, language in shown),
            tuple(said.get(card, ()))[:_MOST],
            max(0, len(said.get(card, ())) - _MOST),
        )
        for card, shown in every.items()
    )


def _said(cut: Cut) -> Mapping[str, list[CardText]]:
    """Return what the cards of an episode show, each that looks the same once, by their card in the episode's order."""
    found: dict[str, dict[str, CardText]] = {}
    titles = {segment.name: segment.title for segment in cut.timeline.segments}
    for one in cards_of(cut.timeline, cut.profile, cut.theme):
        media = one.media
        if media.card in BETWEEN or media.card not in cut.theme.cards or media.is_lead or media.after:
            continue
        frames = media.whole or one.clip.frames
        pictures = tuple(media.pictures)
        name = digest.of([one.segment, media.fields, list(pictures), media.language])[:16]
        label = _label(media.fields) or titles.get(one.segment, "") or media.card.replace("_", " ")
        found.setdefault(media.card, {}).setdefault(
            name,
            CardText(
                name, label, media.fields, pictures, media.language, media.people, one.where, frames,
                cut.timeline.rate,
            ),
        )  # fmt: skip
    return {card: list(texts.values()) for card, texts in found.items()}


def _label(fields: Mapping[str, FieldValue]) -> str:
    """Return the text of a card that tells it best from others: its title, else the first that is read, else who is named."""
    first = {name: fields[name] for name in ("title", "text") if name in fields}
    text = " ".join((*preview.texts(first), *names_in(fields), *preview.texts(fields), "")[0].split())
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"
