"""Which characters a font file has: its `cmap`, read by hand, since no font library is needed for anything else.

Source: the `cmap` table, formats 4 and 12, and the table directory, as in the OpenType specification.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The code points of one face as sorted ranges, `starts[i]` to `ends[i]` inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        place = bisect_right(self.starts, point) - 1
        return place >= 0 and point <= self.ends[place]


@lru_cache(maxsize=64)
def of_file(path: Path) -> Coverage:
    """Read what the (first) face of a TrueType, OpenType or collection file covers.

    Raises OSError, and ValueError where the file is no such font or has neither a format 4 nor a format 12 table.
    """
    if not path.stat().st_size:  # nothing cannot be mapped
        raise ValueError(f"{path.name} is empty")
    try:
        # Mapped, not read: of the 30 MB of a font for Chinese, Japanese and Korean, the table takes 100 KB.
        with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
            ranges = _ranges(data)
    except struct.error as fault:
        raise ValueError(f"{path.name} is damaged: {fault}") from None
    if not ranges:
        raise ValueError(f"{path.name} is not a TrueType or OpenType font with a Unicode character map")
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _ranges(data: mmap) -> list[tuple[int, int]]:
    at = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    if data[at : at + 4] not in (b"\x00\x01\x00\x00", b"OTTO", b"true"):
        return []
    (tables,) = struct.unpack_from(">H", data, at + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, at + 12 + 16 * number)
        if tag == b"cmap":
            return _best(data, offset)
    return []


def _best(data: mmap, cmap: int) -> list[tuple[int, int]]:
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    found: dict[int, int] = {}
    for number in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            found[struct.unpack_from(">H", data, cmap + offset)[0]] = cmap + offset
    if 12 in found:
        return _format_12(data, found[12])
    return _format_4(data, found[4]) if 4 in found else []


def _format_12(data: mmap, at: int) -> list[tuple[int, int]]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    return _merged([(start, end) for start, end, _ in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups])])


def _format_4(data: mmap, at: int) -> list[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    return _merged([(start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF])


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
