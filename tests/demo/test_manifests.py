"""The demo show's manifests are free of mistakes and make the episodes that they promise.

The real media take a while to make, so stand-ins of the same names and lengths take their place.
"""

import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from episodes.generator import texts
from pipeline import assembly, manifest
from pipeline.captions import lint, rules_of
from pipeline.delivery.captions import merged
from pipeline.manifest import loading
from pipeline.media.library import Library
from pipeline.timeline.chapters import chapters
from pipeline.timeline.model import CardMedia, Clip, FramesMedia, SceneMedia, Timeline
from pipeline.timeline.programme import Programme
from pipeline.timeline.shots import cuts
from tests.demo.stand_ins import make_demo
from tests.memory import Forgetful


def library(media: Path) -> Library:
    return Library(media, Forgetful())


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("show"))


@pytest.fixture(scope="module")
def timeline(show: Path) -> Callable[[str], Timeline]:
    def assembled(name: str) -> Timeline:
        episode = manifest.load(show / "episodes" / f"{name}.yaml", library)
        return assembly.assemble(episode, library(episode.media))

    return assembled


@pytest.mark.parametrize(("name", "least", "most"), [("s01e01", 60, 95), ("s01e02", 35, 48)])
def test_an_episode_is_as_long_as_promised(timeline: Callable[[str], Timeline], name: str, least: int, most: int) -> None:
    cut = timeline(name)
    assert least <= Programme(cut).seconds <= most


@pytest.mark.parametrize("name", ["s01e01", "s01e02"])
def test_an_episode_has_enough_chapters_to_be_shown(timeline: Callable[[str], Timeline], name: str) -> None:
    assert len(chapters(Programme(timeline(name)))) >= 3


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
            media = item.media if isinstance(item, Clip) else None
            if isinstance(media, CardMedia) and media.card in ("poem_line", "margin", "held"):
                comes.append(Fraction(frame, 24))
            frame += item.frames
    assert len(comes) == len(texts.POEM)
    for at, line in zip(sorted(comes), texts.POEM, strict=True):
        assert abs(float(at - voice.at) - line.start) <= 1 / 24


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_captions_of_the_first_episode_can_be_read(show: Path, language: str) -> None:
    reading = loading.attempt(show / "episodes" / "s01e01.yaml", language=None if language == "en" else language)
    episode = reading.episode
    assert episode is not None
    assert (reading.diagnostics, reading.warnings) == ((), ())
    programme = Programme(assembly.assemble(episode, library(episode.media)))
    found = merged(programme)
    assert {*found} == {"en", "es"}
    broken = [
        (captions[remark.number].text, remark.message)
        for own, captions in found.items()
        for remark in lint(captions, programme.rate, rules_of(own), programme.seconds, cuts(programme))
    ]
    assert broken == []


def test_names_are_written_in_six_scripts_and_more(timeline: Callable[[str], Timeline], show: Path) -> None:
    episode = manifest.load(show / "episodes" / "s01e01.yaml", library)
    seen = {key for segment in timeline("s01e01").segments for made in segment.contributions for key in made.people}
    scripts = {unicodedata.name(letter).split()[0] for key in seen for letter in episode.people[key].name if letter.isalpha()}
    assert scripts >= {"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "CJK", "HIRAGANA", "HANGUL", "HEBREW", "GREEK", "THAI"}
    assert seen == set(episode.people), "everyone in people.yaml takes part"


def test_the_episodes_share_media(timeline: Callable[[str], Timeline]) -> None:
    def heard(name: str) -> set[str]:
        return {sound.media.path for segment in timeline(name).segments for sound in segment.stack.sound}

    assert len(heard("s01e01") & heard("s01e02")) >= 3
