"""Check all files of a theme before any card is drawn from it. Looks for files of words, to name them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import words
from pipeline.cards import css, markup, palette, readable, slots, sounds, templates
from pipeline.cards.css import Known
from pipeline.cards.fields import BENEATH, FIELDS, RESERVED
from pipeline.cards.model import CardSpec, Template, Theme
from pipeline.cards.texts import COMMON
from pipeline.cards.vocabulary import FOLDER, spoken
from pipeline.documents.places import Places
from pipeline.faults import Diagnostic, Where, guess

if TYPE_CHECKING:
    from jinja2 import Environment

_OF_PAGES = ("columns", "grow", "pictured")
_ALWAYS = tuple(name for name in RESERVED if name not in ("rows", *_OF_PAGES))
_GIVEN = ("--fit", "--cell-fit", "--safe-left", "--safe-top", "--safe-right", "--safe-bottom", "--in", "--out")
_TEXT_FAMILY = "Noto Sans"

_KEPT = 600
"""Files of which it is kept what was found in them: a designer's session checks all others again with every key."""

_found: OrderedDict[tuple[object, ...], tuple[Diagnostic, ...]] = OrderedDict()
_guard = threading.Lock()


def mistakes(theme: Theme) -> Iterator[Diagnostic]:
    """Yield every mistake in a theme's CSS and templates."""
    texts = {template.shown: template.text for template in (*theme.templates.values(), *theme.css, *_sheets(theme))}
    places: dict[str, Places] = {}
    for found in _mistakes(theme):
        # The CSS and template engines tell only where something begins.
        path = found.where.path
        if path not in texts:
            yield found
            continue
        if path not in places:
            places[path] = Places(texts[path], path)
        yield replace(found, where=places[path].widened(found.where))


def lacking(theme: Theme, folders: Sequence[Path] = ()) -> Iterator[Diagnostic]:
    """Yield what the words of a theme lack: each language that it or the show adds words in needs all that the others have.

    `folders` are those of the show's templates: of a theme that stands in none of them, the show's own words are to be mended.
    """
    is_theirs = any((folder / theme.name).is_dir() for folder in folders)
    own = sorted({name for table in theme.words.values() for name in table} - words.NEEDED.keys())
    for language in dict.fromkeys(("en", *theme.words) if own else theme.words):
        missing = set(spoken(theme, language).lacking) | {name for name in own if name not in theme.words.get(language, {})}
        if missing:
            message = f"the words of {language} lack {', '.join(sorted(missing))}"
            in_theme, in_show = f"{theme.name}/{FOLDER}/{language}.yaml", f"{FOLDER}/{language}.yaml"
            is_shows = not is_theirs or any((one / in_show).is_file() and not (one / in_theme).is_file() for one in folders)
            slips = [(name, meant) for name in sorted(missing) if name in own and (meant := guess(name, sorted(words.NEEDED)))]
            hint = "write them; till then they are shown in English"
            hint = "; ".join([hint, *(f"in place of {name}, {meant}" for name, meant in slips)])
            yield Diagnostic(Where(f"templates/{in_show if is_shows else in_theme}"), message, hint)


def unused(theme: Theme) -> Iterator[Diagnostic]:
    """Yield the faces and colours of a theme's own theme.yaml that nothing of it, or of its parents, is written or drawn in.

    A theme that extends none may have colours for those that extend it.
    """
    drawings = (asset.drawing for asset in theme.assets.values())
    written = "\n".join((*(one.text for one in (*theme.templates.values(), *theme.css, *_sheets(theme))), *drawings))
    display = "display" if "var(--display)" in written else ""
    for face, where in theme.own_fonts.items():
        if face not in written:
            css_of = f":root {{ --display: {face}; }}" if display else f".card {{ font-family: {face}; }}"
            yield Diagnostic(where, f"no text is set in the face {face}", f"write {css_of} into theme.css, or remove it")
    named = {theme.background_name, "accent", "muted", *(name for names in theme.on_background.values() for name in names)}
    named |= {card.ground for card in theme.cards.values()}
    named |= {theme.mosaic.ground, *theme.mosaic.behind} if theme.mosaic else set()
    for colour, where in theme.own_colours.items() if len(theme.lineage) > 1 else ():
        if colour not in named and not re.search(rf"--{re.escape(colour)}\b|\bcolour\.{re.escape(colour)}\b", written):
            others = [name for name in theme.colours if name != colour]
            hint = guess(colour, others) or f"write var(--{colour}) where it is to be seen, or remove it"
            yield Diagnostic(where, f"nothing is drawn in the colour {colour}", hint)


