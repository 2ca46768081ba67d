"""What the worker does where the system offers less than Linux: each first way is taken away, and the second must do."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest

from pipeline.execution import worker
from tests.processes import is_gone

BUSY = """
import fcntl, os, subprocess, sys
if sys.argv[2] == "thread":
    vars(fcntl).pop("F_SETSIG", None)
from pipeline.execution import worker
worker.hang_on(int(sys.argv[1]))
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
while True:
    pass
"""


@pytest.mark.fault
@pytest.mark.parametrize("way", ["kernel", "thread"])
@pytest.mark.parametrize("early", [True, False], ids=["closed before", "closed later"])
def test_a_worker_and_its_children_die_with_the_build(way: str, early: bool) -> None:
    lifeline, hold = os.pipe()
    if early:
        os.close(hold)
    busy = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(lifeline), way], pass_fds=(lifeline,), stdout=subprocess.PIPE, start_new_session=True
    )
    os.close(lifeline)
    assert busy.stdout is not None
    child = busy.stdout.readline()
    try:
        if not early:
            assert busy.poll() is None
            assert int(child)
            os.close(hold)
        assert busy.wait(10) == -9
        assert not child or is_gone(int(child))
    finally:  # where the test fails, too, nobody stays behind
        with contextlib.suppress(ProcessLookupError):
            os.killpg(busy.pid, 9)
        busy.communicate()


def test_memory_is_measured_without_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = worker._peak()
    monkeypatch.setattr(worker, "_SELF", tmp_path)
    worker._forget_peak()
    assert told / 2 < worker._peak() < 2 * told  # in bytes, whatever the system counts in


def test_a_graph_that_is_too_long_for_an_argument_reaches_ffmpeg(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    graph = f"color=s=64x64:d=0.1,crop=32:32:'{140_000 * ' '}4':0[out]"
    arguments = ["-v", "error", "-filter_complex", graph, "-map", "[out]", "-f", "framehash", "-"]
    program = [imageio_ffmpeg.get_ffmpeg_exe(), *worker._short(arguments, tmp_path)]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert "32x32" in done.stdout
    assert worker._short(["-filter_complex", "null"], tmp_path) == ["-filter_complex", "null"]
