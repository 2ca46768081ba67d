"""A kind of another distribution is drawn, mixed, credited and published like one of our own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import shows
from tests.episode.show import build, ffmpeg, flash_and_beep, make_show, opened_warm, pictures
from tests.segments import distribution

pytestmark = pytest.mark.ffmpeg

MANIFEST = """
episode: {title: Socks, season: 1, number: 1, description: Two socks meet.}
segments:
  - puppets: Socks on Stage
    file: play.mp4
    by: ana
    role: puppeteer
    song: {file: waltz.wav, by: ben, role: accordion}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with distribution.installed(tmp_path_factory.mktemp("installed")) as file:
        yield file


@pytest.fixture(scope="module")
def made(module: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """Build the episode; return its manifest, its package's folder, and the addresses of what ran."""
    people = "ana: {name: Ana Núñez}\nben: {name: Ben}\n"
    show = make_show(tmp_path_factory.mktemp("show") / "show", "rate: 25\ncredits: off\ninterstitial: {length: 1}\n", people)
    flash_and_beep(show / "episodes/media/play.mp4", 2)
    ffmpeg("-f", "lavfi", "-i", "sine=330:duration=3:sample_rate=48000", str(show / "episodes/media/waltz.wav"))
    manifest = show / "episodes/e.yaml"
    manifest.write_text(MANIFEST)
    movie, ran, _ = build(manifest)
    return manifest, movie.parent, ran


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_it_is_shown_after_a_card_that_calls_it_by_its_label(made: tuple[Path, Path, list[str]]) -> None:
    manifest, package, ran = made
    times, _ = pictures(package / "e.mp4")
    assert len(times) == 25 + 50
    with opened_warm([manifest]) as opened:
        actions = opened.work(manifest, "tiny").plan.actions
    assert ("interstitial label", "Puppet play") in {word for action in actions for word in action.shows}
    assert any(address.startswith("socks-on-stage-title/") for address in ran)


def test_it_is_as_loud_as_its_class(made: tuple[Path, Path, list[str]]) -> None:
    manifest, _, _ = made
    with opened_warm([manifest]) as opened:
        actions = opened.work(manifest, "tiny").plan.actions
    (mix,) = [action for action in actions if action.address == "socks-on-stage/mix"]
    assert dict(mix.shows)["loudness"] == "-18"  # the profile's for cards, not its -16 for the programme


def test_who_is_in_it_is_credited_and_its_music_is_on_the_cue_sheet(made: tuple[Path, Path, list[str]]) -> None:
    _, package, _ = made
    assert [(row["name"], row["roles"]) for row in rows(package / "credits.csv")] == [
        ("Ana Núñez", "puppeteer"), ("Ben", "accordion"),
    ]
    cue = rows(package / "cue-sheet.csv")[0]
    assert (cue["title"], cue["by"], cue["usage"]) == ("waltz", "Ben (accordion)", "visual")
    assert "Socks on Stage" in (package / "description.txt").read_text()
    assert json.loads((package / "qc.json").read_text())["planned"]["frames"] == 75


def test_an_edit_of_its_recipe_is_seen(made: tuple[Path, Path, list[str]], module: Path) -> None:
    manifest, _, _ = made

    def house() -> str:
        with shows.opened([manifest]) as show:
            return show.here.house

    before = house()
    assert house() == before
    module.write_text(module.read_text() + "\n# another thought\n")
    assert house() != before
