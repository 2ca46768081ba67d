"""Colours told in numbers: PNG's `cICP`, `gAMA` and `cHRM`, the boxes of AVIF and HEIC, a camera's index for Adobe RGB."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.media import colorimetry
from tests.media import heic, profiles
from tests.media.test_colour import converted, near, profile_of

PATCH = (200, 60, 50)
GREY = (128, 128, 128)
USUAL = struct.pack(">I", 45455)
LINEAR = struct.pack(">I", 100_000)


def primaries(name: str) -> bytes:
    places = ((0.3127, 0.3290), *profiles.PRIMARIES[name])
    return struct.pack(">8I", *(round(100_000 * value) for place in places for value in place))


def with_gamma(name: str, gamma: float, colour: tuple[int, int, int]) -> tuple[int, ...]:
    """Return which sRGB a colour is that has these primaries and a plain gamma."""
    return profiles.from_xyz(profiles.to_d50(name) @ (np.array(colour) / 255) ** gamma)


def png(path: Path, colour: object, *chunks: tuple[bytes, bytes], mode: str = "RGB") -> Path:
    """Write a PNG of one colour with chunks before its picture."""
    plain = io.BytesIO()
    Image.new(mode, (16, 16), colour).save(plain, "PNG")  # type: ignore[arg-type]
    added = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    path.write_bytes(plain.getvalue()[:33] + added + plain.getvalue()[33:])
    return path


def seen(path: Path) -> object:
    return converted(path).convert("RGB").getpixel((8, 8))


@pytest.mark.parametrize("name", ["Display P3", "Adobe RGB"])
def test_primaries_and_gamma_of_a_png_are_its_colours(name: str, tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", PATCH, (b"gAMA", USUAL), (b"cHRM", primaries(name)))
    assert profile_of(path) == "its own primaries and gamma"
    assert near(seen(path), with_gamma(name, 2.2, PATCH))


def test_primaries_without_a_gamma_have_the_curve_of_srgb(tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", PATCH, (b"cHRM", primaries("Display P3")))
    assert near(seen(path), (217, 42, 39))


@pytest.mark.parametrize(("mode", "value"), [("RGB", GREY), ("L", 128), ("RGBA", (*GREY, 255)), ("LA", (128, 255))])
@pytest.mark.parametrize("gamma", [1.0, 1.8])
def test_a_gamma_without_primaries_bends_greys(mode: str, value: object, gamma: float, tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", value, (b"gAMA", struct.pack(">I", round(100_000 / gamma))), mode=mode)
    assert profile_of(path) == "its own primaries and gamma"
    assert near(seen(path), with_gamma("sRGB", gamma, GREY))


@pytest.mark.parametrize(
    "chunks",
    [
        ((b"gAMA", USUAL), (b"cHRM", primaries("sRGB"))),
        ((b"sRGB", b"\0"), (b"gAMA", LINEAR), (b"cHRM", primaries("Display P3"))),
        ((b"cICP", bytes((1, 13, 0, 1))), (b"gAMA", LINEAR)),
        ((b"gAMA", bytes(4)),),
        ((b"cHRM", bytes(32)),),
        ((b"gAMA", LINEAR), (b"cHRM", struct.pack(">8I", *(0x7FFFFFFF, 1) * 4))),
        ((b"sBIT", bytes((5, 6, 5))),),
    ],
)
def test_srgb_what_outranks_numbers_and_what_makes_no_sense_leave_a_png_alone(
    chunks: tuple[tuple[bytes, bytes], ...], tmp_path: Path
) -> None:
    assert profile_of(png(tmp_path / "a.png", PATCH, *chunks)) == ""


def test_codes_of_a_png_come_before_its_profile(tmp_path: Path) -> None:
    adobe = (b"iCCP", b"x\0\0" + zlib.compress(profiles.rgb("Adobe RGB")))
    path = png(tmp_path / "a.png", PATCH, (b"cICP", bytes((12, 13, 0, 1))), adobe)
    assert profile_of(path) == "Display P3"
    assert near(seen(path), (217, 42, 39))


def test_an_embedded_profile_comes_before_numbers(tmp_path: Path) -> None:
    embedded = (b"iCCP", b"x\0\0" + zlib.compress(profiles.rgb("Display P3")))
    path = png(tmp_path / "a.png", PATCH, embedded, (b"gAMA", LINEAR))
    assert profile_of(path) == "Display P3"
    assert near(seen(path), (217, 42, 39))


@pytest.mark.parametrize(("index", "name"), [("R03", "Adobe RGB"), ("R98", ""), (None, "")])
def test_a_cameras_index_says_adobe_rgb(index: str | None, name: str, tmp_path: Path) -> None:
    """Cameras write a JPEG of Adobe RGB without a profile, and say so in Exif."""
    path = tmp_path / "a.jpg"
    Image.new("RGB", (16, 16), PATCH).save(path, quality=100, subsampling=0, exif=_exif(index))
    assert profile_of(path) == name
    assert near(seen(path), profiles.in_srgb(name, PATCH) if name else PATCH)


def _exif(index: str | None) -> bytes:
    """Return an Exif of which the first directory leads to Exif's own, and that to the one of the index."""

    def directory(*fields: bytes) -> bytes:
        return struct.pack(">H", len(fields)) + b"".join(fields) + bytes(4)

    def field(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(">HHI4s", tag, kind, count, value)

    first = directory(field(0x8769, 4, 1, struct.pack(">I", 8 + 18)))
    space = field(0xA001, 3, 1, struct.pack(">HH", 0xFFFF, 0))
    if index is None:
        return b"Exif\0\0MM\0*\0\0\0\x08" + first + directory(space)
    second = directory(space, field(0xA005, 4, 1, struct.pack(">I", 8 + 18 + 30)))
    return b"Exif\0\0MM\0*\0\0\0\x08" + first + second + directory(field(1, 2, 4, index.encode() + b"\0"))


@pytest.mark.parametrize(
    ("codes", "colour", "name", "right"),
    [
        ((12, 13), PATCH, "Display P3", (217, 42, 39)),
        ((1, 13), PATCH, "", PATCH),
        ((2, 2), PATCH, "", PATCH),
        ((1, 8), GREY, "BT.709 linear", (188, 188, 188)),
    ],
)
def test_an_avif_says_its_colours_in_numbers(
    codes: tuple[int, int], colour: tuple[int, int, int], name: str, right: tuple[int, ...], tmp_path: Path
) -> None:
    assert profile_of(_avif(tmp_path / "a.avif", codes, colour)) == name
    assert near(seen(tmp_path / "a.avif"), right, 4)


def _avif(path: Path, codes: tuple[int, int], colour: tuple[int, int, int]) -> Path:
    Image.new("RGB", (16, 16), colour).save(path, quality=100, subsampling="4:4:4")
    content = bytearray(path.read_bytes())
    at = content.index(b"colrnclx") + 8
    content[at : at + 4] = struct.pack(">HH", *codes)
    path.write_bytes(content)
    return path


# Signals of 26, 203 and 1000 cd/m2 (ITU-R BT.2408, table 1; BT.2100).
@pytest.mark.parametrize(("transfer", "levels"), [(16, (0.374, 0.581, 0.752)), (18, (0.378, 0.75, 1.0))])
def test_reference_white_of_an_hdr_picture_is_nearly_white(
    transfer: int, levels: tuple[float, float, float], tmp_path: Path
) -> None:
    shown = []
    for level in levels:
        value = round(255 * level)
        path = _avif(tmp_path / "a.avif", (9, transfer), (value, value, value))
        red, green, blue = seen(path)  # type: ignore[misc]
        assert max(red, green, blue) - min(red, green, blue) <= 3
        shown.append(green)
    assert 85 <= shown[0] <= 110  # as it is: 26 of 203 cd/m2 are 101 of 255
    assert 225 <= shown[1] <= 250
    assert shown[1] + 8 <= shown[2] <= 255


@pytest.mark.ffmpeg
def test_a_heic_says_its_colours_in_numbers(tmp_path: Path) -> None:
    source = "color=0xc83c32:s=64x64:r=1:d=1,format=gbrp,scale=out_color_matrix=smpte170m:out_range=tv"
    path = heic.write(tmp_path / "a.heic", source, (64, 64), (12, 13, 6))
    assert profile_of(path) == "Display P3"
    assert near(seen(path), (217, 42, 39), 4)


def test_codes_nobody_knows_are_srgb() -> None:
    assert all(colorimetry.of_codes(primaries, transfer) is None for primaries in (0, 1, 2, 99) for transfer in (1, 2, 13, 99))
