"""A store in which things are lost, damaged or in the way: the next build makes what a clean one makes, and never waits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.execution import builds, upkeep
from pipeline.execution.local_store import LocalStore
from pipeline.faults import EnvironmentFault
from pipeline.plan.action import Plan
from tests.execution.fakes import Build, a_plan, an_action

Attack = Callable[[Path], None]


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    signal.alarm(60)  # ends the whole run: a test that hangs is worse
    yield
    signal.alarm(0)


def plan() -> Plan:
    first = an_action("first")
    return a_plan(first, an_action("last", first))


def cleared(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def a_file(path: Path) -> None:
    cleared(path).write_bytes(b"\xff\xfe stranger")


def an_empty_file(path: Path) -> None:
    cleared(path).touch()


def a_folder(path: Path) -> None:
    (cleared(path) / "within").mkdir(parents=True)


def a_pipe(path: Path) -> None:
    os.mkfifo(cleared(path))


def a_link(path: Path) -> None:
    cleared(path).symlink_to("/nowhere/at/all")


def nothing(path: Path) -> None:
    cleared(path)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.chmod(0o644)
    path.write_bytes(content)


FOLDERS = ("objects", "actions", "builds", "locks", "running", "objects/*", "actions/*", "builds/*")
FILES = ("version", "lock", "memory.sqlite", "memory.sqlite-wal", "actions/*/*.json", "builds/*/*.json", "objects/*/*")
STRANGERS = (
    "objects/README", "objects/zz", "objects/00/note.txt", "objects/00/" + "0" * 64, "actions/README", "actions/00/x.json",
    "running/x", "running/x/lock", "locks/" + "a" * 64, "quarantine/x", "builds/x/000001-000000000000.json",
)  # fmt: skip
ATTACKS = [
    *((kind, place) for place in FOLDERS for kind in (a_file, a_pipe, a_link, nothing)),
    *((kind, place) for place in FILES for kind in (a_file, an_empty_file, a_folder, a_pipe, a_link)),
    *((flipped, place) for place in ("actions/*/*.json", "builds/*/*.json", "objects/*/*", "memory.sqlite")),
    *((kind, place) for place in STRANGERS for kind in (a_file, a_folder, a_pipe)),
]


@pytest.mark.parametrize(("attack", "place"), ATTACKS, ids=lambda value: getattr(value, "__name__", value))
def test_the_next_build_is_as_a_clean_one(build: Build, attack: Attack, place: str) -> None:
    build.run(plan())
    wanted = build.outputs(plan())
    folder = build.folder / "renders" / ".store"
    for path in sorted(folder.glob(place)) or [folder / place]:
        attack(path)
    build.run(plan())
    assert build.outputs(plan()) == wanted
    with build.store() as store:
        upkeep.stats(store)
        upkeep.verify(store)
        assert upkeep.verify(store).damaged == ()
        assert len(builds.latest(store, "s01e01@draft", 5)) >= 1
        upkeep.collect(store)
        upkeep.stats(store)
    build.run(plan())
    assert build.outputs(plan()) == wanted
    assert build.run(plan()) == []


def test_what_was_set_aside_is_told_and_kept(build: Build) -> None:
    build.run(plan())
    folder = build.folder / "renders" / ".store"
    a_file(folder / "locks")
    with build.store() as store:
        assert store.aside.moved == ["locks"]
    assert [path.read_bytes() for path in (folder / "quarantine").iterdir()] == [b"\xff\xfe stranger"]


def test_a_store_of_another_version_is_left_alone(build: Build) -> None:
    build.run(plan())
    (build.folder / "renders" / ".store" / "version").write_text("store/7\n")
    with pytest.raises(EnvironmentFault, match=r"is of version store/7, this program needs store/1"), build.store():
        pass


def test_a_record_with_any_bit_flipped_names_nothing_else(build: Build) -> None:
    build.run(plan())
    action = plan().actions[0]
    with build.store() as store:
        path, good = store.record_path(action.key), store.record(action.key)
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with LocalStore(build.folder / "renders" / ".store") as store:
            assert store.record(action.key) in (None, good)


def test_a_memory_with_other_values_remembers_nothing(build: Build) -> None:
    with build.store() as store:
        store.memory.put("a", "1")
        store.memory.put("b", json.dumps(["x"]))
    with sqlite3.connect(build.folder / "renders" / ".store" / "memory.sqlite") as database:
        database.execute("UPDATE texts SET value = 'other' WHERE key = 'a'")
        database.execute("UPDATE texts SET value = x'ff00' WHERE key = 'b'")
        database.execute("INSERT INTO texts SELECT 'c', value FROM texts WHERE key = 'a'")
    database.close()
    with build.store() as store:
        assert [store.memory.get(key) for key in "abc"] == [None, None, None]
