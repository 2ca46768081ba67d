"""What the machine is asked, where it can tell and where it cannot."""

from __future__ import annotations

import os

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
