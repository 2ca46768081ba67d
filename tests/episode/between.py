"""A theme with a card that is handed in, a pass and a matte, all of one plain colour: its edges can be measured."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np

from tests.episode.show import BARE, ffmpeg, make_show

LEAD, PASS = 6, 6
"""Frames at 24 a second in which the card and the pass come; the pass leaves in as many."""

SHEET = '<div class="layer" data-layer="sheet"><div class="sheet"></div></div>\n'
COMES = "sheet:\n  keys:\n    - {at: -6f, x: 100%}\n    - {at: 0, x: 0}\n"
FILES = {
    "theme.yaml": """\
title: Between
extends: create-together
transition: theme
cards:
  interstitial: {kind: layered, seconds: 1, lead: 6f, ground: ink}
  pass: {kind: layered, seconds: 0.25, lead: 6f, box: canvas}
""",
    "interstitial.html": SHEET
    + '<div class="layer" data-layer="title"><div class="title" {{ script(title) }}>{{ title }}</div></div>\n',
    "interstitial.motion.yaml": COMES + "title:\n  rides: sheet\n",
    "interstitial.css": ".title { position: absolute; left: 40%; top: 40%; color: var(--paper); "
    "font-size: calc(90px * var(--fit)); }\n",
    "pass.html": SHEET,
    "pass.motion.yaml": COMES + "    - {at: 6f, x: -100%}\n",
    "theme.css": ".sheet { position: absolute; left: 0; top: 0; width: 100%; height: 100%; background: var(--ink); }\n",
}
"""Everything is dark, but for the title, which stays out of the upper third."""

MATTE = {
    **{name: text for name, text in FILES.items() if not name.startswith("pass.")},
    "theme.yaml": FILES["theme.yaml"].replace("  pass:", "  matte:").replace(", lead: 6f, box: canvas", ", box: canvas"),
    "matte.html": SHEET,
    "matte.motion.yaml": "sheet:\n  keys:\n    - {at: 0, x: -100%}\n    - {at: 6f, x: 0}\n",
}
"""The same, with a matte that uncovers from the left."""


def themed(folder: Path, segments: str, *, rate: str = "24", files: dict[str, str] = FILES, settings: str = "") -> Path:
    """Write a show in the theme `between`, with films of one light grey each, `a.mov` to `c.mov`; return the manifest."""
    show = make_show(folder / "show", f"{BARE}theme: between\nrate: {rate}\n{settings}".replace("transition: cut\n", ""))
    (show / "templates/between").mkdir(parents=True)
    for name, text in files.items():
        (show / "templates/between" / name).write_text(text)
    for name, level in FILM.items():
        grey = f"nullsrc=s=160x90:r={rate}:d=1,geq=lum={level}:cb=128:cr=128"
        coded = ("-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv420p")
        ffmpeg("-f", "lavfi", "-i", grey, *coded, str(show / f"episodes/media/{name}.mov"))
    manifest = show / "episodes/e.yaml"
    manifest.write_text(f"episode: {{title: A}}\nsegments:\n{segments}")
    return manifest


FILM = {"a": 120, "b": 160, "c": 200}
"""The level of grey of each film."""

DARK = 60
"""What is below is the theme's sheet."""


def levels(luma: np.ndarray) -> list[list[int]]:
    """Return which greys, as in `FILM`, are seen in the upper third of each frame from left to right; 0 is a sheet.

    A grey of a few columns is an edge that was encoded.
    """
    found = []
    for frame in luma[:, 4:28].astype(int).mean(axis=1):
        near = [min((0, *FILM.values()), key=lambda level, at=at: abs(level - (at if at > DARK else 0))) for at in frame]
        runs = [(level, len(list(run))) for level, run in groupby(near)]
        found.append([level for level, columns in runs if columns > 4])
    return found


def edges(luma: np.ndarray) -> list[int]:
    """Return for each frame how many of the picture's columns are light in its upper third."""
    return [int((frame.mean(axis=0) > DARK).sum()) for frame in luma[:, 4:28].astype(int)]
