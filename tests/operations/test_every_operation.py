"""What every operation must do. It is found in the room, and brings an example (`example.py`); nothing is listed here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from pipeline.execution.events import Progress
from pipeline.execution.local_store import LocalStore
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import find_ffmpeg, toolchain
from pipeline.operations.base import Operation, name_of
from pipeline.operations.codec import encode, pack, unpack
from pipeline.plan.action import Plan
from tests.execution.fakes import Build
from tests.operations.example import CLASSES, action_of, example, laid_out, others

every = pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__module__.rpartition(".")[2])

HEAVY = {"av", "numpy", "moviepy", "pytakumi", "ffmpeg", "pydantic", "jinja2", "yaml", "segno", "tinycss2", "PIL"}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return Build(tmp_path)


@pytest.fixture(scope="module")
def runner() -> Iterator[LocalRunner]:
    runner = LocalRunner(find_ffmpeg().path)
    yield runner
    runner.close()


@every
def test_a_module_holds_one_and_its_example_is_of_it(kind: type[Operation]) -> None:
    assert [other for other in CLASSES if other.__module__ == kind.__module__] == [kind]
    assert type(example(kind).OPERATION) is kind
    assert kind.__doc__ is not None


@every
def test_it_is_the_same_after_its_way_to_the_worker(kind: type[Operation]) -> None:
    for value in (example(kind).OPERATION, *others(example(kind).OPERATION)):
        arrived = unpack(json.loads(json.dumps(pack(value))))
        assert arrived == value
        assert encode(arrived) == encode(value)  # what is no identity arrives as well


@every
def test_every_field_is_in_the_key_or_said_not_to_be(kind: type[Operation]) -> None:
    value = example(kind).OPERATION
    changed = list(others(value))
    assert len(changed) >= len([field for field in fields(value) if field.compare])
    keys = {action_of(one).key for one in (value, *changed)}
    assert len(keys) == 1 + len({json.dumps(encode(one)) for one in changed})
    for field in fields(value):
        if not field.compare:
            other = replace(value, **{field.name: "another"})
            assert action_of(other).key == action_of(value).key


_KEYS = """
from tests.operations.example import CLASSES, action_of, example
for kind in CLASSES:
    print(action_of(example(kind).OPERATION).key)
"""


def test_keys_are_the_same_in_every_process() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", _KEYS], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] == [action_of(example(kind).OPERATION).key for kind in CLASSES]


@pytest.mark.ffmpeg
@every
def test_it_keeps_its_promises_tells_how_far_it_is_and_repeats_its_bytes(
    kind: type[Operation], build: Build, runner: LocalRunner
) -> None:
    action = action_of(example(kind).OPERATION, example(kind).inputs(build.folder), build.folder)
    digests = []
    for number in (1, 2):
        again = Build(build.folder)
        plan = Plan("p", (action,), {"made": action.output(action.outputs[0].name)})
        with LocalStore(build.folder / str(number)) as store:
            results = again.results(store, plan, runner=runner)
            assert results.ran == (action.key,)
            record = store.record(action.key)
            assert record is not None
            assert [output.name for output in record.outputs] == [output.name for output in action.outputs]
            digests.append([output.digest for output in record.outputs])
        shares = [event.share for event in again.events if isinstance(event, Progress)]
        assert shares, "it never tells how far it is: a long run would be ended as hung"
        assert shares == sorted(shares)
        assert all(0 < share <= 1 for share in shares)
    assert digests[0] == digests[1]


def test_the_code_of_each_is_known() -> None:
    tools = toolchain(find_ffmpeg())
    for kind in CLASSES:
        identity = tools.identity(example(kind).OPERATION)
        assert identity.code
        assert bool(identity.ffmpeg) == kind.is_ffmpeg
    assert tools.code.keys() == {name_of(kind) for kind in CLASSES}


@every
def test_planning_with_it_imports_nothing_heavy(kind: type[Operation]) -> None:
    program = f"import {kind.__module__}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


_LOADED = """
import json, subprocess, sys
from pathlib import Path
from pipeline.operations.base import Work
from pipeline.operations.codec import unpack
packed, folder, inputs, ffmpeg = json.load(sys.stdin)
before = set(sys.modules)
operation = unpack(packed)
folder = Path(folder)
outputs = {output.name: folder / f"{output.name}{output.suffix}" for output in operation.outputs}
inputs = {name: folder / path for name, path in inputs.items()}
run = lambda arguments: subprocess.run([ffmpeg, *arguments], cwd=folder, stdout=subprocess.DEVNULL, check=True)
operation.run(Work(folder, inputs, outputs, lambda share: None, run, 1))
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before} - {"pipeline"})))
"""


@pytest.mark.ffmpeg
@every
def test_its_libraries_are_those_that_it_loads(kind: type[Operation], tmp_path: Path) -> None:
    """A library that is left out would leave stale outputs after an upgrade; one too many costs an upgrade for nothing."""
    inputs = laid_out(example(kind).inputs(tmp_path), tmp_path)
    given = json.dumps([pack(example(kind).OPERATION), str(tmp_path), inputs, str(find_ffmpeg().path)])
    done = subprocess.run([sys.executable, "-c", _LOADED], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = {library for module in json.loads(done.stdout.splitlines()[-1]) for library in _of_module(module)}
    implied = {needed for library in kind.libraries for needed in _needs(library)}
    assert set(kind.libraries) <= loaded
    assert loaded <= set(kind.libraries) | implied


@cache
def _packages() -> dict[str, list[str]]:
    return {module: [_normal(name) for name in names] for module, names in metadata.packages_distributions().items()}


def _of_module(module: str) -> list[str]:
    return _packages().get(module, [])


def _normal(name: str) -> str:
    """Return a distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(library: str) -> Iterator[str]:
    """Yield what a distribution needs, and what that needs."""
    try:
        wanted = metadata.requires(library) or ()
    except metadata.PackageNotFoundError:  # it is for other systems
        return
    for text in wanted:
        name = re.match(r"[\w.-]+", text)
        if name and "extra ==" not in text:
            yield _normal(name[0])
            yield from _needs(name[0])
