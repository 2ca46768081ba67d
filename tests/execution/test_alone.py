"""A producer's Python: kept apart from what comes after it, from whom it might answer, and from staying."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.execution.runner import LocalRunner, plain
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.faults import ActionFailed, Interrupted
from pipeline.operations.scene import DrawScene
from pipeline.plan.action import Action, FromSource, Identity, Input
from tests.execution.fakes import Build, a_plan
from tests.processes import is_gone, pids_with

GOOD = """
import numpy as np
from moviepy import VideoClip
def scene(width, height, rate, frames):
    return VideoClip(lambda t: np.zeros((height, width, 3), np.uint8), duration=1)
"""


@pytest.fixture
def runner() -> Iterator[LocalRunner]:
    runner = LocalRunner(find_ffmpeg().path, patience=60)
    yield runner
    runner.close()


def a_scene(build: Build, source: str, name: str = "scene") -> Action:
    path = build.folder / f"{name}.py"
    path.write_text(source)
    given = Input("scene", FromSource(digest.of_file(path), path.name), ".py")
    return Action(DrawScene(32, 18, Fraction(25), 3, path.name), (given,), Identity("code"), address=name)


def test_a_scene_that_changes_a_library_changes_it_for_nobody(build: Build, runner: LocalRunner) -> None:
    spoiling = a_scene(build, "import numpy\nnumpy.zeros = None\nnumpy.uint8 = numpy.float64\n" + GOOD, "spoiling")
    with pytest.raises(ActionFailed):
        build.run(a_plan(spoiling), runner=runner)
    build.run(a_plan(a_scene(build, GOOD)), runner=runner)
    assert build.outputs(a_plan(a_scene(build, GOOD)))["last"].startswith(b"nut/multimedia container")


def test_a_scene_cannot_say_that_it_is_done(build: Build, runner: LocalRunner) -> None:
    lies = """
import os
for handle in range(3, 200):
    try:
        os.write(handle, b'{"done": true, "peak_bytes": 1}\\n{"progress": 7}\\n[[[[\\n')
    except OSError:
        pass
raise ValueError("over")
"""
    with pytest.raises(ActionFailed, match=r"scene\.py:8: ValueError: over"):
        build.run(a_plan(a_scene(build, lies)), runner=runner)
    with pytest.raises(ActionFailed, match="did not write out"):
        build.run(a_plan(a_scene(build, "import os\nos._exit(0)\n")), runner=runner)


def test_a_scene_leaves_nothing_behind(build: Build, runner: LocalRunner, tmp_path: Path) -> None:
    mark = f"stays-{tmp_path.name}"
    leaving = f"""
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(300)", {mark!r}])
    os._exit(0)
"""
    build.run(a_plan(a_scene(build, leaving + GOOD)), runner=runner)
    assert all(is_gone(pid) for pid in pids_with(mark))


def test_what_a_scene_started_ends_when_the_build_is_stopped(build: Build, runner: LocalRunner, tmp_path: Path) -> None:
    mark = f"stays-{tmp_path.name}"
    waiting = f"""
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)", {mark!r}], start_new_session=True)
time.sleep(300)
"""
    stop = threading.Event()

    def stopping() -> None:
        deadline = time.monotonic() + 60
        while not pids_with(mark) and time.monotonic() < deadline:
            time.sleep(0.02)
        stop.set()

    threading.Thread(target=stopping).start()
    from pipeline.execution.sandbox import Sandbox

    action = a_scene(build, waiting)
    folder = build.folder / "box"
    (folder / "tmp").mkdir(parents=True)
    sandbox = Sandbox(folder, {"scene": build.folder / "scene.py"}, {"out": folder / "out.nut"})
    with pytest.raises(Interrupted):
        runner.run(action, sandbox, lambda share: None, stop)
    assert all(is_gone(pid) for pid in pids_with(mark))


def test_what_is_said_moves_no_terminal(build: Build, runner: LocalRunner) -> None:
    shouting = 'raise ValueError("\\x1b[31mred\\x1b[0m \\x1b]0;title\\x07\\x9b2J" + "x" * 100_000)'
    with pytest.raises(ActionFailed) as told:
        build.run(a_plan(a_scene(build, shouting)), runner=runner)
    assert "\x1b" not in str(told.value)
    assert "\x9b" not in str(told.value)
    assert "ValueError: red " in told.value.message
    assert len(told.value.message) <= 2000


def test_words_stay_when_codes_go() -> None:
    assert plain("a\x1b[1;31mb\x1b[0mc\td\n\x07e \u202ef") == "abc\td\ne f"
