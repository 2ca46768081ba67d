"""Load a theme: a folder of theme.yaml, CSS, templates, assets and fonts, with its parents merged in. Reads files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol, cast

from pipeline import digest
from pipeline.cards import fonts, layering, measures, shapes, sounds, texts, vocabulary
from pipeline.cards.fault import input_fault
from pipeline.cards.fields import FIELDS, OPTIONAL, RESERVED, Declared
from pipeline.cards.folders import are_ours, built_in
from pipeline.cards.fonts import Font
from pipeline.cards.model import BETWEEN, Asset, BoxSpec, CardSpec, Edge, Kind, PageSpec, RollSpec, Theme
from pipeline.cards.sheet import SHAPES, Sheet, Value, of_each_shape
from pipeline.documents.files import Files, from_disk
from pipeline.faults import EnvironmentFault, InputFault, Where, did_you_mean, guess

DEFAULT = "create-together"
"""The theme of a show that names none; its preview samples serve every theme."""

_NAME = re.compile(r"[a-z][a-z0-9-]{,63}")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KINDS: tuple[Kind, ...] = ("still", "animated", "roll", "layered")
ROLES = {"accent": "what is played of a sound's picture", "muted": "what is still to come of a sound's picture"}
"""Colours that every theme has, because the pipeline itself paints with them."""

_TOP = (
    "title", "extends", "colours", "background", "on_background", "transition", "heard_ahead", "mosaic", "shapes", "fonts",
    "cards",
)  # fmt: skip
_PASS: Mapping[str, Declared] = {"kind": ""}
"""The field of the card `pass`: the kind of what comes, so that the sheet can be of its colour."""

_CARD = ("kind", "seconds", "in", "out", "smallest", "box", "roll", "page", "fields", "ground", "lead", "freeze", "scale")
_BOX = ("left", "right", "width", "top", "bottom", "height")
DEEPEST = 4
"""Themes that stand behind each other in a theme's `extends`, at most."""

_LOADED: dict[tuple[str, str, tuple[Path, ...]], Theme] = {}
_KEPT = 8
"""Themes that are kept loaded, the latest: a designer's session sees a new one with every key that is pressed."""


