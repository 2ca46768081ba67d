"""What the boxes of a finished MP4 say, read independently of what made it. Pure but for reading the file.

Source: ISO/IEC 14496-12 (4.2 box; 8.2.2 mvhd; 8.4.2 mdhd; 8.4.3 hdlr; 8.6.1 stts, ctts; 8.6.2 stss; 8.6.6 elst; 8.7 stsz, stsc,
stco; 12.1.4 pasp, clap; 12.1.5 colr) and 14496-15 (5.3.3 avcC).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from pipeline.values import dataclass

_CONTAINERS = {b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta"}
_LONGEST_TITLE = 1 << 16
"""Bytes of a chapter's title that are read, with its length."""

Chapters = tuple[tuple[Fraction, str], ...]
"""Begin in seconds and title of each, in order."""

_CONFIGURATIONS = (b"avcC", b"hvcC", b"av1C")
"""Where the decoder's configuration stands, by codec."""

_UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""The matrix that leaves a picture as it is (8.3.2 tkhd)."""
_AT_ITS_PACE = struct.pack(">i", 1 << 16)
CREDENTIALS = "c2pa"
"""What a `uuid` box that holds signed credentials is called here (C2PA 2.2, appendix A.5.1)."""
_CREDENTIALS = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_FULL_VOLUME = struct.pack(">h", 1 << 8)


class Malformed(ValueError):
    """A file that breaks the rules of its container; says how."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, where its content begins and ends in the file or in its parent."""

    name: bytes
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Colour:
    """Colour tags as code points of ISO/IEC 23091-2 (1, 1, 1 is BT.709) and whether levels use the full range."""

    primaries: int
    transfer: int
    matrix: int
    is_full_range: bool


@dataclass(frozen=True, slots=True)
class PictureForm:
    """Size in pixels, the number of the H.264 profile (100 is High; 0 for other codecs), the colour tags.

    `configuration` is the decoder's (avcC, hvcC, av1C), empty for other codecs. `is_square` says that pixels are as wide as high,
    `is_whole` that no clean aperture (clap) cuts a part of the picture away.
    """

    width: int
    height: int
    profile: int
    colour: Colour | None
    configuration: bytes = b""
    is_square: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SoundForm:
    """Channels, samples a second. `configuration` is the stream's description (esds), with the decoder's in it."""

    channels: int
    sample_rate: int
    configuration: bytes = b""


@dataclass(frozen=True, slots=True)
class Track:
    """What a track says. Times are ticks, `timescale` of them a second.

    `shown` are the presentation times of its samples, ascending; `length` the sum of their durations; `size` their bytes.
    `keys` are the numbers of the samples, in decoding order from 0, at which decoding can begin. `form` says what its kind of
    track has more; None for kinds other than picture and sound. `order` are the presentation times in decoding order, `places`
    (offset, bytes) of each sample in the file. `is_turned` says that a matrix moves or turns the picture; `display` is the size
    at which it is shown, in 65,536ths of a pixel; `entries` counts the forms that its samples may have. `said` are the lengths
    that its headers tell, by the header's name, in ticks of the track (mdhd) and of the movie (tkhd). `is_loud` says that a
    sound is played at its full volume.
    """

    handler: str
    codec: str
    timescale: int
    shown: tuple[int, ...]
    length: int
    size: int
    keys: tuple[int, ...]
    has_edit_list: bool
    form: PictureForm | SoundForm | None = None
    order: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    is_enabled: bool = True
    is_turned: bool = False
    display: tuple[int, int] = (0, 0)
    entries: int = 1
    said: Mapping[str, int] = field(default_factory=dict)
    is_loud: bool = True


@dataclass(frozen=True, slots=True)
class Subtitles:
    """A track of captions: its `language` by three letters, its `title`, and begin and end in seconds of each with its text."""

    language: str
    title: str
    cues: tuple[tuple[Fraction, Fraction, str], ...]


