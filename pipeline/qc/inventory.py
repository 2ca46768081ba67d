"""Judge what a file holds beside its media: boxes that nobody planned, that lack or come twice, bytes of no sample. Pure.

Of a file that we have made, all is known that it may hold, so whatever else stands there was put there. Of any other, only what
lets a player choose another index is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from pipeline.faults import Severity
from pipeline.qc.boxes import CREDENTIALS, Malformed, Movie, boxes_in
from pipeline.qc.model import Finding, Planned
from pipeline.values import dataclass

_ERROR = Severity.ERROR
_AGAIN = "build it again, and hand on the file as it is"

_OWN: Mapping[str, int] = {
    "mdia": 0, "minf": 0, "dinf": 0, "stbl": 0, "tref": 0, "gmhd": 0, "udta": 0, "ilst": 0, "meta": 4, "dref": 8, "stsd": 8,
    "avc1": 78, "hvc1": 78, "av01": 78, "mp4a": 28,
}  # fmt: skip
"""Boxes that hold others, and how many bytes of their own come before these."""

_TABLES = tuple(f"mdia/minf/stbl/{name}" for name in ("stts", "stsc", "stsz"))
_COMMON = ("tkhd", "mdia/mdhd", "mdia/hdlr", "mdia/minf/dinf/dref/url ", *_TABLES)
_PICTURE, _SOUND = "mdia/minf/stbl/stsd", "mdia/minf/stbl/stsd/mp4a"
_CODECS = {"avc1": ("avc1", "avcC"), "hvc1": ("hvc1", "hvcC"), "av01": ("av01", "av1C")}
"""Of each codec of pictures its sample entry, and what of it holds the decoder's configuration."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "vide": (*_COMMON, "mdia/minf/vmhd"),
    "soun": (*_COMMON, "mdia/minf/smhd", f"{_SOUND}/esds"),
    "text": (*_COMMON, "mdia/minf/stbl/stsd/text"),
    "sbtl": (*_COMMON, "mdia/minf/nmhd", "mdia/minf/stbl/stsd/tx3g", "udta/name"),
}
"""What the track of each kind has to have."""

_PLACES = ("mdia/minf/stbl/stco", "mdia/minf/stbl/co64")
_MAY: Mapping[str, tuple[str, ...]] = {
    "vide": ("tref/chap", "mdia/minf/stbl/stss", "mdia/minf/stbl/ctts", *_PLACES),
    "soun": ("tref/chap", "udta/name", "udta/kind", f"{_SOUND}/btrt", "mdia/minf/stbl/sgpd", "mdia/minf/stbl/sbgp", *_PLACES),
    "text": ("mdia/minf/gmhd/gmin", "mdia/minf/gmhd/text", *_PLACES),
    "sbtl": ("tref/chap", *_PLACES),
}
"""What it may have beside that, once."""

_TITLE = "udta/meta/ilst/\xa9nam"
_LAYOUT = ("ftyp", "moov", "free", "mdat")


@dataclass(frozen=True, slots=True)
class Part:
    """A box of the index that holds no others: its path below the track of kind `handler`; below `moov` where that is empty.

    `track` is the number of the track among all, from 0.
    """

    handler: str
    path: str
    content: bytes
    track: int = -1


def parts(movie: Movie) -> tuple[Part, ...]:
    """Return the boxes of the index, in order; those whose inside cannot be read as they are."""
    found: list[Part] = []
    tracks = enumerate(movie.tracks)
    for box in boxes_in(movie.index):
        name, inside = box.name.decode("latin-1"), movie.index[box.begin : box.end]
        if name == "trak":
            number, track = next(tracks)
            found.extend(Part(track.handler, path, content, number) for path, content in _within("", inside))
        else:
            found.extend(Part("", path, content) for path, content in _one(name, inside))
    return tuple(found)


