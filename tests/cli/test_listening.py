"""Commands that have to listen to a voice say so, once, and end at once at a Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import environment, together
from tests.episode.show import BARE, make_show, write
from tests.speech.voice import read_aloud
from tests.speech.voice import write as write_voice

COUNTS, PAUSES = (6, 3, 8), (0.5, 0.4, 0.6)
POEM = "  - poem: Song {0}\n    lines: [la la la la la la, la la la, la la la la la la la la]\n    voice: song{0}.wav\n"

SLOW = """
from pipeline.execution.aligner import WorkerAligner
WorkerAligner.__init__.__defaults__ = ("tests.execution.slow_listener",)
from pipeline.cli.main import run
run()
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show of three poems, each with a voice of its own."""
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    for number in range(3):
        write_voice(tmp_path / f"episodes/media/song{number}.wav", read_aloud(COUNTS, PAUSES, hiss=0.001 * (number + 1))[0])
    poems = "".join(POEM.format(number) for number in range(3))
    write(tmp_path / "episodes", {"s01e01.yaml": f"episode: {{title: Poems, season: 1, number: 1}}\nsegments:\n{poems}"})
    return tmp_path


def test_what_is_listened_to_is_told_once(show: Path) -> None:
    first = together("plan", "episodes/s01e01.yaml", folder=show).stderr
    assert [f"listening to song{number}.wav (0:05) for when its 3 lines are read" in first for number in range(3)] == [True] * 3
    assert first.count(" s  listened to song") == 3
    for command in ("check", "plan", "align"):
        assert "listen" not in together(command, "episodes/s01e01.yaml", folder=show).stderr.replace("listens for", "")


@pytest.mark.parametrize(("command", "at_once"), [("check", 3), ("align", 1)])
def test_ctrl_c_ends_a_command_while_it_listens(show: Path, command: str, at_once: int) -> None:
    """To several voices, more than there are cores at times: none is waited for."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, command, "episodes/s01e01.yaml"], cwd=show, env=environment(), stderr=subprocess.PIPE,
        stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(at_once)]
        assert all(line.startswith("listening to song") for line in lines), lines
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    # A line whose printing the signal meets may be printed twice.
    assert (process.returncode, errors.splitlines()[-1]) == (130, "interrupted")
    assert "Traceback" not in errors
    assert time.monotonic() - begun < 10


LOST = """
import signal, threading
from pipeline.execution.aligner import WorkerAligner
WorkerAligner.__init__.__defaults__ = ("tests.execution.slow_listener",)
find, once = WorkerAligner.find, threading.Lock()

def interrupted(self, *asked):
    if once.acquire(blocking=False):
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    return find(self, *asked)

WorkerAligner.find = interrupted
from pipeline.cli.main import run
run()
"""
"""A command whose Ctrl-C the system gives to a thread that listens, as it may: the main thread is not woken by it."""


@pytest.mark.parametrize("command", ["check", "align"])
def test_a_ctrl_c_that_another_thread_is_given_is_not_lost(show: Path, command: str) -> None:
    """The command then listened to the end, for a quarter of an hour; as where the signal came just before it waited."""
    done = subprocess.run(
        [sys.executable, "-c", LOST, command, "episodes/s01e01.yaml"], cwd=show, env=environment(), capture_output=True,
        encoding="utf-8", timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "interrupted")
