"""Describe what draws a card: everything that decides its pixels, known before anything is drawn.

Nothing is drawn or measured here and the engine is not imported, so that planning stays fast; `draw` does that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pipeline.cards import markup, pages, roll, safe, slots
from pipeline.cards.artwork import LAYER_CSS, artwork_of, runs_left, style
from pipeline.cards.fault import CardFault, NoGlyph
from pipeline.cards.fields import complete
from pipeline.cards.layers import Composition, Picture, moves_of
from pipeline.cards.model import (
    CardFile,
    CardSpec,
    Drawing,
    DrawnLayer,
    Inset,
    Motion,
    RollSpec,
    Shape,
    Slice,
    Theme,
    design_size,
    scale_of,
    shape_of,
)
from pipeline.cards.moves import Moves, is_seen
from pipeline.cards.place import place
from pipeline.cards.slots import Focus
from pipeline.cards.vocabulary import spoken
from pipeline.faults import Where, did_you_mean
from pipeline.people import FieldValue
from pipeline.timebase import half_up

_ENDLESS = Fraction(3600)  # what comes before a card does not ask how long it is

def describe(
    theme: Theme,
    card: str,
    fields: Mapping[str, FieldValue],
    *,
    width: int,
    height: int,
    rate: Fraction,
    frames: int,
    language: str = "en",
    people: Sequence[str] = (),
    pictures: Mapping[str, Focus] | None = None,
    is_lead: bool = False,
    inset: Inset | None = None,
    after: int = 0,
    waits: int = 0,
    first: int = 0,
    whole: int = 0,
) -> Drawing:
    """Describe card `card` of a theme on a canvas of `width` x `height` pixels (even), for `frames` frames at `rate`.

    `fields` are the card's (see `fields.FIELDS`), texts and whole numbers; `language` is the episode's BCP 47 tag; `people`
    are the names shown, so that a fault can name whose it is; `pictures` are those of the episode that there are for the
    template to ask for. `is_lead` asks for what a layered card shows before its own first frame, with alpha: its last `frames`
    there; `after` for what one of so many frames goes on to show after them, with alpha: the first `frames` there. What
    comes before it is seen, too, for its first `waits` frames. Where `whole` is not 0, these are frames of a card in layers that
    has so many, from `first` on. One that is
    measured by the whole picture (`CardSpec.is_of_picture`) is told by `inset` where in it its canvas lies. Cached.
    Raises CardFault for a card or field that is not known, a designer's mistake, and a character that no font has.
    """
    comma = spoken(theme, language).say("comma")
    text = json.dumps(complete(card, fields, _spec(theme, card).fields, comma), sort_keys=True, ensure_ascii=False)
    found = tuple((pictures or {}).items())
    around = inset if _spec(theme, card).is_of_picture else None
    return _describe(
        theme, card, text, width, height, rate, frames, language, tuple(people), found, is_lead, after, around, waits, first,
        whole,
    )  # fmt: skip


def lead_frames(theme: Theme, card: str, rate: Fraction) -> int:
    """Return for how many frames a card comes in before its own first frame; 0 where it does not."""
    return half_up(_spec(theme, card).lead * rate)


def roll_frames(
    theme: Theme,
    fields: Mapping[str, FieldValue],
    rate: Fraction,
    wanted: int | None = None,
    card: str = "credits",
    shape: Shape = "wide",
) -> int:
    """Return how many frames the credits roll for, in every profile: their natural length, or `wanted` where it can be met.

    `shape` is that of the picture that the length is right for. Raises CardFault with the nearest possible lengths.
    """
    spec = _spec(theme, card)
    if spec.roll is None:
        raise CardFault(f"the card {card} of theme {theme.name} does not roll", "give it a length")
    rows = roll.rows_of(complete(card, fields, spec.fields), spec.roll, shape)
    if wanted is None:
        return roll.natural_frames(rows, spec.roll, rate, shape)
    return roll.fitted_frames(rows, spec.roll, rate, wanted, shape)


@lru_cache(maxsize=4096)
def _describe(
    theme: Theme, card: str, text: str, width: int, height: int, rate: Fraction, frames: int, language: str,
    people: tuple[str, ...], pictures: tuple[tuple[str, Focus], ...], is_lead: bool, after: int, inset: Inset | None,
    waits: int, begun: int, whole: int,
) -> Drawing:
    if width % 2 or height % 2 or width < 2 or height < 2:
        raise CardFault(f"a canvas of {width}x{height} pixels is not even")
    if frames < 1:
        raise CardFault(f"the card {card} is shown for {frames} frames", "show it for at least one")
    spec = _spec(theme, card)
    fields = json.loads(text)
    if spec.roll is not None:
        return _roll(theme, spec, fields, width, height, rate, frames, language, people, dict(pictures))
    if spec.kind == "layered":
        return _layered(
            theme, spec, fields, width, height, rate, frames, language, people, dict(pictures), is_lead, after, inset, waits,
            begun, whole or frames,
        )  # fmt: skip
    seen = inset.picture if inset else (width, height)
    (box, design), shape = place(spec, width, height, inset), shape_of(*seen)
    css = style(theme, card, width, height, fields.get("background", "") or theme.background, inset)
    values = {**(_fitted(fields, design) if card == "mosaic" else fields), "shape": shape}
    if spec.page is not None:
        laid = pages.laid_out(
            pages.parts_of(fields), spec.page, shape, title=bool(fields["title"]), seen=dict(pictures)
        )
        thanks = spoken(theme, language).say("with_thanks_to")
        values |= {"grow": laid.grow, "pictured": laid.pictured}
        values["columns"] = pages.shown(laid.columns, lambda part: thanks if part.thanks else part.heading)
    filled = markup.fill(theme, card, values, language=language, people=people, css=css, pictures=dict(pictures))
    sizes = (box[2], box[3]), design, scale_of(*seen)
    artwork, files = artwork_of(theme, spec, filled, css, sizes, shape, language, box[:2], seen)
    # A card that goes on from the one before, or into the next, does not come or go there.
    begins, ends = fields.get("begins", 1) != 0, fields.get("ends", 1) != 0
    enter, leave = spec.moving_frames(rate, frames, begins=begins, ends=ends)
    if spec.kind == "still" or not (begins or ends):
        return Drawing(card, "still", box, frames, artwork, files, enter, leave)
    motion = Motion(rate, frames, _times(spec.enter, spec.leave, enter, leave, frames))
    return Drawing(card, "animated", box, frames, replace(artwork, motion=motion), files)


def _fitted(fields: Mapping[str, Any], design: tuple[int, int]) -> Mapping[str, Any]:
    """Return the fields of a mosaic's sheet, whose windows are told for a canvas of their own, for one of another size.

    A deliverable may have another shape than its show: the pictures are stretched apart then, too.
    """
    across, down = (Fraction(here, told) for here, told in zip(design, (fields["width"], fields["height"]), strict=True))
    windows = []
    for one in fields["windows"]:
        left, right = (round(place * across) for place in (one["left"], one["left"] + one["width"]))
        top, bottom = (round(place * down) for place in (one["top"], one["top"] + one["height"]))
        windows.append({"left": left, "top": top, "width": right - left, "height": bottom - top})
    return {**fields, "windows": windows, "width": design[0], "height": design[1]}


def _spec(theme: Theme, card: str) -> CardSpec:
    spec = theme.cards.get(card)
    if spec is None:
        raise CardFault(f"theme {theme.name} has no card {card}", f"it has: {', '.join(theme.cards)}")
    return spec


def _layered(
    theme: Theme, spec: CardSpec, fields: Mapping[str, object], width: int, height: int, rate: Fraction, frames: int,
    language: str, people: tuple[str, ...], shown: Mapping[str, Focus], is_lead: bool, after: int, inset: Inset | None,
    waits: int, begun: int, whole: int,
) -> Drawing:
    picture = inset.picture if inset else (width, height)
    (box, design), shape, scale = place(spec, width, height, inset), shape_of(*picture), scale_of(*picture)
    css = style(theme, spec.name, width, height, theme.background, inset) + LAYER_CSS
    values = {**fields, "shape": shape}
    filled = markup.fill_layers(theme, spec.name, values, language=language, people=people, css=css, pictures=shown)
    where = Where(theme.templates[f"{spec.name}.html"].shown)
    if unknown := [name for name, _ in filled if all(name != layer.name for layer in spec.layers)]:
        known = tuple(layer.name for layer in spec.layers)
        raise CardFault(f"there is no layer {unknown[0]!r}", did_you_mean(unknown[0], known), where)
    seconds, first = (_ENDLESS, -frames) if is_lead else ((after or whole) / rate, after or begun)
    until = Fraction(0) if is_lead else _ENDLESS if after else max(Fraction(0), seconds - spec.freeze)
    left, top, right, bottom = safe.inside(width, height, inset)
    window = max(0, left - box[0]), max(0, top - box[1]), width - right - box[0], height - bottom - box[1]
    moving = spec.enter + spec.leave
    squeezed = min(Fraction(1), seconds / moving) if moving else Fraction(1)
    numbers: dict[str, list[int]] = {}
    moves, pictures, layers, files = list[Moves](), list[Picture](), list[DrawnLayer](), list[CardFile]()
    begins, ends = fields.get("begins", 1) != 0, fields.get("ends", 1) != 0
    for layer in spec.layers:
        elements = [part for name, part in filled if name == layer.name]
        carriers = numbers.get(layer.rides, []) if layer.rides else []
        for number in range(max(1, len(elements))):
            numbers.setdefault(layer.name, []).append(len(moves))
            one = moves_of(
                layer, shape, design, seconds, squeezed=squeezed, mirrored=runs_left(language), later=number * layer.stagger,
                rides=carriers[min(number, len(carriers) - 1)] if carriers else None,
                focus=next(iter(shown.values()), slots.UPPER_MIDDLE), begins=begins, ends=ends, waits=waits / rate,
            )  # fmt: skip
            moves.append(one.within(first / rate, (first + frames) / rate))
        for number, element in enumerate(elements):
            if not is_seen(moves, numbers[layer.name][number], (min((first + n) / rate, until) for n in range(frames))):
                continue  # and what it shows decides nothing
            bleed = -int(-layer.bleed * scale // 1)
            sizes = (box[2] + 2 * bleed, box[3] + 2 * bleed), _grown(design, bleed / scale), scale
            corner = box[0] - bleed, box[1] - bleed
            artwork, own = artwork_of(theme, spec, element, css, sizes, shape, language, corner, picture)
            layers.append(DrawnLayer(layer.name, replace(artwork, markup=_bled(artwork.markup, design, bleed / scale)), own))
            pictures.append(Picture(numbers[layer.name][number], bleed, window if layer.is_within_safe else None))
            files += own
    composition = Composition(
        size=(box[2], box[3]),
        scale=scale,
        rate=rate,
        first=first,
        frames=frames,
        rest=until,
        moves=tuple(moves),
        pictures=tuple(pictures),
        ground=theme.colours[spec.ground] if spec.ground and not (is_lead or after) else "",
    )
    return Drawing(
        spec.name, "layered", box, frames, None, tuple(dict.fromkeys(files)), layers=tuple(layers), composition=composition,
        rest=half_up((spec.enter * squeezed + max(seconds - spec.leave * squeezed, Fraction(0))) * 500),
    )  # fmt: skip


def _grown(design: tuple[int, int], by: Fraction) -> tuple[int, int]:
    return -int(-(design[0] + 2 * by) // 1), -int(-(design[1] + 2 * by) // 1)


def _bled(card: str, design: tuple[int, int], by: Fraction) -> str:
    """Return a card's markup in the middle of a box that is larger by `by` design pixels on each side."""
    place = f"left:{float(by):.4f}px;top:{float(by):.4f}px;width:{design[0]}px;height:{design[1]}px"
    return f'<div class="bleed"><div style="{place}" {card.removeprefix("<div ")}</div>'


