"""What a movie's headers say beside what is in it: each lie is found in a file of which nothing else is known."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import profiles
from pipeline.analysis import h264
from pipeline.qc import boxes
from pipeline.qc.alone import planned_alone
from pipeline.qc.container import brand, container
from pipeline.qc.measure import keys
from pipeline.qc.model import Keys
from pipeline.qc.stream import picture_form
from tests.qc.conftest import AS_DELIVERED, encode
from tests.qc.sabotage import Film

pytestmark = pytest.mark.ffmpeg


def movie_header(form: str, place: int, *values: int) -> Callable[[Film], None]:
    return lambda film: film.put(film.content.index(b"mvhd") + 4 + place, form, *values)


def track_header(box: bytes, handler: str, form: str, place: int, *values: int) -> Callable[[Film], None]:
    return lambda film: film.put(film.box(box, handler) + place, form, *values)


def named(brand: bytes) -> Callable[[Film], None]:
    def change(film: Film) -> None:
        at = film.content.index(b"ftyp") + 4
        film.content[at : at + 4] = brand

    return change


def unnamed(film: Film) -> None:
    at = film.content.index(b"ftyp")
    film.content[at : at + 4] = b"free"


def cut(width: int) -> Callable[[Film], None]:
    """Put a clean aperture of `width` by 90 pixels into the picture's sample entry; what moves is moved in all tables."""

    def change(film: Film) -> None:
        aperture = struct.pack(">I4s8I", 40, b"clap", width, 1, 90, 1, 0, 1, 0, 1)
        entry = film.box(b"avc1") - 8
        end = entry + film.get(entry, ">I")
        outside = [film.box(name) - 8 for name in (b"avc1", b"stsd", b"stbl", b"minf", b"mdia")]
        for place in (*outside, film.track("vide"), film.content.index(b"moov") - 4):
            film.put(place, ">I", film.get(place, ">I") + len(aperture))
        for handler in ("vide", "soun"):
            table = film.box(b"stco", handler)
            for number in range(film.get(table + 4, ">I")):
                place = table + 8 + 4 * number
                film.put(place, ">I", film.get(place, ">I") + len(aperture))
        film.content[end:end] = aperture

    return change


LIES: dict[str, tuple[Callable[[Film], None], str]] = {
    "all of it turned": (movie_header(">9i", 36, 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30), "rotation"),
    "half as long": (movie_header(">I", 16, 48_000), "duration"),
    "another clock": (movie_header(">I", 12, 2000), "duration"),
    "no clock": (movie_header(">I", 12, 0), "duration"),
    "twice as fast": (movie_header(">I", 20, 2 << 16), "duration"),
    "a shorter picture": (track_header(b"mdhd", "vide", ">I", 16, 12_800), "duration"),
    "a longer sound": (track_header(b"mdhd", "soun", ">I", 16, 200_000), "duration"),
    "a track of no length": (track_header(b"tkhd", "vide", ">I", 20, 0), "duration"),
    "no volume": (track_header(b"tkhd", "soun", ">H", 36, 0), "disabled_track"),
    "QuickTime": (named(b"qt  "), "container"),
    "no name": (unnamed, "container"),
    "a part cut away": (cut(80), "size"),
}
TRUTHS: dict[str, Callable[[Film], None]] = {
    "as it is": lambda film: None,
    "another brand": named(b"mp42"),
    "a few hundredths shorter": movie_header(">I", 16, 95_000),
    "an aperture of the whole picture": cut(160),
}


def found(path: Path) -> set[str]:
    movie = boxes.read(path)
    (picture,) = (track for track in movie.tracks if track.handler == "vide")
    profile = profiles.load("youtube")
    said = {one.code for one in picture_form(picture, planned_alone(movie, "film"), profile)} - {"size", "stream_size"}
    return said | {one.code for one in (*brand(movie), *container(movie))}


@pytest.fixture
def film(delivered: Path, tmp_path: Path) -> Film:
    shutil.copy(delivered, tmp_path / "film.mp4")
    return Film(tmp_path / "film.mp4")


@pytest.mark.parametrize("name", LIES)
def test_a_lie_of_the_headers_is_found(name: str, film: Film) -> None:
    change, code = LIES[name]
    change(film)
    film.save()
    assert found(film.path) == {code}


@pytest.mark.parametrize("name", TRUTHS)
def test_what_may_be_so_is_let_be(name: str, film: Film) -> None:
    TRUTHS[name](film)
    film.save()
    assert found(film.path) == set()


@pytest.mark.parametrize(("aspect", "expected"), [("1/1", set()), ("4/3", {"pixel_aspect"}), ("59/54", {"pixel_aspect"})])
def test_pixels_that_the_stream_alone_calls_oblong(aspect: str, expected: set[str], tmp_path: Path) -> None:
    path = encode(tmp_path / "film.mp4", "-bsf:v", f"h264_metadata=sample_aspect_ratio={aspect}", *AS_DELIVERED)
    film = Film(path)
    film.put(film.box(b"pasp"), ">II", 1, 1)
    film.save()
    assert found(path) == expected


@pytest.mark.parametrize(("width", "height", "expected"), [(7, 7, True), (8, 7, False)])
def test_the_extended_aspect_of_a_parameter_set(width: int, height: int, expected: bool) -> None:
    # Baseline, level 1, one macroblock, VUI with nothing but an aspect of 255.
    said = f"01000010 00000000 00001010 1 1 1 1 010 0 1 1 1 1 0 1 1 11111111 {width:016b} {height:016b} 0000 0000 1"
    bits = said.replace(" ", "")
    bits += "0" * (-len(bits) % 8)
    plain = int(bits, 2).to_bytes(len(bits) // 8, "big")
    # The width is so small that zeros need to be kept from a start code.
    unit = b"\x67" + plain.replace(b"\0\0\0", b"\0\0\x03\0")
    assert h264.parameters(unit).is_square is expected


@pytest.mark.parametrize(("filter_", "turned_at"), [
    ("rotate=90:display_orientation=insert", 0), ("flip=horizontal:display_orientation=insert", 0), ("aud=insert", None),
    ("sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+hello", None),
])  # fmt: skip
def test_a_message_in_the_stream_that_turns_its_picture_is_found(filter_: str, turned_at: int | None, tmp_path: Path) -> None:
    path = encode(tmp_path / "film.mp4", "-bsf:v", f"h264_metadata={filter_}", *AS_DELIVERED)
    assert keys(path, boxes.read(path)) == Keys(None, turned_at)


def test_a_key_frame_that_only_the_index_knows_is_found(film: Film) -> None:
    assert keys(film.path, boxes.read(film.path)) == Keys(None, None)
    table = film.box(b"stss")
    film.content[table - 4 : table] = b"free"  # without the table, every sample is one
    film.save()
    assert keys(film.path, boxes.read(film.path)) == Keys(1, None)
