"""A film of eight seconds, and recordings that lie over it as dubs and audio description."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.sound import wav
from tests.episode.show import PEOPLE, PLAIN, counting, make_show

RATE = 48_000
FRAMES = 200
"""Eight seconds of a film in which a soft tone of 440 Hz sounds all the time."""

MANIFEST = """\
episode: {title: A, number: 1}
segments:
  - {clip: Count, file: count.mov, by: ana}
"""

Sound = npt.NDArray[np.float64]


def spoken(seconds: float, *bursts: float) -> Sound:
    """Return a voice for tests: half a second of noise, always the same, at each of these times; else silence."""
    sound = np.zeros((round(seconds * RATE), 1))
    noise = np.random.default_rng(7).normal(0, 0.1, (RATE // 2, 1))
    for at in bursts:
        sound[round(at * RATE) : round(at * RATE) + len(noise)] = noise
    return sound


def write(path: Path, sound: Sound) -> None:
    path.write_bytes(wav.header(RATE, sound.shape[1], len(sound)) + wav.encode(sound))


def voiced_show(folder: Path) -> Path:
    """Make a show of a film of eight seconds with recordings that may lie over it; return the manifest of its episode."""
    make_show(folder, f"rate: 25\n{PLAIN}", f"{PEOPLE}ben: {{name: Ben}}\n")
    media = folder / "episodes/media"
    counting(media / "count.mov", FRAMES)
    write(media / "es.wav", spoken(8, 2, 2.6))
    write(media / "seen.wav", spoken(5, 4))
    write(media / "all.wav", spoken(8, 0.5, 1, 2, 3, 4, 5, 6, 7))
    return folder / "episodes/e.yaml"