@lru_cache(maxsize=256)
def _times(entering: Fraction, leaving: Fraction, enter: int, leave: int, frames: int) -> tuple[tuple[int, int], ...]:
    """Return (frame, milliseconds of the CSS clock) for every frame to draw; a frame is held until the next one.

    The CSS clock skips the hold: entering takes 0 to `in`, leaving `in` to `in + out`, however long the card stays.
    """
    held = [(enter, half_up(entering * 1000))] if enter < frames - leave else []
    return (
        *((n, half_up(entering * 1000 * (n + 1) / (enter + 1))) for n in range(enter)),
        *held,
        *((frames - leave + n, half_up((entering + leaving * (n + 1) / (leave + 1)) * 1000)) for n in range(leave)),
    )


def _roll(
    theme: Theme, spec: CardSpec, fields: Mapping[str, object], width: int, height: int, rate: Fraction, frames: int,
    language: str, people: tuple[str, ...], pictures: Mapping[str, Focus],
) -> Drawing:
    assert spec.roll is not None
    shape, scale = shape_of(width, height), scale_of(width, height)
    background = str(fields["background"]) or theme.background
    rows, moves = _rolling(spec.roll, fields, shape, frames, height, scale, rate)
    tops = roll.tops(rows, moves.height)
    css = style(theme, spec.name, width, height, background)
    across, _ = design_size(width, height)
    thanks = spoken(theme, language).say("with_thanks_to")
    slices = []
    missing: list[NoGlyph] = []
    for part in roll.parts(rows, tops, height):
        top, tall = tops[part.start], tops[part.stop] - tops[part.start]
        shown = [_shown_row(rows[n], tops[n + 1] - tops[n], scale, thanks) for n in part]
        values = {"rows": shown, "shape": shape}
        try:
            filled = markup.fill(theme, spec.name, values, language=language, people=people, css=css, pictures=pictures)
        except NoGlyph as fault:  # of all slices at once
            missing.append(fault)
            continue
        sizes = (width, tall), (across, -int(-tall / scale // 1)), scale
        artwork, files = artwork_of(theme, spec, filled, css, sizes, shape, language)
        cells = tuple(len(rows[n].cells) for n in part)
        slices.append(Slice(top, tall, replace(artwork, cells=cells), files))
    if missing:
        characters = "".join(dict.fromkeys("".join(fault.characters for fault in missing)))
        raise NoGlyph(characters, missing[0].text)
    files = tuple(dict.fromkeys(file for part in slices for file in part.files))
    return Drawing(
        spec.name, "roll", (0, 0, width, height), frames, None, files,
        slices=tuple(slices), speed=moves.speed, background=background,
    )


def _rolling(
    spec: RollSpec, fields: Mapping[str, object], shape: Shape, frames: int, height: int, scale: Fraction, rate: Fraction
) -> tuple[tuple[roll.Row, ...], roll.Motion]:
    """Return rows and motion of a roll. The length is right for one shape: others may need fewer columns to be read as well."""
    found: list[tuple[tuple[roll.Row, ...], roll.Motion]] = []
    for fewer in range(spec.columns[shape]):
        rows = roll.rows_of(fields, spec, shape, fewer)
        try:
            moves = roll.motion(rows, spec, frames, height, scale, rate)
        except CardFault:
            if not found:
                raise
            break
        found.append((rows, moves))
        if roll.is_readable(moves.speed, height, rate):
            return found[-1]
    return found[0]


def _shown_row(row: roll.Row, pixels: int, scale: Fraction, thanks: str) -> dict[str, object]:
    cells = [{**cell, "text": thanks} if cell.get("thanks") else cell for cell in row.cells]
    return {"kind": row.kind, "height": f"{float(pixels / scale):.3f}px", "cells": cells, "columns": row.columns}
