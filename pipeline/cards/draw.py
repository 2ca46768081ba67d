"""The wall around the drawing engine: the only module that knows pytakumi.

One renderer a set of fonts, fonts registered in the drawing's order; text shrunk to fit; raw pixels or PNG out. The same
artwork and files give the same bytes in every process. What is measured is what is drawn: both lay out in canvas pixels,
since the engine's own scaling (`device_pixel_ratio`) rounds layout otherwise than its `measure` and then breaks other lines.
"""

from __future__ import annotations

import html
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.cards import bars, fit, script, slots, standin, tone
from pipeline.cards.fault import CardFault, TooLong
from pipeline.cards.markup import scaled, scaled_styles, text_of
from pipeline.cards.model import Artwork, CardFile, Drawing, FontFile
from pipeline.cards.tries import tries
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pytakumi import Renderer

_GLYPH_CACHE = 64 << 20
_RENDERERS = 4
_NO_BACKDROP = ".backdrop{display:none !important}"  # backdrops may be larger than the card
_FIT = re.compile(r"--cell-fit:1(?=[;\"])")

_renderers: OrderedDict[tuple[str, ...], Renderer] = OrderedDict()
_guard = threading.Lock()
"""Held while `_renderers` is looked at or changed: threads of one process draw side by side."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is laid out: markup and CSS in pixels of a card of `width` x `height` of them."""

    markup: str
    css: str
    width: int
    height: int