def _sheets(theme: Theme) -> tuple[Template, ...]:
    return tuple(sheet for card in theme.cards for sheet in theme.card_css.get(card, ()))


def _mistakes(theme: Theme) -> Iterator[Diagnostic]:
    sheets = [*theme.css, *_sheets(theme)]
    own = set().union(*(css.declared(sheet.text) for sheet in sheets))
    known = Known(
        variables=frozenset((*(f"--{name}" for name in theme.colours), *readable.names(theme), *_GIVEN, *own)),
        families=frozenset((_TEXT_FAMILY, *(font.family for font in theme.fonts))),
        assets=tuple(theme.assets),
        words=tuple(spoken(theme, "en").table),
        animations=frozenset().union(*(css.animations(sheet.text) for sheet in sheets)),
    )
    for sheet in dict.fromkeys(sheets):
        yield from _kept((sheet, known), lambda sheet=sheet: css.mistakes(sheet.text, sheet.shown, known))  # type: ignore[misc]
    yield from dict.fromkeys(_padded(theme))
    yield from palette.mistakes(theme)
    yield from sounds.mistakes(theme.sounds, f"templates/{theme.name}")
    environment = markup.environment(theme)
    there = tuple(sorted(theme.templates.items(), key=lambda one: one[0]))
    yield from _unseen(theme, environment)
    for name, template in theme.templates.items():
        if "/" in name:  # every file is there twice; the name with the theme is the one that a child cannot hide
            file = name.partition("/")[2]
            card = file.removesuffix(".html")
            if name.startswith(f"{COMMON}/") and not _serves(theme, name, card):
                continue
            is_alone = card not in theme.cards and not any(file in one.text for one in theme.templates.values())
            if is_alone and (hint := guess(card.replace("-", "_"), list(theme.cards))):
                message = f"there is no card {card}, and no template includes this file"
                yield Diagnostic(Where(template.shown, 1, 1), message, hint)
                continue
            seen = replace(known, pictures=_pictures(theme, card), beneath=_beneath(theme, card))
            if card in theme.cards and template in _drawn(theme, card):
                if (hit := _of_another_kind(theme, theme.cards[card], template)) is not None:
                    yield hit
                    continue
                yield from templates.unknown_layers(template, tuple(layer.name for layer in theme.cards[card].layers))
            fields = (*_ALWAYS, *_fields(theme, card))
            yield from _kept(
                (template, fields, seen, there),
                lambda template=template, fields=fields, seen=seen: templates.mistakes(  # type: ignore[misc]
                    template, environment, fields, seen, theme.templates
                ),
            )


def _kept(of: tuple[object, ...], find: Callable[[], Iterator[Diagnostic]]) -> tuple[Diagnostic, ...]:
    """Return what is found in a file, which is as it was where all that decides it is."""
    with _guard:
        found = _found.get(of)
    if found is None:
        found = tuple(find())
        with _guard:
            _found[of] = found
            while len(_found) > _KEPT:
                _found.popitem(last=False)
    return found


def _of_another_kind(theme: Theme, card: CardSpec, template: Template) -> Diagnostic | None:
    """Return the mistake of a theme that calls a card still or animated whose template, which is its parent's, is in layers."""
    own = f"templates/{theme.name}/"
    is_parents = card.where.path.startswith(own) and not template.shown.startswith(own)
    if card.kind == "layered" or not is_parents or not any(templates.layers(template)):
        return None
    hint = f"write {own}{card.name}.html without layers, or remove `kind`"
    return Diagnostic(card.where, f"{card.name} is {card.kind} here, and its template {template.shown} is in layers", hint)


