"""What cards in layers cost, and how like they are to cards drawn frame by frame: `python -m bench.cards [--theme NAME]`.

CPU seconds of one process at 1920x1080, each card with its theme's first sample, everything drifting: its layers drawn, its
frames composed, the same stored, and the span of them encoded with the settings of `youtube`. Beside it the same card drawn frame
by frame by the engine, its layers moved by CSS, and stored: of a few frames spread over it the mean counts. `reference` is a
second of a moving pattern encoded with the same settings: by it figures of two machines can be compared.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import numpy as np

from bench.media import ffmpeg
from pipeline.cards import compose, slots, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter_of
from pipeline.cards.model import Drawing, FontFile, Theme
from pipeline.cards.preview import by_card, shown
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.operations.base import Work
from pipeline.operations.compose import ComposeCard
from pipeline.people import FieldValue

SIZE, RATE = (1920, 1080), Fraction(24)
ALLOWED = 9.0
"""CPU seconds that the frames of an interstitial of 60 may take."""
_PEOPLE: list[FieldValue] = [{"name": name, "number": number} for number, name in enumerate(("Ana", "Joe Park"), 1)]
_HEAD = (
    "card", "frames", "layers drawn", "composed", "stored", "card", "its span", "60 frames", "60 drawn each, stored", "ratio",
    "PSNR",
)
KINDS = ("music", "poem", "docu-short", "animation", "clip")
CARDS: Mapping[str, int] = {"opening": 108, "quote": 120, "end": 120, "lower_third": 120, "poem_line": 72}
"""Cards besides interstitials, and how many frames of each are made."""
_ENCODED = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-threads", "1", "-pix_fmt", "yuv420p", "-f", "null", "-")
_COMPARED = 3
"""Frames that are drawn one by one."""
_EDGE = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a card's parts; `frame` is what the engine takes for one frame, and `likeness` the PSNR of each compared."""

    drawn: float
    composed: float
    stored: float
    encoded: float
    frame: float
    likeness: tuple[float, ...]

    def of(self, frames: int, made: int) -> float:
        """Return the CPU seconds of so many frames of the card, where `made` were measured: layers are drawn once."""
        return self.drawn + (self.composed + self.stored) * frames / made

    def each(self, frames: int, made: int) -> float:
        """Return the CPU seconds of the same frames where the engine draws each of them, and they are stored as they are now."""
        return (self.frame + self.stored / made) * frames


