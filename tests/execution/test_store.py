from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from pipeline.execution import builds, record
from pipeline.execution.disk import SEAL_NS
from pipeline.execution.local_store import VERSION, LocalStore
from pipeline.execution.order import Order
from pipeline.faults import EnvironmentFault, StoreCorrupt
from pipeline.plan.action import FromAction
from tests.execution.fakes import Build, a_plan, an_action


def a_stored_action(store: LocalStore, address: str = "a", content: str = '{"made": 1}') -> FromAction:
    action = an_action(address)
    made = store.new_sandbox() / "out.json"
    made.write_text(content)
    store.publish(Order(action, {}), {"out": made}, 1.5, 1 << 20)
    return action.output()


def test_a_blob_is_named_by_its_content_sealed_and_read_only(build: Build) -> None:
    with build.store() as store:
        path = store.path(a_stored_action(store))
        state = path.stat()
        assert path.name == hashlib.sha256(b'{"made": 1}').hexdigest()
        assert path.parent.name == path.name[:2]
        assert stat.S_IMODE(state.st_mode) == 0o444
        assert state.st_mtime_ns == SEAL_NS


def test_a_record_survives_the_process(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
    with build.store() as store:
        found = store.record(origin.key)
        assert found is not None
        assert (found.seconds, found.peak_bytes) == (1.5, 1 << 20)
        assert store.has(origin.key)
        assert store.path(origin).read_text() == '{"made": 1}'
        assert not store.has("0" * 64)
        with pytest.raises(KeyError):
            store.path(FromAction("0" * 64, "out"))
        with pytest.raises(KeyError):
            store.path(FromAction(origin.key, "other"))


def test_a_record_without_time_of_processors_is_read(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        head, rest = store.record_path(origin.key).read_bytes().split(b"\n", 1)
    fields = json.loads(head)
    older = {name: value for name, value in fields.items() if name not in ("cpu_seconds", "check")}  # the oldest had no check
    found = record.read(json.dumps(older).encode() + b"\n" + rest, origin.key)
    assert found is not None
    assert (found.seconds, found.cpu_seconds) == (1.5, 0.0)


def test_a_record_cut_at_any_byte_counts_as_absent(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        path = store.record_path(origin.key)
        content = path.read_bytes()
    for length in range(len(content)):
        assert record.read(content[:length], origin.key) is None
    assert record.read(content, "0" * 64) is None
    assert record.read(content.replace(b"record/1", b"record/2"), origin.key) is None
    path.write_bytes(content[:100])
    with build.store() as store:
        assert not store.has(origin.key)
        a_stored_action(store)
        assert store.has(origin.key)


def test_bits_flipped_in_a_record_never_make_it_lie(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        a_stored_action(store, "other", '{"made": 2}')  # bytes that a lying record could name
        path = store.record_path(origin.key)
        content = path.read_bytes()
        believed = 0
        for position in range(content.index(b"\n")):
            for bit in (0, 5):
                flipped = bytearray(content)
                flipped[position] ^= 1 << bit
                path.write_bytes(flipped)
                store.forget()
                if store.has(origin.key):
                    believed += 1
                    with contextlib.suppress(KeyError):  # the bit was in the output's name
                        assert store.path(origin).read_text() == '{"made": 1}'
                        assert store.output(origin).size == 11
        assert 0 < believed < position  # times and sizes of memory may be misread, nothing else


def test_a_copied_store_is_hashed_once_and_used(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        path = store.path(origin)
        os.utime(path)
        assert store.has(origin.key)
        assert path.stat().st_mtime_ns == SEAL_NS


@pytest.mark.parametrize("content", [b"", b'{"made": 2}', b'{"made": 1', b'{"made": 1}\n'])
def test_a_damaged_blob_is_set_aside(build: Build, content: bytes) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        path = store.path(origin)
        path.chmod(0o644)
        path.write_bytes(content)
        with pytest.raises(StoreCorrupt):
            store.path(origin)
        assert not store.has(origin.key)
        assert not path.exists()
        assert [p.read_bytes() for p in (store.folder / "quarantine").iterdir()] == [content]
        a_stored_action(store)
        assert store.has(origin.key)


def test_another_version_is_refused_with_advice(build: Build) -> None:
    with build.store() as store:
        version = store.folder / "version"
    for content in (b"store/0\n", b"store/12"):
        version.write_bytes(content)
        with pytest.raises(EnvironmentFault, match="delete the folder"), build.store():
            pass
    assert VERSION == "store/1"


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "renders").write_text("a file")
    with pytest.raises(EnvironmentFault, match="cannot be written"), LocalStore(tmp_path / "renders" / ".store"):
        pass


def test_a_lock_is_held_by_one(build: Build) -> None:
    with build.store() as one, build.store() as two:
        with one.lock("k", lambda: False) as is_held:
            assert is_held
            with two.lock("k", lambda: True) as is_held:
                assert not is_held
            with two.lock("other", lambda: True) as is_held:
                assert is_held
        with two.lock("k", lambda: True) as is_held:
            assert is_held
        assert list((one.folder / "locks").iterdir()) == []


def test_identical_outputs_share_a_blob(build: Build) -> None:
    with build.store() as store:
        assert store.path(a_stored_action(store, "a")) == store.path(a_stored_action(store, "b"))


def test_build_records_count_up_are_bounded_and_skip_repetition(build: Build) -> None:
    with build.store() as store:
        for number in range(builds.KEPT + 5):
            plan = a_plan(an_action("a", fields={"n": str(number)}))
            builds.write(store, plan)
            builds.write(store, plan)
        found = builds.latest(store, plan.name, 100)
        assert len(found) == builds.KEPT
        assert found[0].actions["a"].key == plan.actions[0].key
        assert builds.last(store, "another") is None


@pytest.mark.parametrize("name", ["s01e01@draft", "../../etc", "a/b", ".hidden", "épisode", "x" * 200])
def test_any_plan_name_is_a_safe_folder(build: Build, name: str) -> None:
    with build.store() as store:
        builds.write(store, a_plan(an_action("a"), name=name))
        last = builds.last(store, name)
        assert last is not None
        assert last.name == name
        assert len(list((store.folder / "builds").iterdir())) == 1
