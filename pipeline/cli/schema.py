"""`together schema`: the JSON Schemas that editors complete manifests from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def schema(
    folder: Annotated[Path, typer.Option("--output", "-o", help="Folder to write the schemas into.")] = Path("docs"),
) -> None:
    """Write the JSON Schemas of manifests, of segments in files of their own, of show.yaml and people.yaml."""
    from pipeline import manifest
    from pipeline.cli.tell import tell_line

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in manifest.schema().items():
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        tell_line(str(folder / name))
