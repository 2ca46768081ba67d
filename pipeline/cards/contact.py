"""The contact sheet of a file: its name, small pictures over its length, the waveform, and what is to be known of it. Pure.

It belongs to no theme: it is looked at by producers, on a screen.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction

from pipeline.cards import emoji, fonts, script
from pipeline.cards.artwork import BASE_CSS
from pipeline.cards.fonts import Font
from pipeline.cards.model import Artwork, CardFile, FontFile
from pipeline.values import dataclass

WIDTH = 1600
"""Pixels of a sheet."""

_EDGE = 40
_INNER = WIDTH - 2 * _EDGE
_GAP = 10
_LONGEST = 84
"""Letters of a file's name that are shown; of a longer one its beginning and its end."""

_MARKS = {"wrong": "#c93a22", "mind": "#f4a630", "treated": "#1b6f69"}

_CSS = (
    ".card{display:flex;flex-direction:column;background:#fbf1df;color:#2a1a2e;padding:34px 40px 0 40px;box-sizing:border-box}"
    ".name{font-size:34px;font-weight:700;line-height:1.3;white-space:nowrap}"
    ".facts{font-size:20px;line-height:1.4;color:#6a5468;margin-bottom:18px}"
    ".tiles{display:flex;flex-wrap:wrap;gap:10px;margin-bottom:16px}"
    ".tile{position:relative;overflow:hidden;border-radius:6px;background:#2a1a2e}"
    ".time{position:absolute;left:7px;bottom:7px;color:#fff;font-size:16px;line-height:1.25;background:rgba(20,10,24,.68);"
    "padding:1px 7px;border-radius:4px}"
    ".wave{border-radius:6px;background:#f3e6cf}"
    ".axis{position:relative;height:24px;margin-bottom:16px}"
    ".tick{position:absolute;top:3px;font-size:15px;line-height:1.3;color:#6a5468}"
    ".note{display:flex;font-size:20px;line-height:1.4;margin-bottom:6px}"
    ".dot{width:12px;height:12px;border-radius:6px;margin:8px 12px 0 0;flex-shrink:0}"
)

Shares = tuple[tuple[float, float], ...]
"""Stretches of a length, as (from, to), 0 its beginning and 1 its end."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A waveform: the `peaks` of equal parts of a length, full scale at 1, and which stretches are silent or clip."""

    peaks: tuple[float, ...]
    silent: Shares
    clipped: Shares


