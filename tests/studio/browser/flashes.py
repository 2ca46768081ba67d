"""An episode of white frames on black, a beep with each: what is seen and what is heard of it can be held against one another."""

from __future__ import annotations

from pathlib import Path

from pipeline.app import session
from tests.episode.show import BARE, flash_and_beep, make_show, write

MANIFEST = """\
episode: {title: Flashes, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: One
    file: flash.mov
    out: 4
    by: ana
  - clip: Two
    file: flash.mov
    in: 0.2
    by: ana
"""
FLASHES = [1.4, 2.4, 3.4, 4.4, 5.2, 6.2, 7.2, 8.2, 9.2]
"""Seconds of the episode at which a white frame begins, and a beep with it."""


def flashing_show(show: Path) -> Path:
    """Write the show and build its episode; return its folder."""
    make_show(show, f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}")
    flash_and_beep(show / "episodes/media/flash.mov", 5, flashes=[0.4, 1.4, 2.4, 3.4, 4.4])
    write(show / "episodes", {"s01e01.yaml": MANIFEST})
    manifest = show / "episodes/s01e01.yaml"
    with session.opened([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return show
