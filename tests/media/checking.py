"""Probe made files, hear what a stem of them holds, and read what `check` says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.media.info import MediaInfo
from pipeline.media.library import Library
from tests.episode.show import ALONE, opened_warm
from tests.memory import Forgetful
from tests.sound.studio import RATE
from tests.sound.test_decode import stem


def probe(path: Path) -> MediaInfo:
    return Library(path.parent, Forgetful()).info(path.name)


def beeps(path: Path, folder: Path, track: int = 0) -> float:
    """Return the level of what is heard of a file at 1 kHz, 1 to 1.1 s in, as an amplitude."""
    sound = stem(path, folder, track=track)[:, 0]
    part = sound[round(1.02 * RATE) : round(1.08 * RATE)]
    return float(2 * np.abs((part * np.exp(-2j * np.pi * 1000 * np.arange(len(part)) / RATE)).mean()))


def told(folder: Path, segment: str) -> list[str]:
    """Return what is said of an episode of one segment whose files are in the show's media folder."""
    manifest = folder / "episodes" / "e.yaml"
    manifest.write_text(f"episode: {{title: A}}\n{ALONE}segments:\n{segment}")
    with opened_warm([manifest]) as opened:
        return [str(diagnostic) for diagnostic in opened.diagnostics(manifest)]