def names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the names of all themes in `folders` and built in, sorted."""
    found = {sheet.parent.name for folder in (*folders, built_in()) for sheet in folder.glob("*/theme.yaml")}
    return tuple(sorted(found))


def shipped(loaded: Theme, folders: Sequence[Path] = (), memory: Memory | None = None) -> Theme | None:
    """Return the nearest parent of a theme that is built in, whose cards are known to be good; None where it has none.

    One of its name among `folders` stands in its place, and is not known.
    """
    for name in loaded.lineage[1:]:
        if not any((folder / name / "theme.yaml").is_file() for folder in folders) and (built_in() / name).is_dir():
            return load(name, (), memory)
    return None


def is_name(name: str) -> bool:
    """Say whether a theme can be called so."""
    return _NAME.fullmatch(name) is not None


class Memory(Protocol):
    """A memory of texts between runs; what is lost is only found again."""

    def get(self, key: str) -> str | None:
        """Return what was put, or None."""
    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""


def load(name: str, folders: Sequence[Path] = (), memory: Memory | None = None, files: Files = from_disk) -> Theme:
    """Load theme `name` from the first of `folders` that has it, else from the built-in themes.

    Loading the same files again returns the same object. `files` gives what theme.yaml, CSS and templates hold. `memory` keeps
    which were checked and found good until our code changes; with one, themes of ours to which a show adds nothing are left out.
    Raises InputFault with the place of every mistake in theme.yaml, or, where that is in order, in CSS and templates.
    """
    theme = _load(name, tuple(folders), (), files)
    as_loaded = name, theme.digest, theme.samples  # samples change no card, so the digest does not know of them
    if (known := _LOADED.get(as_loaded)) is not None:
        return known
    is_ours = memory is not None and are_ours((*theme.lineage, texts.COMMON, vocabulary.FOLDER), folders)  # which tests check
    if not is_ours and (memory is None or memory.get(f"theme {theme.digest}") is None):
        from pipeline.cards.check import mistakes

        if found := tuple(mistakes(theme)):
            raise InputFault(found)
        if memory is not None:
            memory.put(f"theme {theme.digest}", "good")
    _LOADED[as_loaded] = theme
    while len(_LOADED) > _KEPT:
        _LOADED.pop(next(iter(_LOADED)), None)
    return theme


def _load(name: str, folders: tuple[Path, ...], line: tuple[str, ...], files: Files) -> Theme:
    folder = _find(name, folders)
    if folder is None:
        raise input_fault(Where(f"templates/{name}"), "there is no such theme", f"there are: {', '.join(names(folders))}")
    shown = f"templates/{name}"
    sheet = Sheet(folder / "theme.yaml", f"{shown}/theme.yaml", files)
    top = sheet.root.mapping(_TOP)
    parent = None
    if "extends" in top:
        parent_name = top["extends"].text()
        if parent_name in (*line, name) or len(line) >= DEEPEST:
            top["extends"].wrong(f"{parent_name} is already in the line of this theme")
            sheet.check()
        if _find(parent_name, folders) is None:
            top["extends"].wrong(f"there is no theme {parent_name!r}", did_you_mean(parent_name, names(folders)))
            sheet.check()
        parent = _load(parent_name, folders, (*line, name), files)
    colours = {**(parent.colours if parent else {}), **_colours(top)}
    for role, use in ROLES.items():
        if role not in colours:
            sheet.root.lacks(f"colours: {role} is missing", f"it is {use}")
    own_fonts = _fonts(top, folder)
    cards = {**(parent.cards if parent else {}), **_cards(top, parent, sheet, colours)}
    background_name = _background(top, parent, colours, sheet)
    background = colours.get(background_name, "")
    on_background = {**(parent.on_background if parent else {}), **_on_background(top, colours)}
    transition = measures.transition(top.get("transition"), parent)
    heard_ahead = measures.heard_ahead(top.get("heard_ahead"), parent)
    cutouts = shapes.read(top.get("shapes"), parent.shapes if parent else {})
    mosaic = measures.mosaic(top.get("mosaic"), parent.mosaic if parent else None, cards, colours)
    sheet.check()
    cards = layering.layered(folder, shown, cards, files)
    css, card_css = texts.sheets(folder, shown, cards, files)
    assets = {path.name: _asset(path, shown, files) for path in sorted((folder / "assets").glob("*")) if path.is_file()}
    shared = texts.common(folders, files)
    below = parent.templates if parent else shared.templates
    merged_templates = {**below, **texts.templates(folder, name, files)}
    for card in cards.values():
        if f"{card.name}.html" not in merged_templates:
            raise input_fault(card.where, f"{card.name} has no template", f"write {shown}/{card.name}.html")
    title = top["title"].text() if "title" in top else name
    words = _words(name, folder, folders, parent, files, is_shown=not line)
    merged_css = (*(parent.css if parent else ()), *css)
    merged_card_css = {
        card: shared.under(
            card, merged_templates, (*(parent.card_css.get(card, ()) if parent else ()), *card_css.get(card, ()))
        )
        for card in cards
    }
    merged_assets = {**(parent.assets if parent else {}), **assets}
    merged_sounds = {**(parent.sounds if parent else {}), **sounds.found(folder, shown)}
    merged_fonts = (*own_fonts, *(font for font in (parent.fonts if parent else ()) if font not in own_fonts))
    identity = digest.of(
        {
            "name": name, "title": title, "colours": colours, "background": background,
            "on_background": on_background, "cards": _plain(cards),
            "templates": _plain(merged_templates), "css": merged_css, "card_css": merged_card_css,
            "assets": _plain(merged_assets), "fonts": merged_fonts, "words": _plain(words),
            "sounds": _plain(merged_sounds), "transition": transition, "mosaic": repr(mosaic), "heard_ahead": heard_ahead,
            "shapes": repr(cutouts),
        }
    )
    sample = folder / "preview.yaml"
    samples = (*((sample,) if sample.is_file() else ()), *(parent.samples if parent else ()))
    return Theme(
        name=name, title=title, lineage=(name, *(parent.lineage if parent else ())), colours=colours, background=background,
        background_name=background_name, on_background=on_background, fonts=merged_fonts, cards=cards, templates=merged_templates,
        css=merged_css, card_css=merged_card_css, assets=merged_assets, samples=samples, words=words, sounds=merged_sounds,
        transition=transition, heard_ahead=heard_ahead, mosaic=mosaic, shapes=cutouts, own_fonts=_said(top, "fonts"),
        own_colours=_said(top, "colours"), digest=identity,
    )


def _asset(path: Path, shown: str, files: Files) -> Asset:
    is_drawing = path.suffix == ".svg"
    return Asset(path, digest.of_file(path), texts.read(path, f"{shown}/assets", files) if is_drawing else "")


def _words(
    name: str, folder: Path, folders: tuple[Path, ...], parent: Theme | None, files: Files, *, is_shown: bool
) -> vocabulary.Tables:
    """Return the words of a theme over its parent's, and for the theme that `is_shown` those of the show over them."""
    shown = vocabulary.FOLDER
    own = vocabulary.read(folder / shown, f"templates/{name}/{shown}", files)
    shows = [vocabulary.read(one / shown, f"templates/{shown}", files) for one in folders] if is_shown else []
    return vocabulary.merged([*((parent.words,) if parent else ()), own, *shows])


