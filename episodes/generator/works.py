"""List every file of the demo show's media, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from episodes.generator import backgrounds, music, patchwork, places, players, texts, voice
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


def _player(name: str, film: Callable[[], Iterator[Image.Image]], play: Callable[[], Signal], cost: int, height: int = 0) -> Work:
    return _film(f"kitchen-table/{name}.mp4", film, players.SIZES[name], players.RATES[name], cost, _phone(play), height)


WORKS = (
    _player("bass", players.bass_film, music.bass, 12, 1024),
    _player("guitar", players.guitar_film, music.guitar, 10),
    _player("drums", players.drums_film, lambda: music.drums(late=False), 8),
    _film("a-small-thing/lake.mp4", backgrounds.lake, backgrounds.SIZE, backgrounds.RATE_OF_FRAMES, 9),
    _film("half-a-quilt/window.mp4", places.window_film, places.SIZE, places.WINDOW_RATE, 7, places.window_sound),
    _film("half-a-quilt/street.mp4", places.street_film, places.SIZE, places.STREET_RATE, 4, places.street_sound),
    _film("dawn.mp4", backgrounds.dawn, backgrounds.SIZE, backgrounds.RATE_OF_FRAMES, 3),
    Work("patchwork/frames", lambda target: write_png(target, patchwork.pictures()), 5),
    _sound("patchwork/sound.wav", patchwork.sound),
    _sound("kitchen-table/guitar.wav", music.guitar),
    _sound("kitchen-table/bass.wav", music.bass),
    _sound("kitchen-table/drums.wav", music.drums),
    _sound("a-small-thing/voice.wav", lambda: voice.read_aloud(texts.POEM, 25)),
    _sound("pad.wav", music.pad),
)
