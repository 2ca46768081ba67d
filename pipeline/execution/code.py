"""Find the operations and the code that each runs: its module, and every module of ours that this imports, however deep.

Nothing is listed. The classes are those under `Operation` in a package; their code is found by reading import statements. It is
remembered by the state of the files, so that a build with nothing to do imports no operation and parses no code.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline
from pipeline import digest, syntax
from pipeline.execution.memory import Memory
from pipeline.faults import EnvironmentFault
from pipeline.values import dataclass

if TYPE_CHECKING:
    import ast

    from pipeline.operations.base import Operation

_FORMAT = "code/1"


@dataclass(frozen=True, slots=True)
class Code:
    """What a class of operations runs: the digest of our modules, and the libraries that it declares."""

    digest: str
    libraries: tuple[str, ...]


def of_operations(room: str, memory: Memory | None = None) -> dict[str, Code]:
    """Return the code of every class of operations in the package `room`, by its name."""
    root = Path(pipeline.__file__).parent
    key = f"{_FORMAT} {digest.of([_states(root), room])}"
    if memory and (known := memory.get(key)):
        return {name: Code(told, tuple(libraries)) for name, (told, libraries) in json.loads(known).items()}
    from pipeline.operations.base import name_of

    modules = Modules(root)
    found = {name_of(kind): Code(modules.digest(kind.__module__), kind.libraries) for kind in classes(room)}
    if memory:
        memory.put(key, json.dumps({name: [code.digest, code.libraries] for name, code in found.items()}))
    return found


def of_package(name: str, memory: Memory) -> str:
    """Return the digest of all modules of one of our packages, and of what they import."""
    root = Path(pipeline.__file__).parent
    key = f"{_FORMAT} {digest.of([_states(root), name])}"
    known = memory.get(key)
    if known is None:
        modules = Modules(root)
        package = root.parent.joinpath(*name.split("."))
        known = digest.of([modules.digest(f"{name}.{path.stem}") for path in sorted(package.glob("*.py"))])
        memory.put(key, known)
    return known


def classes(room: str) -> Iterator[type[Operation]]:
    """Yield the classes of operations that the modules of a package define, in order of module and name."""
    import importlib
    import inspect
    import pkgutil

    from pipeline.operations.base import Operation

    package = importlib.import_module(room)
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__, f"{room}.")):
        for _, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if kind.__module__ == module and issubclass(kind, Operation) and not inspect.isabstract(kind):
                yield kind


def _states(root: Path) -> list[tuple[str, int, int, int, int]]:
    # Every command pays for this: texts instead of `Path`, a third of the time.
    found = []
    for folder, folders, names in os.walk(str(root)):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = f"{folder}/{name}"
            state = os.stat(path)  # noqa: PTH116
            found.append((path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino))
    return found


class Modules:
    """The source of our modules below `root`, read without importing any."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[Path, str] = {}
        self._imports: dict[Path, frozenset[Path]] = {}

    def digest(self, module: str) -> str:
        """Return the digest of a module's code. Raises EnvironmentFault where there is no such module."""
        files = sorted(self.files(module))
        return digest.of([[path.relative_to(self._root).as_posix(), self._digest(path)] for path in files])

    def files(self, module: str) -> frozenset[Path]:
        """Return the files of a module, of all that it imports, and the data beside them. Raises EnvironmentFault."""
        first = self._module_file(module)
        if first is None:
            raise EnvironmentFault(f"this installation lacks the module {module}", "install it again")
        wanted, waiting = {first}, [first]
        while waiting:
            fresh = self._imported(waiting.pop()) - wanted
            wanted |= fresh
            waiting.extend(fresh)
        return frozenset(wanted | {data for folder in {path.parent for path in wanted} for data in _data(folder)})

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = digest.of_file(path)
        return self._digests[path]

    def _imported(self, path: Path) -> frozenset[Path]:
        if path not in self._imports:
            package = [*path.relative_to(self._root.parent).parent.parts]
            names = {name for node in _statements(path.read_text(encoding="utf-8")) for name in _names(node, package)}
            names |= {".".join(package[: length + 1]) for length in range(len(package))}  # importing it runs its packages
            self._imports[path] = frozenset(file for name in names if (file := self._module_file(name)) is not None)
        return self._imports[path]

    def _module_file(self, name: str) -> Path | None:
        place = self._root.parent.joinpath(*name.split("."))
        return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def _data(folder: Path) -> Iterator[Path]:
    """Yield what lies beside modules and is none: tables that they may read."""
    return (path for path in folder.iterdir() if path.is_file() and path.suffix not in (".py", ".pyc"))


_IMPORT = re.compile(
    r"^[ \t]*((?:from[ \t]+[.\w]+[ \t]+)?import\b(?:[^(\n\\;]*\([^()]*\)|[^(\n\\;]*))[ \t]*(?=#|$)", re.MULTILINE
)
"""An import statement that stands in lines of its own: names behind it, or in parentheses over several lines."""

_WORD = re.compile(r"\bimport\b")


def _statements(source: str) -> Iterator[ast.AST]:
    """Yield all import statements of a module, and perhaps other nodes, or what a text says like one.

    To parse two hundred modules takes 0.3 s. So only the statements are parsed; where the word stands anywhere else, all is.
    """
    import ast

    told = _IMPORT.findall(source)
    if len(told) == len(_WORD.findall(source)):
        try:
            yield from syntax.parsed("\n".join(told)).body
        except SyntaxError:  # a line of a text began like a statement
            pass
        else:
            return
    yield from ast.walk(syntax.parsed(source))


def _names(node: ast.AST, package: list[str]) -> Iterator[str]:
    """Yield the names of our modules that an import statement may mean: `from a import b` may mean a or a.b."""
    import ast

    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("pipeline"))
    elif isinstance(node, ast.ImportFrom):
        parents = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*parents, *([node.module] if node.module else [])])
        if base.startswith("pipeline"):
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
