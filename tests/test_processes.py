"""The two ways of asking what runs agree, so that the tests which ask mean the same on every system."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import processes


@pytest.mark.parametrize("way", ["proc", "ps"])
def test_a_process_is_found_by_its_words_until_it_is_gone(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "proc" and not processes.PROC.exists():
        pytest.skip("this system has no /proc")
    if way == "ps":
        if shutil.which("ps") is None:
            pytest.skip("this system has no ps")
        monkeypatch.setattr(processes, "PROC", tmp_path / "none")
    word = f"word-{tmp_path.name}-{os.getpid()}"
    program = "import time; print(flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", program, word], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == b"\n"  # now its command line is its own
        assert processes.pids_with(word) == [child.pid]
        assert not processes.is_gone(child.pid, seconds=0.1)
        child.kill()
        assert processes.is_gone(child.pid)  # a zombie, before its parent has looked
    finally:
        child.kill()
        child.communicate()
    assert processes.is_gone(child.pid)
    assert processes.pids_with(word) == []
