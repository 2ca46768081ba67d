"""Draw the pictures of docs/ from the built-in themes, as the program draws today.

    python -m episodes.generator.docs_pictures [strips | passes | sheets | footage | tall | square ...] [THEME]

    strips        strips-<theme>.jpg: each moving card in eight frames
    passes        passes.jpg, sweep.jpg: what lies between segments, each in eight frames
    transitions   transitions.jpg: the kinds of transition, each in eight frames
    sheets        demo.jpg, demo-signal.jpg: frames of the demo
    footage       footage-<theme>.jpg: two episodes of the footage that TOGETHER_MEDIA names, one of them from the right
    tall          demo-tall.jpg, footage-tall.jpg: both in 9:16
    square        square-<theme>.jpg: the demo in 1:1
    channel       channel.jpg: the channel art of both themes
    beside        beside-<theme>.jpg: the demo beside the boards, which lie in the folder that TOGETHER_BOARDS names
    signal        signal.jpg: the cards of signal, one of them opening onto its film
    commands      lower-third.jpg, inspect.jpg, qc.jpg: what a designer's first lower third, `inspect` and `build` make

    scenes        scenes.jpg, scenes-signal.jpg: the scenes that come along, each in four frames
    studio        studio.jpg, studio-{media,theme,notes,guest,board}.jpg, studio-edit.webp: the studio (needs Chromium)

A theme after these words leaves out what is of the other alone. All but strips and scenes need the demo's media
(`python -m episodes.generator`). Without a word all are drawn that can be, in some minutes.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from episodes.generator import docs_beside, docs_commands, docs_footage, docs_scenes, docs_studio, docs_tools
from episodes.generator.docs_shots import grid, row, shots, small, stacked
from pipeline.app import channel, session
from pipeline.cards import preview, slots, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe, lead_frames
from pipeline.cards.layered import brush_of
from pipeline.cards.model import BETWEEN, Drawing, Theme
from pipeline.manifest.folders import SHOW
from pipeline.people import FieldValue
from pipeline.timebase import frames_of

ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "episodes/s01e01.yaml"
THEMES = ("create-together", "signal")

QUALITY = 80
FRAMES = 8
"""Pictures in a strip."""

GROUND = "#808080"

PASSES = (
    ("kitchen-table-title", 7, 13), ("kitchen-table", 15, 2), ("a-small-thing-title", 14, 4), ("a-small-thing", 15, 2),
    ("half-a-quilt-title", 14, 4), ("half-a-quilt", 15, 2), ("patchwork", 15, 2), ("credits", 14, 12),
)  # fmt: skip
"""Cuts of the demo: the segment that begins there, and how many frames before and after it are looked at."""

RATE = Fraction(24)

_KINDS_OF_CARD = ("music", "poem", "docu-short", "animation", "clip", "other")
"""Samples of the card before a piece, one of each kind."""

KINDS = ("dissolve", "fade-black", "fade-white", "wipe", "slide", "push")

_BARE = "show: Cuts\nmedia: media\nrate: 24\nopening: off\ncredits: off\nend: off\ninterstitial: off\n"
_TWO = """\
episode: {title: Cuts, season: 1, number: 1}
segments:
  - docu-short: One
    clips: [{file: half-a-quilt/window.mp4, length: 3}]
  - docu-short: Other
    clips: [{file: a-small-thing/lake.mp4, length: 3}]
