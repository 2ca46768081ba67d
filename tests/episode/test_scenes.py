"""The scenes that come along: the same in any span and at any rate, of their own inputs alone, told, checked and credited."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.app import crediting
from pipeline.app.session import Session
from pipeline.operations.builtin_scene import DrawBuiltinScene
from pipeline.operations.scenes.land import is_land
from pipeline.operations.scenes.model import Ring
from tests.episode.show import BARE, PEOPLE, make_show, opened_warm
from tests.episode.spans import compared
from tests.sound import studio

pytestmark = pytest.mark.ffmpeg

SCENES = {
    "ring": "scene: builtin/waveform-ring, length: 1, parameters: {sound: {file: tone.wav, by: ana, role: singer}}",
    "words": "scene: builtin/kinetic-words, length: 1, parameters: {text: Come भोसले}",
    "collage": "scene: builtin/paper-collage, length: 1, parameters: {stills: [{file: one.png, by: ben}, two.png]}",
    "counter": "scene: builtin/counter, length: 1, parameters: {from: 5, to: 1200, label: boats}",
    "map": "scene: builtin/people-map, length: 1",
}
WHERE = f"{PEOPLE}ben: {{name: Ben, place: Pune, coordinates: '18.5, 73.9'}}\n"


def manifest_of(scenes: dict[str, str]) -> str:
    lines = "".join(f"  - {{animation: {name}, {fields}}}\n" for name, fields in scenes.items())
    return f"episode: {{title: A, number: 1}}\nsegments:\n{lines}"


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("scenes") / "show", f"rate: 25\n{BARE}", WHERE)
    media = folder / "episodes/media"
    studio.take(media / "tone.wav", studio.tone(2))
    Image.new("RGB", (60, 40), (200, 30, 30)).save(media / "one.png")
    Image.new("RGB", (40, 60), (30, 30, 200)).save(media / "two.png")
    manifest = folder / "episodes/e.yaml"
    manifest.write_text(manifest_of(SCENES))
    return manifest


@pytest.fixture
def opened(show: Path) -> Iterator[Session]:
    show.write_text(manifest_of(SCENES))
    with opened_warm([show]) as found:
        yield found


def test_a_span_cut_anywhere_is_the_whole_and_every_scene_moves(show: Path) -> None:
    show.write_text(manifest_of(SCENES))
    found = list(compared(show, random.Random("scenes")))
    assert len(found) >= len(SCENES)
    assert min(one.pixels for one in found) > 0
    assert [(one.at, one.different) for one in found if one.different] == []


def drawings(opened: Session, show: Path, text: str) -> dict[str, set[str]]:
    """Return the keys of what is drawn for each segment of a manifest."""
    opened.edit(show, text)
    keys: dict[str, set[str]] = {}
    for action in opened.work(show, "tiny").plan.actions:
        if isinstance(action.operation, DrawBuiltinScene):
            keys.setdefault(action.segment, set()).add(action.key)
    return keys


def test_a_changed_parameter_draws_its_scene_again_and_no_other(opened: Session, show: Path) -> None:
    text = manifest_of(SCENES)
    before = drawings(opened, show, text)
    assert set(before) == set(SCENES)
    after = drawings(opened, show, text.replace("to: 1200", "to: 1300"))
    assert [name for name in SCENES if before[name] != after[name]] == ["counter"]
    after = drawings(opened, show, text.replace("Come", "Go"))
    assert [name for name in SCENES if before[name] != after[name]] == ["words"]
    opened.edit(show.with_name("people.yaml"), WHERE.replace("73.9", "70"))
    after = drawings(opened, show, text)
    opened.edit(show.with_name("people.yaml"), WHERE)
    assert [name for name in SCENES if before[name] != after[name]] == ["map"]


def test_who_made_what_a_scene_shows_is_credited_and_nobody_for_the_scene(show: Path) -> None:
    show.write_text(manifest_of(SCENES))
    with opened_warm([show]) as opened:
        told = crediting.told(opened, show, "tiny")
    assert {(use.segment, use.people[0].key, use.role) for use in told.credits.uses if use.people} == {
        ("ring", "ana", "singer"), ("collage", "ben", "picture"),
    }  # fmt: skip
    assert {Path(use.path).name for use in told.credits.uses} == {"tone.wav", "one.png", "two.png"}


def test_a_still_that_may_not_be_changed_may_not_be_in_a_collage(opened: Session, show: Path) -> None:
    text = manifest_of(SCENES).replace("by: ben}", "by: ben, license: CC BY-ND 4.0, url: 'https://a.example'}")
    opened.edit(show, text)
    told = [one.message for one in opened.snapshot(show, "tiny").diagnostics]
    assert [message for message in told if "one" in message and "it is cut, cropped or moved here" in message], told


def test_what_cannot_be_drawn_is_told_before_it_is_built(opened: Session, show: Path) -> None:
    opened.edit(show, manifest_of(SCENES).replace("Come", "Come\U00012000"))
    (told,) = [one for one in opened.snapshot(show, "tiny").diagnostics if "U+12000" in one.message]
    assert (told.where.line, "no font has the character" in told.message) == (4, True)


def drawn(operation: DrawBuiltinScene, folder: Path, inputs: dict[str, Path]) -> list[np.ndarray]:
    operation.run(studio.work(folder, inputs, {"out": folder / "out.nut"}))
    with av.open(str(folder / "out.nut")) as movie:
        return [frame.to_ndarray(format="rgb24") for frame in movie.decode(video=0)]


def test_at_twice_the_rate_the_same_is_seen_at_the_same_time(tmp_path: Path) -> None:
    inputs = {"sound": studio.take(tmp_path / "sound.wav", studio.tone(1))}
    once = DrawBuiltinScene(96, 64, Fraction(25), 10, Ring(0, 0, 48_000, False, "#000000", "#ffffff", "#808080"))
    single = drawn(once, tmp_path, inputs)
    double = drawn(replace(once, rate=Fraction(50), frames=20), tmp_path, inputs)
    assert [(one != other).sum() for one, other in zip(single, double[::2], strict=True)] == [0] * 10


def test_the_ring_is_tall_where_the_sound_is_loud(tmp_path: Path) -> None:
    sound = studio.tone(1)
    sound[24_000:] = 0
    inputs = {"sound": studio.take(tmp_path / "sound.wav", sound)}
    ring = Ring(0, 0, 48_000, False, "#000000", "#ffffff", "#808080")
    seen = drawn(DrawBuiltinScene(96, 96, Fraction(25), 24, ring), tmp_path, inputs)
    above = [int((one[:24, 44:52] > 128).any(axis=(1, 2)).sum()) for one in seen]  # rows lit at the top
    assert min(above[3:12]) > 3 * max(above[16:])
    later = replace(ring, lead=12_000, count=12_000)
    seen = drawn(DrawBuiltinScene(96, 96, Fraction(25), 24, later), tmp_path, inputs)
    above = [int((one[:24, 44:52] > 128).any(axis=(1, 2)).sum()) for one in seen]
    assert min(above[9:12]) > 3 * max(*above[:5], *above[16:])


def test_a_ring_shows_what_is_heard_when_it_is_heard(opened: Session, show: Path) -> None:
    ring = "scene: builtin/waveform-ring"
    opened.edit(show, (
        "episode: {title: A, number: 1}\nsegments:\n"
        f"  - {{animation: Moved, {ring}, length: 2, audio: {{file: tone.wav, in: 0.5, length: 1, at: 0.25, by: ana}}}}\n"
        f"  - {{poem: Read, lines: [la], voice: {{file: tone.wav, by: ana}}, background: {{{ring}}}}}\n"
        f"  - {{music: Played, stems: [{{file: tone.wav, by: ana}}], picture: {{{ring}}}}}\n"
    ))  # fmt: skip
    found = {one.segment: one.operation.scene for one in opened.work(show, "tiny").plan.actions
             if isinstance(one.operation, DrawBuiltinScene)}
    told = {name: (scene.lead, scene.start, scene.count) for name, scene in found.items() if isinstance(scene, Ring)}
    assert told == {"moved": (12_000, 24_000, 48_000), "read": (24_000, 0, 96_000), "played": (0, 0, 96_000)}


def test_a_counter_ends_on_its_last_value_and_says_it_as_the_language_does() -> None:
    from pipeline.operations.scenes.counter import GROUP, MINUS, POINT, signs

    assert signs(1_234_567, 0, (3, 6), 4) == [1, GROUP, 2, 3, 4, GROUP, 5, 6, 7]
    assert signs(1234, 0, (3, 6), 5) == [1, 2, 3, 4]
    assert signs(1_234_567, 0, (3, 5), 4) == [1, 2, GROUP, 3, 4, GROUP, 5, 6, 7]
    assert signs(-5, 1, (3,), 4) == [MINUS, 0, POINT, 5]


def test_cities_are_on_land_and_the_middle_of_oceans_is_not() -> None:
    cities = ((18.5, 73.9), (7.4, 3.9), (48.9, 2.3), (-33, 149), (-15.8, -47.9), (39, -95), (55.7, 37.6), (30, 110))
    seas = ((30, -45), (0, -140), (-40, 80), (-30, -15), (75, 0), (40, 5.5), (58, -86))
    for places, expected in ((cities, True), (seas, False)):
        north, east = np.array(places).T
        assert is_land(east, north).tolist() == [expected] * len(places)
