"""Kinds of other distributions: what their entry points name, and the files they are made of. Imports none of them."""

from __future__ import annotations

import importlib.util
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

GROUP = "together.segments"
"""The group of entry points by which a distribution says what kinds it has."""


def entries() -> tuple[EntryPoint, ...]:
    """Return the entry points of kinds, sorted."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: entry.value))


def files() -> tuple[Path, ...]:
    """Return the Python files of the packages that kinds come from: an episode is made by them as by our own, so whoever
    remembers that nothing has changed must look at them too."""
    found: set[Path] = set()
    for entry in entries():
        spec = importlib.util.find_spec(entry.module.partition(".")[0])
        if spec is None:
            continue
        folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
        found |= {file for folder in folders for file in folder.rglob("*.py")}
        found |= {Path(spec.origin)} if not folders and spec.origin else set()
    return tuple(sorted(found))
