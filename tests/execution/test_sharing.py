"""A crew shares what it makes: what one has made, another fetches; a depot that fails is told of and costs nobody their build."""

from __future__ import annotations

import errno
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.execution import depot as depots
from pipeline.execution import record as records
from pipeline.execution.depot import DepotFault, Lack
from pipeline.execution.events import Planned
from pipeline.execution.folder_depot import FolderDepot
from pipeline.execution.interruption import Interruption
from pipeline.execution.local_store import LocalStore
from pipeline.execution.record import Record, StoredOutput
from pipeline.faults import EnvironmentFault, Interrupted
from tests.execution.depots import Crew, MemoryDepot
from tests.execution.fakes import Build, FakeRunner, an_episode


@pytest.fixture
def depot() -> MemoryDepot:
    return MemoryDepot()


@pytest.fixture
def ana(tmp_path: Path, depot: MemoryDepot) -> Crew:
    return a_machine(tmp_path / "ana", depot)


@pytest.fixture
def ben(tmp_path: Path, depot: MemoryDepot) -> Crew:
    return a_machine(tmp_path / "ben", depot)


def a_machine(folder: Path, depot: depots.Depot, **more: str) -> Crew:
    folder.mkdir()
    an_episode(folder)
    return Crew(folder, depot=depot, **more)


