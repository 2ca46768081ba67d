"""Real processes: ffmpeg and operations in Python, in workers."""

from __future__ import annotations

import json
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline import digest
from pipeline.execution.events import Progress
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import FfmpegTool
from pipeline.faults import ActionFailed, EnvironmentFault, Interrupted, Where
from pipeline.ffmpeg.flags import GLOBAL
from pipeline.ffmpeg.guard import guarded
from pipeline.operations.base import Operation
from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.promises import VideoPromise
from pipeline.plan.action import Action, FromSource, FromSources, Identity, Input
from tests.execution.fakes import CODE, Build, a_plan
from tests.execution.operations import Dies, Ffmpeg, Hoards, Raises, Shouts, Spins, Tells, Toils, Writes
from tests.processes import is_gone, pids_with


def an_action(operation: Operation, *inputs: Input, address: str = "") -> Action:
    where = Where("episodes/s01e01.yaml", 41)
    return Action(operation, inputs, CODE, address=address or type(operation).__name__.lower(), where=where)


def a_video(frames: int, *more: str, address: str = "span", promised: int | None = None, source: str = "testsrc2") -> Action:
    arguments = (
        *GLOBAL,
        *("-f", "lavfi", "-i", f"{source}=s=64x36:r=30000/1001", "-frames:v", str(frames), *more, "-c:v", "libx264"),
        *("-threads", "1", "-pix_fmt", "yuv420p", "-fflags", "+bitexact", FilePath("out")),
    )
    promise = VideoPromise("h264", 64, 36, "yuv420p", Fraction(30000, 1001), promised or frames)
    return Action(Ffmpeg(promise, arguments), (), Identity("code", "ffmpeg"), address=address)


def made_by(build: Build, runner: LocalRunner, action: Action) -> dict[str, Any]:
    with build.store() as store:
        results = build.results(store, a_plan(action), runner=runner)
        return json.loads(results.path(action.output()).read_bytes())


def test_an_operation_reads_its_inputs_and_nothing_of_the_user(build: Build, runner: LocalRunner, monkeypatch) -> None:
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    monkeypatch.setenv("SECRET", "x")
    for name in ("take ’1’.txt", "a.txt", "b.txt"):
        (build.folder / name).write_text(name)
    take = Input("take", FromSource(digest.of_file(build.folder / "take ’1’.txt"), "take ’1’.txt"), ".txt")
    frames = ("a.txt", "b.txt")
    folder = Input("frames", FromSources(tuple(digest.of_file(build.folder / f) for f in frames), frames), ".txt")
    made = made_by(build, runner, an_action(Writes(rate=Fraction(30000, 1001)), take, folder))
    assert made["made"] == {"take": "take ’1’.txt"}
    assert made["folders"] == {"frames": ["000000.txt", "000001.txt"]}
    assert made["rate"] == "30000/1001"
    assert made["environment"]["LANG"] == "C.UTF-8"
    assert "SECRET" not in made["environment"]
    assert "running" in made["cwd"]


def test_a_worker_serves_one_action_after_the_other(build: Build, runner: LocalRunner) -> None:
    first, second = (made_by(build, runner, an_action(Writes(number=number))) for number in (1, 2))
    assert first["pid"] == second["pid"]
    assert all(made["temporary"].startswith(f"{made['cwd']}/tmp/") for made in (first, second))
    with pytest.raises(ActionFailed):
        made_by(build, runner, an_action(Raises(what="bug")))
    assert made_by(build, runner, an_action(Writes(number=3)))["pid"] != first["pid"]


def test_an_operation_goes_to_the_worker_that_has_paid_for_its_imports(build: Build, runner: LocalRunner) -> None:
    pair = [an_action(Tells(number=n), address=str(n)) for n in range(2)]
    build.run(a_plan(pair[0], name="p"), a_plan(pair[1], name="q"), runner=runner, workers=2)  # two workers by now
    first = made_by(build, runner, an_action(Writes(number=1)))["pid"]
    made_by(build, runner, an_action(Hoards(bytes=1)))
    assert made_by(build, runner, an_action(Writes(number=3)))["pid"] == first
    assert made_by(build, runner, an_action(Writes(number=4)))["pid"] == first


@pytest.mark.ffmpeg
def test_ffmpeg_makes_what_is_promised_and_tells_how_far_it_is(build: Build, runner: LocalRunner) -> None:
    with build.store() as store:
        results = build.results(store, a_plan(a_video(90)), runner=runner)
        assert len(results.ran) == 1
    shares = [event.share for event in build.events if isinstance(event, Progress)]
    assert shares
    assert shares[-1] == 1.0


