"""The law: after any fault the next build succeeds, and what it makes equals a clean build byte for byte."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution.upkeep import collect, verify
from pipeline.faults import ActionFailed, EnvironmentFault
from pipeline.operations.promises import Output
from pipeline.plan.action import Action, Plan
from tests.execution.fakes import Build, FakeRunner, an_action, an_episode
from tests.execution.operations import MADE

pytestmark = pytest.mark.fault


class Dying:
    """Count the steps of publishes and end the process, or raise, at the n-th."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.left, self._act = at, act

    def __call__(self, step: str) -> None:
        self.left -= 1
        if self.left == 0:
            self._act()


def a_small_plan() -> Plan:
    first = an_action("first")
    outputs = (Output("a", ".json", MADE.promise), Output("b", ".json", MADE.promise))
    two = an_action("two", first, promised=outputs)
    return Plan("s01e01@draft", (first, two), {"a": two.output("a"), "b": two.output("b")})


def in_a_child(work: Callable[[], object]) -> int:
    """Do something in a forked process and return its exit status; -9 where it was killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def clean_outputs(folder: Path, plan: Plan) -> dict[str, bytes]:
    build = Build(folder)
    build.folder.mkdir()
    build.run(plan)
    return build.outputs(plan)


def stored(build: Build, plan: Plan) -> set[str]:
    with build.store() as store:
        return {action.address for action in plan.actions if store.has(action.key)}


def assert_sound(build: Build) -> None:
    """Nothing lies: every record's blobs are there, whole, and as hashed; nothing runs that is dead."""
    with build.store() as store:
        found = verify(store)
        assert found.damaged == ()
        assert found.incomplete == ()
        store.new_sandbox()
        assert len(list((store.folder / "running").iterdir())) == 1


def test_killed_before_every_step_of_a_publish(tmp_path: Path) -> None:
    plan = a_small_plan()
    wanted = clean_outputs(tmp_path / "clean", plan)
    deaths = 0
    for at in range(1, 100):
        build = Build(tmp_path / str(at))
        build.folder.mkdir()
        dying = Dying(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
        status = in_a_child(lambda b=build, d=dying: b.run(plan, options={"before_step": d}))
        deaths += status == -signal.SIGKILL
        before = stored(build, plan)
        assert_sound(build)
        ran = build.run(plan)
        assert set(ran) == {"first", "two"} - before
        assert build.outputs(plan) == wanted
        if status == 0:
            break
    assert deaths > 20  # each output: hash, seal, flush, rename, flush; each record: write, flush, rename, flush
    assert before == {"first", "two"}


def raising(number: int) -> Callable[[], None]:
    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act


def test_the_disk_may_be_full_at_every_step_of_a_publish(tmp_path: Path) -> None:
    plan = a_small_plan()
    wanted = clean_outputs(tmp_path / "clean", plan)
    for at in range(1, 100):
        build = Build(tmp_path / str(at))
        build.folder.mkdir()
        try:
            build.run(plan, options={"before_step": Dying(at, raising(errno.ENOSPC))}, keep_going=True)
        except EnvironmentFault as fault:
            assert "is full; make room" in str(fault)  # noqa: PT017
        else:
            break
        build.runner = FakeRunner()
        build.run(plan)
        assert build.outputs(plan) == wanted
    assert at > 20


@pytest.mark.parametrize(("number", "says"), [(errno.EDQUOT, "is full"), (errno.EIO, "cannot be written: Input/output error")])
def test_a_disk_may_refuse_in_other_words(build: Build, number: int, says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        build.run(a_small_plan(), options={"before_step": Dying(9, raising(number))})
    assert_sound(build)


def test_a_file_that_may_not_grow_is_told(build: Build) -> None:
    plan = a_small_plan()

    def limited() -> None:
        with build.store() as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
            try:
                build.results(store, plan)
            except EnvironmentFault as fault:
                assert "may not become as large" in str(fault)  # noqa: PT017
                return
        raise AssertionError

    assert in_a_child(limited) == 0
    assert_sound(build)
    assert build.run(plan) == ["first", "two"]


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))