def _within(parent: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    for box in boxes_in(content):
        yield from _one(parent + box.name.decode("latin-1"), content[box.begin : box.end])


def _one(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    skip = _OWN.get(path.rsplit("/", 1)[-1])
    if skip is None:
        yield path, content
        return
    if skip and not path.endswith("meta"):
        yield f"{path}.", content[:skip]
    try:
        yield from list(_within(f"{path}/", content[skip:]))
    except Malformed:
        yield path, content


def inventory(movie: Movie, planned: Planned) -> Iterator[Finding]:
    """Find what a file holds that nobody planned, and what it lacks."""
    counts = Counter(movie.boxes)
    if counts["moov"] > 1 or "moof" in counts:
        message = "the file has more than one index (moov, moof), so players may play something else"
        yield Finding("extra_data", _ERROR, message, hint=_AGAIN)
    if not planned.segments:  # not made here: what is known of it is that it plays
        return
    yield from _outermost(movie, planned)
    found = Counter((part.handler, part.path) for part in parts(movie) if not part.path.endswith("."))
    tracks = Counter(track.handler for track in movie.tracks)
    for handler in (kind for kind in tracks if kind in _NEEDED):
        for path in (*_NEEDED[handler], *(_coded(movie)[0] if handler == "vide" else ())):
            if found[handler, path] < tracks[handler]:
                message = f"a header of the track {handler!r} is missing ({path})"
                yield Finding("headers", _ERROR, message, hint=_AGAIN)
    needed = ["mvhd", _TITLE, *(["udta/chpl"] if planned.marks else [])]
    for path in needed:
        if not found["", path]:
            yield Finding("headers", _ERROR, f"a part of the index is missing ({path})", hint=_AGAIN)
    for (handler, path), count in found.items():
        coded = chain(*_coded(movie)) if handler == "vide" else ()
        may = (*_NEEDED.get(handler, ()), *_MAY.get(handler, ()), *coded) if handler else (*needed, "udta/meta/hdlr", "udta/chpl")
        if handler and handler not in _NEEDED:
            continue  # a track that nobody planned is told as that
        place = f"the track {handler!r}" if handler else "the index"
        if path not in may:
            yield Finding("extra_data", _ERROR, f"{place} holds what nobody planned ({path})", hint=_AGAIN)
        elif count > tracks.get(handler, 1):
            yield Finding("extra_data", _ERROR, f"{place} holds a header twice ({path}), and players choose any", hint=_AGAIN)


def _coded(movie: Movie) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the sample entry of the picture has to hold, and what it may hold beside that."""
    picture = movie.track("vide")
    entry, configuration = _CODECS.get(picture.codec if picture else "", _CODECS["avc1"])
    place = f"{_PICTURE}/{entry}"
    return (f"{place}/{configuration}", f"{place}/colr"), tuple(f"{place}/{name}" for name in ("pasp", "btrt", "fiel"))


def _outermost(movie: Movie, planned: Planned) -> Iterator[Finding]:
    """Find boxes beside the index and the media, and bytes of these that no sample uses."""
    layout = (*_LAYOUT, CREDENTIALS) if planned.is_signed else _LAYOUT
    if planned.is_signed and CREDENTIALS not in movie.boxes:
        yield Finding("unsigned", _ERROR, "the show signs its films, and this one is not signed", hint=_AGAIN)
    for number, (name, size) in enumerate(zip(movie.boxes, movie.extents, strict=True)):
        if name not in layout or name in movie.boxes[:number] or (name == "free" and size):
            message = f"the file holds {size} bytes that nobody planned ({name!r})"
            yield Finding("extra_data", _ERROR, message, hint=_AGAIN)
    held = sum(size for name, size in zip(movie.boxes, movie.extents, strict=True) if name == "mdat")
    used = sum(track.size for track in movie.tracks)
    if held != used:
        message = f"the media data hold {held} bytes, and the tracks have {used}"
        yield Finding("extra_data", _ERROR, message, hint=_AGAIN)
