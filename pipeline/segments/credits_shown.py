"""Which cards show the credits: pages up to so many names, a roll above; and for how long. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pipeline.cards import pages
from pipeline.cards.card import roll_frames
from pipeline.cards.fault import CardFault
from pipeline.cards.fields import complete
from pipeline.cards.model import Theme, shape_of
from pipeline.people import FieldValue
from pipeline.segments.base import CardShown

_PAGE = "credits_page"


def cards_of_credits(
    theme: Theme, fields: Mapping[str, FieldValue], rate: Fraction, wanted: int | None = None, *, shape: Fraction, layout: str
) -> tuple[CardShown, ...]:
    """Return the cards of credits with complete fields: pages, or one that rolls. `wanted` is their length in frames.

    `shape` is the picture's width by height that pages and length are right for; `layout` is auto, pages or roll. Raises
    CardFault, where the length cannot be met with what a manifest can write instead.
    """
    name = shape_of(shape.numerator, shape.denominator)
    spec = theme.cards[_PAGE].page if _PAGE in theme.cards else None
    parts = pages.parts_of(complete("credits", fields))
    names = sum(part.names for part in parts)
    if layout == "pages" and spec is None:
        raise CardFault(f"theme {theme.name} has no card {_PAGE}", "write layout: roll, or draw the card")
    if spec is None or layout == "roll" or (layout == "auto" and names > pages.MOST):
        return (CardShown("credits", fields, roll_frames(theme, fields, rate, wanted, shape=name)),)
    divided = pages.divided(parts, spec, name, title=bool(fields["title"]))
    frames = pages.lengths(divided, rate, wanted)
    return tuple(
        CardShown(_PAGE, _filled(fields, page, is_first=number == 0), length, _named(page))
        for number, (page, length) in enumerate(zip(divided, frames, strict=True))
    )


def _named(page: pages.Page) -> tuple[str, ...]:
    names = (one.name for part in page if not part.thanks for group in part.groups for one in group.people)
    return tuple(dict.fromkeys(names))


def _filled(fields: Mapping[str, FieldValue], page: pages.Page, *, is_first: bool) -> Mapping[str, FieldValue]:
    """Return the fields of one page; the title stands on the first."""
    sections: tuple[FieldValue, ...] = tuple(
        {
            "heading": part.heading,
            "roles": tuple(
                {"role": group.role, "people": tuple(pages.named(one) for one in group.people)}
                for group in part.groups
            ),
        }
        for part in page if not part.thanks
    )
    thanks = tuple(one.name for part in page if part.thanks for group in part.groups for one in group.people)
    return {**fields, "title": fields["title"] if is_first else "", "sections": sections, "thanks": thanks}
