"""The words that themes and shows add to those built in: a file a language. Reads files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pipeline import words
from pipeline.cards.model import Theme
from pipeline.cards.sheet import Sheet, Value
from pipeline.documents.files import Files
from pipeline.media.languages import mistake
from pipeline.words import Forms, Table, Words

FOLDER = "words"
"""The folder of words in a theme, and that of the show's own words beside its themes."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")

Tables = Mapping[str, Table]
"""Words by language."""


@lru_cache(maxsize=256)
def spoken(theme: Theme, language: str) -> Words:
    """Return the words of a language as the cards of a theme show them."""
    return words.spoken(language, theme.words)


def read(folder: Path, shown: str, files: Files) -> Tables:
    """Return the words in the files `<language>.yaml` of a folder, which `shown` calls; none where there is no folder.

    Raises InputFault with every mistake of a file.
    """
    found: dict[str, Table] = {}
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path, f"{shown}/{path.name}", files)
        if mistake(path.stem):
            sheet.root.lacks(f"{path.stem!r} is not a language", "call the file by its code: es.yaml, pt-BR.yaml")
        found[path.stem] = {name: _forms(name, value) for name, value in sheet.root.items()}
        sheet.check()
    return found


def _forms(name: str, value: Value) -> Forms:
    forms = {category: one.text() for category, one in value.items()} if value.is_mapping else value.text()
    if not value.is_mapping and not value.is_scalar:
        return ""  # which is told
    if not _WORD.fullmatch(name):
        value.wrong(f"{name} cannot be a word's name", "use small letters, digits and _")
    elif not forms or (isinstance(forms, str) and not forms.strip()):
        value.wrong(f"the word {name} is empty", "write it, or remove the line")
    elif (wrong := words.mistake(name, forms)) is not None:
        value.wrong(*wrong)
    return forms


def merged(tables: Sequence[Tables]) -> Tables:
    """Return the words of several tables; a later one's come before those of an earlier one."""
    found: dict[str, dict[str, Forms]] = {}
    for table in tables:
        for language, named in table.items():
            found.setdefault(language, {}).update(named)
    return found