class Painter:
    """A card or slice that can be drawn, from its artwork; `read` returns the bytes of the file that a drawing calls `name`.

    Making it lays out the design, which alone decides whether all texts fit; the canvas is laid out when something is drawn.
    """

    def __init__(self, artwork: Artwork, read: Callable[[str], bytes]) -> None:
        self._artwork = artwork
        self._renderer = _renderer(artwork.fonts, read)
        self._images = {src: read(name) for src, name in artwork.images.items()}
        self._images |= {src: text.encode() for src, text in artwork.inline.items()}
        self._tones = {name: tone.unpacked(read(file)) for name, file in slots.tones(artwork)}
        self._families = _families(artwork)
        self._language = artwork.language if script.tells(artwork.language) else None
        self._steps = self._first_fitting(bars.expanded(artwork.markup, self._natural, artwork.language))

    def _first_fitting(self, markup: str) -> list[int]:
        """Take the first try of a markup that fits; return the steps down of its card, or of its cells."""
        artwork = self._artwork
        *others, last = tries(markup)
        for one in (*others, last):
            self._design = _Sheet(one, artwork.css, *artwork.design)
            self._characters = fit.visible(text_of(one))
            if one is last or self._fits(self._design, fit.STEPS):
                break
        return [self._card_step()] if artwork.cells is None else self._fitted_cells(artwork.cells)

    @property
    def rest(self) -> int:
        """Return the milliseconds of the CSS clock at which the card rests."""
        return self._artwork.rest

    def png(self, milliseconds: int | None = None) -> bytes:
        """Draw the card as a PNG with straight alpha, at rest or at an instant of its CSS clock."""
        return self._render("png", self._artwork.rest if milliseconds is None else milliseconds)

    def raw(self, milliseconds: int, more_css: str = "", *, of_text: bool = False) -> bytes:
        """Draw the card at an instant of its CSS clock, as rows of RGBA bytes with straight alpha.

        `more_css` is put after the card's own, for looking at parts of it; `of_text` says that it is of texts alone.
        """
        return self._render("raw", milliseconds, more_css)

    def movie(self, hold: int, rate: int) -> bytes:
        """Draw the whole motion with `hold` milliseconds of rest as an animated WebP, `rate` frames a second, for previews."""
        import pytakumi

        sheet, rest, out = self._actual, self._artwork.rest, self._artwork.out
        return self._renderer.render_animation(
            [(pytakumi.from_html(self._toned), rest + hold + max(out, 1000))], width=sheet.width, height=sheet.height, fps=rate,
            format="webp", stylesheets=[sheet.css, f":root{{--in:{rest + hold}ms}}"], images=self._images,
            font_families=self._families, lang=self._language,
        )

    def runs(self) -> list[tuple[str, float, float, float, float]]:
        """Return each run of text with its box at rest: text, left, top, width, height in pixels."""
        return list(self._runs)

    def sizes(self) -> tuple[str, ...]:
        """Return the sizes that fitting chose, as shares of the theme's: one for a card, one a cell for a slice of a roll."""
        return self._fitted[1]

    @cached_property
    def _runs(self) -> tuple[tuple[str, float, float, float, float], ...]:
        return tuple(fit.runs(self._measure(self._actual)))

    @property
    def _actual(self) -> _Sheet:
        return self._fitted[0]

    @cached_property
    def _toned(self) -> str:
        """The markup as it is drawn: what asks for the tone of a picture is told how bright it is under the texts."""
        markup, beneath = self._actual.markup, self._artwork.beneath
        if beneath is None:
            return markup
        box = tone.around((run[1:] for run in self.runs()), beneath.corner, beneath.picture)
        return tone.told(markup, {name: box is not None and tones.is_bright(box) for name, tones in self._tones.items()})

    @cached_property
    def _fitted(self) -> tuple[_Sheet, tuple[str, ...]]:
        """The card in canvas pixels, and its sizes: what rounds otherwise in few pixels shrinks on a little."""
        artwork, last = self._artwork, fit.STEPS + fit.SPARE
        sheet = _Sheet(scaled_styles(self._design.markup, artwork.scale), scaled(artwork.css, artwork.scale), *artwork.size)
        if artwork.cells is not None:
            steps, _ = self._cell_steps(sheet, artwork.cells, self._steps, last)
            sheet = self._cells_at(sheet, steps)
        else:
            step = fit.first_fitting(lambda step: self._fits(sheet, step), self._steps[0], last)
            steps = [last if step is None else step]
            sheet = self._card_at(sheet, steps[0])
        return sheet, tuple(fit.size(step, artwork.smallest) for step in steps)

    def _render(self, form: Any, milliseconds: int, more_css: str = "") -> bytes:
        sheet = self._actual
        return self._renderer.render_html(
            self._toned, width=sheet.width, height=sheet.height, format=form, stylesheets=[sheet.css, more_css],
            images=self._images, time_ms=milliseconds, font_families=self._families, lang=self._language,
        )

    def _measure(self, sheet: _Sheet) -> dict[str, Any]:
        import pytakumi

        return self._renderer.measure(
            pytakumi.from_html(sheet.markup), width=sheet.width, height=sheet.height, stylesheets=[sheet.css],
            images=self._images, time_ms=self._artwork.rest, font_families=self._families,
            lang=self._language,
        )

    def _natural(self, text: str, width: float, weight: int) -> float:
        """Return how wide a line of the display face is at a width of it, in sizes."""
        family = bars.face(self._artwork.css, self._families[0])
        style = f"font-family:{family};font-size:100px;font-weight:{weight};font-variation-settings:'wdth' {width}"
        line = f'<div style="display:flex"><div style="{style};white-space:nowrap">{html.escape(text, quote=False)}</div></div>'
        layout = self._measure(_Sheet(line, "", 100_000, 1000))
        return sum(wide for _, _, _, wide, _ in fit.runs(layout)) / 100

    def _card_step(self) -> int:
        """Return the first step down at which no text leaves its block, in the design: so every profile breaks the same lines."""
        step = fit.first_fitting(lambda step: self._fits(self._design, step), 0, fit.STEPS)
        if step is None:
            least = self._card_at(self._design, fit.STEPS)
            outside = dict.fromkeys(fit.overflows(self._measure(replace(least, css=least.css + _NO_BACKDROP))))
            raise self._too_long(tuple(outside) or (self._too_long_in(least) or "",))
        return step

    def _card_at(self, sheet: _Sheet, step: int) -> _Sheet:
        return replace(sheet, css=f"{sheet.css}\n:root{{--fit:{fit.size(step, self._artwork.smallest)}}}")

    def _fits(self, sheet: _Sheet, step: int) -> bool:
        return self._too_long_in(self._card_at(sheet, step)) is None

    def _too_long_in(self, sheet: _Sheet) -> str | None:
        return fit.too_long(self._measure(replace(sheet, css=sheet.css + _NO_BACKDROP)), self._characters)

    def _fitted_cells(self, wanted: Sequence[int]) -> list[int]:
        """Shrink each cell of a roll's slice by itself: rows are the card's children, cells the rows'."""
        steps, long = self._cell_steps(self._design, wanted, [0] * sum(wanted), fit.STEPS)
        if long:
            raise self._too_long(long)
        return steps

    def _cell_steps(
        self, sheet: _Sheet, wanted: Sequence[int], steps: Sequence[int], least: int
    ) -> tuple[list[int], list[str]]:
        """Return the first step from `steps` on at which each cell fits, `least` at most, and the texts that do not fit there."""
        steps = list(steps)
        while True:
            long = self._long_cells(self._cells_at(sheet, steps), wanted)
            shrinking = [cell for cell in long if steps[cell] < least]
            if not shrinking:
                return steps, list(long.values())
            for cell in shrinking:
                steps[cell] += 1

    def _cells_at(self, sheet: _Sheet, steps: Sequence[int]) -> _Sheet:
        ladder = iter(steps)
        try:
            found = _FIT.sub(lambda _: f"--cell-fit:{fit.size(next(ladder), self._artwork.smallest)}", sheet.markup)
        except StopIteration:
            raise self._unruly() from None
        if next(ladder, None) is not None:
            raise self._unruly()
        return replace(sheet, markup=found)

    def _long_cells(self, sheet: _Sheet, wanted: Sequence[int]) -> dict[int, str]:
        rows = self._measure(sheet)["children"]
        if [len(row["children"]) for row in rows] != list(wanted):
            raise self._unruly()
        cells = [cell for row in rows for cell in row["children"]]
        texts = [text_of(part) for part in _FIT.split(self._design.markup)[1:]]
        return {
            number: max(text.split("\n"), key=len).strip()
            for number, (cell, text) in enumerate(zip(cells, texts, strict=True))
            if next(fit.overflows(cell), None) is not None or fit.shown(cell) < fit.visible(text)
        }

    def _unruly(self) -> CardFault:
        card, theme = self._artwork.card, self._artwork.theme
        return CardFault(
            f"the rolling card {card} of theme {theme} is not one element a row with one element a cell",
            'write each cell with style="--cell-fit:1" and nothing else beside it',
        )

    def _too_long(self, parts: Sequence[str]) -> CardFault:
        return TooLong(parts, self._artwork.card, self._artwork.theme, self._artwork.smallest)


