"""The wall around the drawing engine: the only module that knows pytakumi. Floor 1.

One renderer a set of fonts, fonts registered in the drawing's order; text shrunk to fit; raw pixels or PNG out. The same
parameters and files give the same bytes in every process. What is measured is what is drawn: both lay out in canvas pixels,
since the engine's own scaling (`device_pixel_ratio`) rounds layout otherwise than its `measure` and then breaks other lines.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import digest
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Drawing

if TYPE_CHECKING:
    from pytakumi import Renderer

_GLYPH_CACHE = 64 << 20
_RENDERERS = 4
_STEPS = 24
_NO_GROUND = ".ground{display:none !important}"  # backdrops may be larger than the card
_FIT = re.compile(r"--cell-fit:1(?=[;\"])")

_renderers: OrderedDict[tuple[str, ...], Renderer] = OrderedDict()


class Painter:
    """Draw one card or slice from its parameters; `read` returns the bytes of the file that a drawing calls `name`."""

    def __init__(self, parameters: Mapping[str, Any], read: Callable[[str], bytes]) -> None:
        self._parameters = parameters
        self._renderer = _renderer([(family, read(name)) for name, family in parameters["fonts"]])
        self._images = {src: read(name) for src, name in parameters["images"].items()}
        self._images |= {src: text.encode() for src, text in parameters["inline"].items()}
        self._families = _families(parameters)
        self._markup: str = parameters["markup"]
        self._css: str = parameters["css"]
        if "cells" in parameters:
            self._fit_cells()
        else:
            self._fit_card()

    def png(self) -> bytes:
        """Draw the card at rest as a PNG with straight alpha."""
        return self._render("png", self._parameters["rest"])

    def raw(self, milliseconds: int, more_css: str = "") -> bytes:
        """Draw the card at an instant of its CSS clock, as rows of RGBA bytes with straight alpha.

        `more_css` is put behind the card's own, for looking at parts of it.
        """
        return self._render("raw", milliseconds, more_css)

    def movie(self, hold: int, rate: int) -> bytes:
        """Draw the whole motion with `hold` milliseconds of rest as an animated WebP, `rate` frames a second, for previews."""
        import pytakumi

        width, height = self._parameters["size"]
        rest, out = self._parameters["rest"], self._parameters["out"]
        return self._renderer.render_animation(
            [(pytakumi.from_html(self._markup), rest + hold + max(out, 1000))], width=width, height=height, fps=rate,
            format="webp", stylesheets=[self._css, f":root{{--in:{rest + hold}ms}}"], images=self._images,
            font_families=self._families, lang=self._parameters["language"],
        )

    def runs(self) -> list[tuple[str, float, float, float, float]]:
        """Return each run of text with its box at rest: text, left, top, width, height in pixels."""
        return list(_runs(self._measure(self._markup, self._css)))

    def _render(self, form: Any, milliseconds: int, more_css: str = "") -> bytes:
        width, height = self._parameters["size"]
        return self._renderer.render_html(
            self._markup, width=width, height=height, format=form, stylesheets=[self._css, more_css], images=self._images,
            time_ms=milliseconds, font_families=self._families, lang=self._parameters["language"],
        )

    def _measure(self, markup: str, css: str) -> dict[str, Any]:
        import pytakumi

        width, height = self._parameters["size"]
        return self._renderer.measure(
            pytakumi.from_html(markup), width=width, height=height, stylesheets=[css], images=self._images,
            time_ms=self._parameters["rest"], font_families=self._families, lang=self._parameters["language"],
        )

    def _fit_card(self) -> None:
        """Shrink `--fit` from 1 until no text leaves its block; the largest of a fixed ladder of sizes that fits."""
        smallest = self._parameters["smallest"]

        def css_at(step: int) -> str:
            return f"{self._css}\n:root{{--fit:{_size(step, smallest)}}}"

        def overflow(step: int) -> str | None:
            card = self._measure(self._markup, css_at(step) + _NO_GROUND)
            return next(_overflows(card), None) or (_some_text(card) if _reaches_out(card, card) else None)

        low, high = 0, _STEPS
        if overflow(0) is None:
            high = 0
        elif (text := overflow(_STEPS)) is not None:
            raise self._too_long(text)
        while low < high:  # invariant: `high` fits, everything below `low` does not
            middle = (low + high) // 2
            if overflow(middle) is None:
                high = middle
            else:
                low = middle + 1
        self._css = css_at(high)

    def _fit_cells(self) -> None:
        """Shrink each cell of a roll's slice by itself: rows are the card's children, cells the rows'."""
        smallest, wanted = self._parameters["smallest"], self._parameters["cells"]
        self._css += "\n:root{--fit:1}"
        steps = [0] * sum(wanted)
        for step in range(_STEPS + 1):
            long = self._long_cells(self._markup_at(steps), wanted)
            if not long:
                break
            if step == _STEPS:
                raise self._too_long(next(iter(long.values())))
            for cell in long:
                steps[cell] = step + 1
        self._markup = self._markup_at(steps)
        assert smallest > 0

    def _markup_at(self, steps: Sequence[int]) -> str:
        ladder = iter(steps)
        try:
            found = _FIT.sub(lambda _: f"--cell-fit:{_size(next(ladder), self._parameters['smallest'])}", self._markup)
        except StopIteration:
            raise self._unruly() from None
        if next(ladder, None) is not None:
            raise self._unruly()
        return found

    def _long_cells(self, markup: str, wanted: Sequence[int]) -> dict[int, str]:
        rows = self._measure(markup, self._css)["children"]
        if [len(row["children"]) for row in rows] != list(wanted):
            raise self._unruly()
        cells = [cell for row in rows for cell in row["children"]]
        return {number: text for number, cell in enumerate(cells) if (text := next(_overflows(cell), None)) is not None}

    def _unruly(self) -> CardFault:
        return CardFault(
            f"the rolling card {self._parameters['card']} of theme {self._parameters['theme']} is not one element a row with one "
            "element a cell", 'write each cell with style="--cell-fit:1" and nothing else beside it'
        )

    def _too_long(self, text: str) -> CardFault:
        card, theme, smallest = (self._parameters[key] for key in ("card", "theme", "smallest"))
        return CardFault(
            f"{text!r} does not fit into the card {card} of theme {theme}, even at {smallest} % of its size", "shorten the text"
        )