def _plain(members: Mapping[str, object]) -> list[tuple[str, str]]:
    # Names of templates hold a slash and dataclasses hold mappings: `repr` of frozen data is stable and enough for an identity.
    return [(key, member.digest if isinstance(member, Asset) else repr(member)) for key, member in sorted(members.items())]


def _find(name: str, folders: tuple[Path, ...]) -> Path | None:
    known = (folder / name for folder in (*folders, built_in())) if is_name(name) else ()
    return next((folder for folder in known if (folder / "theme.yaml").is_file()), None)


def _colours(top: Mapping[str, Value]) -> dict[str, str]:
    colours = {}
    if "colours" in top:
        for key, value in top["colours"].items():
            colour = value.text()
            if not _COLOUR.fullmatch(colour):
                value.wrong(f"{colour!r} is not a colour", 'write "#rrggbb", in quotes')
            colours[key] = colour.lower()
    return colours


def _said(top: Mapping[str, Value], key: str) -> dict[str, Where]:
    """Return where each face, or each colour, is said, by its name."""
    if key not in top:
        return {}
    if key == "colours":
        return {name: value.where for name, value in top[key].items()}
    pairs = [one.mapping(("family", "file", "package")) for one in top[key].sequence()]
    return {pair["family"].text(): pair["family"].where for pair in pairs}


def _background(top: Mapping[str, Value], parent: Theme | None, colours: Mapping[str, str], sheet: Sheet) -> str:
    if "background" not in top:
        if parent is not None:
            return parent.background_name
        sheet.root.lacks("background is missing", "name one of the colours")
        return ""
    key = top["background"].text()
    if key not in colours:
        top["background"].wrong(f"{key} is none of the colours", did_you_mean(key, tuple(colours)))
    return key


