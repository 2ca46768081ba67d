"""The boxes of an MP4 file, as far as promises and the join need them. Reads, never writes.

Source: ISO/IEC 14496-12 (sections 4.2 box, 8.4.3 hdlr, 8.4.2 mdhd, 8.3.2 tkhd, 8.5.2 stsd, 8.6.1.2 stts, 8.6.1.3 ctts,
8.6.2 stss, 8.6.6 elst, 8.7.3 stsz, 8.7.4 stsc, 8.7.5 stco), ISO/IEC 14496-15 (section 5.4.2 avcC, 8.4.1 hvcC), AV1 Codec ISO
Media File Format Binding (section 2.3 av1C).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise, repeat
from pathlib import Path

from pipeline.values import dataclass

_CONFIGURATIONS = {b"avc1": b"avcC", b"hvc1": b"hvcC", b"av01": b"av1C", b"FFV1": b"glbl"}
"""Where the decoder's configuration stands in the sample entry of each codec."""

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}


class Malformed(ValueError):
    """A place where a file breaks the rules of its container."""


@dataclass(frozen=True, slots=True)
class Track:
    """A track's sample table. `times`: decode time of each sample in ticks of `timescale`, and after them the end."""

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


@dataclass(frozen=True, slots=True)
class Samples:
    """Where a track's samples lie and when they are shown; all tuples go by sample, in decoding order.

    `offsets` and `sizes` in bytes of the file; `times` of presentation in ticks of `timescale`, as the edit list has them;
    `keys`: numbers, from 0, of those that begin a group of pictures; `configuration`: the decoder's, empty where it has none.
    """

    timescale: int
    offsets: tuple[int, ...]
    sizes: tuple[int, ...]
    times: tuple[int, ...]
    keys: frozenset[int]
    configuration: bytes


def check_whole(path: Path) -> None:
    """Raise Malformed unless the outermost boxes fill the file exactly and one is a `moov`."""
    names = [name for name, _, _ in _outermost(path)]
    if b"moov" not in names:
        raise Malformed("no moov box")


def tracks(path: Path) -> list[Track]:
    """Return all tracks of a file. Raises Malformed."""
    return [_track(content) for content in _tracks(path)]


def samples(path: Path, handler: str) -> Samples:
    """Return the samples of the first track of a kind (`vide`, `soun`). Raises Malformed where there is none."""
    for content in _tracks(path):
        found = _found(content)
        if found[b"hdlr"][8:12].decode("latin-1") == handler:
            return _samples(found, path.stat().st_size)
    raise Malformed(f"no track of kind {handler}")


def media_headers(path: Path) -> list[tuple[str, int]]:
    """Return of each track its kind (`vide`, `soun`), and at which byte of the file its `mdhd` ends. Raises Malformed."""
    index, content = _index(path)
    found = []
    for name, begin, end in _inside(content, 0, len(content)):
        if name == b"trak":
            media = next((b, e) for n, b, e in _inside(content, begin, end) if n == b"mdia")
            header = next(e for n, _, e in _inside(content, *media) if n == b"mdhd")
            found.append((_found(content[begin:end])[b"hdlr"][8:12].decode("latin-1"), index + header))
    return found


def _tracks(path: Path) -> list[bytes]:
    _, content = _index(path)
    return [content[b:e] for n, b, e in _inside(content, 0, len(content)) if n == b"trak"]


def _index(path: Path) -> tuple[int, bytes]:
    # The first `moov`: where its content begins in the file, and what that is.
    for name, begin, size in _outermost(path):
        if name == b"moov":
            with path.open("rb") as stream:
                stream.seek(begin)
                return begin, stream.read(size)
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
                raise Malformed(f"box {name.decode('latin-1')!r} ends after the file's end")
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


def _found(content: bytes) -> Mapping[bytes, bytes]:
    # The leaves of a track by name; those that every track has are there.
    found: dict[bytes, bytes] = {}
    for name, leaf in _leaves(content, 0, len(content)):
        found.setdefault(name, leaf)  # QuickTime has a second `hdlr`, of the data
    for name in (b"tkhd", b"mdhd", b"hdlr", b"stts"):
        if name not in found:
            raise Malformed(f"a track without {name.decode()}")
    return found


def _track(content: bytes) -> Track:
    found = _found(content)
    header = found[b"tkhd"]
    width, height = int.from_bytes(header[-8:-4], "big") >> 16, int.from_bytes(header[-4:], "big") >> 16
    times = _decode_times(found)
    return Track(found[b"hdlr"][8:12].decode("latin-1"), _timescale(found), width, height, times, b"elst" in found)