@pytest.mark.ffmpeg
def test_a_failing_ffmpeg_gives_its_last_words(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(ActionFailed, match="exit code") as raised:
        build.run(a_plan(a_video(3, "-vf", "nosuchfilter")), runner=runner)
    assert "No such filter" in raised.value.log_tail
    assert "No such filter" not in str(raised.value)


@pytest.mark.ffmpeg
def test_an_ffmpeg_that_ends_well_too_early_has_failed(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(ActionFailed, match="has frames 30, promised 31"):
        build.run(a_plan(a_video(30, promised=31)), runner=runner)


@pytest.mark.ffmpeg
def test_paths_in_arguments_are_filled_in(build: Build, runner: LocalRunner) -> None:
    (build.folder / "a.ppm").write_bytes(b"P6 2 2 255\n" + bytes(12))
    frames = tuple(digest.of_file(build.folder / "a.ppm") for _ in range(5))
    numbered = Input("frames", FromSources(frames, ("a.ppm",) * 5), ".ppm")
    arguments = (
        *GLOBAL,
        *("-f", "image2", "-framerate", "30000/1001", "-i", FilePath("frames", after="/%06d.ppm")),
        *("-vf", "scale=64:36", "-c:v", "libx264", "-pix_fmt", "yuv420p", FilePath("out", before="file:")),
    )
    promise = VideoPromise("h264", 64, 36, "yuv420p", Fraction(30000, 1001), 5)
    action = Action(Ffmpeg(promise, arguments), (numbered,), CODE, address="frames")
    with build.store() as store:
        assert build.results(store, a_plan(action), runner=runner).ran == (action.key,)


def test_ffmpeg_is_given_what_is_in_the_key_behind_what_makes_it_faster_and_nothing_else(build: Build) -> None:
    program = build.folder / "ffmpeg"
    works = 'case "$*" in *16x16*) exit 0;; esac'  # asked for one plain picture, which a whole ffmpeg can make
    program.write_text(f'#!/bin/sh\n{works}\nprintf "%s\\n" "$@" > {build.folder}/told\nexit 3\n')
    program.chmod(0o755)
    runner = LocalRunner(program, first=["-cpuflags", "+slowgather"])
    action = a_video(3)
    assert isinstance(action.operation, Ffmpeg)
    with pytest.raises(ActionFailed, match="ffmpeg ended with exit code 3"):
        build.run(a_plan(action), runner=runner)
    runner.close()
    told = (build.folder / "told").read_text().splitlines()
    given = guarded([part if isinstance(part, str) else "out/out.mp4" for part in action.operation.arguments])
    assert told == ["-cpuflags", "+slowgather", *given]
    flags = [part for part in told if part in GLOBAL and part.startswith("-")]
    assert len(flags) == len(set(flags))


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "-i", ".hidden", "a b", "file:x", "a,b", "a'b", "a\nb", "ä", "\0"])
def test_no_name_leads_out_of_the_sandbox_or_into_an_argument(build: Build, name: str) -> None:
    (build.folder / "a.txt").write_text("x")
    with pytest.raises(ValueError, match="cannot name a file"):
        build.run(a_plan(an_action(Writes(), Input(name, FromSource(digest.of_file(build.folder / "a.txt"), "a.txt")))))
    assert not (build.folder / "renders" / "x").exists()


