"""The demo show's manifests are free of mistakes and make the episodes that they promise.

The real media take a while to make, so stand-ins of the same names and lengths take their place.
"""

import shutil
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from episodes.generator import backgrounds, bassist, drummer, guitarist, music, patchwork, street, texts, window
from episodes.generator.dsp import RATE
from episodes.generator.film import write_mp4, write_png, write_wav
from episodes.generator.works import WORKS
from pipeline import assembly, manifest
from pipeline.media.library import Forgetful, Library
from pipeline.timeline.model import CardMedia, Clip, FramesMedia, SceneMedia, Timeline
from pipeline.timeline.programme import Programme

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


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the manifests, texts and scenes as they are, and stand-ins for the media."""
    root = tmp_path_factory.mktemp("show")
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


@pytest.fixture(scope="module")
def timeline(show: Path) -> Callable[[str], Timeline]:
    def assembled(name: str) -> Timeline:
        episode = manifest.load(show / "episodes" / f"{name}.yaml")
        return assembly.assemble(episode, Library(episode.media, Forgetful()))

    return assembled


@pytest.mark.parametrize(("name", "least", "most"), [("s01e01", 60, 90), ("s01e02", 30, 40)])
def test_an_episode_is_as_long_as_promised(timeline: Callable[[str], Timeline], name: str, least: int, most: int) -> None:
    cut = timeline(name)
    assert least <= Programme(cut).seconds <= most


def test_the_first_episode_shows_every_kind_with_a_card_before_each_piece(timeline: Callable[[str], Timeline]) -> None:
    kinds = [segment.kind for segment in timeline("s01e01").segments]
    pieces = ["music", "poem", "docu-short", "animation", "animation"]
    assert kinds == ["opening", *(kind for piece in pieces for kind in ("card", piece)), "credits", "end"]


def test_the_first_episode_has_a_mosaic_frames_a_scene_and_captions(timeline: Callable[[str], Timeline]) -> None:
    named = {segment.name: segment for segment in timeline("s01e01").segments}
    music_ = named["kitchen-table"]
    assert len(music_.stack.sound) == 3
    assert [sound.sync for sound in music_.stack.sound] == [None, None, "auto"]
    assert sum(track.name.startswith("tile") for track in music_.stack.picture) == 3
    assert {language: len(cues) for language, cues in named["half-a-quilt"].stack.cues.items()} == {"en": 4, "es": 4}
    drawn = [item for name in ("patchwork", "lanterns") for item in named[name].stack.picture[0].items]
    assert [type(clip.media) for clip in drawn if isinstance(clip, Clip)] == [FramesMedia, SceneMedia]


def test_the_poem_is_shown_as_it_is_read(timeline: Callable[[str], Timeline]) -> None:
    poem = next(segment for segment in timeline("s01e01").segments if segment.kind == "poem").stack
    (voice,) = (sound for sound in poem.sound if sound.role.value == "voice")
    comes = []
    for track in poem.picture:
        frame = 0
        for item in track.items:
            if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "poem_line":
                comes.append(Fraction(frame, 24))
            frame += item.frames
    assert len(comes) == len(texts.POEM)
    for at, line in zip(sorted(comes), texts.POEM, strict=True):
        assert abs(float(at - voice.at) - line.start) <= 1 / 24


def test_names_are_written_in_six_scripts_and_more(timeline: Callable[[str], Timeline], show: Path) -> None:
    episode = manifest.load(show / "episodes" / "s01e01.yaml")
    seen = {key for segment in timeline("s01e01").segments for made in segment.contributions for key in made.people}
    scripts = {unicodedata.name(letter).split()[0] for key in seen for letter in episode.people[key].name if letter.isalpha()}
    assert scripts >= {"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "CJK", "HIRAGANA", "HANGUL", "HEBREW", "GREEK", "THAI"}
    assert seen == set(episode.people), "everyone in people.yaml takes part"


def test_the_episodes_share_media(timeline: Callable[[str], Timeline]) -> None:
    def heard(name: str) -> set[str]:
        return {sound.media.path for segment in timeline(name).segments for sound in segment.stack.sound}

    assert len(heard("s01e01") & heard("s01e02")) >= 3
