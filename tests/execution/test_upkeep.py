"""The store is verified, counted and made small."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.execution import builds, upkeep
from pipeline.execution.disk import SEAL_NS
from pipeline.faults import EnvironmentFault
from pipeline.plan.action import Plan
from tests.execution.fakes import Build, an_action, an_episode
from tests.execution.test_faults import assert_sound
from tests.execution.test_store import a_stored_action


def test_a_store_without_anything_is_sound(build: Build) -> None:
    with build.store() as store:
        assert upkeep.verify(store) == upkeep.Verified(0, 0, (), (), ())
        assert upkeep.stats(store) == upkeep.Stats(0, 0, 0, 0, {})
        assert upkeep.collect(store) == upkeep.Collected(0, 0, 0, 0)


def test_stats_count_what_is_there(build: Build) -> None:
    episode = an_episode(build.folder)
    plan = episode.plan()
    build.run(plan)
    build.run(replace(episode, title="Breathe").plan(), replace(episode, profile="youtube").plan())
    objects = [path for path in (build.folder / "renders/.store/objects").rglob("*") if path.is_file()]
    with build.store() as store:
        told = upkeep.stats(store)
    assert told.actions == len(plan.actions) + 1
    assert told.blobs == len(objects)
    assert told.size_bytes == sum(path.stat().st_size for path in objects)
    assert told.builds == {"s01e01@draft": 2, "s01e01@youtube": 1}


def test_verify_gives_the_seal_back_to_what_was_only_touched(build: Build) -> None:
    with build.store() as store:
        path = store.path(a_stored_action(store))
        os.utime(path)
        assert upkeep.verify(store) == upkeep.Verified(1, 1, (), (), ())
        assert path.stat().st_mtime_ns == SEAL_NS


def test_verify_looks_at_records_too(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    wanted = build.outputs(plan)
    with build.store() as store:
        path = store.record_path(plan.results["video"].key)
        content = bytearray(path.read_bytes())
        content[40] ^= 1
        path.write_bytes(content)
        (built,) = (store.folder / "builds").glob("*/*.json")
        built.write_bytes(b"{}")
        (store.folder / "actions/note.txt").write_text("a stranger")
        store.forget()
        found = upkeep.verify(store)
        assert set(found.broken) == {str(one.relative_to(store.folder)) for one in (path, built)} | {"actions/note.txt"}
        assert not found.is_whole
        assert found.damaged == ()
        assert upkeep.verify(store).is_whole
    build.run(plan)
    assert build.outputs(plan) == wanted


def test_what_verify_set_aside_is_made_again(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    wanted = build.outputs(plan)
    with build.store() as store:
        path = store.path(plan.results["video"])
        path.chmod(0o644)
        path.write_bytes(b"x" * path.stat().st_size)
        os.utime(path, ns=(SEAL_NS, SEAL_NS))
        (damage,) = upkeep.verify(store).damaged
        assert damage.expected == path.name
        assert path.name[:12] in str(damage)
    assert build.run(plan) == ["episode/join"]
    assert build.outputs(plan) == wanted


def test_verify_finds_every_flipped_bit_and_all_parts_make_the_whole(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    with build.store() as store:
        victims = [store.path(action.output()) for action in plan.actions[:3]]
        for path in victims:
            content = bytearray(path.read_bytes())
            content[-3] ^= 4
            path.chmod(0o644)
            path.write_bytes(content)
            os.utime(path, ns=(SEAL_NS, SEAL_NS))
            path.chmod(0o444)
        found = [upkeep.verify(store, part=part, parts=4) for part in (1, 2, 3, 4)]
        assert sum(part.blobs for part in found) == upkeep.stats(store).blobs + len(victims)
        assert {damage.expected for part in found for damage in part.damaged} == {path.name for path in victims}
        assert set(found[-1].incomplete) == {action.key for action in plan.actions[:3]}
        assert upkeep.verify(store).damaged == ()
        assert upkeep.stats(store).quarantined == 3


def test_collect_keeps_what_the_last_builds_consist_of(build: Build) -> None:
    episode = an_episode(build.folder)
    plans = [episode.segment(0, lower_thirds=(f"Ruben {n}", "Joe")).plan() for n in range(4)]
    for plan in plans:
        build.run(plan)
    with build.store() as store:
        before = upkeep.stats(store)
        done = upkeep.collect(store, keep_builds=2)
        after = upkeep.stats(store)
        assert done.removed_actions == 2 * 3  # a card, a span and the join of each older build
        assert after.actions == before.actions - 6 == done.kept_actions
        assert before.size_bytes - after.size_bytes == done.removed_bytes
        assert after.size_bytes == done.kept_bytes
    assert build.run(plans[3]) == build.run(plans[2]) == []
    assert build.run(plans[1]) == ["episode/join", "metal/card/0", "metal/picture/0"]


def test_collect_keeps_the_youngest_of_the_rest_within_the_budget(build: Build) -> None:
    with build.store() as store:
        origins = [a_stored_action(store, str(n), '{"made": "%s"}' % (str(n) * 1000)) for n in range(4)]
        for n, origin in enumerate(origins):
            os.utime(store.record_path(origin.key), ns=(n * 10**9, n * 10**9))
        upkeep.collect(store, budget_bytes=2500)
        assert [store.has(origin.key) for origin in origins] == [False, False, True, True]
        upkeep.collect(store)
        assert upkeep.stats(store).blobs == upkeep.stats(store).actions == 0


def test_collect_keeps_a_blob_that_another_action_made_too(build: Build) -> None:
    with build.store() as store:
        kept, gone = a_stored_action(store, "kept"), a_stored_action(store, "gone")
        builds.write(store, Plan("p", (an_action("kept"),), {}))
        upkeep.collect(store, unfinished=True)
        assert store.has(kept.key)
        assert not store.has(gone.key)


def test_collect_refuses_while_another_process_builds(build: Build) -> None:
    with build.store() as one, build.store():
        origin = a_stored_action(one)
        with pytest.raises(EnvironmentFault, match="another build"):
            upkeep.collect(one, unfinished=True)
        assert one.has(origin.key)
    with build.store() as store:
        upkeep.collect(store, unfinished=True)
        with build.store() as other:  # the lock is shared again
            assert not other.has(origin.key)


def test_collect_clears_what_faults_have_left(build: Build) -> None:
    with build.store() as store:
        kept = a_stored_action(store)
        builds.write(store, Plan("p", (an_action("a"),), {}))
        littered = {
            store.folder / "quarantine" / "blob.1": b"12345",
            store.folder / "locks" / ("0" * 64): b"",
            store.record_path(kept.key).with_name(".new-abc"): b"half a record",
            store.blob_path("f" * 64): b"a blob without a record",
        }
        for path, content in littered.items():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        done = upkeep.collect(store)
        assert not any(path.exists() for path in littered)
        assert done.removed_bytes == len(b"12345") + len(b"a blob without a record")
        assert store.has(kept.key)


def test_a_collection_that_is_cut_short_leaves_nothing_that_lies(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = an_episode(build.folder)
    for number in range(4):
        build.run(episode.segment(0, lower_thirds=(f"Ruben {number}", "Joe")).plan())
    unlink, left = Path.unlink, [7]

    def failing(self: Path, missing_ok: bool = False) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        unlink(self, missing_ok=missing_ok)

    with build.store() as store:
        monkeypatch.setattr(Path, "unlink", failing)
        with pytest.raises(OSError, match="Input/output error"):
            upkeep.collect(store, keep_builds=1)
        monkeypatch.setattr(Path, "unlink", unlink)
        with build.store():
            pass  # the store is not left locked
    assert_sound(build)
    assert build.run(episode.segment(0, lower_thirds=("Ruben 3", "Joe")).plan()) == []


def test_what_was_collected_is_gone_for_those_who_have_read_it_too(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        assert store.has(origin.key)
        upkeep.collect(store, unfinished=True)
        assert not store.has(origin.key)
        assert store.record(origin.key) is None


def test_what_a_stopped_build_has_made_stays_for_a_day(build: Build) -> None:
    with build.store() as store:
        origin = a_stored_action(store)
        assert upkeep.collect(store).kept_actions == 1
        old = time.time() - 25 * 3600
        os.utime(store.record_path(origin.key), (old, old))
        assert upkeep.collect(store).removed_actions == 1
        assert not store.has(origin.key)
        young = a_stored_action(store)
        assert upkeep.collect(store, unfinished=True).removed_actions == 1
        assert not store.has(young.key)