@dataclass(frozen=True, slots=True)
class Movie:
    """What a file says: its outermost boxes in order and its tracks.

    `chapters` are the lists of chapters that it has, each by the name of its box, or by the kind of track that it stands in.
    `subtitles` are its tracks of captions, in order.
    `brand` is the first that the file says to be of; `timescale` are the ticks a second of the movie, `length` those that it says
    to last. `is_turned` says that a matrix turns or moves all of it, `is_steady` that it is played at its own pace. `index` is
    the content of the first `moov`, `extents` the bytes that the outermost boxes hold.
    """

    boxes: tuple[str, ...]
    tracks: tuple[Track, ...]
    chapters: Mapping[str, Chapters] = field(default_factory=dict)
    subtitles: tuple[Subtitles, ...] = ()
    brand: str = ""
    timescale: int = 0
    length: int = 0
    is_turned: bool = False
    is_steady: bool = True
    index: bytes = field(default=b"", repr=False)
    extents: tuple[int, ...] = ()

    def track(self, handler: str) -> Track | None:
        """Return the first track of a kind, `vide` or `soun`."""
        return next((track for track in self.tracks if track.handler == handler), None)


def read(path: Path) -> Movie:
    """Read a file's boxes; the media data itself is not read. Raises Malformed where it is cut short or breaks the rules."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        outermost = []
        position = 0
        while position < size:
            stream.seek(position)
            box = _box(head := stream.read(32), position, size)
            is_signed = box.name == b"uuid" and head[box.begin - position :][:16] == _CREDENTIALS
            outermost.append(replace(box, name=CREDENTIALS.encode()) if is_signed else box)
            position = box.end
        movie = next((box for box in outermost if box.name == b"moov"), None)
        if movie is None:
            raise Malformed("there is no moov box")
        stream.seek(movie.begin)
        content = stream.read(movie.end - movie.begin)
        stream.seek(outermost[0].begin)
        brand = stream.read(4).decode("latin-1") if outermost[0].name == b"ftyp" else ""
    data = [box for box in outermost if box.name == b"mdat"]
    try:
        tracks = tuple(_track(content[box.begin : box.end], data) for box in boxes_in(content) if box.name == b"trak")
        leaves = dict(_leaves(content))
        listed = _listed(leaves.get(b"chpl", b""))
        chapters = {"chpl": listed} if listed else {}
        timescale, length, after = _clock(leaves[b"mvhd"], 12)
        found = Movie(
            tuple(box.name.decode("latin-1") for box in outermost),
            tracks,
            brand=brand,
            timescale=timescale,
            length=length,
            is_turned=leaves[b"mvhd"][after + 16 : after + 52] != _UPRIGHT,
            is_steady=leaves[b"mvhd"][after : after + 4] == _AT_ITS_PACE,
            index=content,
            extents=tuple(box.end - box.begin for box in outermost),
        )
        text = found.track("text")
        subtitles = [
            _subtitles(path, track, content[box.begin : box.end])
            for track, box in zip(tracks, (box for box in boxes_in(content) if box.name == b"trak"), strict=True)
            if track.handler == "sbtl"
        ]
        found = replace(found, subtitles=tuple(subtitles))
        return replace(found, chapters=chapters if text is None else {**chapters, "text": _told(path, text)})
    except Malformed:
        raise
    except (struct.error, IndexError, KeyError, ValueError, ArithmeticError) as error:
        raise Malformed(f"the moov box is damaged ({error!r})") from error


def _listed(content: bytes) -> Chapters:
    """Return the chapters of a box `chpl`: count, then begin in 100 ns, the title's length, the title; as players read it."""
    found, at = [], 9
    for _ in range(content[8] if content else 0):
        begin, length = struct.unpack_from(">QB", content, at)
        found.append((Fraction(begin, 10_000_000), content[at + 9 : at + 9 + length].decode("utf-8", "replace")))
        at += 9 + length
    return tuple(found)


def _told(path: Path, track: Track) -> Chapters:
    """Return the chapters of a track of text (QuickTime File Format, Text sample data): a length of two bytes, then UTF-8."""
    return tuple((Fraction(time, track.timescale), text) for time, text in zip(track.shown, _texts(path, track), strict=True))


def _texts(path: Path, track: Track) -> Iterator[str]:
    with path.open("rb") as stream:
        for offset, size in track.places:
            stream.seek(offset)
            sample = stream.read(min(size, _LONGEST_TITLE + 1))
            length = int.from_bytes(sample[:2], "big")
            yield sample[2 : 2 + length].decode("utf-8", "replace")


