"""Packages for tests: published, looked into, and with a process that dies on the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import digest
from pipeline.delivery import Delivery, Stored, publish
from pipeline.execution.digests import Digests
from tests.memory import Forgetful


def delivered(folder: Path, contents: dict[str, Path | bytes], memory: Forgetful | None = None) -> Delivery:
    """Publish; a path is a file of the store, whose digest was right when it was last there."""
    stored = {
        name: Stored(content, digest.of_file(content) if content.exists() else "0" * 64) if isinstance(content, Path) else content
        for name, content in contents.items()
    }
    return publish(folder, stored, Digests(memory or Forgetful()))


def put(folder: Path, contents: dict[str, Path | bytes]) -> bool:
    """Publish; say whether the package is new."""
    return delivered(folder, contents).is_new


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def hidden(renders: Path) -> list[str]:
    return sorted(path.name for path in renders.iterdir() if path.name.startswith(".") and not path.name.endswith(".lock"))


def dying_at(number: int, call: Callable[[], object], removing: int = 0) -> int:
    """Run `call` in a child that is gone, without any clean-up, right before its rename `number`, or before it has removed
    its file `removing`; return how it ended."""
    child = os.fork()
    if child == 0:
        count = 0
        rename = Path.rename

        def counting(self: Path, target: Path) -> Path:
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return rename(self, target)

        removals = 0
        unlink = os.unlink

        def removing_one(*arguments: Any, **more: Any) -> None:
            nonlocal removals
            removals += 1
            if removals == removing:
                os._exit(9)
            unlink(*arguments, **more)

        Path.rename = counting  # type: ignore[method-assign]
        os.unlink = removing_one
        call()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