def painter(drawing: Drawing, stand_in: Callable[[str], bytes] = standin.scene) -> Painter:
    """Return what draws a still or animated drawing, reading its files from where they are. Raises CardFault, OSError.

    `stand_in` gives what is shown for each picture of the episode that it asks for.
    """
    return painter_of(drawing.whole, drawing.files, stand_in)


def painter_of(artwork: Artwork, files: Sequence[CardFile], stand_in: Callable[[str], bytes] = standin.scene) -> Painter:
    """Return what draws one card or slice. Raises CardFault where a text cannot fit, OSError where a file is gone."""
    return Painter(artwork, reading(artwork, files, stand_in))


def reading(artwork: Artwork, files: Sequence[CardFile], stand_in: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """Return what gives the bytes of each file that an artwork names, which raises OSError where one is gone."""
    paths = {name: path for name, path, _ in files}
    pictures = {file: name for name, file in slots.shown(artwork)}
    toned = {file: name for name, file in slots.tones(artwork)}

    def read(name: str) -> bytes:
        if name in toned:
            return standin.tone(stand_in(toned[name]))
        return stand_in(pictures[name]) if name in pictures else paths[name].read_bytes()

    return read


def _families(artwork: Artwork) -> list[str]:
    first = script.cjk_family(artwork.language)
    families = []
    for family in (font.family for font in artwork.fonts):
        if family == "Noto Sans CJK":
            families += [f"{family} {suffix}" for suffix in dict.fromkeys((first, "SC", "JP", "KR", "TC", "HK"))]
        else:
            families.append(family)
    return list(dict.fromkeys(families))


def _renderer(fonts: Sequence[FontFile], read: Callable[[str], bytes]) -> Renderer:
    """Return this process's renderer with `fonts`, which are read only where there is none yet."""
    key = tuple(f"{font.family}:{font.digest}" for font in fonts)
    with _guard:
        if key in _renderers:
            _renderers.move_to_end(key)
            return _renderers[key]
        import pytakumi

        if not _renderers:
            pytakumi.set_glyph_cache_max_bytes(_GLYPH_CACHE)
        renderer = pytakumi.Renderer()
        for font in fonts:
            # A collection holds several families (JP, KR, ...) which must keep their own names.
            renderer.register_font(read(font.name), name=None if font.family == "Noto Sans CJK" else font.family)
        _renderers[key] = renderer
        while len(_renderers) > _RENDERERS:
            _renderers.popitem(last=False)
        return renderer
