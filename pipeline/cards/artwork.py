"""What decides the pixels of one picture of a card: its style sheet, its size, and the files that it reads. Pure."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from pipeline.cards import readable, safe, script, slots
from pipeline.cards.markup import Filled
from pipeline.cards.model import Artwork, Beneath, CardFile, CardSpec, FontFile, Inset, Theme, design_size, scale_of, shape_of
from pipeline.media.languages import is_right_to_left
from pipeline.timebase import half_up

BASE_CSS = (
    ".card{position:relative;width:100%;height:100%;font-family:'Noto Sans';font-size:32px}"
    "[data-joined]{letter-spacing:0px !important;font-style:normal !important;line-height:1.4 !important}"
    "[data-upright]{letter-spacing:0px !important;font-style:normal !important;word-break:keep-all !important}"
    ".emoji{width:1em;height:1em;vertical-align:-0.14em;margin:0 0.06em}"
)
"""What every card begins with: the box it fills, emoji as high as the text, and for
letters that join or stack no spacing, no slant, and room for their marks; no slant either for letters of East Asia."""

LAYER_CSS = (
    "\n.bleed{position:relative;width:100%;height:100%}.bleed>.card{position:absolute;overflow:visible !important}"
    ".layer{position:absolute;left:0px;top:0px;width:100%;height:100%}"
    ".layer,.layer *,.layer::before,.layer::after,.layer *::before,.layer *::after{animation:none !important}"
)
"""What every layer has beside: it fills its card's box, is seen around it, and is moved by its keys alone."""

Sizes = tuple[tuple[int, int], tuple[int, int], Fraction]
"""A box in canvas pixels, the same in design pixels, and canvas pixels a design pixel."""


@lru_cache(maxsize=256)
def style(theme: Theme, card: str, width: int, height: int, background: str, inset: Inset | None = None) -> str:
    """Return a card's style sheet, in design pixels."""
    spec = theme.cards[card]
    if inset is None:
        left, top, right, bottom = safe.margins(shape_of(width, height), *design_size(width, height), card)
    else:
        sides = safe.inside(width, height, inset)
        left, top, right, bottom = (-int(-side / scale_of(*inset.picture) // 1) for side in sides)
    sheets = (*theme.css, *theme.card_css.get(card, ()))
    # A colour that a card does not name is not in its key: changing it draws only the cards that have it.
    named = "\n".join((*(sheet.text for sheet in sheets), *(template.text for template in theme.templates.values())))
    colours = {**{f"--{name}": colour for name, colour in theme.colours.items()}, **readable.variables(theme, background)}
    variables = {
        **{name: colour for name, colour in colours.items() if name in named},
        "--safe-left": f"{left}px", "--safe-top": f"{top}px", "--safe-right": f"{right}px", "--safe-bottom": f"{bottom}px",
        "--in": f"{_css_clock(spec, spec.enter)}ms", "--out": f"{_css_clock(spec, spec.leave)}ms",
    }
    root = ":root{" + ";".join(f"{name}:{value}" for name, value in variables.items()) + "}"
    return "\n".join((root, BASE_CSS, *(sheet.text for sheet in sheets)))


def _css_clock(spec: CardSpec, seconds: Fraction) -> int:
    """Return how many milliseconds of CSS animations a card has, where it moves by them."""
    return 0 if spec.kind == "layered" else half_up(seconds * 1000)


def artwork_of(
    theme: Theme, spec: CardSpec, filled: Filled, css: str, sizes: Sizes, shape: str, language: str,
    corner: tuple[int, int] = (0, 0), picture: tuple[int, int] = (0, 0),
) -> tuple[Artwork, tuple[CardFile, ...]]:
    """Return what draws a filled template, and the files that there are for it already.

    `corner` is where its own corner lies in a `picture` of so many pixels: it counts where that is asked for its tone.
    """
    files = [(f"font-{number}", font.path, font.digest) for number, font in enumerate(filled.fonts)]
    images = {}
    for name, (path, digest) in sorted(filled.pictures.items()):
        file_name = name.replace(":", "-") + ("" if name.startswith("asset:") else path.suffix)
        images[name] = file_name
        files.append((file_name, path, digest))
    images |= {slots.source(name): slots.file_name(name) for name in filled.shown}  # files that are drawn first
    kind = "rtl" if runs_left(language) else "ltr"
    artwork = Artwork(
        card=spec.name,
        theme=theme.name,
        markup=f'<div class="card card-{spec.name} {shape} {kind}">{filled.markup}</div>',
        css=css,
        size=sizes[0],
        design=sizes[1],
        scale=sizes[2],
        rest=half_up(spec.enter * 1000) if spec.kind == "animated" else 0,
        out=half_up(spec.leave * 1000) if spec.kind == "animated" else 0,
        smallest=spec.smallest,
        language=language,
        fonts=tuple(FontFile(f"font-{number}", font.family, font.digest) for number, font in enumerate(filled.fonts)),
        images=images,
        inline=dict(filled.inline),
        beneath=Beneath({name: slots.tone_file(name) for name in filled.tones}, corner, picture) if filled.tones else None,
    )
    return artwork, tuple(files)


def runs_left(language: str) -> bool:
    """Say whether a language is written from right to left."""
    return script.direction(language_sample(language)) == "rtl"


def language_sample(language: str) -> str:
    """Return a letter of the script that a language is written in, as far as base direction needs it."""
    return "\u05d0" if is_right_to_left(language) else "a"
