"""A test that passes has asserted something: one that went through its loops without a turn, or forgot to, fails.

Counted is what runs: every assert that holds, here and in the modules that tests share, and every expected exception that comes.
And it leaves its process no other place among those that wait for a core: all that later tests start would have it, too, and be
served before the tests of the other processes, or never.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from types import TracebackType

import hypothesis
import pytest
from _pytest.assertion import rewrite

HERE = Path(__file__).parent

# Sums run in one thread, as in a build. This must stand before numpy is loaded by whichever test comes first: with a thread a
# core in each process of tests, those that wait for each other took twenty times the work of the sums.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_name] = "1"

# pytest tells only of asserts in modules that it has rewritten; of itself it rewrites test modules alone.
pytest.register_assert_rewrite(*(f"tests.{path.stem}" for path in HERE.iterdir() if path.stem not in ("conftest", "__init__")))

# How long an example takes is the machine's affair: a busy one is no mistake in the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

_held = 0


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fail a test that ends well without one assert, or in a process that is scheduled otherwise than before."""
    before, policy = _held, _policy()
    try:
        result = yield
    finally:
        is_other = _policy() != policy
        if is_other:
            _go_back_to(policy)
    if is_other:
        pytest.fail("this test changed how its process is scheduled", pytrace=False)
    if _held == before:
        pytest.fail("this test asserted nothing", pytrace=False)
    return result


def _policy() -> int:
    """Return how this process is scheduled: a number of Linux's, the same for all elsewhere."""
    return os.sched_getscheduler(0) if sys.platform == "linux" else 0


def _go_back_to(policy: int) -> None:
    if sys.platform == "linux":
        os.sched_setscheduler(0, policy, os.sched_param(0))


def _count() -> None:
    global _held
    _held += 1


def _count_and_tell_nobody() -> bool:
    _count()
    return False


# Each assert that holds asks here whether a hook wants to hear of it (`enable_assertion_pass_hook`, pyproject.toml).
# The question is what is counted: for such a hook pytest first writes out every value of the assert, which took
# a third of the time of the tests of captions.
rewrite._check_if_assertion_pass_impl = _count_and_tell_nobody

_leave = pytest.RaisesExc.__exit__


def _leave_and_count(
    self: pytest.RaisesExc[BaseException],
    kind: type[BaseException] | None,
    raised: BaseException | None,
    trace: TracebackType | None,
) -> bool:
    came = _leave(self, kind, raised, trace)
    if came:
        _count()
    return came


pytest.RaisesExc.__exit__ = _leave_and_count  # type: ignore[method-assign]