def _subtitles(path: Path, track: Track, content: bytes) -> Subtitles:
    """Return what a track of timed text shows (3GPP TS 26.245, 5.16); a sample without text shows nothing."""
    found = dict(_leaves(content))
    ends = [*track.order[1:], track.length]
    cues = tuple(
        (Fraction(begin, track.timescale), Fraction(end, track.timescale), text)
        for begin, end, text in zip(track.order, ends, _texts(path, track), strict=True)
        if text
    )
    return Subtitles(language_of(found[b"mdhd"]), found.get(b"name", b"").decode("utf-8", "replace"), cues)


def language_of(header: bytes) -> str:
    """Return the language that a track's header (mdhd, 8.4.2) tells: three letters of five bits, from 0x60 on."""
    packed = int.from_bytes(header[-4:-2], "big")
    return "".join(chr(0x60 + (packed >> shift & 0x1F)) for shift in (10, 5, 0))


def _box(head: bytes, position: int, end: int) -> Box:
    if len(head) < 8:
        raise Malformed("the file ends inside a box")
    length, name = struct.unpack_from(">I4s", head)
    skip = 8
    if length == 1 and len(head) >= 16:
        length, skip = struct.unpack_from(">Q", head, 8)[0], 16
    elif length == 0:
        length = end - position
    if length < skip or position + length > end:
        raise Malformed(f"the box {name.decode('latin-1')!r} ends after the file or its parent")
    return Box(name, position + skip, position + length)


def boxes_in(content: bytes, begin: int = 0) -> Iterator[Box]:
    """Yield the boxes that fill a content from `begin` on. Raises Malformed."""
    while begin < len(content):
        box = _box(content[begin : begin + 16], begin, len(content))
        yield box
        begin = box.end


