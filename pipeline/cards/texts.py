"""The texts of a theme: templates and CSS, and the templates that themes have in common. Reads files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.cards.fault import input_fault
from pipeline.cards.folders import built_in
from pipeline.cards.model import Template
from pipeline.documents.files import LARGEST, Files
from pipeline.faults import Where

COMMON = "common"
"""The folder of templates beside the themes that each of them has where neither it nor a parent has one of that name."""


def templates(folder: Path, name: str, files: Files) -> dict[str, Template]:
    """Return the templates in a theme's folder, each by its file's name and by that with the theme's, which no child hides."""
    found = {}
    for path in sorted(folder.glob("*.html")):
        template = Template(read(path, f"templates/{name}", files), f"templates/{name}/{path.name}")
        found[path.name] = found[f"{name}/{path.name}"] = template
    return found


def common(folders: Sequence[Path], files: Files) -> dict[str, Template]:
    """Return the templates that themes have in common: those built in, and over them those beside a show's own themes.

    Raises InputFault where a style sheet lies among them: what a card looks like is its theme's.
    """
    found: dict[str, Template] = {}
    for folder in (built_in(), *reversed(folders)):
        for sheet in sorted((folder / COMMON).glob("*.css")):
            message = "templates that themes have in common have no CSS of their own"
            raise input_fault(Where(f"templates/{COMMON}/{sheet.name}"), message, "write it into each theme that needs it")
        found |= templates(folder / COMMON, COMMON, files)
    return found


def read(path: Path, shown: str, files: Files) -> str:
    """Return the text of a theme's file, its line ends made `\\n`. Raises InputFault where it cannot be read."""
    where = Where(f"{shown}/{path.name}")
    try:
        content = files(path)
    except OSError as fault:
        raise input_fault(where, f"this file cannot be read: {fault.strerror}") from None
    if len(content) > LARGEST:
        raise input_fault(where, f"the file has more than {LARGEST:,} bytes, which no theme needs")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        raise input_fault(where, f"the file is not UTF-8 (byte 0x{content[fault.start]:02x})", "save it as UTF-8") from None
