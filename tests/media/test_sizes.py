"""What a picture says of its size costs its head alone; what its file cannot hold is refused before anything decodes it."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pipeline.media import formats, opening, packets, sizes, structure
from pipeline.media.faults import MediaFault
from pipeline.media.library import look_here


def gif(width: int, height: int, frames: int = 1) -> bytes:
    frame = b"\x21\xf9\x04\0\x02\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame * frames + b";"


def jpeg(width: int, height: int, mark: int = 0xC0, before: bytes = b"") -> bytes:
    """A JPEG of 16x16 whose frame header says something else, after whatever comes `before` its first segment."""
    stream = io.BytesIO()
    Image.new("RGB", (16, 16)).save(stream, "JPEG")
    content = bytearray(stream.getvalue())
    at = content.find(b"\xff\xc0")
    content[at + 1] = mark
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content[:2]) + before + bytes(content[2:])


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0) + bytes(20)


def webp(chunk: bytes, content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 12 + len(content)) + b"WEBP" + chunk + struct.pack("<I", len(content)) + content + bytes(9)


HEADS = {
    "gif": (gif(7000, 300), (7000, 300)),
    "png": (png(70_000, 3), (70_000, 3)),
    "jpeg": (jpeg(7000, 300), (7000, 300)),
    "progressive jpeg": (jpeg(65_535, 9, 0xC2), (65_535, 9)),
    "jpeg with fillers and a preview": (
        jpeg(7000, 300, before=b"\xff\xff\xff\xe1\0\x20" + jpeg(5, 5)[:30].ljust(30, b"\0")), (7000, 300),
    ),
    "extended webp": (webp(b"VP8X", bytes(4) + b"\xff\xff\xff\xff\0\0"), (1 << 24, 256)),
    "lossless webp": (webp(b"VP8L", b"\x2f" + (6999 | 299 << 14).to_bytes(4, "little")), (7000, 300)),
    "lossy webp": (webp(b"VP8 ", b"\x10\2\0\x9d\1\x2a" + struct.pack("<HH", 7000, 300 | 1 << 14)), (7000, 300)),
    "a cut jpeg": (jpeg(7000, 300)[:150], None),
    "a cut gif": (b"GIF89a\1", None),
    "sound": (b"RIFF\xff\0\0\0WAVEfmt " + bytes(40), None),
    "nothing": (b"", None),
}  # fmt: skip


@pytest.mark.parametrize(("content", "size"), HEADS.values(), ids=HEADS)
def test_a_head_tells_the_size(content: bytes, size: tuple[int, int] | None, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert sizes.told(tmp_path / "a") == size


@pytest.mark.parametrize("suffix", ["gif", "png", "jpg", "webp"])
def test_a_head_tells_what_pillow_tells(suffix: str, tmp_path: Path) -> None:
    Image.new("RGB", (300, 17), (9, 80, 200)).save(tmp_path / f"a.{suffix}")
    assert sizes.told(tmp_path / f"a.{suffix}") == (300, 17)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gif(7000, 7000, 5), "is 7000x7000, 49 million pixels; at most 9 million are read; export it smaller"),
        (gif(3001, 3000), "is 3001x3000, 9 million pixels; at most 9 million"),
        (png(10_900, 10_900), r"says that it is 10900x10900, which its \d+ bytes cannot hold; copy or export it again"),
        (jpeg(5000, 5000, 0xC2), r"says that it is 5000x5000, which its \d+ bytes cannot hold"),
        (jpeg(65_500, 65_500), "4290 million pixels; at most 120 million"),
    ],
)
def test_no_decoder_sees_what_a_file_cannot_hold(
    content: bytes, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decodes(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(opening, "reading", decodes)
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(MediaFault, match=words):
        look_here(tmp_path / "a.bin", "", "a.bin")


@pytest.mark.parametrize("suffix", ["png", "webp", "avif", "tif"])
def test_a_plain_picture_of_few_bytes_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (4096, 2160), (200, 30, 30)).save(path, compression="tiff_adobe_deflate" if suffix == "tif" else None)
    video = look_here(path, "", path.name).video
    assert video is not None
    assert (video.width, video.height) == (4096, 2160)
    assert path.stat().st_size < 100_000


def test_a_still_larger_than_any_film_is_read(tmp_path: Path) -> None:
    """Phones make 108 million pixels; 64 million are the limit of what moves."""
    Image.new("L", (8200, 8200), 90).save(tmp_path / "a.jpg")
    video = look_here(tmp_path / "a.jpg", "", "a.jpg").video
    assert video is not None
    assert video.width * video.height > formats.MAX_PIXELS


@pytest.mark.parametrize(
    ("held", "width", "said"),
    [(10_000, 20_480, ""), (9_999, 20_480, "its 9,999 bytes cannot hold"), (1, 16_777, ""), (1, 16_778, "its 1 bytes cannot")],
)
def test_a_large_picture_has_a_byte_for_2048_pixels(held: int, width: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(held))
    with pytest.raises(MediaFault, match=said) if said else contextlib.nullcontext() as told:
        sizes.check(width, 1000, tmp_path / "a", 10**8, "a")
    assert bool(told) == bool(said)


def test_a_gif_of_too_many_frames_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_FRAMES", 1000)
    monkeypatch.setattr(packets, "packets_of", None)
    (tmp_path / "a.gif").write_bytes(gif(2, 2, 1001))
    with pytest.raises(MediaFault, match="million frames; cut it first"):
        look_here(tmp_path / "a.gif", "", "a.gif")


def test_an_animation_of_too_many_frames_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_ANIMATION_FRAMES", 2)
    first, *more = (Image.new("RGB", (8, 8), (90 * number, 0, 0)) for number in range(3))
    first.save(tmp_path / "a.webp", save_all=True, append_images=more, duration=40)
    with pytest.raises(MediaFault, match=r"'a\.webp' is 3 times 8x8 pixels, more than are read"):
        look_here(tmp_path / "a.webp", "", "a.webp")


@pytest.mark.parametrize(("pages", "words"), [(1, ""), (99, "99 pages; the first"), (150, "100 pages or more")])
def test_the_pages_of_a_tiff_are_counted_to_a_hundred(pages: int, words: str, tmp_path: Path) -> None:
    first, *more = (Image.new("L", (2, 2)) for _ in range(pages))
    first.save(tmp_path / "a.tif", save_all=True, append_images=more)
    assert words in " ".join(look_here(tmp_path / "a.tif", "", "a.tif").remarks)


@pytest.mark.parametrize(("packed", "is_refused"), [(16 << 20, True), ((16 << 20) - 1, False)])
@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_words_that_swell_are_not_unpacked(name: bytes, packed: int, is_refused: bool, tmp_path: Path) -> None:
    content = name + b"k\0\0" + zlib.compress(bytes(packed), 1)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(whole[:33] + chunk + whole[33:])
    with pytest.raises(MediaFault, match="more than 16 MiB of packed words") if is_refused else contextlib.nullcontext() as told:
        look_here(tmp_path / "a.png", "", "a.png")
    assert bool(told) == is_refused


@pytest.mark.parametrize("head", [0, 8, 23])
def test_an_au_whose_head_has_no_length_ends(head: int, tmp_path: Path) -> None:
    """One of no bytes at all was gone through for ever: found by mutating, 345 bytes took 90 seconds."""
    (tmp_path / "a.au").write_bytes(b".snd" + struct.pack(">IIIII", head, 0, 3, 48_000, 2) + bytes(300))
    assert structure.structure_of(tmp_path / "a.au").parts == ((0, 324),)


def test_a_webp_that_is_too_large_to_be_decoded_is_told_its_size(tmp_path: Path) -> None:
    size = (12_000 - 1).to_bytes(3, "little") + (9_000 - 1).to_bytes(3, "little")
    chunks = b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4) + size + bytes(60_000)
    (tmp_path / "a.webp").write_bytes(b"RIFF" + len(chunks).to_bytes(4, "little") + chunks)
    with pytest.raises(MediaFault, match=r"'a\.webp' is 12000x9000, 108 million pixels; at most 64 million are read; export it"):
        look_here(tmp_path / "a.webp", "", "a.webp")
