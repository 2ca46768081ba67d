"""Manifests: YAML -> Episode, with every mistake at once, each at its line.

pydantic costs a tenth of a second to import, so it is imported when the first manifest is read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.manifest.model import Episode
    from pipeline.segments.assets import Library


def load(path: Path, library: Callable[[Path], Library]) -> Episode:
    """Read a manifest with its show and people; `library` opens a media folder. Raises InputFault with every mistake."""
    from pipeline.manifest import loading

    return loading.load(path, library)


def schema() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of manifests, included segments, show.yaml and people.yaml, by file name: `show.schema.json`."""
    from pipeline.manifest.schemas import schemas

    return schemas()
