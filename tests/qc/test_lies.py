"""Headers that lie, and what is put beside the media: each is told, though picture and sound are those that were made."""

from __future__ import annotations

import struct
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.operations.headers import tell_languages
from pipeline.operations.measuring.looking import look
from pipeline.qc import boxes
from pipeline.qc.alone import planned_alone
from pipeline.qc.container import container
from pipeline.qc.headers import headers
from pipeline.qc.inventory import inventory
from pipeline.qc.model import Planned, PlannedSegment
from pipeline.qc.times import picture_times
from pipeline.timebase import FrameRange
from tests.qc.conftest import AS_DELIVERED, encode
from tests.qc.lies import (
    PICTURE,
    SOUN,
    SOUND,
    TEXT,
    VIDE,
    Headers,
    Lie,
    appended,
    box,
    exchanged,
    insert,
    longer_data,
    put,
    remove,
    renamed,
    with_data_in_free,
)

pytestmark = pytest.mark.ffmpeg

AVC1, MP4A = f"{PICTURE}/stbl/stsd/avc1", f"{SOUND}/stbl/stsd/mp4a"
ELSEWHERE = box(b"url ", struct.pack(">I", 0) + b"http://127.0.0.1:9/x.mp4\0")
CHAPTERS = ";FFMETADATA1\n" + "".join(
    f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={at}\nEND={at + 1000}\ntitle={title}\n" for at, title in ((0, "One"), (1000, "Two"))
)

LIES: dict[str, tuple[Lie, str]] = {
    "picture in another file": (exchanged(f"{PICTURE}/dinf/dref/url ", ELSEWHERE), "headers"),
    "sound in another file": (exchanged(f"{SOUND}/dinf/dref/url ", ELSEWHERE), "headers"),
    "media of a second place": (put(AVC1, 6, ">H", 2), "headers"),
    "no place of the media": (remove(f"{PICTURE}/dinf"), "headers"),
    "no header of the picture": (remove(f"{PICTURE}/vmhd"), "headers"),
    "a picture that is blended": (put(f"{PICTURE}/vmhd", 4, ">H", 0x24), "headers"),
    "no header of the sound": (remove(f"{SOUND}/smhd"), "headers"),
    "sound on the left": (put(f"{SOUND}/smhd", 4, ">h", -256), "headers"),
    "chapters that nothing points to": (remove(f"{VIDE}/tref"), "headers"),
    "chapters that point to the sound": (put(f"{VIDE}/tref/chap", 0, ">I", 2), "headers"),
    "chapters that are shown": (put(f"{TEXT}/tkhd", 0, ">I", 3), "headers"),
    "an edit of the chapters": (
        insert(TEXT, box(b"edts", box(b"elst", struct.pack(">IIIiI", 0, 1, 2000, 500, 1 << 16)))), "edit_list",
    ),
    "groups of pictures": (insert(f"{PICTURE}/stbl", box(b"sbgp", struct.pack(">I4sIII", 0, b"rap ", 1, 50, 1))), "extra_data"),
    "sound that needs more before it": (put(f"{SOUND}/stbl/sgpd", 16, ">h", -20), "headers"),
    "a second index": (appended(box(b"moov", box(b"mvhd", bytes(100)))), "extra_data"),
    "a fragment": (appended(box(b"moof", box(b"mfhd", bytes(8)))), "extra_data"),
    "a box of somebody": (appended(box(b"uuid", bytes(20))), "extra_data"),
    "media data of no track": (longer_data, "extra_data"),
    "more media data": (appended(box(b"mdat", b"secret")), "extra_data"),
    "a word in what is free": (with_data_in_free, "extra_data"),
    "a picture for goggles": (insert(AVC1, box(b"st3d", bytes(5))), "extra_data"),
    "a sphere": (insert(VIDE, box(b"uuid", bytes.fromhex("ffcc8263f8554a938814587a02521fdd") + b"<x/>")), "extra_data"),
    "colours twice": (insert(AVC1, box(b"colr", b"nclx" + struct.pack(">HHHB", 9, 16, 9, 0))), "extra_data"),
    "a colour profile": (insert(AVC1, box(b"colr", b"prof" + bytes(128))), "extra_data"),
    "pixels of no size": (put(f"{AVC1}/pasp", 0, ">II", 0, 0), "pixel_aspect"),
    "a name of the track": (
        exchanged(f"{VIDE}/mdia/hdlr", box(b"hdlr", struct.pack(">II4s12s", 0, 0, b"vide", b"") + b"Do not use\0")), "headers",
    ),
    "another language": (put(f"{SOUN}/mdia/mdhd", 20, ">H", 0x1AE1), "headers"),
    "no language of the sound": (put(f"{SOUN}/mdia/mdhd", 20, ">H", 0x55C4), "headers"),
    "a picture in a language": (put(f"{VIDE}/mdia/mdhd", 20, ">H", 0x15C7), "headers"),
    "chapters that players take for English": (put(f"{TEXT}/mdia/mdhd", 20, ">H", 0), "headers"),
    "shown in no size": (put(f"{VIDE}/tkhd", 76, ">II", 0, 0), "headers"),
    "another layer": (put(f"{VIDE}/tkhd", 32, ">h", -1), "headers"),
    "a choice for the sound": (put(f"{VIDE}/tkhd", 34, ">h", 1), "headers"),
    "no part of the movie": (put(f"{VIDE}/tkhd", 0, ">I", 1), "headers"),
    "one number for two": (put(f"{SOUN}/tkhd", 12, ">I", 1), "headers"),
    "no number": (put(f"{SOUN}/tkhd", 12, ">I", 0), "headers"),
    "a movie without volume": (put("moov/mvhd", 24, ">H", 0), "headers"),
    "the number of the next": (put("moov/mvhd", 96, ">I", 1), "headers"),
    "a day": (put("moov/mvhd", 4, ">I", 3_000_000_000), "headers"),
    "sound coded as MP3": (put(f"{MP4A}/esds", 17, ">B", 0x6B), "headers"),
    "fewer bits of sound": (put(f"{MP4A}/esds", 26, ">I", 8000), "headers"),
    "more bits of picture": (put(f"{AVC1}/btrt", 4, ">II", 80_000_000, 80_000_000), "headers"),
    "eight bits of sound": (put(MP4A, 18, ">H", 8), "headers"),
    "a picture of 32 bits": (put(AVC1, 74, ">H", 32), "headers"),
    "a table for players of 2005": (insert("moov", box(b"iods", bytes(16))), "extra_data"),
    "another title": (put("moov/udta/meta/ilst/\xa9nam", 16, ">4s", b"Evil"), "headers"),
    "no title": (remove("moov/udta/meta"), "headers"),
    "a place on earth": (insert("moov/udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+52.5200+013.4050/")), "extra_data"),
    "a brand of parts": (put("ftyp", 0, ">4s", b"dash"), "headers"),
    "shifts without a sign": (put(f"{PICTURE}/stbl/ctts", 0, ">B", 0), "timestamps"),
}  # fmt: skip
ANYONES = {
    "picture in another file", "sound in another file", "sound on the left", "a picture that is blended", "a second index",
    "a fragment", "one number for two", "no number",
}  # fmt: skip
"""What is told of a file that others made, too."""

