"""How an episode is published, from what its show and its manifest say. Reads the template of its description."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.documents.files import Files
from pipeline.faults import Diagnostic, Where
from pipeline.manifest import read
from pipeline.manifest.model import Document, locate
from pipeline.manifest.publish import CATEGORIES, Publication, Publish, Template

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def publication_of(
    publish: Publish, air_date: str, root: Path, documents: tuple[Document, ...], files: Files, diagnostics: list[Diagnostic]
) -> Publication:
    """Return how an episode is published; what is wrong with the file of its template is told."""
    names = [name for name in type(publish).model_fields if name in publish.model_fields_set]
    return Publication(
        publish.title,
        _template(publish.template, root, locate(documents, ("publish", "template")), files, diagnostics),
        publish.url,
        publish.tags,
        publish.hashtags,
        CATEGORIES[publish.category],
        "creativeCommon" if publish.license == "creativecommon" else publish.license,
        publish.made_for_kids,
        publish.time.on(air_date) if air_date else "",
        {name: locate(documents, ("publish", name)) for name in names},
    )


def _template(
    path: str | None, root: Path, where: Where, files: Files, diagnostics: list[Diagnostic]
) -> Template | None:
    if path is None:
        return None
    if not (root / path).resolve().is_relative_to(root.resolve()):
        diagnostics.append(Diagnostic(where, f"{path!r} leads out of the show", "name a file in the show's folder"))
        return None
    content = read.content_if_there(root / path, path, files)
    if content is None:
        diagnostics.append(Diagnostic(where, f"{path!r} does not exist", "it is named from the show folder"))
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        diagnostics.append(Diagnostic(Where(path), "the template is not UTF-8", "save it as UTF-8"))
        return None
    if (found := _CONTROL.search(text)) is not None:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        message = f"the template holds a control character (U+{ord(found[0]):04X})"
        diagnostics.append(Diagnostic(Where(path, line, column, line, column + 1), message, "remove it"))
        return None
    if not text.strip():
        hint = "write into it what the description shall say, or remove the line: then it is made as usual"
        diagnostics.append(Diagnostic(where, f"{path} is empty, and so would be the description", hint))
        return None
    return Template(path, text)
