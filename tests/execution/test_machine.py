"""What the machine is asked, where it can tell and where it cannot."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution import machine


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to cores")
def test_only_the_cores_that_the_process_may_use_count() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert machine.cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert machine.cores() == len(allowed)


def test_elsewhere_all_cores_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 12)
    assert machine.cores() == 12
    monkeypatch.setattr(os, "cpu_count", lambda: None)  # documented: it may not know
    assert machine.cores() == 1


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="only Linux tells its memory twice")
def test_the_memory_is_what_the_kernel_says() -> None:
    told = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    assert machine.memory_bytes() == pytest.approx(told * 1024, rel=0.01)


def refuses(name: str) -> int:
    raise ValueError("unrecognized configuration name")


@pytest.mark.parametrize("sysconf", [None, refuses, lambda name: -1, lambda name: 0], ids=["none", "refuses", "unknown", "zero"])
def test_where_the_memory_is_not_told_a_small_machine_is_assumed(
    monkeypatch: pytest.MonkeyPatch, sysconf: Callable[[str], int] | None
) -> None:
    if sysconf is None:
        monkeypatch.delattr(os, "sysconf", raising=False)
    else:
        monkeypatch.setattr(os, "sysconf", sysconf, raising=False)
    told = machine.memory_bytes()
    assert 1 << 30 <= told <= 8 << 30