def test_what_a_colleague_has_made_is_fetched_and_not_made(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    assert len(ana.make(plan)) == 11
    assert ana.told == ["11 put into the depot (0.0 MB)"]
    assert ben.make(plan) == []
    assert ben.told == ["11 of 11 fetched from the depot (0.0 MB); 9 of them only go into others, and stayed there"]
    assert ben.outputs(plan) == ana.outputs(plan)
    (planned,) = [event for event in ben.events if isinstance(event, Planned)]
    assert (planned.actions, planned.fetched) == ((), 11)
    with ben.store() as store:
        assert store.has(plan.results["video"].key)
        assert b'"host"' in store.provenance(plan.results["video"].key)


def test_an_edit_of_what_a_colleague_has_made_costs_what_it_changes(ana: Crew, ben: Crew) -> None:
    episode = an_episode(ana.folder)
    ana.make(episode.plan())
    edited = episode.segment(0, lower_thirds=("Ruben B.", "Joe")).plan()
    assert ben.make(edited) == ["episode/join", "metal/card/0", "metal/picture/0"]
    assert ben.told[0].startswith("8 of 11 fetched from the depot")
    assert ben.told[1:] == ["3 put into the depot (0.0 MB)"]
    assert ana.make(edited) == []
    assert ana.told == ["3 of 3 fetched from the depot (0.0 MB); 2 of them only go into others, and stayed there"]
    assert ana.outputs(edited) == ben.outputs(edited)


def test_what_was_built_before_there_was_a_depot_is_put_there_once(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    Build.run(ana, plan)
    assert ana.make(plan) == []
    assert ana.told == ["11 put into the depot (0.0 MB)"]
    depot.asked.clear()
    assert ana.make(plan) == []
    assert ana.told == []
    assert [how for how, name in depot.asked if name.startswith(("actions/", "objects/"))] == []
    assert ben.make(plan) == []


def test_an_action_that_is_made_asks_the_depot_four_times_one_that_is_fetched_twice(
    ana: Crew, ben: Crew, depot: MemoryDepot
) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    asked = [how for how, name in depot.asked if name.startswith(("actions/", "objects/"))]
    assert len(asked) == 11 * 4, "is there a record, is there the file; then both are put there"
    depot.asked.clear()
    ben.make(plan)
    asked = [how for how, name in depot.asked if name.startswith(("actions/", "objects/"))]
    assert sorted(asked) == ["read", "read", "stream", "stream"]


def test_processors_of_several_kinds_share_nothing(tmp_path: Path, ana: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    other = a_machine(tmp_path / "mac", depot, processor="darwin-arm64")
    assert len(other.make(plan)) == 11
    assert other.make(plan) == []


# ---------------------------------------------------------------------------------------------- damage


def test_a_damaged_file_is_refused_told_made_here_and_mended(tmp_path: Path, ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    wanted = ana.outputs(plan)
    name = next(name for name in depot.lying("objects") if depot.held[name] == wanted["video"])
    for content in (b"x" * len(depot.held[name]), depot.held[name][:-1], depot.held[name] + b"x"):
        depot.held[name] = content
        someone = a_machine(tmp_path / f"{len(content)}{content[:1]!r}", depot)
        assert someone.make(plan) == ["episode/join"]
        assert "warning: a file of episode/join in the depot is damaged and was not taken; it is made here" in someone.told[0]
        assert someone.outputs(plan) == wanted
        assert depot.held[name] == wanted["video"]
    assert ben.make(plan) == []


def test_a_damaged_record_is_refused_told_and_mended(tmp_path: Path, ana: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    (name,) = [name for name in depot.lying("actions") if plan.results["video"].key in name]
    good = depot.held[name]
    content = ana.outputs(plan)["video"]
    other = Record(plan.results["video"].key, (StoredOutput("other", digest.of_bytes(content), len(content)),), 0.0, 0)
    of_others = records.write(other, next(one for one in plan.actions if one.key == other.key))
    for number, content in enumerate((of_others, b"", good[:40], good.replace(b'"size": ', b'"size": 1'), b"{}\n{}\n")):
        depot.held[name] = content
        someone = a_machine(tmp_path / str(number), depot)
        assert someone.make(plan) == ["episode/join"]
        assert someone.told[0].startswith("warning: the depot's record of episode/join is damaged and was not taken")
        mended = depots.believed(depot.held[name], plan.results["video"].key)
        assert mended is not None
        assert [one.name for one in mended.outputs] == ["out"]


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "", "A" * 64, None, 7])
def test_a_forged_record_names_no_file_of_ours(tmp_path: Path, ana: Crew, depot: MemoryDepot, name: object) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    for place in depot.lying("actions"):
        head, _, rest = depot.held[place].partition(b"\n")
        told = json.loads(head)
        told["outputs"][0]["digest"] = name
        del told["check"]  # as a record of old: nothing proves it
        depot.held[place] = json.dumps(told).encode() + b"\n" + rest
    someone = a_machine(tmp_path / "someone", depot)
    assert len(someone.make(plan)) == 11
    assert someone.outputs(plan) == ana.outputs(plan)


def test_a_record_whose_file_is_gone_counts_as_absent_and_is_mended(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    held = dict(depot.held)
    for name in depot.lying("objects"):
        del depot.held[name]
    assert len(ben.make(plan)) == 11
    assert depot.held.keys() == held.keys()
    assert "damaged" not in "".join(ben.told)


def test_what_was_put_there_in_part_is_put_there_whole(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    Build.run(ana, plan)
    name = depots.object_name(digest.of_bytes(ana.outputs(plan)["video"]))
    depots.opened(depot)
    depot.held[name], depot.since[name] = b"{", 0.0
    ana.make(plan)
    assert ben.make(plan) == []
    assert ben.outputs(plan) == ana.outputs(plan)


def test_what_is_damaged_here_is_fetched_again(ana: Crew, ben: Crew) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    ben.make(plan)
    with ben.store() as store:
        path = store.path(plan.results["video"])
        path.chmod(0o644)
        path.write_bytes(b"other")
    assert ben.make(plan) == []
    assert ben.outputs(plan) == ana.outputs(plan)


# ---------------------------------------------------------------------------------------------- faults


def test_a_depot_that_goes_away_is_told_once_and_the_build_goes_on(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    ben.runner.meanwhile = lambda action: setattr(depot, "lacks", Lack.AWAY)
    edited = replace(an_episode(ben.folder), crf=30).plan()
    assert len(ben.make(edited)) == 5
    assert [line for line in ben.told if "cannot be reached" in line] == [
        "warning: the depot memory cannot be reached (it fails); the build goes on without it"
    ]
    assert len(ben.outputs(edited)) == 2
    depot.lacks, ben.runner.meanwhile = None, lambda action: None
    assert ben.make(edited) == []
    assert ana.make(edited) == [], "what was not put there then is put there by the next build"


def test_a_depot_that_is_away_while_it_is_asked_is_left_alone(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    reads = depot.read

    def read(name: str) -> bytes | None:
        if name.startswith("actions/"):
            asked.append(name)
            raise DepotFault(Lack.AWAY, "timed out")
        return reads(name)

    depot.read = read  # type: ignore[method-assign]
    asked: list[str] = []
    assert len(ben.make(plan)) == 11
    assert len(asked) <= 2, "the plan's results, and nothing more"
    assert ben.told == ["warning: the depot memory cannot be reached (timed out); the build goes on without it"]


@pytest.mark.parametrize(("lack", "words"), [(Lack.FULL, "is full"), (Lack.SHUT, "takes nothing from here")])
def test_a_depot_that_takes_nothing_still_gives(ana: Crew, ben: Crew, depot: MemoryDepot, lack: Lack, words: str) -> None:
    episode = an_episode(ana.folder)
    ana.make(episode.plan())
    creates = depot.create

    def create(name: str, content: bytes) -> bool:
        if name.startswith("actions/"):
            raise DepotFault(lack, "it says")
        return creates(name, content)

    depot.create = create  # type: ignore[method-assign]
    edited = episode.segment(0, lower_thirds=("Ruben B.", "Joe")).plan()
    assert len(ben.make(edited)) == 3
    assert ben.told[0].startswith("8 of 11 fetched")
    (told,) = ben.told[1:]
    assert f"{words} (it says); what it holds is fetched" in told


def test_a_full_disk_here_ends_the_build_with_one_fault(ana: Crew, ben: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)

    def admit(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LocalStore, "admit", admit)
    with pytest.raises(EnvironmentFault, match="is full"):
        ben.make(plan)


def test_ctrl_c_ends_fetching(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    ana.make(plan)
    interruption, reads = Interruption(), depot.read

    def read(name: str) -> bytes | None:
        if name.startswith("actions/"):
            interruption.drain.set()
        return reads(name)

    depot.read = read  # type: ignore[method-assign]
    with pytest.raises(Interrupted):
        ben.make(plan, interruption=interruption)
    assert ben.runner.ran == []


# ---------------------------------------------------------------------------------------------- several


def test_two_crews_at_once_end_with_the_same_bytes_and_a_sound_depot(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    crews = [a_machine(tmp_path / name, FolderDepot(tmp_path / "depot")) for name in ("ana", "ben")]
    episodes = [an_episode(crew.folder) for crew in crews]
    plans = [episodes[0].plan(), replace(episodes[1], title="Breathe").plan()]
    begin = threading.Barrier(2)
    faults: list[BaseException] = []

    def build(crew: Crew, plan: object) -> None:
        try:
            begin.wait(10)
            crew.make(plan, workers=3)
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    threads = [threading.Thread(target=build, args=pair) for pair in zip(crews, plans, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    third = a_machine(tmp_path / "dana", FolderDepot(tmp_path / "depot"))
    assert third.make(*plans) == []
    assert third.outputs(plans[0]) == crews[0].outputs(plans[0])
    assert third.outputs(plans[1]) == crews[1].outputs(plans[1])


def test_the_first_bytes_in_the_depot_stay_and_others_are_told(ana: Crew, ben: Crew, depot: MemoryDepot) -> None:
    plan = an_episode(ana.folder).plan()
    reads = depot.read
    depot.read = lambda name: None if name.startswith("actions/") and not ben.runner.ran else reads(name)  # type: ignore[method-assign]
    ana.make(plan)
    ben.runner = FakeRunner(sound__master="differs")
    ben.make(plan)
    words = "note: sound/master was made with other bytes here than by whoever put it into the depot; theirs stay there"
    assert words in ben.told
