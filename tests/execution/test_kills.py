"""A real build in a process of its own, killed and interrupted: no child outlives it, and nothing finished runs twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution.interruption import Interruption
from pipeline.execution.local_store import LocalStore
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.faults import Interrupted
from pipeline.plan.action import Action, Input, Plan
from tests.execution.fakes import Build, FakeRunner, an_episode
from tests.execution.operations import Spins, Tells, Weighs
from tests.execution.test_faults import assert_sound, stored
from tests.execution.test_runner import a_video, an_action
from tests.processes import is_gone, pids_with

pytestmark = pytest.mark.fault

PROGRAM = """
import json, sys
from pathlib import Path
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.faults import Interrupted
from tests.execution.fakes import Build
from tests.execution.test_kills import a_running_plan
folder = Path(sys.argv[1])
runner = LocalRunner(find_ffmpeg().path)
build = Build(folder)
try:
    build.run(a_running_plan(folder, sys.argv[2]), runner=runner, workers=2)
except Interrupted:
    sys.exit(130)
finally:
    runner.close()
"""


def a_running_plan(folder: Path, kind: str) -> Plan:
    """Return a plan of an endless ffmpeg and an endless operation, of two that take a second each, or of many short ones."""
    if kind == "endless":
        video = a_video(10**9, "-metadata", f"comment={folder}")
        step = an_action(Spins(str(folder / "pid")))
        return Plan("p", (video, step), {"a": video.output(), "b": step.output()})
    if kind == "many":
        videos = [a_video(20 + number, address=f"span/{number}") for number in range(6)]
        inputs = tuple(Input(f"span{number}", video.output(), ".mp4") for number, video in enumerate(videos))
        joined = an_action(Weighs(), *inputs, address="join")
        return Plan("p", (*videos, joined), {"joined": joined.output(), **{v.address: v.output() for v in videos}})
    begun = an_action(Tells(), address="begun")
    later = an_action(Tells(), Input("in", begun.output(), ".json"), address="later")
    return Plan("p", (begun, later), {"b": later.output()})


def start(folder: Path, kind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), kind])


def until(is_so: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_the_build(tmp_path: Path, number: signal.Signals) -> None:
    build = start(tmp_path, "endless")
    pid = tmp_path / "pid"
    try:
        until(lambda: pid.exists() and pid.read_text() and pids_with(f"comment={tmp_path}"))
    except AssertionError:
        build.kill()
        raise
    children = [int(pid.read_text()), *pids_with(f"comment={tmp_path}")]
    build.send_signal(number)
    build.wait(30)
    left = [child for child in children if not is_gone(child)]
    for child in left:
        os.kill(child, signal.SIGKILL)  # where the test fails, too, nobody stays behind
    assert left == []
    assert build.returncode == (130 if number is signal.SIGTERM else -9)
    with LocalStore(tmp_path / "renders" / ".store") as store:
        store.sweep()
        assert list((store.folder / "running").iterdir()) == []  # the dead one's sandboxes are gone


@pytest.mark.long
@pytest.mark.ffmpeg
def test_kill_9_at_random_moments_costs_only_what_was_in_flight(tmp_path: Path) -> None:
    clean = Build(tmp_path / "clean")
    clean.folder.mkdir()
    plan = a_running_plan(clean.folder, "many")
    assert start(clean.folder, "many").wait(30) == 0
    wanted = clean.outputs(plan)
    kept = 0
    for number in range(3):
        build = Build(tmp_path / str(number))
        build.folder.mkdir()
        running = start(build.folder, "many")
        records = build.folder / "renders" / ".store" / "actions"
        until(lambda r=records, n=number: len(list(r.glob("*/*.json"))) >= 2 * n)
        time.sleep(random.Random(number).uniform(0, 0.1))
        running.kill()
        running.wait(30)
        before = stored(build, plan)
        kept += len(before)
        assert_sound(build)
        runner = LocalRunner(find_ffmpeg().path)
        with build.store() as store:
            results = build.results(store, plan, runner=runner, workers=2)
            ran = {action.address for action in plan.actions if action.key in results.ran}
        runner.close()
        assert ran == {action.address for action in plan.actions} - before
        assert build.outputs(plan) == wanted
    assert kept >= 6


def test_ctrl_c_once_finishes_what_runs_and_starts_nothing(tmp_path: Path) -> None:
    build = start(tmp_path, "short")
    running = tmp_path / "renders" / ".store" / "running"
    until(lambda: running.exists() and list(running.glob("*/action-*")))
    build.send_signal(signal.SIGINT)
    assert build.wait(30) == 130
    plan = a_running_plan(tmp_path, "short")
    assert stored(Build(tmp_path), plan) == {"begun"}


@pytest.mark.ffmpeg
def test_ctrl_c_twice_ends_what_runs(tmp_path: Path) -> None:
    build = start(tmp_path, "endless")
    pid = tmp_path / "pid"
    until(lambda: pid.exists() and pid.read_text() and pids_with(f"comment={tmp_path}"))
    build.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert build.poll() is None
    build.send_signal(signal.SIGINT)
    assert build.wait(30) == 130
    assert is_gone(int(pid.read_text()))
    assert not pids_with(f"comment={tmp_path}")


def test_an_interrupted_build_says_so_and_keeps_what_is_finished(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    interruption = Interruption()

    def meanwhile(action: Action) -> None:
        if action.address == "metal/picture/0":
            interruption.drain.set()

    build.runner.meanwhile = meanwhile
    with pytest.raises(Interrupted):
        build.run(plan, interruption=interruption)
    done = build.runner.ran
    assert "metal/picture/0" in stored(build, plan)
    build.runner = FakeRunner()
    assert sorted([*done, *build.run(plan)]) == sorted(action.address for action in plan.actions)
