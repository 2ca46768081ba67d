"""Draw the pictures of docs/ from the built-in themes: frames of the demo as contact sheets, moving cards as strips.

    python -m episodes.generator.docs_pictures strips                 docs/strips-<theme>.jpg, in a minute
    python -m episodes.generator.docs_pictures sheets [THEME ...]     docs/demo.jpg, demo-signal.jpg, where the demo is made
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from PIL import Image

from pipeline.app import session
from pipeline.cards import preview, slots, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.layered import brush_of
from pipeline.cards.model import BETWEEN, Theme
from pipeline.manifest.folders import SHOW
from pipeline.timebase import frames_of, parse_time

ROOT = Path(__file__).parent.parent.parent
THEMES = ("create-together", "signal")
TIMES = tuple(f"{seconds // 60}:{seconds % 60:02d}" for seconds in range(2, 94, 6))[:15]
"""Times of the demo's first episode, which lasts a minute and a half."""

QUALITY = 80
FRAMES = 8
"""Pictures in a strip."""

GAP = 4
GROUND = "#808080"


def strips(theme: Theme, width: int = 200) -> Image.Image:
    """Return eight frames of each moving card, one card a row; what lies over a picture lies over a grey one."""
    height = width * 9 // 16 // 2 * 2
    return stacked([row(pictures) for pictures in _moving(theme, width, height)])


def _moving(theme: Theme, width: int, height: int) -> Iterator[list[Image.Image]]:
    rate = Fraction(24)
    first = {card: fields for card, _, fields in reversed(preview.samples(theme))} | {card: {} for card in BETWEEN}
    for card, spec in theme.cards.items():
        if spec.kind not in ("animated", "layered") or card not in first:
            continue
        frames = max(1, frames_of(spec.seconds, rate))
        pictures = dict.fromkeys(slots.known(card), slots.UPPER_MIDDLE)
        drawing = describe(
            theme, card, first[card], width=width, height=height, rate=rate, frames=frames, pictures=pictures
        )
        brush = brush_of(drawing, standin.scene)
        x, y, wide, high = drawing.box
        # What an animated card does while it is held is nothing: its clock stands still then.
        artwork = drawing.artwork
        last = artwork.rest + artwork.out if artwork is not None else 1000 * frames // 24
        shown = []
        for number in range(FRAMES):
            drawn = Image.frombytes("RGBA", (wide, high), brush.raw(last * number // FRAMES))
            canvas = Image.new("RGBA", (width, height), GROUND)
            canvas.alpha_composite(drawn, (x, y))
            shown.append(canvas.convert("RGB"))
        yield shown


def sheet(theme: str, width: int = 320) -> Image.Image:
    """Return frames of the demo in a theme, five in a row. Raises InputFault where its media are not made."""
    manifest = ROOT / "episodes/s01e01.yaml"
    with session.opened([manifest], proves=False) as opened:
        text = (ROOT / SHOW).read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("theme:"))
        opened.edit(ROOT / SHOW, text.replace(line, f"theme: {theme}"))
        opened.snapshot(manifest, "draft").whole()  # a part of it would be drawn, too
        drawn = [opened.still(manifest, "draft", parse_time(time)) for time in TIMES]
    frames = [Image.open(io.BytesIO(one)).convert("RGB") for one in drawn]
    small = [one.resize((width, width * one.height // one.width)) for one in frames]
    return stacked([row(small[start : start + 5]) for start in range(0, len(small), 5)])


def row(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return pictures of one height side by side."""
    made = Image.new("RGB", (sum(one.width + GAP for one in pictures) - GAP, pictures[0].height), "white")
    left = 0
    for one in pictures:
        made.paste(one, (left, 0))
        left += one.width + GAP
    return made


def stacked(rows: Sequence[Image.Image]) -> Image.Image:
    """Return rows one below the other."""
    made = Image.new("RGB", (max(one.width for one in rows), sum(one.height + GAP for one in rows) - GAP), "white")
    top = 0
    for one in rows:
        made.paste(one, (0, top))
        top += one.height + GAP
    return made


def main(what: str, names: Sequence[str]) -> None:
    """Write the pictures."""
    for theme in names or THEMES:
        made = strips(themes.load(theme)) if what == "strips" else sheet(theme)
        name = f"{'strips' if what == 'strips' else 'demo'}-{theme}".replace("demo-create-together", "demo")
        path = ROOT / "docs" / f"{name}.jpg"
        made.save(path, quality=QUALITY, optimize=True)
        print(path.relative_to(ROOT), path.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("strips", "sheets"):
        sys.exit("say what to draw: strips or sheets")
    main(sys.argv[1], sys.argv[2:])
