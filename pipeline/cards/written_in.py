"""The files in which a card of a theme is written: what draws it first, then what it shares with all cards. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.cards.model import Theme
from pipeline.cards.texts import named_by


def files_of(theme: Theme, card: str) -> tuple[str, ...]:
    """Return the files of a card as faults name them, `templates/<theme>/<file>`, the theme's own before its parents'."""
    order = {name: number for number, name in enumerate(theme.lineage)}
    own = dict.fromkeys(_files(theme, card))
    return tuple(sorted(own, key=lambda shown: order.get(shown.split("/")[1], len(order))))


def shared_files(theme: Theme) -> tuple[str, ...]:
    """Return the files of a theme that all cards share, its own before its parents'."""
    css = {sheet.shown for sheet in theme.css}
    named = (f"templates/{name}/{file}" for name in theme.lineage for file in ("theme.css", "theme.yaml"))
    return tuple(shown for shown in named if shown.endswith(".yaml") or shown in css)


def _files(theme: Theme, card: str) -> Iterator[str]:
    """Yield the CSS of a card, its templates, and where its layers and their moves are said."""
    for sheet in reversed(theme.card_css.get(card, ())):
        yield sheet.shown
    for template in named_by(theme.templates, f"{card}.html"):
        yield template.shown
    for layer in theme.cards[card].layers:
        if layer.where is not None:
            yield layer.where.path
