"""An import that is killed between two of its files can be run again, and loses nothing that was written since."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.app import taking
from pipeline.app.rewriting import Rewritten
from pipeline.faults import InputFault

KILLED = """\
import os, sys
from pathlib import Path
from pipeline.app import rewriting, taking
from pipeline.app.rewriting import Rewritten

folder, at = Path(sys.argv[1]), int(sys.argv[2])
put, count = rewriting.put, 0

def put_until(path, content):
    global count
    if count == at:
        os._exit(9)
    count += 1
    put(path, content)

rewriting.put = put_until
files = tuple(Rewritten(n, folder / n, (folder / n).read_bytes(), (folder / n).read_bytes().upper()) for n in "abc")
taking.take(folder / "s01e01.yaml", taking.Taking("t", files, ("a is shorter",), ("a gap",)))
"""
OLD = {"a": b"one\xff\n", "b": b"two\n", "c": b"three\n"}
NEW = {name: content.upper() for name, content in OLD.items()}


def killed(folder: Path, at: int) -> Path:
    """Let an import of three files be killed after `at` of them; return its manifest."""
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    there = dict(os.environ, PYTHONPATH=str(Path(pipeline.__file__).parents[1]))
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(at)], env=there, check=False, timeout=60)
    assert done.returncode == 9
    return folder / "s01e01.yaml"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_was_killed_between_two_files_is_finished(at: int, tmp_path: Path) -> None:
    manifest = killed(tmp_path, at)
    found = taking.begun(manifest)
    assert found is not None
    assert [name for name in OLD if (tmp_path / name).read_bytes() == NEW[name]] == ["a", "b", "c"][:at]
    assert (found.timeline, found.taken, found.left) == ("t", ("a is shorter",), ("a gap",))
    taking.finish(manifest, found)
    assert held(tmp_path) == NEW
    assert taking.begun(manifest) is None


def test_what_somebody_wrote_since_is_not_lost(tmp_path: Path) -> None:
    manifest = killed(tmp_path, 1)
    (tmp_path / "b").write_bytes(b"mine\n")
    found = taking.begun(manifest)
    assert found is not None
    with pytest.raises(InputFault) as fault:
        taking.finish(manifest, found)
    (told,) = fault.value.diagnostics
    assert str(told.where).startswith("b")
    assert "has been edited since" in told.message
    assert ".s01e01.yaml.import" in told.hint
    assert {name: held(tmp_path)[name] for name in OLD} == {"a": NEW["a"], "b": b"mine\n", "c": OLD["c"]}


def test_a_write_that_fails_leaves_all_as_it_was_and_nothing_to_finish(tmp_path: Path) -> None:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    files = [Rewritten(name, tmp_path / name, OLD[name], NEW[name]) for name in OLD]
    (tmp_path / "c").write_bytes(b"changed meanwhile\n")
    with pytest.raises(InputFault, match="has just been changed"):
        taking.take(tmp_path / "s01e01.yaml", taking.Taking("t", tuple(files), (), ()))
    assert held(tmp_path) == {**OLD, "c": b"changed meanwhile\n"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", json.dumps({"files": [{}]}).encode()])
def test_what_is_no_import_of_ours_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / ".s01e01.yaml.import").write_bytes(content)
    assert taking.begun(tmp_path / "s01e01.yaml") is None