@dataclass(frozen=True, slots=True)
class Strip:
    """Small pictures, as `plan.looking.Tiles` lays them out, each with a label; a still's picture has an empty one."""

    columns: int
    width: int
    height: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet: `ticks` are labels of times as (share, text); `notes` are (wrong, mind or treated; sentence)."""

    name: str
    facts: str
    strip: Strip | None
    wave: Wave | None
    ticks: tuple[tuple[float, str], ...]
    notes: tuple[tuple[str, str], ...]


def describe(sheet: Sheet) -> tuple[Artwork, tuple[CardFile, ...]]:
    """Return what draws a sheet, and its files; its small pictures are one more, called `strip`."""
    writer = _Writer()
    name, facts = writer.text(_shortened(sheet.name)), writer.text(sheet.facts)
    parts = [f'<div class="name">{name}</div><div class="facts">{facts}</div>']
    height = 34 + 45 + 46
    inline = {}
    if sheet.strip is not None:
        parts.append(f'<div class="tiles">{_tiles(sheet.strip, writer)}</div>')
        height += -(-len(sheet.strip.labels) // sheet.strip.columns) * (sheet.strip.height + _GAP) - _GAP + 16
    if sheet.wave is not None:
        high = 110 if sheet.strip else 220
        inline["wave"] = waveform(sheet.wave, _INNER, high, ink="#1b6f69", quiet="#e2cfae", loud="#c93a22")
        parts.append(f'<img class="wave" src="wave" style="width:{_INNER}px;height:{high}px">')
        height += high
    if sheet.ticks:
        parts.append(f'<div class="axis">{_ticks(sheet.ticks)}</div>')
        height += 24 + 16
    for kind, text in sheet.notes:
        parts.append(
            f'<div class="note"><div class="dot" style="background:{_MARKS[kind]}"></div>'
            f'<div style="width:{_INNER - 24}px">{writer.text(text)}</div></div>'
        )
        height += 28 * -(-_breadth(text) * 11 // (_INNER - 60)) + 6
    files = writer.files()
    artwork = Artwork(
        card="contact",
        theme="contact",
        markup=f'<div class="card">{"".join(parts)}</div>',
        css=BASE_CSS + _CSS,
        size=(WIDTH, height + 30),
        design=(WIDTH, height + 30),
        scale=Fraction(1),
        rest=0,
        out=0,
        smallest=100,
        language="en",
        fonts=writer.fonts(),
        images={**writer.pictures(), **({} if sheet.strip is None else {"strip": "strip"})},
        inline=inline,
    )
    return artwork, files


def stack(sizes: Sequence[tuple[int, int]]) -> Artwork:
    """Return what draws sheets of these sizes one below the other; they are files called `sheet0`, `sheet1`, ..."""
    names = [f"sheet{number}" for number in range(len(sizes))]
    parts = (
        f'<img src="{name}" style="display:block;width:{width}px;height:{height}px">'
        for name, (width, height) in zip(names, sizes, strict=True)
    )
    size = WIDTH, sum(height for _, height in sizes)
    return Artwork(
        card="contact", theme="contact", markup=f'<div class="stack">{"".join(parts)}</div>',
        css=".stack{display:flex;flex-direction:column}", size=size, design=size, scale=Fraction(1), rest=0, out=0, smallest=100,
        language="en", fonts=(), images={name: name for name in names}, inline={},
    )  # fmt: skip


def waveform(wave: Wave, width: int, height: int, *, ink: str, quiet: str, loud: str) -> str:
    """Draw a waveform as SVG: bars in `ink`, silent stretches shaded with `quiet`, clipping marked with `loud`.

    Heights are the square roots of the peaks, so that quiet words show.
    """
    pitch, middle = width / max(len(wave.peaks), 1), height / 2
    bars = "".join(
        f"M{(number + 0.5) * pitch:.1f} {middle - (tall := max(0.5, peak**0.5 * (middle - 8))):.1f}v{2 * tall:.1f}"
        for number, peak in enumerate(min(peak, 1.0) for peak in wave.peaks)
    )
    shaded = "".join(
        f'<rect x="{start * width:.1f}" width="{max(1.0, (end - start) * width):.1f}" height="{height}" style="fill:{quiet}"/>'
        for start, end in wave.silent
    )
    marks = "".join(f"M{start * width:.1f} 2.5H{max(end * width, start * width + 3):.1f}" for start, end in wave.clipped)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none">{shaded}<path d="{bars}" style="fill:none;stroke:{ink};stroke-width:{pitch * 0.6:.2f}"/>'
        + (f'<path d="{marks}" style="fill:none;stroke:{loud};stroke-width:5"/>' if marks else "")
        + "</svg>"
    )


def _tiles(strip: Strip, writer: _Writer) -> str:
    rows = -(-len(strip.labels) // strip.columns)
    size = f"width:{strip.columns * strip.width}px;height:{rows * strip.height}px"
    return "".join(
        f'<div class="tile" style="width:{strip.width}px;height:{strip.height}px"><img src="strip" style="position:absolute;'
        f'left:{-(number % strip.columns) * strip.width}px;top:{-(number // strip.columns) * strip.height}px;{size}">'
        + (f'<div class="time">{writer.text(label)}</div>' if label else "")
        + "</div>"
        for number, label in enumerate(strip.labels)
    )


def _ticks(ticks: Sequence[tuple[float, str]]) -> str:
    # The last one ends where the sheet does.
    return "".join(
        f'<div class="tick" style="{f"left:{share * _INNER:.0f}px" if share < 0.97 else "right:0px"}">{html.escape(text)}</div>'
        for share, text in ticks
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 24]}…{name[-23:]}"


def _breadth(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


class _Writer:
    """Texts as markup: emoji become pictures, what no font has a question mark; it keeps which fonts and pictures are used."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._emoji: dict[str, CardFile] = {}

    def text(self, text: str) -> str:
        """Return a text's markup."""
        out = []
        for run, is_emoji in script.emoji_runs(unicodedata.normalize("NFC", text), _is_lacking):
            found = emoji.pictures(run) if is_emoji else ()
            for name, path, digest in found or ():
                source = f"emoji:{name}"
                self._emoji.setdefault(source, (f"emoji-{len(self._emoji)}", path, digest))
                out.append(f'<img class="emoji" src="{source}">')
            if not found:
                plain = "".join("?" if _is_lacking(sign) else sign for sign in run if sign.isprintable())
                self._text.append(plain)
                out.append(f'<span dir="{script.direction(plain)}">{html.escape(plain)}</span>')
        return "".join(out)

    def pictures(self) -> Mapping[str, str]:
        """Return the pictures in the texts: file by source."""
        return {source: name for source, (name, _, _) in self._emoji.items()}

    def fonts(self) -> tuple[FontFile, ...]:
        """Return the fonts of the texts."""
        return tuple(FontFile(f"font-{number}", font.family, font.digest) for number, font in enumerate(self._fonts()))

    def files(self) -> tuple[CardFile, ...]:
        """Return the files of fonts and pictures."""
        found = [(f"font-{number}", font.path, font.digest) for number, font in enumerate(self._fonts())]
        return (*found, *self._emoji.values())

    def _fonts(self) -> tuple[Font, ...]:
        return (fonts.text_font(), *fonts.needed("".join(self._text), ())[0])


def _is_lacking(sign: str) -> bool:
    return bool(fonts.needed(sign, ())[1])
