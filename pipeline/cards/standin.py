"""What stands in for pictures of an episode where a theme is looked at without one. Pure."""

from __future__ import annotations

import re

from pipeline.cards import tone as tones
from pipeline.digest import of_bytes

_SKIES = (("#f2b36b", "#8a4a5e"), ("#9fc4d6", "#38556b"), ("#e8cfae", "#7d5a3f"), ("#c9b6d9", "#4a3a63"))
"""Light and dark of a scene: evening, morning, a room, night."""

_FILL = re.compile(r'fill="#([0-9a-f]{6})"')

_SAME = {"begin": "first"}
"""Pictures of the same moment as another."""


def scene(name: str) -> bytes:
    """Return a picture of somebody before a hill, as SVG; another for another name, and the same for the same."""
    number = int(of_bytes(_SAME.get(name, name).encode())[:4], 16)
    light, dark = _SKIES[number % len(_SKIES)]
    x = 800 + number // 8 % 5 * 80
    return _svg(
        f'<rect width="1920" height="1080" fill="{light}"/>'
        f'<circle cx="{x - 520}" cy="260" r="130" fill="#fff6e0"/>'
        f'<path d="M0 760Q480 520 960 700T1920 600V1080H0Z" fill="{dark}"/>'
        f'<path d="M{x - 330} 1080Q{x - 300} 700 {x} 690T{x + 330} 1080Z" fill="#2b2430"/>'
        f'<ellipse cx="{x}" cy="430" rx="170" ry="220" fill="#b9825f"/>'
        f'<path d="M{x - 185} 420Q{x - 170} 190 {x} 190T{x + 185} 420Q{x} 300 {x - 185} 420Z" fill="#2b2430"/>'
    )


def plain(colour: str) -> bytes:
    """Return a picture of one colour, as SVG."""
    return _svg(f'<rect width="1920" height="1080" fill="{colour}"/>')


def tone(picture: bytes) -> bytes:
    """Return the tone of a picture that stands in: of a plain one its own, of a scene that of a dark one."""
    colours = set(_FILL.findall(picture.decode()))
    if len(colours) > 1:
        return tones.packed(tones.even(0))
    return tones.packed(tones.of_pixels(bytes.fromhex(colours.pop()) * (tones.COLUMNS * tones.ROWS)))


def _svg(inner: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080" viewBox="0 0 1920 1080" '
        f'preserveAspectRatio="xMidYMid slice">{inner}</svg>'
    ).encode()
