"""What actions took, as jobs of a simulation: from their records, from another deliverable's, or estimated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.execution.execute import order_of
from pipeline.execution.history import beside, remember_beside
from pipeline.execution.local_store import LocalStore
from pipeline.execution.memory import Memory
from pipeline.execution.recorded import Recorded, recorded
from pipeline.operations.base import Pool
from pipeline.plan.action import Action, FromSource, FromSources, Input, Plan
from pipeline.simulation.model import Cluster
from pipeline.simulation.run import simulate
from tests.execution.fakes import Build, a_plan, an_action, an_episode


def put(store: LocalStore, action: Action, seconds: float, cpu_seconds: float = 0.0, size: int = 11) -> None:
    made = store.new_sandbox() / "out.json"
    made.write_bytes(b'{"made": 1}'.ljust(size))
    store.publish(order_of(action, store), {"out": made}, seconds, 1 << 20, cpu_seconds)


def times(found: Recorded) -> dict[str, tuple[float, str]]:
    return {one.action.address: (one.seconds, one.source) for one in found.timed}


def test_a_slot_is_a_core_so_what_used_several_takes_longer_on_it(build: Build) -> None:
    waits, threaded = an_action("waits"), an_action("threaded")
    last = an_action("last", waits, threaded)
    with build.store() as store:
        put(store, waits, 3.0, 1.0)
        put(store, threaded, 2.0, 5.0)
        put(store, last, 1.0)
        found = recorded([a_plan(waits, threaded, last)], store, build.folder)
    assert times(found) == {"waits": (3.0, "record"), "threaded": (5.0, "record"), "last": (1.0, "record")}
    assert simulate(found.jobs(), Cluster(1)).wall == 9.0
    assert simulate(found.jobs(), Cluster(2)).wall == 6.0


def test_a_time_is_told_with_where_it_is_from(build: Build) -> None:
    made = an_action("made", cost=2)
    edited = an_action("made", fields={"edited": "yes"}, cost=4)
    other, drawn = an_action("other", cost=3), an_action("card", pool="draw", cost=7)
    build.run(a_plan(made))
    with build.store() as store:
        plan = Plan("s01e01@draft", (edited, other, drawn), {one.address: one.output() for one in (edited, other, drawn)})
        found = recorded([plan], store, build.folder)
    assert times(found) == {
        "made": (1.0, "place"),  # half a second, and twice the cost
        "other": (0.75, "kind"),
        "card": (7.0, "cost"),
    }


def test_what_is_stored_is_simulated_all_the_same(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    with build.store() as store:
        found = recorded([plan], store, build.folder)
    assert len(found.timed) == len(plan.actions)
    assert {source for _, source in times(found).values()} == {"record"}
    assert found.unsized == 0
    assert 0 < found.settled < 1, "what is stored is flushed to the disk"
    one = simulate(found.jobs(), Cluster(1, settling=found.settled))
    assert one.work == pytest.approx((0.5 + found.held) * len(plan.actions))
    assert one.work < one.wall <= one.work + found.settled * len(plan.actions)


# ---------------------------------------------------------------------------------------------- another deliverable


def spans(profile: str, pixels: int, count: int = 12) -> tuple[Action, ...]:
    """Return spans of a deliverable, each heavier than the one before."""
    return tuple(an_action(f"span/{n}", fields={"profile": profile, "n": str(n)}, cost=(n + 1) * pixels) for n in range(count))


def a_deliverable(profile: str, *actions: Action) -> Plan:
    return Plan(f"s01e01.{profile}", actions, {action.address: action.output() for action in actions})


def test_where_nothing_was_made_its_like_is_scaled_by_pixels(build: Build) -> None:
    small, large = spans("hd", 1), spans("4k", 4)
    with build.store() as store:
        for number, span in enumerate(small):
            put(store, span, 2.0 + number, size=1000)
        plan, other = a_deliverable("4k", *large), a_deliverable("hd", *small)
        found = recorded([plan], store, build.folder, {plan.name: other})
    assert times(found) == {f"span/{n}": (4 * (2.0 + n), "scaled") for n in range(12)}
    (factor,) = found.factors
    assert (factor.times, factor.low, factor.high, factor.parts) == (4.0, 4.0, 4.0, 0)
    assert {size for name, size in found.sizes.items()} == {4000}


def test_what_was_made_of_both_says_the_factor_and_how_sure_it_is(build: Build) -> None:
    small, large = spans("hd", 1), spans("4k", 4)
    with build.store() as store:
        for span in small:
            put(store, span, 10.0)
        for span, seconds in zip(large, (30.0, 36.0, 33.0), strict=False):
            put(store, span, seconds)
        plan, other = a_deliverable("4k", *large), a_deliverable("hd", *small)
        found = recorded([plan], store, build.folder, {plan.name: other})
    (factor,) = found.factors
    assert (factor.times, factor.low, factor.high, factor.parts) == (pytest.approx(3.3), 3.0, 3.6, 3)
    assert times(found)["span/1"] == (36.0, "record")
    scaled = [one for one in found.timed if one.source == "scaled"]
    assert len(scaled) == 9
    assert {(round(one.low, 9), round(one.seconds, 9), round(one.high, 9)) for one in scaled} == {(30.0, 33.0, 36.0)}
    low, middle, high = (simulate(found.jobs(bound), Cluster(1)).wall for bound in ("low", "seconds", "high"))
    assert (low, middle, high) == pytest.approx((99 + 270, 99 + 297, 99 + 324))


def test_what_two_deliverables_share_is_taken_as_it_was_made(build: Build) -> None:
    sound = an_action("mix", pool="sound")
    small, large = spans("hd", 1, 1), spans("4k", 4, 1)
    with build.store() as store:
        put(store, sound, 7.0)
        put(store, small[0], 2.0)
        plan, other = a_deliverable("4k", sound, *large), a_deliverable("hd", sound, *small)
        found = recorded([plan], store, build.folder, {plan.name: other})
    assert times(found) == {"mix": (7.0, "record"), "span/0": (8.0, "scaled")}


# ---------------------------------------------------------------------------------------------- bytes


def test_bytes_that_are_read_are_those_of_files_and_outputs(build: Build) -> None:
    (build.folder / "a.mp4").write_bytes(b"a" * 300)
    for number in range(2):
        (build.folder / f"{number}.png").write_bytes(b"p" * 40)
    one = an_action("one")
    one = replace(one, inputs=(Input("film", FromSource("d" * 64, "a.mp4")), Input("gone", FromSource("e" * 64, "gone.mp4"))))
    two = replace(an_action("two"), inputs=(Input("frames", FromSources(("f" * 64, "0" * 64), ("0.png", "1.png"))),))
    pool: Pool = "join"
    last = an_action("last", one, two, pool=pool)
    with build.store() as store:
        put(store, one, 1.0, size=2000)
        found = recorded([a_plan(one, two, last)], store, build.folder)
    jobs = {job.name: job for job in found.jobs()}
    assert jobs[one.key].reads == {"d" * 64: 300, "e" * 64: 0}
    assert jobs[two.key].reads == {"f" * 64: 40, "0" * 64: 40}
    # Of what was never made, its kind tells: as many bytes for as much work.
    assert sorted(jobs[last.key].reads.values()) == [2000, 2000]
    assert (jobs[last.key].needs, jobs[last.key].is_alone) == (tuple(sorted((one.key, two.key))), True)
    assert found.unsized == 1, "nothing like the join was ever made"


def test_what_is_spent_beside_runs_is_remembered_and_no_stray_changes_it_much(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory")
    assert beside(memory) == (0.0, 0.0)
    remember_beside(memory, 0.02, 0.05)
    assert beside(memory) == (0.02, 0.05)
    remember_beside(memory, 500.0, -1.0)  # it waited for another build
    held, settled = beside(memory)
    assert 0.02 < held < 0.05
    assert 0.04 < settled < 0.05
    memory.put("beside runs", "much")
    assert beside(memory) == (0.0, 0.0)
