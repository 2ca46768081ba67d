"""Up-to-date stamps: nothing is skipped unless all that it was made from is as it was."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.documents.files import Texts
from pipeline.execution import stamp
from pipeline.execution.local_store import LocalStore
from pipeline.execution.stamp import Stamp, recall, remember, states
from tests.execution.fakes import Build as FakeBuild
from tests.execution.fakes import a_plan, an_action

OLD = 1_600_000_000


def aged(path: Path) -> Path:
    """Set a file's times far back; its change time stays now, so tests wait out the race by asking for a later beginning."""
    os.utime(path, (OLD, OLD))
    return path


def a_stamp(store: LocalStore, build: FakeBuild, tmp_path: Path) -> tuple[Stamp, Path, Path]:
    action = an_action("a/picture/0")
    build.results(store, a_plan(action))
    source, package = tmp_path / "source.mov", tmp_path / "movie.mp4"
    source.write_text("source")
    package.write_text("movie")
    missing = tmp_path / "people.yaml"
    seen = Stamp(states([source, missing]), (action.key,), states([package]), str(package), (("warning", "quiet"),))
    return seen, source, package


def later() -> int:
    return time.time_ns() + 2 * stamp.RACE_NS


def test_what_is_as_it_was_is_recalled_with_what_was_said(build: FakeBuild, tmp_path: Path) -> None:
    with build.store() as store:
        seen, _, _ = a_stamp(store, build, tmp_path)
        remember(store.memory, "e", seen, later())
        assert recall(store, "e") == seen
        assert recall(store, "another") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda source, package: source.write_text("SOURCE"),
        lambda source, package: os.utime(source, (OLD, OLD)),
        lambda source, package: source.replace(source.with_name("b.mov")),
        lambda source, package: source.with_name("people.yaml").write_text("ana: {name: Ana}"),
        lambda source, package: package.unlink(),
        lambda source, package: package.write_text("other"),
    ],
    ids=["bytes", "times", "gone", "appeared", "package gone", "package changed"],
)
def test_whatever_changes_is_noticed(change: Callable[[Path, Path], object], build: FakeBuild, tmp_path: Path) -> None:
    with build.store() as store:
        seen, source, package = a_stamp(store, build, tmp_path)
        remember(store.memory, "e", seen, later())
        change(source, package)
        assert recall(store, "e") is None


def test_results_that_are_no_longer_stored_are_noticed(build: FakeBuild, tmp_path: Path) -> None:
    with build.store() as store:
        seen, _, _ = a_stamp(store, build, tmp_path)
        remember(store.memory, "e", Stamp(seen.files, ("0" * 64,), seen.package, seen.movie), later())
        assert recall(store, "e") is None


def test_a_file_that_changed_while_the_plan_was_made_is_not_trusted(build: FakeBuild, tmp_path: Path) -> None:
    with build.store() as store:
        seen, _, _ = a_stamp(store, build, tmp_path)
        remember(store.memory, "e", seen, time.time_ns())
        assert recall(store, "e") is None


def test_of_a_file_that_was_saved_just_before_it_was_read_the_bytes_tell(
    build: FakeBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with build.store() as store:
        seen, source, _ = a_stamp(store, build, tmp_path)
        begun = source.stat().st_ctime_ns + stamp.RACE_NS // 2
        remember(store.memory, "e", seen, begun, {str(source): digest.of_bytes(b"source")})
        assert recall(store, "e") == seen
        before = stamp.states([source])
        source.write_text("SOURCE")  # in the same tick of a coarse clock: nothing of its state tells
        monkeypatch.setattr(stamp, "_is_same", lambda known: True)
        assert stamp.states([source]) != before  # but here, where the clock is fine
        assert recall(store, "e") is None


def test_a_file_that_was_saved_while_it_was_read_is_not_trusted_whatever_was_read(build: FakeBuild, tmp_path: Path) -> None:
    with build.store() as store:
        seen, source, _ = a_stamp(store, build, tmp_path)
        begun = source.stat().st_ctime_ns + stamp.TICK_NS // 2
        remember(store.memory, "e", seen, begun, {str(source): digest.of_bytes(b"source")})
        assert recall(store, "e") is None


@pytest.mark.parametrize("kind", ["written again", "gone", "under a text", "under another text"])
def test_what_was_seen_differs_when_a_file_or_the_text_over_it_does(kind: str, tmp_path: Path) -> None:
    path, texts = tmp_path / "e.yaml", Texts()
    path.write_text("one")
    if kind == "under another text":
        texts.edit(path, "one")
    before = stamp.seen([path, tmp_path], texts)
    assert stamp.seen([tmp_path, path, path], texts) == before, "in whatever order they are named"
    match kind:
        case "written again":
            path.write_text("three")
        case "gone":
            path.unlink()
        case "under a text":
            texts.edit(path, "one")
        case _:
            texts.edit(path, "two")
    assert stamp.seen([path, tmp_path], texts) != before


def test_a_state_is_settled_two_seconds_after_the_latest_change(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    for path in (old, young):
        path.touch()
    changed = max(path.stat().st_ctime_ns for path in (old, young))
    os.utime(old, ns=(changed + 5_000_000_000, changed + 5_000_000_000))  # a clock that was set back since
    assert stamp.settled_ns(stamp.seen([old, young], Texts())) == changed + 7_000_000_000
    aged(old)  # which changes the file now, whatever time it is given
    assert stamp.settled_ns(stamp.seen([old], Texts())) == old.stat().st_ctime_ns + stamp.RACE_NS
    assert stamp.settled_ns(stamp.seen([], Texts())) == stamp.RACE_NS