def _leaves(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    for box in boxes_in(content):
        inside = content[box.begin : box.end]
        if box.name in _CONTAINERS:
            yield from _leaves(inside)
        else:
            yield box.name, inside


def _track(content: bytes, data: Sequence[Box]) -> Track:
    found = dict(_leaves(content))
    timescale, said, _ = _clock(found[b"mdhd"], 12)
    handler = found[b"hdlr"][8:12].decode("latin-1")
    sizes = _sizes(found[b"stsz"], sum(box.end - box.begin for box in data))
    durations = _each(found[b"stts"], ">II", len(sizes))
    decoded = list(accumulate(durations, initial=0))[:-1]
    signed = ">Ii" if found.get(b"ctts", b"\0")[0] else ">II"  # version 0 knows no frame that is shown before it is decoded
    shifts = _each(found[b"ctts"], signed, len(sizes)) if b"ctts" in found else [0] * len(sizes)
    places = _places(found, sizes, data)
    order = tuple(time + shift for time, shift in zip(decoded, shifts, strict=True))
    header = found[b"tkhd"]
    keys = tuple(number - 1 for (number,) in _rows(found[b"stss"], ">I")) if b"stss" in found else tuple(range(len(sizes)))
    description = found[b"stsd"]
    entry = next(boxes_in(description, 8))
    return Track(
        handler=handler,
        codec=entry.name.decode("latin-1"),
        timescale=timescale,
        shown=tuple(sorted(order)),
        length=sum(durations),
        size=sum(sizes),
        keys=keys,
        has_edit_list=b"elst" in found,
        form=_form(handler, description[entry.begin : entry.end]),
        order=order,
        places=places,
        is_enabled=bool(header[3] & 1),
        is_turned=header[-44:-8] != _UPRIGHT,
        display=struct.unpack(">II", header[-8:]),
        entries=struct.unpack_from(">I", description, 4)[0],
        said={"mdhd": said, "tkhd": struct.unpack_from(*((">Q", header, 28) if header[0] else (">I", header, 20)))[0]},
        is_loud=handler != "soun" or header[-48:-46] == _FULL_VOLUME,
    )


def _clock(content: bytes, at: int) -> tuple[int, int, int]:
    """Return ticks a second and ticks that a header (mvhd, mdhd) says, and where it goes on; with 64 bits in its version 1."""
    if content[0]:
        return *struct.unpack_from(">IQ", content, at + 8), at + 20
    return *struct.unpack_from(">II", content, at), at + 8


def _form(handler: str, entry: bytes) -> PictureForm | SoundForm | None:
    """Return what a sample entry says of its kind of track."""
    if handler == "soun":
        parts = {box.name: entry[box.begin : box.end] for box in boxes_in(entry, 28)}
        channels, rate = struct.unpack_from(">H", entry, 16)[0], struct.unpack_from(">I", entry, 24)[0] >> 16
        return SoundForm(channels, rate, parts.get(b"esds", b""))
    if handler != "vide":
        return None
    width, height = struct.unpack_from(">HH", entry, 24)
    inside = {box.name: entry[box.begin : box.end] for box in boxes_in(entry, 78)}
    colour = None
    if inside.get(b"colr", b"")[:4] == b"nclx":
        primaries, transfer, matrix, flags = struct.unpack_from(">HHHB", inside[b"colr"], 4)
        colour = Colour(primaries, transfer, matrix, bool(flags & 0x80))
    configuration = next((inside[name] for name in _CONFIGURATIONS if name in inside), b"")
    profile = inside[b"avcC"][1] if b"avcC" in inside else 0
    across, down = struct.unpack_from(">II", inside[b"pasp"]) if b"pasp" in inside else (1, 1)
    cut = struct.unpack_from(">4I", inside[b"clap"]) if b"clap" in inside else (width, 1, height, 1)
    is_whole = (cut[0], cut[2]) == (width * cut[1], height * cut[3])
    return PictureForm(width, height, profile, colour, configuration, across == down != 0, is_whole)


def _rows(content: bytes, form: str) -> Iterator[tuple[int, ...]]:
    """Return the rows of a full box that begins with their count."""
    count = struct.unpack_from(">I", content, 4)[0]
    size = struct.calcsize(form)
    if len(content) < 8 + count * size:
        raise Malformed("a table is shorter than it says")
    return struct.iter_unpack(form, content[8 : 8 + count * size])


def _each(content: bytes, form: str, samples: int) -> list[int]:
    """Return one value a sample from rows of (count, value)."""
    rows = list(_rows(content, form))
    if sum(count for count, _ in rows) != samples:
        raise Malformed(f"a track has {samples} samples and times for {sum(count for count, _ in rows)}")
    values: list[int] = []
    for count, value in rows:
        values.extend((value,) * count)
    return values


def _sizes(content: bytes, most: int) -> list[int]:
    same, count = struct.unpack_from(">II", content, 4)
    if same * count > most:
        raise Malformed("a track's samples are larger than the media data")
    return [same] * count if same else [size for (size,) in _rows(content[4:], ">I")]


def _places(found: Mapping[bytes, bytes], sizes: Sequence[int], data: Sequence[Box]) -> tuple[tuple[int, int], ...]:
    """Return (offset, bytes) of each sample. Raises Malformed unless all lie inside boxes of media data."""
    offsets = [row[0] for row in (_rows(found[b"co64"], ">Q") if b"co64" in found else _rows(found[b"stco"], ">I"))]
    groups = [(first - 1, count) for first, count, _ in _rows(found[b"stsc"], ">III")]
    chunks: list[tuple[int, int]] = []  # where each begins, and its samples
    for (first, count), (last, _) in zip(groups, [*groups[1:], (len(offsets), 0)][: len(groups)], strict=True):
        if count > len(sizes):
            raise Malformed("a chunk has more samples than its track")
        chunks.extend((offset, count) for offset in offsets[first:last])
    if (placed := sum(count for _, count in chunks)) != len(sizes):
        raise Malformed(f"a track has {len(sizes)} samples and places for {placed}")
    if len(data) == 1 and len(chunks) == len(sizes) and all(count == 1 for _, count in chunks):  # as of films with sound
        box = data[0]
        if all(box.begin <= start and start + size <= box.end for (start, _), size in zip(chunks, sizes, strict=True)):
            return tuple((start, size) for (start, _), size in zip(chunks, sizes, strict=True))
    before = list(accumulate(sizes, initial=0))  # bytes of all samples before each
    numbers = accumulate((count for _, count in chunks), initial=0)
    begins = [(start, at, count) for (start, count), at in zip(chunks, numbers, strict=False)]
    astray = [(start, start + before[at + count] - before[at]) for start, at, count in begins]
    for box in data:
        astray = [(start, end) for start, end in astray if start < box.begin or box.end < end]
    if astray:
        raise Malformed("a track's samples lie outside the media data")
    return tuple(
        (start + before[number] - before[at], sizes[number]) for start, at, count in begins for number in range(at, at + count)
    )
