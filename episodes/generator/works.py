"""List every file of the demo show's media, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from episodes.generator import backgrounds, bassist, drummer, guitarist, music, patchwork, street, texts, voice, window
from episodes.generator.dsp import Signal, equalise
from episodes.generator.film import write_mp4, write_png, write_wav


@dataclass(frozen=True, slots=True)
class Work:
    """Make one file, or one folder of pictures, at `path` inside the media folder. `cost` orders the work: the longest first."""

    path: str
    make: Callable[[Path], None]
    cost: int


def _sound(path: str, play: Callable[[], Signal]) -> Work:
    return Work(path, lambda target: write_wav(target, play()), 2)


def _film(
    path: str,
    draw: Callable[[], Iterator[Image.Image]],
    size: tuple[int, int],
    rate: int,
    cost: int,
    play: Callable[[], Signal] | None = None,
    height: int = 0,
) -> Work:
    return Work(path, lambda target: write_mp4(target, draw(), size, rate, play() if play else None, height), cost)


def _phone(play: Callable[[], Signal]) -> Callable[[], Signal]:
    """Return the sound as the player's phone heard it across the room: mono, thin."""
    return lambda: 0.6 * equalise(play().mean(axis=0), [(120, -14), (350, 0), (3500, 0), (9000, -16)])


WORKS = (
    _film("kitchen-table/bass.mp4", bassist.film, bassist.SIZE, bassist.RATE, 12, _phone(music.bass), 1024),
    _film("kitchen-table/guitar.mp4", guitarist.film, guitarist.SIZE, guitarist.RATE, 10, _phone(music.guitar)),
    _film("kitchen-table/drums.mp4", drummer.film, drummer.SIZE, drummer.RATE, 8, _phone(lambda: music.drums(late=False))),
    _film("a-small-thing/lake.mp4", backgrounds.lake, backgrounds.SIZE, backgrounds.RATE_OF_FRAMES, 9),
    _film("half-a-quilt/window.mp4", window.film, window.SIZE, window.RATE_OF_FRAMES, 7, window.sound),
    _film("half-a-quilt/street.mp4", street.film, street.SIZE, street.RATE_OF_FRAMES, 4, street.sound),
    _film("dawn.mp4", backgrounds.dawn, backgrounds.SIZE, backgrounds.RATE_OF_FRAMES, 3),
    Work("patchwork/frames", lambda target: write_png(target, patchwork.pictures()), 5),
    _sound("patchwork/sound.wav", patchwork.sound),
    _sound("kitchen-table/guitar.wav", music.guitar),
    _sound("kitchen-table/bass.wav", music.bass),
    _sound("kitchen-table/drums.wav", music.drums),
    _sound("a-small-thing/voice.wav", lambda: voice.read_aloud(texts.POEM, 25)),
    _sound("pad.wav", music.pad),
)
