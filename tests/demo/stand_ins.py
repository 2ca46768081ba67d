"""The demo show with stand-ins for its media, which take a while to make: of the same names and lengths, small and plain."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from episodes.generator import backgrounds, bassist, drummer, guitarist, music, patchwork, street, texts, window
from episodes.generator.dsp import RATE
from episodes.generator.film import write_mp4, write_png, write_wav
from episodes.generator.works import WORKS

EPISODES = Path(texts.__file__).parent.parent

FILMS = {
    "kitchen-table/guitar.mp4": (music.LENGTH, guitarist.RATE, guitarist.SIZE),
    "kitchen-table/bass.mp4": (music.LENGTH, bassist.RATE, bassist.SIZE),
    "kitchen-table/drums.mp4": (music.LENGTH, drummer.RATE, drummer.SIZE),
    "a-small-thing/lake.mp4": (backgrounds.LAKE_LENGTH, backgrounds.RATE_OF_FRAMES, backgrounds.SIZE),
    "half-a-quilt/window.mp4": (window.LENGTH, window.RATE_OF_FRAMES, window.SIZE),
    "half-a-quilt/street.mp4": (street.LENGTH, street.RATE_OF_FRAMES, street.SIZE),
    "dawn.mp4": (backgrounds.DAWN_LENGTH, backgrounds.RATE_OF_FRAMES, backgrounds.SIZE),
}
SOUNDS = {
    "patchwork/sound.wav": patchwork.PICTURES / patchwork.RATE_OF_PICTURES,
    "kitchen-table/guitar.wav": music.LENGTH,
    "kitchen-table/bass.wav": music.LENGTH,
    "kitchen-table/drums.wav": music.LENGTH + music.LATE,
    "a-small-thing/voice.wav": texts.POEM[-1].end,
    "pad.wav": music.PAD_LENGTH,
}


def hiss(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.1, 0.1, round(seconds * RATE))


def make_demo(root: Path) -> Path:
    """Write the manifests, texts and scenes as they are, and stand-ins for the media; return the show's folder."""
    shutil.copytree(EPISODES, root / "episodes", ignore=shutil.ignore_patterns("media", "generator", "__pycache__"))
    media = root / "episodes" / "media"
    for work in WORKS:
        target = media / work.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if work.path in FILMS:
            seconds, rate, (width, height) = FILMS[work.path]
            small = (width // 20 // 2 * 2, height // 20 // 2 * 2)
            write_mp4(target, [Image.new("RGB", small, "#2a9d8f")] * round(seconds * rate), small, rate, hiss(seconds))
        elif work.path in SOUNDS:
            write_wav(target, hiss(SOUNDS[work.path]))
        else:
            write_png(target, [Image.new("RGB", (64, 36), (n, n, n)) for n in range(patchwork.PICTURES)])
    return root