def test_a_real_small_disk_fills_and_is_emptied(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        build = Build(disk)
        plan = a_small_plan()
        with build.store():
            pass  # the store's own files fit
        ballast = disk / "ballast"
        fill(ballast)
        with pytest.raises(EnvironmentFault, match="is full"):
            build.run(plan)
        with build.store() as store:
            collect(store)  # the advice that the fault gives can be followed
        ballast.unlink()
        assert_sound(build)
        build.runner = FakeRunner()
        assert build.run(plan) == ["first", "two"]
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("hour", ["before", "during", "during, so that it fails", "during, so that less comes out"])
def test_a_source_that_changes_is_not_stored_under_the_old_key(build: Build, hour: str) -> None:
    episode = an_episode(build.folder)
    plan = episode.plan()
    source = build.folder / "joe.mp4"
    original = source.read_bytes()

    def change(action: Action) -> None:
        if action.address == "metal/picture/1":
            source.write_bytes(original[::-1])

    if hour == "before":
        source.write_bytes(original[::-1])
    else:
        behaviours = {"during, so that it fails": "fails", "during, so that less comes out": "truncates"}
        build.runner = FakeRunner(metal__picture__1=behaviours.get(hour, "writes"))
        build.runner.meanwhile = change
    with pytest.raises(ActionFailed, match=r"joe\.mp4: it changed"):
        build.run(plan)
    assert "metal/picture/1" not in stored(build, plan)
    build.runner = FakeRunner()
    changed = episode.plan()
    build.run(changed)
    source.write_bytes(original)
    assert build.run(plan) == ["episode/join", "metal/picture/1"]


def test_a_source_that_is_gone_or_only_touched(build: Build) -> None:
    episode = an_episode(build.folder)
    plan = episode.plan()
    build.runner.meanwhile = lambda action: os.utime(build.folder / "joe.mp4")
    build.run(plan)
    build.runner = FakeRunner()
    changed = episode.segment(0, seconds=13).plan()
    (build.folder / "joe.mp4").unlink()
    with pytest.raises(ActionFailed, match=r"joe\.mp4: it cannot be read: No such file"):
        build.run(changed)


def slow_runner(log: Path) -> FakeRunner:
    runner = FakeRunner()

    def meanwhile(action: Action) -> None:
        with log.open("a") as stream:
            stream.write(f"{action.address}\n")
        time.sleep(0.02)

    runner.meanwhile = meanwhile
    return runner


def test_two_builds_at_once_run_each_action_once(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    log = build.folder / "log"

    def work() -> None:
        build.run(plan, runner=slow_runner(log), workers=2)

    first, second = spawn(work), spawn(work)
    assert [wait_for(pid) for pid in (first, second)] == [0, 0]
    ran = log.read_text().split()
    assert sorted(ran) == sorted(action.address for action in plan.actions)
    assert_sound(build)


def test_two_builds_at_once_one_is_killed(tmp_path: Path) -> None:
    source = Build(tmp_path / "clean")
    source.folder.mkdir()
    plan = an_episode(source.folder).plan()
    source.run(plan)
    wanted = source.outputs(plan)
    for number in range(5):
        build = Build(tmp_path / str(number))
        build.folder.mkdir()
        an_episode(build.folder)
        log = build.folder / "log"

        def work(build: Build = build, log: Path = log) -> None:
            build.run(plan, runner=slow_runner(log), workers=2)

        victim, survivor = spawn(work), spawn(work)
        time.sleep(random.Random(number).uniform(0.02, 0.15))
        os.kill(victim, signal.SIGKILL)
        wait_for(victim)
        assert wait_for(survivor) == 0
        ran = log.read_text().split()
        assert len(ran) <= len(plan.actions) + 4  # two that the victim ran, two that it was storing
        assert build.outputs(plan) == wanted
        assert_sound(build)


def spawn(work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def wait_for(pid: int, seconds: float = 60) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("a build waits for ever")


def test_outputs_are_read_only(build: Build) -> None:
    plan = a_small_plan()
    build.run(plan)
    with build.store() as store:
        mode = store.path(plan.results["a"]).stat().st_mode
        assert mode & 0o777 == 0o444
        assert json.loads(store.path(plan.results["a"]).read_bytes())["name"] == "a"
