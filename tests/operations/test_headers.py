"""Which language a finished file says its sound, its chapters and its title are in, and what kind of file it says to be."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import av
import pytest

from pipeline.media.languages import bibliographic
from pipeline.operations.base import Operation
from tests.operations.examples import join, join_file, join_sound
from tests.operations.test_join import work

pytestmark = pytest.mark.ffmpeg

IN_GERMAN = ("deu", "spa")
"""The language of the sound, and of the titles."""


def made(operation: Operation, inputs: dict[str, Path], path: Path) -> Path:
    operation.run(work(path.parent, inputs, {"out": path}))
    return path


def tracks(path: Path) -> list[tuple[str, str]]:
    """Return the kind and the language of each track, as ISO/IEC 14496-12 has them."""
    found = []
    for kind, media in boxes(inside(path.read_bytes(), b"moov")):
        if kind == b"trak":
            header = inside(media, b"mdia", b"mdhd")
            code = struct.unpack_from(">H", header, 32 if header[0] else 20)[0]
            letters = "".join(chr(0x60 + (code >> shift & 31)) for shift in (10, 5, 0))
            found.append((inside(media, b"mdia", b"hdlr")[8:12].decode(), letters))
    return found


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + size]
        at += size


def inside(content: bytes, *path: bytes) -> bytes:
    for name in path:
        content = next(inner for kind, inner in boxes(content) if kind == name)
    return content


def test_an_mp4_says_the_languages_of_its_sounds_and_of_its_chapters(tmp_path: Path) -> None:
    language, titles_in = IN_GERMAN
    operation = replace(join.OPERATION, language=language, titles_in=titles_in)
    path = made(operation, join.inputs(tmp_path), tmp_path / "out.mp4")
    assert tracks(path) == [("vide", "und"), ("soun", "deu"), ("soun", "spa"), ("text", "spa")]


@pytest.mark.parametrize("language", ["deu", "eng"])
def test_a_quicktime_file_says_them_by_letters_and_that_of_its_title(language: str, tmp_path: Path) -> None:
    operation = file("mov", language, "spa")
    path = made(operation, join_file.inputs(tmp_path), tmp_path / "out.mov")
    assert dict(tracks(path)) == {"vide": "\x7f" * 3, "soun": language, "text": "spa"}, "0x7FFF is QuickTime's unspecified"
    title = inside(path.read_bytes(), b"moov", b"udta", b"\xa9nam")
    assert title == struct.pack(">HH", 5, (19 << 10) + (16 << 5) + 1) + "Écho".encode()


def test_matroska_says_the_language_of_its_sound_as_it_names_languages(tmp_path: Path) -> None:
    path = made(file("mkv", "deu", "spa"), join_file.inputs(tmp_path), tmp_path / "out.mkv")
    content = path.read_bytes()
    assert content.count(b"\x22\xb5\x9c\x83ger") == 1, "the element Language, ID 22B59C, of three bytes"
    with av.open(str(path)) as found:
        assert (found.streams.audio[0].language, found.streams.video[0].language) == ("ger", None)
    assert [bibliographic(code) for code in ("de", "fra", "es", "und", "gsw")] == ["ger", "fre", "spa", "und", "gsw"]


def test_matroska_says_the_language_of_its_chapters_and_their_checksum_is_right(tmp_path: Path) -> None:
    path = made(file("mkv", "spa", "deu"), join_file.inputs(tmp_path), tmp_path / "out.mkv")
    content = path.read_bytes()
    assert (content.count(b"\x43\x7c\x83ger"), content.count(b"\x43\x7c\x83und")) == (2, 0), "ChapLanguage, ID 437C"
    begin = content.rindex(b"\x10\x43\xa7\x70") + 4  # the index of the file names it before
    size, length = next(  # an integer of so many bytes, by how many zero bits it begins with (RFC 8794, 4)
        (int.from_bytes(content[begin : begin + n], "big") - (1 << 7 * n), n) for n in range(1, 9) if content[begin] >> 8 - n
    )
    chapters = content[begin + length : begin + length + size]
    assert chapters[:2] == b"\xbf\x84", "the element CRC-32, ID BF, of four bytes"
    assert chapters[2:6] == zlib.crc32(chapters[6:]).to_bytes(4, "little")
    with av.open(str(path), options={"err_detect": "crccheck+explode"}) as found:
        assert [chapter["metadata"]["title"] for chapter in found.chapters()] == ["One", "Two"]
        assert len(list(found.decode(video=0))) == sum(join_file.OPERATION.frames)


def test_a_sound_alone_says_them_and_that_it_is_an_m4a(tmp_path: Path) -> None:
    language, titles_in = IN_GERMAN
    operation = replace(join_sound.OPERATION, language=language, titles_in=titles_in)
    path = made(operation, join_sound.inputs(tmp_path), tmp_path / "out.m4a")
    assert tracks(path) == [("soun", "deu"), ("text", "spa")]
    brands = inside(path.read_bytes(), b"ftyp")
    assert brands[:4] == b"M4A "
    assert b"M4A " in [brands[at : at + 4] for at in range(8, len(brands), 4)], "the first is one of those that it is like"
    with av.open(str(path)) as found:
        assert sum(frame.samples for frame in found.decode(audio=0)) >= operation.samples


def file(container: Literal["mov", "mkv"], language: str, titles_in: str) -> Operation:
    return replace(join_file.OPERATION, container=container, language=language, titles_in=titles_in)