def main() -> None:
    """Print a table of all cards of a theme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="create-together")
    given = parser.parse_args()
    loaded = themes.load(given.theme)
    print(f"reference, a second of 1080p encoded: {_reference():.2f} s of CPU\n")
    print(f"| {' | '.join(_HEAD)} |")
    print(f"|---|{'---:|' * (len(_HEAD) - 1)}")
    for name, drawing in drawings(loaded):
        one = measure(drawing)
        every = drawing.frames
        whole, slow = one.of(60, every), one.each(60, every)
        told = f"{min(one.likeness):.0f} to {max(one.likeness):.0f} dB"
        late = "" if not name.startswith("interstitial") or whole <= ALLOWED else " (too much)"
        costs = (one.drawn, one.composed, one.stored, one.of(every, every), one.encoded, whole)
        parts = " | ".join(f"{cost:.2f}" for cost in costs) + late
        print(f"| {name} | {every} | {parts} | {slow:.1f} | {whole / slow:.2f} | {told} |", flush=True)


def drawings(theme: Theme) -> Iterator[tuple[str, Drawing]]:
    """Yield the layered cards of a theme that are measured: interstitials of all kinds, 60 frames each, and others."""
    samples = by_card(theme, shown(theme))
    mores: list[dict[str, FieldValue]] = [{"kind": kind, "people": [] if kind == "clip" else _PEOPLE} for kind in KINDS]
    asked = [(f"interstitial, {more['kind']}", "interstitial", 60, more) for more in mores]
    asked += [(name, name, frames, {}) for name, frames in CARDS.items()]
    for name, card, frames, more in asked:
        if theme.cards[card].kind == "layered":
            _, fields, pictures, language = samples[card][0]
            width, height = SIZE
            found = describe(
                theme, card, {**fields, **more}, width=width, height=height, rate=RATE, frames=frames, language=language,
                pictures=dict.fromkeys(pictures, UPPER_MIDDLE),
            )  # fmt: skip
            yield name, found


def measure(drawing: Drawing) -> Cost:
    """Draw, compose and encode a layered card, and draw some of its frames one by one."""
    composition = drawing.composition
    assert composition is not None
    begun = time.process_time()
    pictures = [painter_of(layer.artwork, layer.files, standin.scene).png() for layer in drawing.layers]
    drawn = time.process_time() - begun
    with TemporaryDirectory(prefix="together-bench-") as place:
        folder = Path(place)
        inputs = {f"layer{number}": folder / f"layer{number}.png" for number in range(len(pictures))}
        for path, content in zip(inputs.values(), pictures, strict=True):
            path.write_bytes(content)
        begun = time.process_time()
        work = Work(folder, inputs, {"out": folder / "out.nut"}, lambda share: None, lambda arguments: None, 1)
        ComposeCard(composition).run(work)
        made = time.process_time() - begun
        encoded = _cpu_of(ffmpeg(), "-v", "error", "-i", str(folder / "out.nut"), *_ENCODED)
    begun = time.process_time()
    composer = compose.Composer(composition, [compose.decoded(content) for content in pictures])
    for number in range(composition.frames):
        composer.frame(number)
    composed = time.process_time() - begun
    whole = _Whole(drawing)
    times, likeness = [], []
    for number in np.linspace(0, composition.frames - 1, _COMPARED).astype(int):
        begun = time.process_time()
        alone = whole.frame(int(number))
        times.append(time.process_time() - begun)
        likeness.append(psnr(_seen(compose.rgba(composer.frame(int(number))), drawing), _seen(alone, drawing)))
    return Cost(drawn, composed, made - composed, encoded, mean(times), tuple(likeness))


class _Unfitted(Painter):
    """A painter of what was fitted before."""

    def _fits(self, sheet: object, step: int) -> bool:
        return True


class _Whole:
    """A layered card as one drawing, whose layers CSS moves."""

    def __init__(self, drawing: Drawing) -> None:
        composition, layers = drawing.composition, drawing.layers
        assert composition is not None
        self._composer = compose.Composer(composition, [np.zeros((1, 1, 4), np.uint8) for _ in layers])
        width, height = layers[0].artwork.design
        bleed = composition.pictures[0].bleed
        design = width - int(2 * bleed / composition.scale), height - int(2 * bleed / composition.scale)
        # Each layer calls its own fonts font-0, font-1 ...: in one drawing they need names of their own.
        markup: list[str] = []
        fonts: dict[tuple[str, str], FontFile] = {}
        read: dict[str, Path] = {}
        for number, (layer, picture) in enumerate(zip(layers, composition.pictures, strict=True)):
            wide, high = layer.artwork.design
            inset = float(picture.bleed / composition.scale)
            box = f"position:absolute;left:{-inset}px;top:{-inset}px;width:{wide}px;height:{high}px"
            (fit,) = painter_of(layer.artwork, layer.files, standin.scene).sizes()
            box += f";--fit:{fit}"
            box += f";transform-origin:{inset}px {inset}px"
            inside = f'<div class="moved-{number}" style="{box}">{layer.artwork.markup}</div>'
            markup.append(inside if picture.window is None else _windowed(inside, picture.window))
            for font in layer.artwork.fonts:
                fonts.setdefault((font.family, font.digest), replace(font, name=f"{number}-{font.name}"))
            read |= {f"{number}-{name}" if name.startswith("font-") else name: path for name, path, _ in layer.files}
        ground = f";background:{composition.ground}" if composition.ground else ""
        canvas = f"position:relative;overflow:hidden;width:100%;height:100%{ground}"
        one = replace(
            layers[0].artwork, markup=f'<div style="{canvas}">{"".join(markup)}</div>',
            size=composition.size, design=design, fonts=tuple(fonts.values()),
            images={src: name for layer in layers for src, name in layer.artwork.images.items()},
            inline={src: text for layer in layers for src, text in layer.artwork.inline.items()},
        )  # fmt: skip
        pictures = {file: name for layer in layers for name, file in slots.shown(layer.artwork)}

        tones = {file: name for layer in layers for name, file in slots.tones(layer.artwork)}

        def content(name: str) -> bytes:
            if name in tones:
                return standin.tone(standin.scene(tones[name]))
            return standin.scene(pictures[name]) if name in pictures else read[name].read_bytes()

        self._painter = _Unfitted(one, content)

    def frame(self, number: int) -> bytes:
        """Draw a frame, as rows of RGBA bytes with straight alpha."""
        css = []
        for place, state in enumerate(self._composer.states(number)):
            a, b, c, d, e, f = state.matrix
            matrix = f"translate({c:.5f}px,{f:.5f}px) matrix({a:.7f},{d:.7f},{b:.7f},{e:.7f},0,0)"
            css.append(f".moved-{place}{{transform:{matrix};opacity:{state.opacity}}}")
        return self._painter.raw(0, "\n".join(css))


def _windowed(inside: str, window: tuple[int, int, int, int]) -> str:
    left, top, right, bottom = window
    place = "position:absolute;left:{}px;top:{}px;width:{}px;height:{}px"
    outer, inner = place.format(left, top, right - left, bottom - top), place.format(-left, -top, *SIZE)
    return f'<div style="{outer};overflow:hidden"><div style="{inner}">{inside}</div></div>'


def _seen(pixels: bytes, drawing: Drawing) -> np.ndarray:
    """Return RGBA rows laid over grey, without the outermost pixels.

    The engine cuts a shadowed layer to its canvas before it moves it, which leaves a seam there in what is drawn frame by frame.
    """
    _, _, width, height = drawing.box
    found = np.frombuffer(pixels, np.uint8).reshape(height, width, 4).astype(float)
    alpha = found[:, :, 3:] / 255
    over = found[:, :, :3] * alpha + 128 * (1 - alpha)
    return over[_EDGE : height - _EDGE, _EDGE : width - _EDGE] if min(width, height) > 4 * _EDGE else over


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Return the peak signal-to-noise ratio of two pictures in dB, 99 where they are equal."""
    error = float(((one - other) ** 2).mean())
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def _reference() -> float:
    pattern = ("-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=24:d=1")
    return _cpu_of(ffmpeg(), "-v", "error", *pattern, *_ENCODED)


def _cpu_of(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
