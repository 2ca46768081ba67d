"""The fonts that every theme may rely on, in their fixed order, and which of them a text needs. Reads font files.

System fonts are never seen: what is not in a package or in the theme's own folder does not exist.
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from pipeline import digest
from pipeline.cards import coverage, script
from pipeline.faults import EnvironmentFault
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Font:
    """One font file: the family under which CSS knows it, where it is, and the digest of its bytes."""

    family: str
    path: Path = field(compare=False)
    digest: str


_TEXT = ("Noto Sans", "NotoSans[wght].ttf")
_SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada", "Khmer",
    "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai", "Symbols",
)
_CJK = "NotoSansCJK-VF.otf.ttc"


@lru_cache(maxsize=4)
def folder(package: str) -> Path:
    """Return the folder of an installed package. Raises EnvironmentFault."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EnvironmentFault(f"the font package {package} is not installed", f"pip install {package.replace('_', '-')}")
    return Path(spec.origin).parent


@lru_cache(maxsize=128)
def from_file(family: str, path: Path) -> Font:
    """Describe a font file. Raises OSError, and ValueError where it is no font."""
    coverage.of_file(path)
    return Font(family, path, digest.of_file(path))


def text_font() -> Font:
    """Return Noto Sans: Latin with Vietnamese, Cyrillic, Greek. Raises EnvironmentFault."""
    return from_file(_TEXT[0], folder("manimgx_fonts") / _TEXT[1])


def italic_font() -> Font:
    """Return the italics of Noto Sans, of the same family; the engine slants the letters of a face that has none."""
    return from_file(_TEXT[0], folder("manimgx_fonts") / "NotoSans-Italic[wght].ttf")


@lru_cache(maxsize=8192)
def _fallback(character: str) -> Font | None:
    home = folder("manimgx_fonts")
    for name in _SCRIPTS:
        path = home / f"NotoSans{name}[wght].ttf"
        if character in coverage.of_file(path):
            return from_file(f"Noto Sans {name}", path)
    path = folder("manimgx_fonts_cjk") / _CJK
    return from_file("Noto Sans CJK", path) if character in coverage.of_file(path) else None


def paths() -> tuple[Path, ...]:
    """Return the files of all fonts that every theme may rely on: a character is drawn by the first that has it.

    Raises EnvironmentFault.
    """
    home = folder("manimgx_fonts")
    scripts = (home / f"NotoSans{name}[wght].ttf" for name in _SCRIPTS)
    return home / _TEXT[1], *scripts, folder("manimgx_fonts_cjk") / _CJK


def needed(text: str, own: tuple[Font, ...]) -> tuple[tuple[Font, ...], str]:
    """Return the fallback fonts that `text` needs after a theme's `own` fonts and Noto Sans, and the characters in none.

    Fonts come in a fixed order whatever the text; characters in the order of the text, each once.
    """
    plain = coverage.of_file(text_font().path)
    covers = [coverage.of_file(font.path) for font in own]
    wanted: dict[Font, None] = {}
    missing: dict[str, None] = {}
    for character in dict.fromkeys(text):
        if character in plain or script.is_mark(character) or any(character in cover for cover in covers):
            continue
        font = _fallback(character)
        if font is None:
            missing[character] = None
        else:
            wanted[font] = None
    return tuple(sorted(wanted, key=_rank)), "".join(missing)


def _rank(font: Font) -> int:
    script_name = font.family.removeprefix("Noto Sans ")
    return _SCRIPTS.index(script_name) if script_name in _SCRIPTS else len(_SCRIPTS)