"""


def asked() -> tuple[str, ...]:
    """Return the themes that the command line names, or else both."""
    return tuple(theme for theme in THEMES if theme in sys.argv[1:]) or THEMES


def strips(theme: Theme, width: int = 200) -> Image.Image:
    """Return eight frames of each moving card, one card a row; title cards by their kind, from the lead to the hole that opens.

    What lies over a picture lies over a grey one.
    """
    height = width * 9 // 16 // 2 * 2
    return stacked([row([_frame(*one, width, height) for one in pictures]) for pictures in _moving(theme, width, height)])


def _moving(theme: Theme, width: int, height: int) -> Iterator[list[tuple[Drawing, int]]]:
    """Yield the drawings of each card, each with the frame that is to be seen of it."""
    shown = {(card, name): fields for card, name, fields in preview.samples(theme)} | {(card, "alone"): {} for card in BETWEEN}
    told: set[str] = set()
    for (card, name), fields in shown.items():
        spec = theme.cards.get(card)
        is_kind = card == "interstitial" and name in _KINDS_OF_CARD
        if spec is None or spec.kind not in ("animated", "layered") or (not is_kind and card in {*told, "interstitial"}):
            continue
        told.add(card)
        frames = max(1, frames_of(spec.seconds, RATE))
        pictures = dict.fromkeys(slots.known(card), slots.UPPER_MIDDLE)

        def drawing(
            frames: int, card: str = card, fields: Mapping[str, FieldValue] = fields,
            pictures: Mapping[str, slots.Focus] = pictures, *, is_lead: bool = False, after: int = 0,
        ) -> Drawing:  # fmt: skip
            return describe(
                theme, card, fields, width=width, height=height, rate=RATE, frames=frames, pictures=pictures,
                is_lead=is_lead, after=after,
            )  # fmt: skip

        ahead, beyond = lead_frames(theme, card, RATE), spec.tail_frames(RATE)
        card_itself = drawing(frames)
        if ahead:
            lead = drawing(ahead, is_lead=True)
            found = [(lead, at) for at in (ahead * 5 // 14, ahead * 8 // 14, ahead * 11 // 14)]
            found += [(card_itself, at) for at in ((frames // 2, frames - 5) if beyond else (0, 2, 4, 7, 9))]
            if beyond:
                after = drawing(beyond, after=frames)
                found += [(after, at) for at in (1, beyond // 2, beyond - 2)]
        else:
            # Where most of it moves: as it comes, and as it goes.
            found = [(card_itself, at) for at in (1, 4, 8, 13, 20, frames // 2, frames - 7, frames - 3)]
        yield found


def _frame(drawing: Drawing, frame: int, width: int, height: int) -> Image.Image:
    x, y, wide, high = drawing.box
    at = frame * 1000 / RATE + 1
    if drawing.artwork is not None:  # the clock of an animated card stands still while it is held
        at = min(at, drawing.artwork.rest + max(0, drawing.artwork.out - (drawing.frames - frame) * 1000 / RATE))
    drawn = Image.frombytes("RGBA", (wide, high), brush_of(drawing, standin.scene).raw(int(at)))
    canvas = Image.new("RGBA", (width, height), GROUND)
    canvas.alpha_composite(drawn, (x, y))
    return canvas.convert("RGB")


def draw_strips() -> Iterator[tuple[str, Image.Image]]:
    for theme in asked():
        yield f"strips-{theme}", strips(themes.load(theme))


def draw_passes() -> Iterator[tuple[str, Image.Image]]:
    for theme, name in (("create-together", "passes"), ("signal", "sweep")):
        if theme not in asked():
            continue
        with shots(DEMO, theme) as taken:
            cuts = PASSES if theme == "create-together" else PASSES[:1] + PASSES[3:4] + PASSES[5:]
            yield name, stacked([row([small(one, 240) for one in taken.around(*cut, FRAMES)]) for cut in cuts])


def draw_transitions() -> Iterator[tuple[str, Image.Image]]:
    rows = []
    for kind in KINDS:
        with TemporaryDirectory() as folder:
            show = Path(folder)
            (show / "episodes").mkdir()
            (show / "media").symlink_to(ROOT / "episodes/media")
            (show / "episodes/show.yaml").write_text(f"{_BARE}transition: {{{kind}: 1}}\n", encoding="utf-8")
            (show / "episodes/s01e01.yaml").write_text(_TWO, encoding="utf-8")
            with shots(show / "episodes/s01e01.yaml", "create-together") as taken:
                rows.append(row([small(one, 240) for one in taken.around("other", -1, 22, FRAMES)]))
    yield "transitions", stacked(rows)


def draw_sheets() -> Iterator[tuple[str, Image.Image]]:
    for theme in asked():
        with shots(DEMO, theme) as taken:
            frames = [small(taken.at(at), 320) for at in taken.telling()]
            yield "demo" if theme == THEMES[0] else f"demo-{theme}", grid(frames, 5)


def draw_tall() -> Iterator[tuple[str, Image.Image]]:
    rows = []
    for theme in THEMES:
        with shots(DEMO, theme, "tall") as taken:
            found = [small(taken.at(at), 160) for at in taken.telling()]
            rows += [row(found[:10]), row(found[10:20])]
    yield "demo-tall", stacked(rows)
    if not (media := os.environ.get("TOGETHER_MEDIA")):
        return
    with TemporaryDirectory() as folder:
        rows = []
        for theme in THEMES:
            for manifest in docs_footage.make(Path(folder) / theme, Path(media)):
                with shots(manifest, theme, "tall") as taken:
                    rows.append(row([small(taken.at(at), 160) for at in list(taken.telling())[:10]]))
        yield "footage-tall", stacked(rows)


def draw_square() -> Iterator[tuple[str, Image.Image]]:
    for theme in asked():
        with shots(DEMO, theme, "square") as taken:
            found = [small(taken.at(at), 200) for at in taken.telling()]
        yield f"square-{theme}", grid(found, 8)


def draw_footage() -> Iterator[tuple[str, Image.Image]]:
    if not (media := os.environ.get("TOGETHER_MEDIA")):
        return
    with TemporaryDirectory() as folder:
        manifests = docs_footage.make(Path(folder) / "show", Path(media))
        for theme in asked():
            frames = []
            for manifest in manifests:
                with shots(manifest, theme) as taken:
                    frames += [small(taken.at(at), 320) for at in taken.telling()]
            yield f"footage-{theme}", grid(frames, 5)


def draw_channel() -> Iterator[tuple[str, Image.Image]]:
    found = []
    for theme in THEMES:
        with session.opened([DEMO], proves=False) as opened:
            text = (ROOT / SHOW).read_text(encoding="utf-8")
            opened.edit(ROOT / SHOW, text.replace("theme: create-together", f"theme: {theme}"))
            drawn = channel.picture(opened, [DEMO, ROOT / "episodes/s01e02.yaml"])
        found.append(small(Image.open(io.BytesIO(drawn)).convert("RGB"), 800))
    yield "channel", row(found)


def draw_beside() -> Iterator[tuple[str, Image.Image]]:
    if boards := os.environ.get("TOGETHER_BOARDS"):
        yield from docs_beside.beside(Path(boards), DEMO)


def draw_signal() -> Iterator[tuple[str, Image.Image]]:
    film = io.BytesIO()
    with shots(DEMO, "signal") as taken:
        frames = [taken.within("opening", share) for share in (0.0, 0.22, 0.3, 0.6)]
        pieces = ("kitchen-table", "a-small-thing", "half-a-quilt", "patchwork")
        frames += [taken.within(f"{piece}-title", 0.5) for piece in pieces]
        frames += taken.around("kitchen-table", 14, 8)
        taken.within("half-a-quilt", 0.02).save(film, "PNG")
        end = taken.within("end", 0.6)
    card = describe(
        themes.load("signal"), "interstitial", {"title": "Neighbours", "kind": "clip", "label": "Clip"}, width=640, height=360,
        rate=Fraction(24), frames=60, pictures=dict.fromkeys(("first", "begin"), slots.UPPER_MIDDLE),
    )  # fmt: skip
    brush = brush_of(card, lambda _: film.getvalue())
    frames.append(Image.frombytes("RGBA", (640, 360), brush.raw(1200)).convert("RGB"))
    with shots(DEMO, "signal", settings={"language": "ar"}) as taken:
        frames.append(taken.within("kitchen-table-title", 0.5))
    frames += [end, docs_beside.thumbnail("signal", film.getvalue())]
    yield "signal", grid([small(one, 320) for one in frames], 4)


DRAWN: Mapping[str, Callable[[], Iterator[tuple[str, Image.Image]]]] = {
    "strips": draw_strips,
    "passes": draw_passes,
    "transitions": draw_transitions,
    "sheets": draw_sheets,
    "footage": draw_footage,
    "tall": draw_tall,
    "square": draw_square,
    "channel": draw_channel,
    "beside": draw_beside,
    "signal": draw_signal,
    "commands": lambda: docs_commands.drawn(ROOT),
    "scenes": lambda: docs_scenes.drawn(ROOT, asked()),
    "tools": lambda: docs_tools.drawn(ROOT),
    "studio": lambda: docs_studio.drawn(ROOT, ROOT / "docs"),
}


def main(names: Sequence[str], folder: Path = ROOT / "docs") -> None:
    """Write the pictures."""
    for what in names or DRAWN:
        for name, picture in DRAWN[what]():
            path = folder / f"{name}.jpg"
            picture.save(path, quality=QUALITY, optimize=True)
            print(path.name, path.stat().st_size // 1000, "kB", flush=True)


if __name__ == "__main__":
    if unknown := [name for name in sys.argv[1:] if name not in (*DRAWN, *THEMES)]:
        sys.exit(f"there is no picture {unknown[0]}; there are: {', '.join(DRAWN)}")
    main([name for name in sys.argv[1:] if name in DRAWN])