BITRATE = f"{AVC1}/btrt"
TRUTHS: dict[str, Lie] = {
    "nothing": lambda headers_: None,
    "a peak of bits": put(BITRATE, 4, ">I", 90_000_000),
    "no bits told": remove(BITRATE),
    "no pixel aspect told": remove(f"{AVC1}/pasp"),
    "nothing free": remove("free"),
}


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a movie as it is delivered: with a title, chapters and nothing that its maker adds."""
    folder = tmp_path_factory.mktemp("lies")
    (folder / "chapters.txt").write_text(CHAPTERS)
    options = ("-f", "ffmetadata", "-i", str(folder / "chapters.txt"))
    path = encode(folder / "film.mp4", "-metadata", "title=Film", "-fflags", "+bitexact", *AS_DELIVERED, before=options)
    tell_languages(path, {"soun": "eng", "text": "eng"})
    return path.read_bytes()


def found(content: bytes, path: Path, *, is_ours: bool = True) -> set[str]:
    """Return the codes of what is found in a file."""
    path.write_bytes(content)
    told = boxes.read(path)
    planned: Planned = planned_alone(told, "Film")
    if is_ours:
        segment = PlannedSegment("film", "Film", FrameRange(0, 50))
        planned = replace(planned, frames=50, language="en", segments=(segment,), marks=((0, "One"), (25, "Two")))
    picture = told.track("vide")
    assert picture is not None
    times = picture_times(picture, planned) if is_ours else ()
    every = [*inventory(told, planned), *headers(told, planned), *container(told), *times]
    assert all(one.hint for one in every)
    return {one.code for one in every}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_told(name: str, movie: bytes, tmp_path: Path) -> None:
    lie, code = LIES[name]
    lied = Headers(movie)
    lie(lied)
    assert lied.content != movie
    assert code in found(lied.content, tmp_path / "film.mp4")


@pytest.mark.parametrize("name", TRUTHS)
def test_what_may_be_so_is_let_be(name: str, movie: bytes, tmp_path: Path) -> None:
    told = Headers(movie)
    TRUTHS[name](told)
    assert found(told.content, tmp_path / "film.mp4") == set()


@pytest.mark.parametrize("name", LIES)
def test_of_a_file_of_others_only_what_plays_otherwise_is_told(name: str, movie: bytes, tmp_path: Path) -> None:
    lied = Headers(movie)
    LIES[name][0](lied)
    codes = found(lied.content, tmp_path / "film.mp4", is_ours=False) & {"headers", "extra_data"}
    assert bool(codes) == (name in ANYONES)


def test_a_file_as_others_make_it_is_let_be(stock: Path, tmp_path: Path) -> None:
    assert found(stock.read_bytes(), tmp_path / "film.mp4", is_ours=False) <= {"edit_list", "moov_after"}


def test_a_picture_that_no_decoder_knows_is_a_finding_and_no_fault(movie: bytes, tmp_path: Path) -> None:
    for lie in (renamed(AVC1, b"encv"), insert(f"{PICTURE}/stbl", box(b"stts", struct.pack(">4I", 0, 1, 50, 512)))):
        lied = Headers(movie)
        lie(lied)
        (tmp_path / "film.mp4").write_bytes(lied.content)
        assert look(tmp_path / "film.mp4", Fraction(25), lambda share: None, is_thorough=True).fault