def test_a_bug_in_an_operation_is_told_with_its_traceback(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(ActionFailed, match="KeyError: 'nobody'") as raised:
        build.run(a_plan(an_action(Raises(what="bug"))), runner=runner)
    assert "Traceback" in raised.value.log_tail


def test_a_fault_of_ours_is_told_in_its_words_alone(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(ActionFailed) as raised:
        build.run(a_plan(an_action(Raises(what="ours"))), runner=runner)
    assert str(raised.value) == "episodes/s01e01.yaml:41:0: raises: the take begins too late"
    with pytest.raises(EnvironmentFault, match="no font; install one"):
        build.run(a_plan(an_action(Raises(what="machine"))), runner=runner)


@pytest.mark.fault
def test_a_full_disk_in_an_operation_is_one_clear_fault(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(EnvironmentFault, match="is full"):
        build.run(a_plan(an_action(Raises(what="full"))), runner=runner, keep_going=True)


@pytest.mark.fault
def test_an_operation_that_dies_is_told_with_its_last_words(build: Build, runner: LocalRunner) -> None:
    with pytest.raises(ActionFailed, match=r"SIGKILL.*memory runs out: close other programs, then build again") as raised:
        build.run(a_plan(an_action(Dies())), runner=runner)
    assert "last words" in raised.value.log_tail


@pytest.mark.long
@pytest.mark.fault
def test_a_silent_action_is_ended_by_a_deadline_on_progress(build: Build, ffmpeg: FfmpegTool) -> None:
    pid = build.folder / "pid"
    runner = LocalRunner(ffmpeg.path, patience=1.5)
    with pytest.raises(ActionFailed, match="no progress for 2 s"):
        build.run(a_plan(an_action(Spins(pid=str(pid)))), runner=runner)
    assert is_gone(int(pid.read_text()))
    assert build.run(a_plan(an_action(Tells(times=12))), runner=runner) == []  # takes 2.4 s in all, and tells
    runner.close()


@pytest.mark.fault
def test_much_talk_never_blocks_and_only_its_end_is_kept(build: Build, runner: LocalRunner) -> None:
    build.run(a_plan(an_action(Shouts())), runner=runner)
    with pytest.raises(ActionFailed, match="at the end") as raised:
        build.run(a_plan(an_action(Shouts(fails=True))), runner=runner)
    assert "line 19999 of many" in raised.value.log_tail
    assert len(raised.value.log_tail) < 10_000


def test_memory_is_measured_for_each_action_alone(build: Build, runner: LocalRunner) -> None:
    big, small = an_action(Hoards(80 << 20), address="big"), an_action(Hoards(1 << 20), address="small")
    with build.store() as store:
        build.results(store, a_plan(big), a_plan(small), runner=runner)
        peaks = [store.record(action.key).peak_bytes for action in (big, small)]  # type: ignore[union-attr]
    assert peaks[0] > 80 << 20
    if Path("/proc/self/clear_refs").exists():  # elsewhere it is the most of all actions so far
        assert peaks[1] < peaks[0] - (60 << 20)


def test_time_of_processors_is_counted_for_each_action_alone(build: Build, runner: LocalRunner) -> None:
    toils = an_action(Toils(Fraction(3, 10), Fraction(0)), address="toils")
    waits = an_action(Toils(Fraction(0), Fraction(3, 10)), address="waits")
    encodes = a_video(900)
    with build.store() as store:
        build.results(store, a_plan(toils), a_plan(waits), a_plan(encodes), runner=runner)
        found = [store.record(action.key) for action in (toils, waits, encodes)]
    worked, waited, encoded = (one.cpu_seconds for one in found if one is not None)
    assert 0.3 <= worked < 0.6
    assert waited < 0.1
    assert found[1] is not None
    assert found[1].seconds >= 0.3
    assert encoded > 0.02, "ffmpeg's counts, too"


@pytest.mark.fault
@pytest.mark.parametrize("what", ["operation", "ffmpeg"])
def test_stop_ends_all_that_runs(build: Build, runner: LocalRunner, what: str) -> None:
    from pipeline.execution.interruption import Interruption

    pid = build.folder / "pid"
    marker = f"comment={build.folder}"
    action = an_action(Spins(pid=str(pid))) if what == "operation" else a_video(10**9, "-metadata", marker)
    interruption = Interruption()

    def stop_soon() -> None:
        while not (pid.exists() and pid.read_text()) and not pids_with(marker):
            time.sleep(0.02)
        interruption.stop.set()

    thread = threading.Thread(target=stop_soon)
    thread.start()
    with pytest.raises(Interrupted):
        build.run(a_plan(action), runner=runner, interruption=interruption)
    thread.join()
    assert not pids_with(marker)
    assert not pid.exists() or is_gone(int(pid.read_text()))


def test_an_input_that_names_no_formats_opens_no_playlist(build: Build, runner: LocalRunner) -> None:
    (build.folder / "secret.wav").write_bytes(b"RIFF")
    (build.folder / "list.mp4").write_text(f"ffconcat version 1.0\nfile {build.folder / 'secret.wav'}\n")
    source = Input("take", FromSource(digest.of_file(build.folder / "list.mp4"), "list.mp4"), ".mp4")
    promise = VideoPromise("h264", 64, 36, "yuv420p", Fraction(25), 1)
    arguments = (*GLOBAL, "-i", FilePath("take", before="file:"), "-c:v", "libx264", FilePath("out"))
    action = Action(Ffmpeg(promise, arguments), (source,), Identity("code", "ffmpeg"), address="list")
    with pytest.raises(ActionFailed) as told:
        build.run(a_plan(action), runner=runner)
    assert "not on whitelist" in told.value.log_tail


def test_whoever_tells_progress_for_ever_is_ended(build: Build, ffmpeg: FfmpegTool) -> None:
    runner = LocalRunner(ffmpeg.path, patience=20, longest=1)
    try:
        with pytest.raises(ActionFailed, match="was not done after 1 s and was ended"):
            build.run(a_plan(a_video(10**9)), runner=runner)
    finally:
        runner.close()


def test_ffmpeg_may_take_no_more_than_the_machine_has(build: Build, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    works = 'case "$*" in *16x16*) exit 0;; esac'
    program.write_text(f"#!/bin/sh\n{works}\nulimit -v >&2; ulimit -t >&2; ulimit -f >&2; exit 1\n")
    program.chmod(0o755)
    runner = LocalRunner(program)
    try:
        with pytest.raises(ActionFailed) as told:
            build.run(a_plan(a_video(1)), runner=runner)
    finally:
        runner.close()
    memory, seconds, blocks = told.value.log_tail.split()
    assert memory == "unlimited" if sys.platform == "darwin" else 4 << 20 <= int(memory) < 1 << 40
    assert 3600 < int(seconds) < 10_000_000
    assert int(blocks) < 1 << 40