def _timescale(found: Mapping[bytes, bytes]) -> int:
    media = found[b"mdhd"]
    ticks = int.from_bytes(media[20:24] if media[0] else media[12:16], "big")
    if ticks == 0:
        raise Malformed("a track whose clock does not tick")
    return ticks


def _decode_times(found: Mapping[bytes, bytes]) -> list[int]:
    # The decode time of each sample, and after them the end.
    times = [0]
    for count, step in _rows(found, b"stts", "II"):
        begin = times[-1]
        times.extend(range(begin + step, begin + step * count + 1, step) if step else repeat(begin, count))
    return times


def _samples(found: Mapping[bytes, bytes], file_size: int) -> Samples:
    begins = _decode_times(found)[:-1]
    sizes = _sizes(found)
    offsets = _offsets(found, sizes)
    signed = "Ii" if found.get(b"ctts", b"\0")[0] else "II"
    late = chain.from_iterable(repeat(shift, count) for count, shift in _rows(found, b"ctts", signed))
    delays = tuple(late) if b"ctts" in found else (0,) * len(begins)
    if not len(begins) == len(sizes) == len(offsets) == len(delays):
        raise Malformed("its tables tell of different numbers of samples")
    if any(offset + size > file_size for offset, size in zip(offsets, sizes, strict=True)):
        raise Malformed("a sample ends after the file's end")
    start = _start(found)
    times = tuple(begin + delay - start for begin, delay in zip(begins, delays, strict=True))
    keys = (number - 1 for (number,) in _rows(found, b"stss", "I")) if b"stss" in found else range(len(sizes))
    return Samples(_timescale(found), offsets, sizes, times, frozenset(keys), _configuration(found))


def _rows(found: Mapping[bytes, bytes], name: bytes, row: str) -> list[tuple[int, ...]]:
    # The rows of a table whose number stands before them. A box that is not there has none.
    table = found.get(name, bytes(8))
    length = struct.calcsize(f">{row}") * int.from_bytes(table[4:8], "big")
    if len(table) < 8 + length:
        raise Malformed(f"box {name.decode()!r} is cut short")
    return list(struct.iter_unpack(f">{row}", table[8 : 8 + length]))


def _sizes(found: Mapping[bytes, bytes]) -> tuple[int, ...]:
    table = found.get(b"stsz", b"")
    size, count = int.from_bytes(table[4:8], "big"), int.from_bytes(table[8:12], "big")
    if size:
        return (size,) * count
    if len(table) < 12 + 4 * count:
        raise Malformed("box 'stsz' is missing or cut short")
    return struct.unpack(f">{count}I", table[12 : 12 + 4 * count])


def _offsets(found: Mapping[bytes, bytes], sizes: tuple[int, ...]) -> tuple[int, ...]:
    # A row of stsc holds for the chunks from its first one to the next row's.
    chunks = [offset for (offset,) in _rows(found, b"stco", "I") or _rows(found, b"co64", "Q")]
    rows = _rows(found, b"stsc", "III")
    firsts = [first - 1 for first, _, _ in rows] + [len(chunks)]
    offsets: list[int] = []
    for (begin, end), (_, count, _) in zip(pairwise(firsts), rows, strict=True):
        for offset in chunks[begin:end]:
            at = offset
            for size in sizes[len(offsets) : len(offsets) + count]:
                offsets.append(at)
                at += size
    return tuple(offsets)


def _start(found: Mapping[bytes, bytes]) -> int:
    # The tick of the media that is shown first. Whatever else an edit list can say is not for packets that are copied.
    table = found.get(b"elst")
    if table is None:
        return 0
    edits = _rows(found, b"elst", "QqI" if table[0] else "IiI")
    if len(edits) != 1 or edits[0][1] < 0 or edits[0][2] != 1 << 16:
        raise Malformed("an edit list that does more than begin at a time")
    return edits[0][1]


def _configuration(found: Mapping[bytes, bytes]) -> bytes:
    # stsd: 8 bytes, then the entry; of a picture: 8 bytes of head, 78 of fields, then boxes.
    entries = found.get(b"stsd", b"")
    wanted = _CONFIGURATIONS.get(entries[12:16])
    if wanted is None:
        return b""
    inside = _inside(entries, 8 + 8 + 78, 8 + int.from_bytes(entries[8:12], "big"))
    return next((entries[begin:end] for name, begin, end in inside if name == wanted), b"")
