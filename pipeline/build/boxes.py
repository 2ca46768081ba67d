"""The boxes of an MP4 file, as far as a promise needs them. Floor 6; reads, never writes.

Source: ISO/IEC 14496-12 (sections 4.2 box, 8.4.3 hdlr, 8.4.2 mdhd, 8.3.2 tkhd, 8.6.1.2 stts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}


class Malformed(ValueError):
    """Say where a file breaks the rules of its container."""


@dataclass(frozen=True, slots=True)
class Track:
    """Hold a track's sample table. `times`: decode time of each sample in ticks of `timescale`, and behind them the end."""

    handler: str
    timescale: int
    width: int
    height: int
    times: list[int]
    has_edit_list: bool

    @property
    def samples(self) -> int:
        """Return the number of samples (frames of picture, packets of sound)."""
        return len(self.times) - 1


def check_whole(path: Path) -> None:
    """Raise Malformed unless the outermost boxes fill the file exactly and one is a `moov`."""
    names = [name for name, _, _ in _outermost(path)]
    if b"moov" not in names:
        raise Malformed("no moov box")


def tracks(path: Path) -> list[Track]:
    """Return all tracks of a file. Raises Malformed."""
    for name, begin, size in _outermost(path):
        if name == b"moov":
            with path.open("rb") as stream:
                stream.seek(begin)
                content = stream.read(size)
            return [_track(content[b:e]) for n, b, e in _inside(content, 0, len(content)) if n == b"trak"]
    raise Malformed("no moov box")


def _outermost(path: Path) -> Iterator[tuple[bytes, int, int]]:
    size = path.stat().st_size
    position = 0
    with path.open("rb") as stream:
        while position < size:
            stream.seek(position)
            head = stream.read(16)
            length, name, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
            if length == 1:
                length, skip = int.from_bytes(head[8:16], "big"), 16
            elif length == 0:
                length = size - position
            if length < skip or position + length > size:
                raise Malformed(f"box {name.decode('latin-1')!r} ends behind the file's end")
            yield name, position + skip, length - skip
            position += length


def _inside(content: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while begin < end:
        length, name = int.from_bytes(content[begin : begin + 4], "big"), content[begin + 4 : begin + 8]
        if length < 8 or begin + length > end:
            raise Malformed(f"box {name.decode('latin-1')!r} does not fit into its parent")
        yield name, begin + 8, begin + length
        begin += length


def _leaves(content: bytes, begin: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    for name, b, e in _inside(content, begin, end):
        if name in _CONTAINERS:
            yield from _leaves(content, b, e)
        else:
            yield name, content[b:e]


def _track(content: bytes) -> Track:
    found = dict(_leaves(content, 0, len(content)))
    try:
        header, media, handler, table = found[b"tkhd"], found[b"mdhd"], found[b"hdlr"], found[b"stts"]
    except KeyError as missing:
        raise Malformed(f"a track without {missing}") from missing
    timescale = int.from_bytes(media[20:24] if media[0] else media[12:16], "big")
    times = [0]
    for position in range(8, 8 + 8 * int.from_bytes(table[4:8], "big"), 8):
        count, step = (int.from_bytes(table[position + at : position + at + 4], "big") for at in (0, 4))
        begin = times[-1]
        times.extend(begin + step * number for number in range(1, count + 1))
    width, height = int.from_bytes(header[-8:-4], "big") >> 16, int.from_bytes(header[-4:], "big") >> 16
    return Track(handler[8:12].decode("latin-1"), timescale, width, height, times, b"elst" in found)
