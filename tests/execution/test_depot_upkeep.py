"""A depot is verified, counted and made small, by its own clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.execution import depot_upkeep
from pipeline.execution.depot import Lack
from pipeline.execution.depot_upkeep import DepotStats, DepotVerified
from pipeline.faults import EnvironmentFault
from tests.execution.depots import Crew, MemoryDepot
from tests.execution.fakes import an_episode
from tests.execution.test_sharing import a_machine

DAY = 24 * 3600


@pytest.fixture
def depot() -> MemoryDepot:
    return MemoryDepot()


@pytest.fixture
def ana(tmp_path: Path, depot: MemoryDepot) -> Crew:
    return a_machine(tmp_path / "ana", depot)


def test_a_depot_is_counted(ana: Crew, depot: MemoryDepot) -> None:
    episode = an_episode(ana.folder)
    ana.make(episode.plan())
    ana.make(replace(episode, title="Breathe").plan())
    size = sum(len(depot.held[name]) for name in depot.lying("objects"))
    files = len(depot.lying("objects"))
    assert depot_upkeep.stats(depot) == DepotStats(12, files, size, {("The Show", "s01e01@draft"): 2})


def test_what_the_last_builds_consist_of_stays_and_what_is_young(ana: Crew, depot: MemoryDepot) -> None:
    episode = an_episode(ana.folder)
    plans = [replace(episode, title=f"Title {number}").plan() for number in range(3)]
    for number, plan in enumerate(plans):
        depot.now = number * DAY
        ana.make(plan)
    before = dict(depot.held)
    depot.now = 10 * DAY
    assert depot_upkeep.collect(depot, keep_builds=1, grace_days=14).removed_actions == 0
    assert {**depot.held, "depot.json": b""} == {**before, "depot.json": b""}
    done = depot_upkeep.collect(depot, keep_builds=1, grace_days=9.5)
    assert done.removed_actions == 1, "the join of the first, the second is young"
    done = depot_upkeep.collect(depot, keep_builds=1, grace_days=1)
    assert (done.removed_actions, done.kept_actions) == (1, 11)
    assert done.removed_bytes > 0
    assert done.kept_bytes == sum(len(depot.held[name]) for name in depot.lying("objects"))
    assert len(depot.lying("builds")) == 1
    assert depot_upkeep.verify(depot) == DepotVerified(len(depot.lying("objects")), 11, (), 0)


def test_a_collection_is_noticed_by_those_who_had_put_things_there(
    tmp_path: Path, ana: Crew, depot: MemoryDepot
) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    for name in depot.lying("builds"):
        del depot.held[name]
    depot.now = 10 * DAY
    assert depot_upkeep.collect(depot).removed_actions == 0, "of a build that was stopped"
    depot.now = 100 * DAY
    assert depot_upkeep.collect(depot).removed_actions == 11
    assert depot.lying("objects") == depot.lying("actions") == []
    assert ana.make(plan) == []
    assert ana.told == ["11 put into the depot (0.0 MB)"]
    assert a_machine(tmp_path / "ben", depot).make(plan) == []


def test_what_killed_programs_left_goes_and_what_strangers_put_there_stays(depot: MemoryDepot) -> None:
    for name in ("probes/1", "objects/ab/.new-x", "objects/ab/notes.txt", "README"):
        depot.write(name, b"x")
    depot.now = 15 * DAY
    depot_upkeep.collect(depot)
    assert sorted(depot.held) == ["README", "depot.json", "objects/ab/notes.txt"]


def test_what_is_damaged_is_told_and_removed_and_comes_back(tmp_path: Path, ana: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    whole = {name: content for name, content in depot.held.items() if name.startswith(("objects/", "actions/"))}
    blob, record = depot.lying("objects")[0], depot.lying("actions")[0]
    depot.held[blob] = depot.held[blob][:-1]
    depot.held[record] = b"{}"
    found = depot_upkeep.verify(depot)
    assert set(found.damaged) == {blob, record}
    assert blob not in depot.held
    assert found.incomplete <= 1, "one of an action whose file is gone, unless it is the damaged one"
    ana.make(plan)
    assert {name: depot.held.get(name) for name in whole} == whole
    assert depot_upkeep.verify(depot).damaged == ()


def test_a_share_at_a_time_reads_every_file_once(ana: Crew, depot: MemoryDepot) -> None:
    ana.make(an_episode(ana.folder).plan())
    depot.asked.clear()
    for part in (1, 2, 3):
        depot_upkeep.verify(depot, part=part, parts=3)
    assert sorted(name for how, name in depot.asked if how == "stream") == depot.lying("objects")


def test_a_depot_that_fails_is_told(depot: MemoryDepot) -> None:
    depot.lacks = Lack.AWAY
    for look in (depot_upkeep.verify, depot_upkeep.collect, depot_upkeep.stats):
        with pytest.raises(EnvironmentFault, match="the depot memory failed: it fails"):
            look(depot)
