"""Themes as they were read: one of which all files are as they were is not read again.

An episode is looked at with every key that is pressed, and its theme is a quarter of what that costs. What documents, templates
and CSS hold is compared by their bytes, for a text that is not saved yet may lie over them; assets, sounds and faces by size,
times and inode, as digests of sources are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.cards import texts, vocabulary
from pipeline.cards import theme as themes
from pipeline.cards.folders import built_in
from pipeline.cards.model import Theme
from pipeline.documents.files import Files, Noted
from pipeline.execution import stamp
from pipeline.execution.memory import CodeMemory
from pipeline.values import dataclass

_KEPT = 8
"""Themes of which it is kept what they were read from, the latest."""


@dataclass(frozen=True, slots=True)
class _Read:
    theme: Theme
    held: Mapping[Path, bytes | None]
    states: tuple[stamp.State, ...]

    def is_same(self, folders: Sequence[Path], files: Files) -> bool:
        """Say whether it would be read as it was."""
        try:
            is_held = all(files(path) == content for path, content in self.held.items())
        except OSError:
            return False
        return is_held and self.states == _states(self.theme, folders)


_READ: dict[tuple[str, tuple[Path, ...]], _Read] = {}


def theme(name: str, folders: Sequence[Path], memory: CodeMemory | None, files: Files) -> Theme:
    """Return a theme as it was last loaded where it still is so; else load it. Raises as `pipeline.cards.theme.load`."""
    key = name, tuple(folders)
    known = _READ.get(key)
    if known is not None and known.is_same(folders, files):
        return known.theme
    begun, noted = time.time_ns(), Noted(files)
    found = themes.load(name, folders, memory, noted)
    states = _states(found, folders)
    if all(max(state[2], state[3]) < begun - stamp.RACE_NS for state in states):
        _READ[key] = _Read(found, noted.held, states)
        while len(_READ) > _KEPT:
            _READ.pop(next(iter(_READ)), None)
    return found


def _states(found: Theme, folders: Sequence[Path]) -> tuple[stamp.State, ...]:
    """Return the states of all that stands in the folders of a theme and of what themes have in common, and of its faces."""
    names = (*found.lineage, texts.COMMON, vocabulary.FOLDER)
    tops = [base / name for base in (*folders, built_in()) for name in names]
    return stamp.below((*tops, *(font.path for font in found.fonts)))