def _on_background(top: Mapping[str, Value], colours: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each role of a text on the show's background the names of the colours to choose from, the first first."""
    roles = {}
    for role, value in top["on_background"].items() if "on_background" in top else ():
        members = value.sequence()
        roles[role] = tuple(member.text() for member in members)
        for member in members:
            if member.text() not in colours:
                member.wrong(f"{member.text()} is none of the colours", did_you_mean(member.text(), tuple(colours)))
    return roles


def _fonts(top: Mapping[str, Value], folder: Path) -> tuple[Font, ...]:
    found = []
    for entry in top["fonts"].sequence() if "fonts" in top else ():
        pair = entry.mapping(("family", "file", "package")) if entry.is_mapping else {}
        if not {"family", "file"} <= set(pair):
            entry.lacks("a font needs a family and a file", "write {family: Name, file: name.ttf}; the file lies in fonts/")
            continue
        path = _font_file(pair, folder)
        if path is None:
            continue
        try:
            found.append(fonts.from_file(pair["family"].text(), path))
        except ValueError as fault:
            pair["file"].wrong(str(fault))
    return tuple(found)


def _font_file(pair: Mapping[str, Value], folder: Path) -> Path | None:
    """Return where a font is: in the theme's fonts/, or in the files/ of an installed font package. None after telling."""
    name = pair["file"].text()
    try:
        home = fonts.folder(pair["package"].text()) / "files" if "package" in pair else folder / "fonts"
    except EnvironmentFault as fault:
        pair["package"].wrong(fault.message, fault.hint)
        return None
    path = home / name
    if path.parent != home or path not in home.glob("*"):  # not asked of the disk: a name may be too long for it
        place = f"the package {pair['package'].text()}" if "package" in pair else f"{folder.name}/fonts"
        there = sorted(one.name for one in home.glob("*"))
        pair["file"].wrong(f"there is no font {name} in {place}", guess(name, there) or f"there is: {', '.join(there) or 'none'}")
        return None
    return path


def _cards(top: Mapping[str, Value], parent: Theme | None, sheet: Sheet, colours: Mapping[str, str]) -> dict[str, CardSpec]:
    cards = {}
    for name, value in top["cards"].items() if "cards" in top else ():
        cards[name] = _card(name, value, parent.cards.get(name) if parent else None, colours)
    missing = [name for name in FIELDS if name not in (*cards, *OPTIONAL)] if parent is None else []
    if missing:
        message = f"the card{'s' * (len(missing) > 1)} {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"
        sheet.root.lacks(message, "a theme has every card (`theme new NAME --bare` writes them), or extends one that has")
    return cards


def _card(name: str, value: Value, base: CardSpec | None, colours: Mapping[str, str]) -> CardSpec:
    entry = value.mapping(_CARD)
    if base is None and name not in (*FIELDS, *BETWEEN) and "fields" not in entry and not value.has_strangers(_CARD):
        hint = f"{guess(name, [*FIELDS, *BETWEEN])} built in are: {', '.join(FIELDS)}; a card of your own says `fields:`".strip()
        value.wrong(f"{name} is not a built-in card and declares no fields", hint)
    card = base or CardSpec(name, "still", Fraction(5), Fraction(0), Fraction(0), 70, {}, None, None, value.where)
    kind = cast("Kind", entry["kind"].text()) if "kind" in entry else card.kind
    if kind not in _KINDS:
        entry["kind"].wrong(f"{kind!r} is not a kind of card", did_you_mean(kind, _KINDS))
    elif name in ("thumbnail", "channel_art") and kind != "still":
        value.lacks(f"{'a thumbnail' if name == 'thumbnail' else 'channel art'} does not move", "write kind: still")
    if card.kind == "layered" != kind:  # what the parent's layers say is not this card's any more
        nothing = Fraction(0)
        card = replace(card, layers=(), ground="", lead=nothing, freeze=nothing, enter=nothing, leave=nothing, tail=nothing)
    boxes = _boxes(entry["box"]) if "box" in entry else card.boxes
    if kind != "roll" and not boxes and "box" not in entry:
        value.lacks(f"{name} has no box", "write `box: canvas`, or a box for each of wide, tall and square")
    roll = measures.roll(entry["roll"], card.roll or RollSpec()) if "roll" in entry else card.roll
    page = measures.page(entry["page"], card.page or PageSpec()) if "page" in entry else card.page
    own = _declared(entry["fields"]) if "fields" in entry else card.fields
    if name in FIELDS and "fields" in entry:
        entry["fields"].wrong(f"the fields of {name} are the same in every theme")
    if name in BETWEEN:
        own = _PASS if name == "pass" else {}
        if kind != "layered":
            value.lacks(f"{name} lies between segments and is no card in layers", "write kind: layered")
    ground = entry["ground"].text() if "ground" in entry else card.ground
    if ground and ground not in colours:
        entry["ground"].wrong(f"{ground} is none of the colours", did_you_mean(ground, tuple(colours)))
    for key in () if kind == "layered" else ("ground", "lead", "freeze"):
        if key in entry:
            entry[key].wrong(f"only a layered card has {key}", "write kind: layered, or remove it")
    for key in ("in", "out") if kind == "layered" else ():
        if key in entry:
            file = f"{name}{layering.SUFFIX}"
            entry[key].wrong(f"a layered card has no {key}: the keys of its layers say when it moves", f"they stand in {file}")
    return replace(
        card,
        kind=kind,
        ground=ground,
        lead=layering.span(entry["lead"]) if "lead" in entry else card.lead,
        freeze=layering.span(entry["freeze"]) if "freeze" in entry else card.freeze,
        seconds=entry["seconds"].number(0, 600) if "seconds" in entry else card.seconds,
        enter=entry["in"].number(0, 10) if "in" in entry else card.enter,
        leave=entry["out"].number(0, 10) if "out" in entry else card.leave,
        smallest=entry["smallest"].whole(20, 100) if "smallest" in entry else card.smallest,
        boxes=boxes,
        roll=(roll or RollSpec()) if kind == "roll" else None,
        fields=own, where=value.where,
        page=page or (PageSpec() if name == "credits_page" else None),
        is_of_picture=measures.is_of_picture(name, entry, base=card.is_of_picture and kind == card.kind),
    )


def _declared(value: Value) -> Mapping[str, Declared]:
    """Return a card's own fields: nothing is a required text, a text its default, [] a list of texts, [{...}] one of groups."""
    declared = {}
    for key, item in value.items():
        if not _FIELD.fullmatch(key) or key in RESERVED:
            item.wrong(f"{key} cannot be a field", f"use letters, digits and _, and none of: {', '.join(RESERVED)}")
        declared[key] = _default(item)
    return declared


def _default(value: Value) -> Declared:
    node = value.node
    if node is None or node.entries is not None:
        hint = 'write "" for a text, [] for a list of texts, [{name: }] for one of groups'
        value.wrong("a field is a text, a list of texts, or a list of groups", hint)
        return ""
    if node.items is None:
        return node.text
    members = value.sequence()
    if len(members) > 1:
        value.wrong("a list declares one member, which all are like", "write [{name: , role: ''}]")
    if members and members[0].node is not None and members[0].node.entries is not None:
        return [_declared(members[0])]
    return [None]


def _boxes(value: Value) -> dict[str, BoxSpec]:
    if value.is_scalar:
        if value.text() != "canvas":
            value.wrong(f"{value.text()!r} is not a box", "write `canvas`, or a box for each of wide, tall and square")
        return dict.fromkeys(SHAPES, BoxSpec())
    return dict(of_each_shape(value, _box))


def _box(entry: Value) -> BoxSpec:
    sides = {key: side.whole(0, 4000) for key, side in entry.items(_BOX)}
    if entry.has_strangers(_BOX):
        return BoxSpec()
    return BoxSpec(
        _edge(entry, sides.get("left"), sides.get("right"), sides.get("width")),
        _edge(entry, sides.get("top"), sides.get("bottom"), sides.get("height")),
    )


def _edge(entry: Value, near: int | None, far: int | None, size: int | None) -> Edge:
    given = sum(side is not None for side in (near, far, size))
    if given == 3 or (given == 1 and size is None) or given == 0:
        message = "a box needs two of left, right, width (or width alone, centred) and two of top, bottom, height"
        entry.wrong(message, "write {left: 96, right: 96, bottom: 196, height: 244}, in pixels of 1080 lines")
    return Edge(near, far, size)
