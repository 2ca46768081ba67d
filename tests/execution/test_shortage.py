"""A system that has no more of something: told as that, and nothing else is."""

from __future__ import annotations

import errno
import os

import pytest

from pipeline.cli.faults import exit_code_of
from pipeline.execution.shortage import shortage

SHORT = {
    "files of a process": (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "no more files"),
    "files of a machine": (OSError(errno.ENFILE, os.strerror(errno.ENFILE), "a.wav"), "no more files"),
    "processes": (BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "no more processes"),
    "threads": (RuntimeError("can't start new thread"), "no more processes or threads"),
    "memory": (MemoryError(), "not enough memory"),
    "memory of a call": (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "not enough memory"),
    "memory of a library": (ImportError("libx.so: failed to map segment from shared object"), "not enough memory"),
}


@pytest.mark.parametrize("name", SHORT)
def test_what_there_is_no_more_of_is_the_machines(name: str) -> None:
    error, words = SHORT[name]
    told = shortage(error)
    assert told is not None
    assert words in told.message
    assert told.hint
    assert exit_code_of(error) == 3


@pytest.mark.parametrize("error", [RuntimeError("other"), ImportError("No module named 'x'"), OSError("no number"), ValueError()])
def test_any_other_error_stays_a_mistake_of_ours(error: Exception) -> None:
    assert shortage(error) is None
    assert exit_code_of(error) == 70
