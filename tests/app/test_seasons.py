"""Several episodes at once: what stands is left alone, mistakes are told of all, what is published is what is saved."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import publishing, seasons
from pipeline.app.episodes import Work
from pipeline.app.session import Session
from pipeline.app.shows import Show
from pipeline.execution.events import Event, Finished
from pipeline.faults import ActionFailed, InputFault
from pipeline.timebase import Time
from tests.app.small import MANIFEST, SECOND, small_show
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("season") / "show")
    with opened_warm([manifest]) as opened:
        paths = [manifest, manifest.with_name("s01e02.yaml")]
        ended = seasons.build(opened, seasons.prepare(opened, paths, None), workers=2)
    assert ended.is_good
    return manifest


@pytest.fixture
def paths(built: Path, tmp_path: Path) -> list[Path]:
    shutil.copytree(built.parent.parent, tmp_path / "show", symlinks=True)
    episodes = tmp_path / "show/episodes"
    return [episodes / "s01e01.yaml", episodes / "s01e02.yaml"]


@pytest.fixture
def opened(paths: list[Path]) -> Iterator[Session]:
    with opened_warm(paths) as found:
        yield found


def made(opened: Session, season: seasons.Season, **options: bool) -> tuple[seasons.Season, list[str]]:
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append(event.action.address)

    return seasons.build(opened, season, workers=2, listen=listen, **options), ran


def test_a_season_is_published_and_then_stands(built: Path) -> None:
    paths = [built, built.with_name("s01e02.yaml")]
    renders = built.parent.parent / "renders"
    with opened_warm(paths) as opened:
        first, ran = made(opened, seasons.prepare(opened, paths, None))  # files younger than two seconds are not trusted
        assert ran == []
        assert first.is_good
        for path in paths:
            found = first.published[path, None]
            assert found is not None
            assert found.movie == renders / path.stem / f"{path.stem}.mp4"
            assert found.movie.is_file()
            assert not found.is_new


def test_what_stands_is_not_planned_and_what_changed_is(opened: Session, paths: list[Path]) -> None:
    seasons.build(opened, seasons.prepare(opened, paths, None), workers=2)
    for path in paths:
        file_times_ago(path.parent.parent)
    seasons.build(opened, seasons.prepare(opened, paths, None), workers=2)
    with opened_warm(paths) as again:
        standing = seasons.prepare(again, paths, None)
        assert standing.works == {}
        assert standing.is_good
        assert seasons.build(again, standing, workers=2) is standing
        with opened_warm(paths, verify_sources=True) as careful:
            works = seasons.prepare(careful, paths, None).works
            assert list(works) == [(path, None) for path in paths], "who verifies trusts nothing that was remembered"
        movie = paths[0].parent.parent / "renders/s01e01/s01e01.mp4"
        kept = movie.read_bytes()
        movie.write_bytes(kept[:-1])
        assert list(seasons.prepare(again, paths, None).works) == [(paths[0], None)], "a package that was touched does not stand"
        mended, ran = made(again, seasons.prepare(again, paths, None))
        assert ran == []
        assert mended.is_good
        assert movie.read_bytes() == kept
        paths[1].write_text(SECOND.replace("by: ben", "by: ana"))
        season = seasons.prepare(again, paths, None)
        assert (paths[1], None) in season.works
        ended, ran = made(again, season)
        assert ended.is_good
        assert not [address for address in ran if "/picture/" in address], "a credit is no picture"


def file_times_ago(folder: Path) -> None:
    """Wait until no file of the show is so young that it might change again unnoticed."""
    import time

    from pipeline.execution.stamp import RACE_NS

    youngest = max(path.stat().st_ctime_ns for path in folder.rglob("*") if ".store" not in path.parts)
    time.sleep(max(0, (youngest + RACE_NS - time.time_ns()) / 1e9) + 0.05)


def test_packages_are_prepared_while_their_episodes_are_made(
    opened: Session, paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first action waits until both are; where they are prepared after it, nobody would be ready."""
    ready: list[str] = []
    both = threading.Event()

    def prepared(show: Show, work: Work) -> publishing.Prepared:
        found = really(show, work)
        ready.append(found.folder.name)
        if len(ready) == len(paths):
            both.set()
        return found

    really = publishing.prepared
    monkeypatch.setattr(publishing, "prepared", prepared)
    waited: list[bool] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished) and not waited:
            waited.append(both.wait(20))

    paths[0].write_text(MANIFEST.replace("Hello", "Hallo"))
    season = seasons.prepare(opened, paths, None)
    assert seasons.build(opened, season, workers=2, listen=listen).is_good
    assert (waited, sorted(ready)) == ([True], ["s01e01", "s01e02"])


def test_the_mistakes_of_all_episodes_are_told_at_once_and_nothing_runs(opened: Session, paths: list[Path]) -> None:
    paths[0].write_text(MANIFEST.replace("by: ana", "by: anna"))
    paths[1].write_text(SECOND.replace("count.mov", "cuont.mov"))
    with pytest.raises(InputFault) as fault:
        seasons.prepare(opened, paths, None)
    assert {one.where.path for one in fault.value.diagnostics} == {"episodes/s01e01.yaml", "episodes/s01e02.yaml"}


def test_unsaved_changes_are_not_published(opened: Session, paths: list[Path]) -> None:
    opened.edit(paths[0], MANIFEST.replace("Hello", "Goodbye"))
    with pytest.raises(InputFault, match=r"episodes/s01e01.yaml: it has changes that are not saved; save it, then build"):
        seasons.prepare(opened, paths, None)
    opened.revert(paths[0])
    assert len(seasons.prepare(opened, paths, None).published) == 2


def test_a_preview_is_made_of_the_same_spans_and_packages_nothing(opened: Session, paths: list[Path]) -> None:
    window = (Time(frames=30), Time(frames=60))
    season = seasons.prepare(opened, paths[:1], None, window=window)
    assert season.is_preview
    ended, ran = made(opened, season)
    assert not [address for address in ran if "/picture/" in address]
    found = ended.published[paths[0], None]
    assert found is not None
    assert "previews" in found.movie.parts
    assert found.movie.is_file()
    only = seasons.prepare(opened, paths[:1], None, segments=["hello"])
    assert {segment.name for segment in only.works[paths[0], None].timeline.segments} == {"hello"}
    with pytest.raises(InputFault, match="there is no segment 'helo'"):
        seasons.prepare(opened, paths[:1], None, segments=["helo"])


def test_what_can_be_made_is_published_when_something_fails(opened: Session, paths: list[Path]) -> None:
    (paths[0].parent / "media/bad.py").write_text("def scene(**shape):\n    raise ValueError('no sun today')\n")
    paths[0].write_text(MANIFEST + "  - animation: Bad\n    scene: bad.py\n    length: 1\n    by: ana\n")
    paths[1].write_text(SECOND.replace("clip: Count", "clip: Counting"))
    ended, _ = made(opened, seasons.prepare(opened, paths, None), keep_going=True)
    assert not ended.is_good
    assert isinstance(ended.failed, ActionFailed)
    assert "no sun today" in str(ended.failed)
    assert ended.published[paths[0], None] is None
    assert ended.published[paths[1], None] is not None
    with pytest.raises(ActionFailed):
        made(opened, seasons.prepare(opened, paths, None))
