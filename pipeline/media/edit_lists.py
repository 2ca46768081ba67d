"""What the edit lists of MP4 and MOV ask of a player: which pieces of a track it shows, and how quickly. Reads no samples."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from pipeline.media.faults import MediaFault
from pipeline.values import dataclass

_MOST = 1000
"""Edits of a track that are read: more are no edit list."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry: media from `begin` on, in the track's own time, or nothing at all (-1), at `rate` times its speed."""

    begin: int
    rate: Fraction


def edits_of(path: Path) -> tuple[tuple[Edit, ...], ...]:
    """Return the edits of each track that has a list (ISO/IEC 14496-12, 8.6.6). Raises OSError where the file cannot be read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        tracks = _within(content, b"trak", _within(content, b"moov", [(0, len(content))]))
        lists = ([*_within(content, b"elst", _within(content, b"edts", [track]))] for track in tracks)
        return tuple(tuple(_entries(content[begin:end])) for found in lists for begin, end in found)


def check(path: Path, name: str) -> None:
    """Raise MediaFault where a track asks to be played at another speed, which readers here pass over in silence."""
    for edits in edits_of(path):
        rate = next((edit.rate for edit in edits if edit.begin >= 0 and edit.rate not in (0, 1)), None)
        if rate is not None:
            message = f"{name!r} asks players to show it at {float(rate):g} times its speed, by its edit list"
            raise MediaFault(f"{message}; that is not done here", "export it at the speed at which it shall be seen")


def _within(content: mmap.mmap, wanted: bytes, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for begin, end in places:
        at = begin
        while at + 8 <= end:
            size, head = int.from_bytes(content[at : at + 4], "big"), 8
            if size == 1:
                size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
            elif size == 0:
                size = end - at
            if size < head:
                break
            if content[at + 4 : at + 8] == wanted:
                yield at + head, min(at + size, end)
            at += size


def _entries(body: bytes) -> Iterator[Edit]:
    if len(body) < 8:
        return
    wide = 8 if body[0] == 1 else 4
    count = int.from_bytes(body[4:8], "big")
    for number in range(min(count, _MOST)):
        entry = body[8 + number * (2 * wide + 4) :][: 2 * wide + 4]
        if len(entry) < 2 * wide + 4:
            return
        yield Edit(
            int.from_bytes(entry[wide : 2 * wide], "big", signed=True),
            Fraction(int.from_bytes(entry[2 * wide :], "big", signed=True), 1 << 16),
        )
