"""Kinds of other distributions: what their entry points name, and the files they are made of. Imports none of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "together.segments"
"""The group of entry points by which a distribution says what kinds it has."""


def entries() -> tuple[EntryPoint, ...]:
    """Return the entry points of kinds, sorted."""
    from importlib.metadata import entry_points  # takes a tenth of a check to load

    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: entry.value))


def modules() -> tuple[str, ...]:
    """Return the names of the modules that kinds come from, sorted, each once."""
    return tuple(sorted({entry.module for entry in entries()}))


def files(modules: Iterable[str]) -> tuple[Path, ...]:
    """Return the Python files of the packages of these modules: an episode is made by kinds from there as by our own, so whoever
    remembers that nothing has changed must look at them too."""
    found: set[Path] = set()
    for module in modules:
        spec = importlib.util.find_spec(module.partition(".")[0])
        if spec is None:
            continue
        folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
        found |= {file for folder in folders for file in folder.rglob("*.py")}
        found |= {Path(spec.origin)} if not folders and spec.origin else set()
    return tuple(sorted(found))
