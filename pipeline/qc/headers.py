"""Judge what headers say beside the samples themselves: where media lies, what is drawn over what, how loud a side is. Pure.

Some of it makes any file play otherwise than it seems. Of a file that we have made, it is known what each header says.

Source: ISO/IEC 14496-12 (8.2.2 mvhd; 8.3.2 tkhd; 8.3.3 tref; 8.4.2 mdhd; 8.5.2 stsd; 8.6.1 stts; 8.7.2 dref; 8.7.4 stsc; 10.1.1
roll; 12.1.2 vmhd; 12.2.2 smhd) and 14496-1 (7.2.6.6 decoder configuration: object type 0x40, stream type 5 is AAC).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.faults import Severity
from pipeline.media.languages import long
from pipeline.qc.boxes import Movie, Track, language_of
from pipeline.qc.inventory import Part, parts
from pipeline.qc.model import Finding, Planned

_ERROR = Severity.ERROR
_AGAIN = "build it again, and hand on the file as it is"
_KINDS = {"vide": "picture", "soun": "sound", "text": "chapters", "sbtl": "captions"}
_NAMES = {"vide": b"VideoHandler\0", "soun": b"SoundHandler\0", "text": b"SubtitleHandler\0", "sbtl": b"SubtitleHandler\0"}
_CHOICES = {"vide": 0, "soun": 1, "text": 0, "sbtl": 3}
"""Of tracks of the same number players choose one."""
_PICTURES = ("avc1", "hvc1", "av01")
_ENTRIES = {"vide": _PICTURES[0], "soun": "mp4a", "text": "text", "sbtl": "tx3g"}
_BRAND, _DATED = "iso4", ("mvhd", "tkhd", "mdia/mdhd")
_ENABLED, _IN_MOVIE = 1, 2
_NEAR = 20
"""Percent by which the bits a second that a header tells may be off; one of frames and packets is rounded, and padded."""

Lies = Iterator[str]


def headers(movie: Movie, planned: Planned) -> Iterator[Finding]:
    """Find what headers say that is not so."""
    found = parts(movie)
    told = [*_anyones(movie, found)]
    if planned.segments:
        told += [*_movie(movie, found, planned)]
        first = {track.handler: number for number, track in reversed(list(enumerate(movie.tracks)))}
        for number, track in enumerate(movie.tracks):
            if track.handler in _KINDS:
                inside = {part.path: part.content for part in found if part.track == number}
                is_first = first[track.handler] == number
                told += _track(track, inside, is_first=is_first)
                if is_first or track.handler == "vide":  # further sounds and captions are in languages of their own
                    told += _language(track.handler, inside, planned)
    for message in dict.fromkeys(told):
        yield Finding("headers", _ERROR, message, hint=_AGAIN)


def _anyones(movie: Movie, found: tuple[Part, ...]) -> Lies:
    """Tell what makes any file play otherwise than it seems."""
    for part in found:
        kind, name = _KINDS.get(part.handler, part.handler), part.path.rsplit("/", 1)[-1]
        if "/dref/" in part.path and part.handler in _KINDS and not (part.content[3:4] or b"\0")[0] & 1:
            yield f"the {kind} is said to lie in another file, which players look for"
        if name == "smhd" and any(part.content[4:6]):
            yield "the header of the sound moves it to one side (smhd)"
        if name == "vmhd" and any(part.content[4:6]):
            yield "the header of the picture asks that it be blended with what is below it (vmhd)"
    numbers = [_number(part.content) for part in found if part.path == "tkhd"]
    if 0 in numbers or len(set(numbers)) != len(numbers):
        yield "two tracks have the same number, or one has none"


def _movie(movie: Movie, found: tuple[Part, ...], planned: Planned) -> Lies:
    content = {part.path: part.content for part in found if not part.handler}
    header, title = content.get("mvhd", b""), content.get("udta/meta/ilst/\xa9nam", b"")
    at = 36 if header[:1] == b"\1" else 24
    if movie.brand != _BRAND:
        yield f"the file says that it is of the brand {movie.brand!r}, not {_BRAND!r}"
    if any(any(part.content[4 : 20 if part.content[:1] == b"\1" else 12]) for part in found if part.path in _DATED):
        yield "a header says when the file was made, which ours never do"
    if header[at : at + 2] != b"\1\0":
        yield "the movie is turned down: players play it softly or not"
    if int.from_bytes(header[-4:], "big") <= len(movie.tracks):
        yield "the movie's header gives the number of a track to the next one"
    if title and title[16:] != planned.title.encode():
        yield f"the movie calls itself {title[16:56].decode('utf-8', 'replace')!r}"
    chapters = [_number(part.content) for part in found if (part.handler, part.path) == ("text", "tkhd")]
    told = {part.handler: part.content[:4] for part in found if part.path == "tref/chap"}
    for handler in ("vide", "soun") if chapters else ():
        if told.get(handler) != chapters[0].to_bytes(4, "big"):
            yield f"the {_KINDS[handler]} does not say that the chapters belong to it"


def _track(track: Track, content: dict[str, bytes], *, is_first: bool) -> Lies:
    """Tell what our headers of a track, the first of its kind or not, never say."""
    kind, empty = _KINDS[track.handler], bytes(60)
    flags = _IN_MOVIE if track.handler == "text" or not is_first else _IN_MOVIE | _ENABLED
    header = content.get("tkhd", empty)
    if int.from_bytes(header[1:4], "big") != flags or any(header[-52:-50]):
        yield f"the header of the {kind}'s track has other flags, or another layer, than it was made with"
    if int.from_bytes(header[-50:-48], "big") != _CHOICES[track.handler]:
        yield f"the {kind} is said to be another choice for a track"
    if track.handler == "vide" and not all(track.display):
        yield "the picture is said to be shown in no size"
    if content.get("mdia/hdlr", empty)[24:] != _NAMES[track.handler]:
        yield f"the {kind}'s track calls itself {content.get('mdia/hdlr', empty)[24:64].decode('utf-8', 'replace')!r}"
    entry = track.codec if track.codec in _PICTURES else _ENTRIES[track.handler]
    place = f"mdia/minf/stbl/stsd/{entry}"
    own = content.get(f"{place}.", content.get(place, b""))
    if own[6:8] != b"\0\1" or any(row[2] != 1 for row in _rows(content.get("mdia/minf/stbl/stsc", b""), ">III")):
        yield f"the {kind}'s samples are said to be of another form, or in another place, than the only one"
    if (track.handler == "vide" and own[74:76] != b"\0\x18") or (track.handler == "soun" and own[18:20] != b"\0\x10"):
        yield f"the {kind}'s form says another depth"
    durations = {step for _, step in _rows(content.get("mdia/minf/stbl/stts", b""), ">II")}
    if track.handler == "vide" and len(durations) > 1:
        yield "frames are said to last unequally long"
    if track.handler == "soun":
        yield from _roll(track, content)
        yield from _coded(track, content.get(f"{place}/esds", b""))
    if track.handler in ("vide", "soun"):
        yield from _rate(track, content.get(f"{place}/btrt", b"")[4:], kind)


def _language(handler: str, content: dict[str, bytes], planned: Planned) -> Lies:
    """Tell where a track is said to be in another language than what is heard or read of it; a picture is in none."""
    meant = {"vide": "und", "soun": planned.heard_in, "text": long(planned.language)}.get(handler)
    told = language_of(content.get("mdia/mdhd", bytes(4)))
    if meant is not None and told != meant:
        yield f"the track of the {_KINDS[handler]} is said to be in {told!r}, and it is in {meant!r}"


def _roll(track: Track, content: dict[str, bytes]) -> Lies:
    """Tell of other groups of samples than the one that AAC needs: each packet is decoded after the one before it."""
    group, members = (content.get(f"mdia/minf/stbl/{name}") for name in ("sgpd", "sbgp"))
    if group is None and members is None:
        return
    meant = (struct.pack(">I4sIIh", 1 << 24, b"roll", 2, 1, -1), struct.pack(">I4sIII", 0, b"roll", 1, len(track.order), 1))
    if (group, members) != meant:
        yield "samples of sound are said to belong to other groups than they do"


def _coded(track: Track, description: bytes) -> Lies:
    """Tell where the description of the sound's stream does not say that it is AAC, of as many bits as it has."""
    at = description.find(b"\x04\x80\x80\x80") + 5
    if description[at : at + 2] != b"\x40\x15":
        yield "the header of the sound says that it is coded otherwise (esds)"
    yield from _rate(track, description[at + 5 : at + 13], "sound")


def _rate(track: Track, content: bytes, kind: str) -> Lies:
    """Tell where the most and the mean bits a second that a header tells are far off."""
    if len(content) != 8 or not track.length or not track.timescale:
        return
    got = track.size * 8 * track.timescale // track.length
    most, mean = struct.unpack(">II", content)
    if mean and (most < mean or abs(mean - got) * 100 > got * _NEAR):  # 0 says nothing
        yield f"the header of the {kind} tells {mean // 1000} kbit/s, and it has {got // 1000}"


def _rows(content: bytes, form: str) -> Iterator[tuple[int, ...]]:
    size = struct.calcsize(form)
    return struct.iter_unpack(form, content[8 : 8 + (len(content) - 8) // size * size] if len(content) >= 8 else b"")


def _number(header: bytes) -> int:
    """Return a track's number."""
    at = 20 if header[:1] == b"\1" else 12
    return int.from_bytes(header[at : at + 4], "big")
