"""Diagnostics for an editor: each with the frame at which it is seen, and with a change that mends it where one is known."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate

from pipeline import syntax
from pipeline.app.snapshot import Snapshot
from pipeline.documents.places import Places
from pipeline.faults import Diagnostic, Where
from pipeline.intake.written import scalar
from pipeline.studio.answers import Json

_LINE_END = re.compile(r"\r\n?|\n")

_MEANT = re.compile(r"did you mean ('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\?")
"""What `faults.guess` says, in whose words a text is written as Python does."""


def diagnosed(snapshot: Snapshot, view: Json | None) -> list[Json]:
    """Return all that is told of an episode, in order; `view` is its cut as JSON."""
    texts = dict(snapshot.written.texts) if snapshot.written is not None else {}
    places = {path: _Checked(text, path) for path, text in texts.items()}
    frames = Frames(view)
    return [_one(told, frames, places) for told in snapshot.diagnostics]


def checksum(text: str) -> int:
    """Return the CRC-32 in UTF-8 (ISO 3309) of a text as pages have it: what is said of it is shown in no other text."""
    return zlib.crc32(_LINE_END.sub("\n", text.removeprefix("\ufeff")).encode())


class _Checked(Places):
    """The lines of a text that was checked, as pages count: an end of line is one character, a byte order mark none."""

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return where each line begins, in UTF-16 code units; the last is where one more would begin."""
        lines = _LINE_END.split(self.text)
        return tuple(accumulate((len(line.encode("utf-16-le")) // 2 + 1 for line in lines), initial=0))

    @cached_property
    def checksum(self) -> int:
        """Return the checksum of the text."""
        return checksum(self.text)


def _one(told: Diagnostic, frames: Frames, places: Mapping[str, _Checked]) -> Json:
    return {
        "path": told.where.path,
        "line": told.where.line,
        "column": told.where.column,
        "end_line": told.where.end_line,
        "end_column": told.where.end_column,
        "severity": told.severity.value,
        "message": told.message,
        "help": told.hint,
        "fixes": _fixes(told, places),
        "frame": frames.of(told.where),
    }


class Frames:
    """Where in the picture lines are seen: of each file the lines at which something shown is written, with its first frame."""

    def __init__(self, view: Json | None) -> None:
        found: dict[str, dict[int, int]] = {}
        segments = view.get("segments") if view is not None else None
        for segment in segments if isinstance(segments, list) else ():
            tracks = segment["tracks"]
            clips = [clip for track in tracks for clip in track["clips"]] if isinstance(tracks, list) else []
            for item in (segment, *clips):
                where, first = item["where"], item["first"]
                if isinstance(where, dict) and isinstance(first, int):
                    found.setdefault(where["path"], {}).setdefault(where["line"], first)
        self._frames = found
        self._lines = {path: sorted(lines) for path, lines in found.items()}

    def of(self, where: Where) -> int | None:
        """Return the first frame of what is written nearest around a place; None where nothing shown is written there."""
        lines = self._lines.get(where.path, [])
        at = bisect_right(lines, where.line) if where.line else 0
        return self._frames[where.path][lines[at - 1]] if at else None


def _fixes(told: Diagnostic, places: Mapping[str, _Checked]) -> list[Json]:
    """Return the changes that a hint names: offsets count UTF-16 code units, and a line's end as one."""
    where, meant = told.where, _MEANT.search(told.hint)
    known = places.get(where.path)
    if meant is None or known is None or not where.line or where.end_line != where.line:
        return []
    word = str(syntax.written(meant[1]))
    line = known.line(where.line)
    begin, end = where.column - 1, where.end_column - 1
    written = line[begin:end]
    if not written.strip():
        return []
    insert = written[0] + word + written[0] if written[:1] in "'\"" and written[0] not in word else scalar(word)
    at = known.starts[where.line - 1] + len(line[:begin].encode("utf-16-le")) // 2
    change = {"from": at, "to": at + len(written.encode("utf-16-le")) // 2, "insert": insert}
    return [{"label": f"write {word}", "changes": [change], "checksum": known.checksum}]
