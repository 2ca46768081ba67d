"""Files that a command writes anew, shown as a diff first, and written only where they are still what was read."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.app.uploads import put
from pipeline.captions.source import decoded
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What becomes of a file. `path` is named from the show folder.

    `encoding` is the one that the file is declared to have, empty where none is.
    """

    path: str
    real: Path
    before: bytes
    after: bytes
    encoding: str = ""

    @property
    def diff(self) -> str:
        """Return what changes as a unified diff."""
        old, new = (_lines(content, self.encoding) for content in (self.before, self.after))
        lines = difflib.unified_diff(old, new, self.path, self.path)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def write(self) -> None:
        """Write the file whole in its place. Raises InputFault where it has changed since it was read; EnvironmentFault."""
        write((self,))


def write(files: Sequence[Rewritten]) -> None:
    """Write all of some files, or none. Raises as `Rewritten.write` does."""
    for one in files:
        with disk_faults(one.real.parent):
            if one.real.read_bytes() != one.before:
                raise InputFault((Diagnostic(Where(one.path), "the file has just been changed", "run it again"),))
    written: list[Rewritten] = []
    try:
        for one in files:
            with disk_faults(one.real.parent):
                put(one.real, one.after)
            written.append(one)
    except BaseException:
        for one in written:
            with suppress(OSError):
                put(one.real, one.before)
        raise


def _lines(content: bytes, encoding: str) -> list[str]:
    """Return the lines of a text, each with its end; a line that ends otherwise than by a line feed is one with the next."""
    text = decoded(content, "", encoding)
    *whole, rest = text.split("\n")
    return [*(f"{line}\n" for line in whole), *filter(None, [rest])]