def _serves(theme: Theme, name: str, card: str) -> bool:
    """Say whether a common template is that of a card, or one that a template extends or includes."""
    is_cards = card in theme.cards and theme.templates[f"{card}.html"] == theme.templates[name]
    return is_cards or any(name in one.text for one in theme.templates.values())


def _drawn(theme: Theme, card: str) -> Sequence[Template]:
    """Return the templates that a card is drawn from: its own, and those of its parents that this one extends or includes."""
    found = [theme.templates[f"{card}.html"]]
    for template in found:
        found += [one for name, one in theme.templates.items() if one not in found and "/" in name and name in template.text]
    return found


def _unseen(theme: Theme, environment: Environment) -> Iterator[Diagnostic]:
    """Yield layers that no template shows and that carry no other, all at once where a template has none."""
    for card in theme.cards.values():
        shown = {name for template in _drawn(theme, card.name) for name in templates.layers(template)} if card.layers else set()
        carriers = {layer.rides for layer in card.layers}
        template = theme.templates[f"{card.name}.html"]
        if card.layers and not shown:
            if next(templates.absent(template, environment, theme.templates), None) is None:  # which is told by itself
                names = ", ".join(layer.name for layer in card.layers if layer.name not in carriers)
                hint = f'write <div class="layer" data-layer="..."> for {names}, or kind: animated for {card.name} in theme.yaml'
                message = f"{card.name} is a card in layers, and this template has none"
                yield Diagnostic(Where(template.shown, 1, 1), message, hint)
            continue
        lacking = [one for one in card.layers if one.name not in shown | carriers and "" not in shown and one.where is not None]
        own = f"templates/{theme.name}/"
        if template.shown.startswith(own) and any(one.where and not one.where.path.startswith(own) for one in lacking):
            names = ", ".join(one.name for one in lacking)
            hint = f"write them, or {card.name}.motion.yaml with the layers that this one has"
            message = f"the parent's card has layers that are not in this template: {names}"
            yield Diagnostic(Where(template.shown, 1, 1), message, hint)
            continue
        for layer in lacking:
            if layer.where is not None:
                hint = f'write <div class="layer" data-layer="{layer.name}"> into {card.name}.html, or remove it'
                yield Diagnostic(layer.where, f"no template shows the layer {layer.name}", hint)


def _padded(theme: Theme) -> Iterator[Diagnostic]:
    """Yield rules that pad an element holding text: the engine does not tell padding, so its text could not be fitted."""
    for card in theme.cards:
        holders = set()
        for name in (*theme.lineage, COMMON):
            template = theme.templates.get(f"{name}/{card}.html")
            holders |= templates.text_classes(template.text) if template else set()
        of = frozenset(holders)
        for sheet in (*theme.css, *theme.card_css.get(card, ())):
            yield from _kept(("padded", sheet, of), lambda sheet=sheet, of=of: css.padded(sheet.text, sheet.shown, of))  # type: ignore[misc]


def _pictures(theme: Theme, card: str) -> tuple[str, ...]:
    if card in theme.cards:
        return slots.known(card)
    return tuple({name for known in theme.cards for name in slots.known(known)})  # a part of any card


def _beneath(theme: Theme, card: str) -> tuple[str, ...]:
    if card in theme.cards:
        return BENEATH.get(card, ())
    return tuple({name for known in theme.cards for name in BENEATH.get(known, ())})


def _fields(theme: Theme, card: str) -> tuple[str, ...]:
    spec = theme.cards.get(card)
    if spec is None:  # a part that several cards include: it may use any card's fields
        return tuple({field for fields in FIELDS.values() for field in fields} | {"rows", *_OF_PAGES})
    if spec.kind == "roll":
        return ("rows",)
    return (*(FIELDS.get(card) or spec.fields or ()), *(_OF_PAGES if spec.page else ()))
