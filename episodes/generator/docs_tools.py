"""The picture of docs/producers.md: what each tool does to a picture and to time, before and after, of the demo's films."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from episodes.generator import film, guitarist
from episodes.generator.docs_shots import GAP, Shots, row, shots, small
from episodes.generator.paint import CREAM, INK
from pipeline.cards import fonts

RATE = 24
ACROSS = 3
WIDTH = 244
"""Pixels of one picture of a pair."""
_MARGIN, _SPACE, _LINE, _TYPE = 28, 22, 30, 17
_FIELD = (190, 62, 38)

_SHOW = (
    "show: Tools\nmedia: media\npeople: episodes/people.yaml\nrate: 24\nopening: off\ncredits: off\nend: off\n"
    "interstitial: off\ntransition: cut\n"
)

_STREET = "half-a-quilt/street.mp4, in: 3.2, length: 1"
_WINDOW = "half-a-quilt/window.mp4, in: 2, length: 1"
_GUITAR = "kitchen-table/guitar.mp4, in: 4, length: 1"
_LAKE = "a-small-thing/lake.mp4, in: 4, length: 1"

TOOLS: Sequence[tuple[str, str, str]] = (
    (_WINDOW, "crop: {left: 40%, bottom: 40%}", ""),
    ("made/tilted.png, length: 1", "rotate: 3", ""),
    (_GUITAR, "mirror: on", ""),
    ("made/shaken.mp4, length: 1", "stabilise: on", ""),
    (_WINDOW, 'blur: "59% 18% 19% 37%"', ""),
    ("made/cast.png, length: 1", 'white_balance: "#cca77b"', ""),
    ("made/dark.png, length: 1", "exposure: 1.5", ""),
    ("made/cold.png, length: 1", "match: half-a-quilt/window.mp4", ""),
    (_LAKE, "lut: made/warm.cube", ""),
    ("made/noisy.mp4, length: 1, crop: {left: 45%, right: 25%, top: 22%, bottom: 48%}", "denoise_picture: strong", ""),
    ("made/green.png, length: 1", "chroma_key: on", "background: {file: dawn.mp4}"),
    (_WINDOW, "mask: circle", "focus: 69% 45%, background: {file: dawn.mp4}"),
    (_GUITAR, "mask: {shape: rounded, corners: 160}", "background: {file: dawn.mp4}"),
    (_GUITAR, "mask: torn", "background: {file: half-a-quilt/street.mp4}"),
    (_STREET, "picture_in_picture: {...}",
     "picture_in_picture: {file: half-a-quilt/window.mp4, in: 2, by: olena, entrance: none, crop: {left: 40%, bottom: 40%}}"),
    (_GUITAR, "layout: side-by-side",
     "layout: side-by-side, picture_in_picture: {file: kitchen-table/drums.mp4, in: 4, by: olayinka}"),
    (_LAKE, "layout: row",
     ("layout: row, picture_in_picture: [{file: kitchen-table/guitar.mp4, in: 4}, {file: kitchen-table/drums.mp4, in: 4}, "
      "{file: half-a-quilt/window.mp4, in: 2}]")),
    (_STREET, "text: The last tram", "text: {text: The last tram, place: middle}"),
)  # fmt: skip
"""The film, what is written, and what is written beside it or, where that names the same field, instead of it."""

_POEM = "poem, lines: [{text: The window is open, at: 0.2}], length: 3, background: {file: a-small-thing/lake.mp4, in: 4}"
_CARD = "card, length: 3"
_MUSIC = "music, stems: [kitchen-table/guitar.wav], length: 3, lower_third: off, picture: {file: kitchen-table/guitar.mp4, in: 4}"

WHOLE: Sequence[tuple[str, str, str]] = (
    (_POEM, "picture_in_picture: {...}, over a poem",
     "picture_in_picture: {file: half-a-quilt/window.mp4, in: 2, by: olena, mask: circle, crop: {left: 40%, bottom: 40%}}"),
    (_CARD, "text_over: Sunday at eight", "text_over: {text: Sunday at eight, place: left}"),
    (_MUSIC, "layout: row, of music",
     "layout: row, picture_in_picture: [{file: kitchen-table/drums.mp4, in: 4}, {file: kitchen-table/bass.mp4, in: 4}]"),
)  # fmt: skip
"""The same of segments, whose kind comes first."""

_NEAR = {"text": (160, 90, 480, 270), "text_over": (0, 60, 320, 240)}
"""The part of the frame that is seen of texts, whose letters would be too small."""

PACES: Sequence[tuple[str, str]] = (
    ("in: 1, out: 5", ""),
    ("in: 1, out: 3", "speed: 0.5"),
    ("in: 1, out: 4.2", "speed: {ramp: [{at: 2, speed: 1}, {at: 3, speed: 0.2}, {at: 3.3, speed: 1}]}"),
    ("in: 1, out: 3.4", "freeze: {at: 2.6, length: 1.6}"),
    ("in: 1, out: 5", "reverse: on"),
)
"""The part of the street's film that is shown, and its pace."""
_FRAMES, _SECONDS = 9, 3.6
"""Frames of a pace that are seen, over so many seconds."""