def painter(drawing: Drawing) -> Painter:
    """Return what draws a still or animated drawing, reading its files from where they are. Raises CardFault, OSError."""
    return painter_of(drawing.parameters, drawing.files)


def painter_of(parameters: Mapping[str, Any], files: Sequence[tuple[str, Path, str]]) -> Painter:
    """Return what draws one card or slice. Raises CardFault where a text cannot fit, OSError where a file is gone."""
    paths = {name: path for name, path, _ in files}
    return Painter(parameters, lambda name: paths[name].read_bytes())


def check_fits(drawing: Drawing) -> None:
    """Measure every text of a drawing. Raises CardFault for one that does not fit even at its smallest size."""
    if drawing.kind == "roll":
        for part in drawing.slices:
            painter_of(part.parameters, part.files)
    else:
        painter(drawing)


def _size(step: int, smallest: int) -> str:
    # A ladder of equal steps from 1 down to the smallest size, written exactly to four digits.
    return f"{float(1 - Fraction(step * (100 - smallest), 100 * _STEPS)):.4f}"


def _families(parameters: Mapping[str, Any]) -> list[str]:
    from pipeline.cards.script import cjk_family

    first = cjk_family(parameters["language"])
    families = []
    for _, family in parameters["fonts"]:
        if family == "Noto Sans CJK":
            families += [f"{family} {suffix}" for suffix in dict.fromkeys((first, "SC", "JP", "KR", "TC", "HK"))]
        else:
            families.append(family)
    return list(dict.fromkeys(families))


def _renderer(fonts: Sequence[tuple[str, bytes]]) -> Renderer:
    key = tuple(f"{family}:{digest.of_bytes(content)}" for family, content in fonts)
    if key in _renderers:
        _renderers.move_to_end(key)
        return _renderers[key]
    import pytakumi

    if not _renderers:
        pytakumi.set_glyph_cache_max_bytes(_GLYPH_CACHE)
    renderer = pytakumi.Renderer()
    for family, content in fonts:
        # A collection holds several families (JP, KR, ...) which must keep their own names.
        renderer.register_font(content, name=None if family == "Noto Sans CJK" else family)
    _renderers[key] = renderer
    while len(_renderers) > _RENDERERS:
        _renderers.popitem(last=False)
    return renderer


def _reaches_out(node: Mapping[str, Any], card: Mapping[str, Any]) -> bool:
    """Return whether a box inside the card, or the card's own content, is larger than the card; it would be cut off."""
    x, y = node["transform"][4:]
    if x < -2 or y < -2 or x + node["width"] > card["width"] + 2 or y + node["height"] > card["height"] + 2:
        return True
    return any(_reaches_out(child, card) for child in node["children"])


def _some_text(card: Mapping[str, Any]) -> str:
    return max((text for text, *_ in _runs(card)), key=len, default="")


def _runs(node: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float, float]]:
    x, y = node["transform"][4:]
    for run in node["runs"]:
        if run["text"].strip():
            yield run["text"].strip(), x + run["x"], y + run["y"], run["width"], run["height"]
    for child in node["children"]:
        yield from _runs(child)


def _overflows(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts whose line leaves their block, or any block around it.

    A line is as high as its distance to the next one, or as its block: a font's own box is higher than what it draws (twice as
    high for Arabic). A tenth of it and half a pixel are forgiven above and below, a twentieth aside, since layout rounds. Runs
    are placed in their block's content box without telling its padding, so blocks that hold text have none (see `check`).
    """
    yield from _leaving(node, ())


def _line_height(node: Mapping[str, Any]) -> float:
    # Runs of one line in different fonts have centres a little apart; lines are at least half a font's box apart.
    apart = min((run["height"] for run in node["runs"]), default=0.0) / 2
    centres = sorted(run["y"] + run["height"] / 2 for run in node["runs"])
    return float(min((after - before for before, after in pairwise(centres) if after - before > apart), default=node["height"]))


def _leaving(node: Mapping[str, Any], around: tuple[tuple[float, float, float, float], ...]) -> Iterator[str]:
    _, _, _, _, x, y = node["transform"]
    blocks = (*around, (x, y, x + node["width"], y + node["height"]))
    line = _line_height(node)
    for run in node["runs"]:
        left, right = x + run["x"], x + run["x"] + run["width"]
        centre, half = y + run["y"] + run["height"] / 2, 0.4 * min(line, run["height"]) - 0.5
        aside = run["height"] / 20
        # The space at which a line broke hangs over its end and counts in the run's width.
        hanging = 0.15 * run["height"] if run["text"].endswith(" ") else 0.0
        for block in blocks:
            beside = left + aside + hanging < block[0] or right - aside - hanging > block[2]
            if beside or centre - half < block[1] or centre + half > block[3]:
                yield run["text"].strip()
                break
    for child in node["children"]:
        yield from _leaving(child, blocks)
