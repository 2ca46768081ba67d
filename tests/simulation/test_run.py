"""What a simulated build keeps to, whatever its jobs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.simulation.advice import gains, limit_of, path_of
from pipeline.simulation.model import Cluster, Job, Run
from pipeline.simulation.run import simulate

MEGABYTE = 10**6


@st.composite
def works(draw: st.DrawFn, *, may_be_alone: bool = True) -> tuple[Job, ...]:
    """Return jobs of whole seconds, each of which needs some of those before it and reads what they made and a file."""
    made: list[Job] = []
    for number in range(draw(st.integers(1, 14))):
        needs = draw(st.lists(st.sampled_from(made), max_size=3, unique_by=lambda job: job.name)) if made else []
        reads = {need.makes[0]: draw(st.integers(0, 50)) * MEGABYTE for need in needs}
        reads |= {f"file{draw(st.integers(0, 2))}": 10 * MEGABYTE} if draw(st.booleans()) else {}
        is_alone = may_be_alone and draw(st.booleans())
        needed = tuple(need.name for need in needs)
        made.append(Job(f"job{number}", draw(st.integers(0, 20)), needed, reads, (f"made{number}",), is_alone))
    return tuple(made)


clusters = st.builds(
    Cluster,
    slots=st.integers(1, 9),
    slots_a_host=st.integers(1, 4),
    bytes_a_second=st.sampled_from([None, 1.0 * MEGABYTE, 100.0 * MEGABYTE]),
    settling=st.sampled_from([0.0, 0.5]),
)


@given(works(), clusters)
def test_no_build_is_faster_than_its_longest_path_or_its_work_shared_out(jobs: tuple[Job, ...], cluster: Cluster) -> None:
    run = simulate(jobs, cluster)
    work = sum(job.seconds for job in jobs)
    assert run.work == pytest.approx(work)
    assert run.wall >= sum(job.seconds for job in path_of(jobs)) - 1e-6
    assert run.wall >= work / cluster.slots - 1e-6
    assert 0 <= run.busy <= 1 + 1e-6


@given(works(), st.sampled_from([None, 1.0 * MEGABYTE]))
def test_on_one_slot_a_build_takes_what_all_jobs_take_and_moves_nothing(jobs: tuple[Job, ...], rate: float | None) -> None:
    run = simulate(jobs, Cluster(1, bytes_a_second=rate))
    assert (run.wall, run.moved, run.waited) == (sum(job.seconds for job in jobs), 0, 0)


@given(works(may_be_alone=False), st.integers(1, 8), st.integers(1, 8))
def test_more_slots_are_slower_by_no_more_than_graham_allows(jobs: tuple[Job, ...], few: int, more: int) -> None:
    """Graham, Bounds on Multiprocessing Timing Anomalies (1969): lists of ready jobs may lose, but by no more than this."""
    on_few, on_more = (simulate(jobs, Cluster(slots, slots_a_host=100)).wall for slots in (few, few + more))
    assert on_more <= on_few * (1 + (few - 1) / (few + more)) + 1e-6
    if few == 1:
        assert on_more <= on_few


@given(works(), clusters)
def test_the_same_jobs_give_the_same_run(jobs: tuple[Job, ...], cluster: Cluster) -> None:
    assert simulate(jobs, cluster) == simulate(jobs, cluster)


@given(works(), clusters)
def test_a_host_fetches_no_bytes_twice(jobs: tuple[Job, ...], cluster: Cluster) -> None:
    sizes: dict[str, int] = {}
    for job in jobs:
        for name, size in job.reads.items():
            sizes[name] = max(size, sizes.get(name, 0))
    run = simulate(jobs, cluster)
    # What a host has made, or its files, it need not fetch: the first has all files, and each other thing lies on one host.
    assert run.moved <= sum(sizes.values()) * (len(cluster.hosts) - 1)


@given(works(), clusters)
def test_a_slower_link_saves_no_time_without_other_choices(jobs: tuple[Job, ...], cluster: Cluster) -> None:
    alone = [replace(job, needs=(), reads=dict(list(job.reads.items())[:1]), makes=(), is_alone=False) for job in jobs]
    free = simulate(alone, replace(cluster, slots=len(alone), slots_a_host=1, bytes_a_second=None))
    slow = simulate(alone, replace(cluster, slots=len(alone), slots_a_host=1, bytes_a_second=1e6))
    assert slow.wall >= free.wall
    assert slow.moved == free.moved


def run_of(*jobs: Job, slots: int, a_host: int = 4, rate: float | None = None, settling: float = 0.0) -> Run:
    return simulate(jobs, Cluster(slots, a_host, rate, settling))


def test_the_longest_path_goes_first() -> None:
    jobs = Job("short", 2), Job("also", 2), Job("long", 1), Job("last", 4, ("long",))
    assert run_of(*jobs, slots=2).wall == 5  # in the order of the plan: 7


def test_a_host_runs_one_join_at_a_time_and_another_host_a_second_one() -> None:
    joins = [Job(f"join{number}", 10, is_alone=True) for number in range(2)]
    assert run_of(*joins, slots=4).wall == 20
    assert run_of(*joins, slots=8).wall == 10
    assert run_of(*joins, Job("span", 15), slots=2).wall == 20, "what is no join goes beside one"


def test_those_who_fetch_share_the_link() -> None:
    files = [Job(f"job{number}", 1, (), {f"file{number}": 10 * MEGABYTE}) for number in range(3)]
    # One runs where the files lie. Two others fetch ten megabytes each over a link that does ten in a second.
    run = run_of(*files, slots=3, a_host=1, rate=10.0 * MEGABYTE)
    assert (run.wall, run.moved, run.waited) == (3, 20 * MEGABYTE, 4)


def test_a_short_transfer_ends_first_and_leaves_the_link_to_the_long_one() -> None:
    jobs = (
        Job("here", 9, (), {"a": 1}),
        Job("short", 1, (), {"b": 10 * MEGABYTE}),
        Job("long", 1, (), {"c": 30 * MEGABYTE}),
    )
    run = run_of(*jobs, slots=3, a_host=1, rate=10.0 * MEGABYTE)
    assert run.waited == 2 + 4, "ten shared in two seconds, then twenty alone in two more"


def test_a_transfer_that_begins_later_shares_what_is_left() -> None:
    jobs = (
        Job("here", 50, (), {"a": 1}),
        Job("long", 40, (), {"b": 20 * MEGABYTE}),
        Job("step", 1),
        Job("late", 20, ("step",), {"c": 10 * MEGABYTE}),
    )
    run = run_of(*jobs, slots=3, a_host=1, rate=10.0 * MEGABYTE)
    assert run.waited == 3 + 2, "the long one has half of its bytes after a second, then both share"


def test_two_on_one_host_that_read_the_same_wait_for_one_transfer() -> None:
    jobs = [Job("big", 30, (), {"other": 99 * MEGABYTE}), *(Job(f"job{n}", 5, (), {"file": 10 * MEGABYTE}) for n in range(4))]
    run = simulate(jobs, Cluster(4, 2, 10.0 * MEGABYTE))
    assert run.moved == 10 * MEGABYTE


def test_a_job_goes_where_most_of_its_bytes_lie() -> None:
    jobs = (
        Job("first", 3, makes=("picture",)),
        Job("second", 3, makes=("sound",)),
        Job("join", 1, ("first", "second"), {"picture": MEGABYTE, "sound": 9 * MEGABYTE}),
    )
    assert run_of(*jobs, slots=2, a_host=1).moved == MEGABYTE


def test_what_is_stored_late_holds_up_who_reads_it_and_no_slot() -> None:
    one, other, user = Job("one", 2), Job("other", 2), Job("user", 1, ("one",))
    assert run_of(one, user, slots=1, settling=0.5).wall == 3.5 + 0.5
    assert run_of(one, other, user, slots=1, settling=0.5).wall == 5.5


@pytest.mark.parametrize(
    ("slots", "rate", "limit"), [(1, None, "slots"), (3, None, "slots"), (8, None, "path"), (8, 1.0 * MEGABYTE, "link")]
)
def test_what_holds_a_build_up_is_said(slots: int, rate: float | None, limit: str) -> None:
    jobs = [Job(f"job{n}", 4, (), {f"file{n}": 5 * MEGABYTE}) for n in range(8)] + [Job("long", 7, ("job0",))]
    path = sum(job.seconds for job in path_of(jobs))
    assert limit_of(simulate(jobs, Cluster(slots, 1, rate)), jobs, path) == limit
    assert path == 11


def test_what_would_shorten_a_build_is_tried_out() -> None:
    jobs = [*(Job(f"job{n}", 4) for n in range(8)), Job("long", 10, ("job0",)), Job("last", 2, ("long",))]
    path = path_of(jobs)
    assert [job.name for job in path] == ["job0", "long", "last"]
    few, many = simulate(jobs, Cluster(2)), simulate(jobs, Cluster(64))
    assert [(one.limit, one.name) for one in gains(few, jobs, path)] == [("slots", ""), ("path", "long")]
    assert [(one.limit, one.name, one.wall) for one in gains(many, jobs, path)] == [("path", "long", 11.0)]