def drawn(root: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the picture; `root` is the checkout, whose demo is made."""
    with TemporaryDirectory() as folder:
        show = Path(folder)
        media = root / "episodes/media"
        shutil.copytree(media, show / "media")  # and not links to it, which would lead out of the folder
        for name in ("episodes", "media/made"):
            (show / name).mkdir()
        _make(media, show / "media/made")
        (show / "episodes/people.yaml").write_bytes((root / "episodes/people.yaml").read_bytes())
        (show / "episodes/show.yaml").write_text(_SHOW, encoding="utf-8")
        (show / "episodes/s01e01.yaml").write_text("\n".join(_manifest()) + "\n", encoding="utf-8")
        with shots(show / "episodes/s01e01.yaml", "create-together") as taken:
            yield "tools", _sheet(_pairs(taken), _strips(taken))


def _manifest() -> Iterator[str]:
    yield "episode: {title: Tools, season: 1, number: 1}\nsegments:"
    for number, (source, tool, more) in enumerate([*TOOLS, *WHOLE]):
        is_instead = tool.partition(":")[0] + ":" in more
        after = ", ".join(filter(None, (source, "" if is_instead else tool, more)))
        for name, given in (("before", source), ("after", after)):
            kind, _, fields = given.partition(", ")
            is_clip = number < len(TOOLS)
            segment = f"docu-short: Sunday, clips: [{{file: {given}}}]" if is_clip else f"{kind}: Sunday, {fields}"
            yield f"  - {{id: {name}-{number}, {segment}}}"
    for number, (part, pace) in enumerate(PACES):
        clip = ", ".join(filter(None, ("half-a-quilt/street.mp4", part, pace)))
        yield f"  - docu-short: Pace {number}\n    clips: [{{file: {clip}}}]"


def _pairs(taken: Shots) -> Iterator[tuple[str, Image.Image]]:
    for number, (_, tool, _) in enumerate([*TOOLS, *WHOLE]):
        names = (f"before-{number}", f"after-{number}")
        pictures = [_laid(taken, name) if "stabilise" in tool else taken.within(name, 0.5) for name in names]
        near = _NEAR.get(tool.partition(":")[0])
        yield tool, row([small(one.crop(near) if near else one, WIDTH) for one in pictures])


def _laid(taken: Shots, name: str) -> Image.Image:
    """Lay frames of a segment over each other, as long exposure would."""
    frames = [np.asarray(taken.within(name, share), float) for share in (0.2, 0.35, 0.5, 0.65, 0.8)]
    return Image.fromarray(np.mean(frames, axis=0).round().astype(np.uint8))


def _strips(taken: Shots) -> Iterator[tuple[str, Image.Image]]:
    across = ACROSS * (2 * WIDTH + GAP) + (ACROSS - 1) * _SPACE
    wide = (across - (_FRAMES - 1) * GAP) // _FRAMES
    for number, (_, pace) in enumerate(PACES):
        first = taken.segments[f"pace-{number}"].start
        frames = [taken.at(first + round(at * _SECONDS * RATE / (_FRAMES - 1))) for at in range(_FRAMES)]
        yield pace or "as it was filmed", row([small(one, wide) for one in frames])


def _sheet(pairs: Iterator[tuple[str, Image.Image]], strips: Iterator[tuple[str, Image.Image]]) -> Image.Image:
    cells = [_told(*pair) for pair in pairs]
    across = ACROSS * cells[0].width + (ACROSS - 1) * _SPACE
    lines = [cells[start : start + ACROSS] for start in range(0, len(cells), ACROSS)]
    told = [_told(*strip) for strip in strips]
    high = sum(line[0].height for line in lines) + sum(one.height for one in told)
    made = Image.new("RGB", (across + 2 * _MARGIN, high + 2 * _MARGIN), CREAM)
    top = _MARGIN
    for line in lines:
        for number, cell in enumerate(line):
            made.paste(cell, (_MARGIN + number * (cell.width + _SPACE), top))
        top += line[0].height
    for one in told:
        made.paste(one, (_MARGIN, top))
        top += one.height
    return made


def _told(line: str, picture: Image.Image) -> Image.Image:
    """Write a line below a picture, its field in a colour."""
    made = Image.new("RGB", (picture.width, picture.height + _LINE + _SPACE // 2), CREAM)
    made.paste(picture, (0, 0))
    face = ImageFont.truetype(str(fonts.text_font().path), _TYPE)
    face.set_variation_by_axes([500, 100])
    pen = ImageDraw.Draw(made)
    field, colon, value = line.partition(":")
    at = (2.0, picture.height + 3.0)
    if colon:
        pen.text(at, field + colon, font=face, fill=_FIELD)
        at = (at[0] + pen.textlength(field + colon + " ", font=face), at[1])
    pen.text(at, value.strip() if colon else field, font=face, fill=INK)
    return made


def _make(media: Path, folder: Path) -> None:
    """Make what tools mend: a horizon that is not level, a lamp's light, a dark room, noise, a screen, an unsteady hand."""
    guitar, drums = _frame(media / "kitchen-table/guitar.mp4"), _frame(media / "kitchen-table/drums.mp4")
    window = _frame(media / "half-a-quilt/window.mp4")
    turned = guitar.resize((guitar.width * 9 // 8, guitar.height * 9 // 8)).rotate(3, Image.Resampling.BICUBIC)
    left, top = (turned.width - guitar.width) // 2, (turned.height - guitar.height) // 2
    turned.crop((left, top, left + guitar.width, top + guitar.height)).save(folder / "tilted.png")
    _lit(guitar, (0.59, 0.366, 0.177)).save(folder / "cast.png")
    room = drums.crop((0, drums.height // 8, drums.width, drums.height * 7 // 8))
    _lit(room, (0.33, 0.33, 0.33)).save(folder / "dark.png")
    next(guitarist.film(Image.new("RGB", (1280, 720), "#1faa4b"))).convert("RGB").save(folder / "green.png")
    _lit(window, (0.34, 0.5, 0.8)).save(folder / "cold.png")
    chance = np.random.default_rng(5)
    film.write_mp4(folder / "shaken.mp4", (_shaken(window, chance) for _ in range(RATE)), window.size, RATE)
    film.write_mp4(folder / "noisy.mp4", (_noisy(window, chance) for _ in range(RATE)), window.size, RATE)
    steps = [number / 8 for number in range(9)]
    colours = ((r, g, b) for b in steps for g in steps for r in steps)
    rows = (f"{min(1, 1.1 * r + 0.22 * b):.4f} {0.85 * g + 0.1 * r:.4f} {0.62 * b:.4f}\n" for r, g, b in colours)
    (folder / "warm.cube").write_text(f"LUT_3D_SIZE {len(steps)}\n{''.join(rows)}", encoding="ascii")


def _lit(picture: Image.Image, light: Sequence[float]) -> Image.Image:
    """Return a picture in another light: as much of red, green and blue, of the light itself and not of its code."""
    linear = (np.asarray(picture, float) / 255) ** 2.4 * np.array(light)
    return Image.fromarray((255 * linear ** (1 / 2.4)).round().astype(np.uint8))


def _shaken(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    right, down = chance.normal(0, 9, 2)
    x, y = 40 + float(np.clip(right, -36, 36)), 24 + float(np.clip(down, -20, 20))
    return picture.resize(picture.size, Image.Resampling.BICUBIC, (x, y, x + picture.width - 80, y + picture.height - 45))


def _noisy(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return a picture as a camera takes it in the dark."""
    seen = np.asarray(picture, float) + chance.normal(0, 26, (picture.height, picture.width, 3))
    return Image.fromarray(seen.clip(0, 255).round().astype(np.uint8))


def _frame(path: Path, number: int = 96) -> Image.Image:
    with av.open(str(path)) as movie:
        for at, frame in enumerate(movie.decode(video=0)):
            if at == number:
                return frame.to_image()
    raise OSError(f"{path.name} has no frame {number}")
