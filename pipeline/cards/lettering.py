"""A text by itself, in the theme's face and one colour on nothing: what scenes move. Pure."""

from __future__ import annotations

import html
from fractions import Fraction

from pipeline.cards import markup
from pipeline.cards.artwork import BASE_CSS, runs_left
from pipeline.cards.model import Artwork, Drawing, FontFile, Theme
from pipeline.values import dataclass

_SMALLEST = 15
"""The least size of a text, in hundredths."""

_CSS = (
    ".card{display:flex;align-items:center;justify-content:center}"
    ".lettering{white-space:nowrap;line-height:1.3;text-align:center}"
)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text in a `colour`, as high as its letters are at `size` design pixels, in a box of `width` x `height` of these.

    What is too wide for the box is set smaller. `weight` is that of its strokes.
    """

    text: str
    colour: str
    size: int
    width: int
    height: int
    weight: int = 800


def drawing(theme: Theme, lettering: Lettering, language: str, scale: Fraction) -> Drawing:
    """Describe what draws a text, at `scale` canvas pixels a design pixel. Raises CardFault where no font has a character."""
    face = f"'{theme.fonts[0].family}'" if theme.fonts else "'Noto Sans'"
    own = (
        f".lettering{{font-family:{face};font-weight:{lettering.weight};color:{lettering.colour};"
        f"font-size:calc({lettering.size}px*var(--fit))}}"
    )
    sheets = "\n".join(sheet.text for sheet in theme.css)
    named = {f"--{name}": colour for name, colour in theme.colours.items() if f"--{name}" in sheets}
    root = ":root{" + ";".join(f"{name}:{colour}" for name, colour in named.items()) + "}"
    css = "\n".join((root, BASE_CSS, sheets, _CSS, own))
    text = html.escape(lettering.text, quote=False)
    kind = "rtl" if runs_left(language) else "ltr"
    attributes = markup.script_attributes(lettering.text, language)
    filled = markup.account(theme, f'<div class="display grotesk lettering" {attributes}>{text}</div>', language, css)
    fonts = tuple(FontFile(f"font-{number}", font.family, font.digest) for number, font in enumerate(filled.fonts))
    files = [(f"font-{number}", font.path, font.digest) for number, font in enumerate(filled.fonts)]
    images = {}
    for name, (path, digest) in sorted(filled.pictures.items()):
        images[name] = f"{name.replace(':', '-')}{path.suffix}"
        files.append((images[name], path, digest))
    size = tuple(max(2, round(side * scale) // 2 * 2) for side in (lettering.width, lettering.height))
    artwork = Artwork(
        card="scene", theme=theme.name, markup=f'<div class="card {kind}">{filled.markup}</div>', css=css,
        size=(size[0], size[1]), design=(lettering.width, lettering.height), scale=scale, rest=0, out=0, smallest=_SMALLEST,
        language=language, fonts=fonts, images=images, inline=dict(filled.inline),
    )  # fmt: skip
    return Drawing("scene", "still", (0, 0, *artwork.size), 1, artwork, tuple(files))
