"""The watch over tests that assert nothing (conftest.py), watched on tests that do and tests that do not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest

TESTS = """
import pytest
from helping import same

def test_empty_loop():
    for number in []:
        assert number == 1

def test_nothing():
    1 + 1

def test_forgotten_call():
    same

def test_assert():
    assert 1 + 1 == 2

def test_assert_of_another_module():
    same(1, 1)

def test_raises():
    with pytest.raises(ZeroDivisionError):
        1 / 0

def test_skipped():
    pytest.skip("as it is told")

@pytest.mark.parametrize("number", [])
def test_of_no_case(number):
    assert number == 1
"""


RUSHES = """
import os

def policy():
    return os.sched_getscheduler(0)

def test_rushes():
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    assert policy() == os.SCHED_BATCH

def test_as_all():
    assert policy() != os.SCHED_BATCH
"""


def run(folder: Path, *arguments: str) -> str:
    shutil.copy(conftest.__file__, folder / "tests")
    options = ("-p", "no:cacheprovider", "-o", "enable_assertion_pass_hook=true", "-rA", "--tb=line", *arguments)
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_a_test_that_asserts_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "helping.py").write_text("def same(one, other):\n    assert one == other\n")
    (tmp_path / "tests" / "test_some.py").write_text(TESTS.replace("from helping", "from tests.helping"))
    told = run(tmp_path).splitlines()
    ended = {line.split(" - ")[0].split("::")[1]: line.split()[0] for line in told if "::" in line and line[0] in "PF"}
    assert ended == {
        "test_empty_loop": "FAILED",
        "test_nothing": "FAILED",
        "test_forgotten_call": "FAILED",
        "test_assert": "PASSED",
        "test_assert_of_another_module": "PASSED",
        "test_raises": "PASSED",
    }
    assert sum("this test asserted nothing" in line for line in told) >= 3


@pytest.mark.skipif(sys.platform != "linux", reason="here processes are not scheduled otherwise")
def test_a_test_that_changes_how_its_process_is_scheduled_fails_and_the_next_one_is_as_all(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_some.py").write_text(RUSHES)
    told = run(tmp_path)
    assert "1 failed, 1 passed" in told
    assert "test_rushes - Failed: this test changed how" in told


def test_an_empty_list_of_cases_is_an_error_here(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_some.py").write_text("import pytest\n" + TESTS[TESTS.index("@pytest") :])
    options = Path(__file__).parents[1] / "pyproject.toml"
    assert "Empty parameter set" in run(tmp_path, "-c", str(options), "-p", "no:xdist")
