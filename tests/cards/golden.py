"""Golden pictures: what every card looked like when somebody last looked at it and was content.

`python -m tests.cards.golden` draws them anew, after a designer's change: look at the differences in git before committing.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.cards import preview, slots
from pipeline.cards import theme as themes
from pipeline.cards.draw import painter_of
from pipeline.cards.layered import brush_of
from tests.cards.samples import CARDS, PICTURED, drawing

FOLDER = Path(__file__).with_name("golden")
THEMES = ("create-together", "signal")
KEPT = ("paper", "stage")
"""Looks of before, for shows that have them: one picture a card holds those."""
SIZES = {"wide": (320, 180), "tall": (180, 320)}
_SCRIPTS = (640, 360)

MEAN, SHARE, FAR = 0.5, 0.0005, 40
"""Tolerance: the mean difference of all channels, in levels of 255, and the share of pixels further off than FAR levels."""


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """Yield (name, picture) of every card in two shapes, some pictured, of the lower third in every script, and of `KEPT`."""
    for theme_name in THEMES:
        theme = themes.load(theme_name)
        for card, fields in CARDS.items():
            for shape, (width, height) in SIZES.items():
                yield f"{theme_name}-{card}-{shape}", _drawn(theme, card, fields, width, height)
        for card, fields, shapes in PICTURED:
            pictures = dict.fromkeys(slots.known(card), slots.UPPER_MIDDLE)
            for shape in shapes:
                name = f"{theme_name}-{card}-pictured-{shape}"
                yield name, _drawn(theme, card, fields, *SIZES[shape], pictures=pictures)
        for card, sample, fields in preview.samples(theme):
            if card == "lower_third" and sample not in ("usual", "several"):
                yield f"{theme_name}-{card}-{sample}", _drawn(theme, card, dict(fields), *_SCRIPTS)
    for theme_name in KEPT:
        for card, fields in CARDS.items():
            yield f"{theme_name}-{card}-wide", _drawn(themes.load(theme_name), card, fields, *SIZES["wide"])


def _drawn(theme: Any, card: str, fields: dict[str, Any], width: int, height: int, **more: Any) -> Image.Image:
    given = drawing(theme, card, width, height, fields, **more)
    parts = [(part.y, painter_of(part.artwork, part.files)) for part in given.slices] or [(0, brush_of(given))]
    drawn = [(top, Image.open(io.BytesIO(part.png())).convert("RGBA")) for top, part in parts]
    shown = Image.new("RGBA", (drawn[0][1].width, max(top + picture.height for top, picture in drawn)))
    for top, picture in drawn:
        shown.paste(picture, (0, top))
    backdrop = Image.new("RGBA", shown.size, given.background or "#7d8894")  # transparent parts over a middle grey
    backdrop.alpha_composite(shown)
    return backdrop.convert("RGB")


def differs(expected: Image.Image, got: Image.Image) -> str:
    """Return in words how two pictures differ beyond the tolerance, or nothing."""
    if expected.size != got.size:
        return f"{got.size} pixels instead of {expected.size}"
    off = np.abs(np.asarray(expected, np.int16) - np.asarray(got, np.int16))
    mean, far = float(off.mean()), float((off.max(axis=2) > FAR).mean())
    if mean > MEAN or far > SHARE:
        return f"{mean:.2f} levels off in the mean, {100 * far:.2f} % of the pixels by more than {FAR}"
    return ""


def page(failures: list[tuple[str, str, Image.Image, Image.Image]]) -> str:
    """Return an HTML page that shows expected, got and difference (four times as strong) of each failure."""
    rows = []
    for name, why, expected, got in failures:
        size = (max(expected.width, got.width), max(expected.height, got.height))
        pair = [np.asarray(_padded(picture, size), np.int16) for picture in (expected, got)]
        difference = Image.fromarray(np.clip(np.abs(pair[0] - pair[1]) * 4, 0, 255).astype(np.uint8))
        shown = zip(("expected", "got", "difference x 4"), (expected, got, difference), strict=True)
        figures = "".join(_shown(picture, f"{name}, {told}", told) for told, picture in shown)
        rows.append(f'<h2>{name}: {why}</h2><div class="row">{figures}</div>')
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return f"{head}<title>Cards that changed</title><style>{_STYLE}</style><h1>Cards that changed</h1>{''.join(rows)}"


_STYLE = (
    ":root{color-scheme:light dark} body{font:15px/1.4 sans-serif;margin:clamp(12px,4vw,32px)} h2{font-size:1em}"
    ".row{display:flex;flex-wrap:wrap;gap:12px} figure{margin:0;max-width:100%} img{max-width:100%;border:1px solid #999}"
)


def _padded(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGB", size)
    canvas.paste(picture)
    return canvas


def _shown(picture: Image.Image, described: str, caption: str) -> str:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    return f'<figure><img src="{source}" alt="{described}"><figcaption>{caption}</figcaption></figure>'


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.png"):
        path.unlink()
    for name, picture in pictures():
        picture.save(FOLDER / f"{name}.png", optimize=True)
