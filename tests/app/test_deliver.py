"""What an episode delivers: all of it is made in one build, what packages share is made once, each stands or falls by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import seasons
from pipeline.app.session import Session
from pipeline.execution.events import Event, Finished
from pipeline.faults import InputFault
from tests.episode.show import PLAIN, TINY, make_show, moving_with_noise, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
deliver: [tiny, tall, {profile: short, only: [two]}]
episode: {title: Three}
segments:
  - clip: One
    file: count.mov
    length: 1
    by: ana
  - clip: Two
    file: count.mov
    length: 0.8
    by: ana
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("deliver") / "show", f"rate: 25\n{PLAIN}")
    moving_with_noise(folder / "episodes/media/count.mov")
    (folder / "profiles/tall.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 90, height: 160"))
    (folder / "profiles/short.yaml").write_text(TINY)
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder


@pytest.fixture(scope="module")
def opened(show: Path) -> Iterator[Session]:
    with opened_warm([show / "episodes/e.yaml"]) as found:
        yield found


def made(opened: Session, path: Path, profile: str | None = None) -> tuple[seasons.Season, list[str]]:
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished) and event.action.pool != "check":
            ran.append(event.action.address)

    return seasons.build(opened, seasons.prepare(opened, [path], profile), workers=2, listen=listen), ran


def test_all_that_is_listed_is_made_in_one_build_and_what_packages_share_once(opened: Session, show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    season, ran = made(opened, manifest)
    assert season.is_good, [found.told for found in season.published.values()]
    assert list(season.published) == [(manifest, None), (manifest, "tall"), (manifest, "short")]
    for name in ("e", "e.tall", "e.short"):
        assert (show / f"renders/{name}/{name}.mp4").is_file(), "the main one is called as the episode, each other by its profile"
    # The sound of the whole is one for both shapes; the short one's picture is that of the main one.
    assert ran.count("programme/master") == 2, "of all, and of the segment alone"
    assert sorted(one for one in ran if "/picture/" in one) == ["one/picture/0"] * 2 + ["two/picture/0"] * 2
    assert sum(one == "two/mix" for one in ran) == 1
    again, ran = made(opened, manifest, "short")
    assert (list(again.published), ran) == ([(manifest, "short")], [])


def test_a_package_that_cannot_be_made_leaves_the_others_alone(opened: Session, show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    (show / "profiles/tall.yaml").write_text(TINY.replace("burn_captions: true", "burn_captions: es"))
    try:
        season, _ = made(opened, manifest)
        assert [name for _, name in season.published] == [None, "tall", "short"]
        assert season.published[manifest, None] is not None
        assert (manifest, "tall") not in season.works
        assert not season.is_good
        assert [one.message for one in season.wrong] == ["the profile tall draws captions in es, and the episode has none in it"]
        with pytest.raises(InputFault, match="the profile tall draws captions in es"):
            made(opened, manifest, "tall")
    finally:
        (show / "profiles/tall.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 90, height: 160"))


def test_what_is_left_out_is_in_no_text_of_the_package(show: Path) -> None:
    other = show / "episodes/f.yaml"
    people = show / "episodes/people.yaml"
    people.write_text(f"{people.read_text()}ben: {{name: Ben}}\n")
    other.write_text(MANIFEST.replace("by: ana", "by: ben", 1))
    with opened_warm([other]) as opened:
        season, _ = made(opened, other)
    assert season.is_good, [found and found.told for found in season.published.values()]
    said = {name: (show / f"renders/{name}/description.txt").read_text() for name in ("f", "f.short")}
    assert "Ben" in said["f"]
    assert "Ben" not in said["f.short"]
    assert "Ana Núñez" in said["f.short"]
