"""Pictures of every format that people send: shown as they are, refused where they are broken, or told how to convert."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.media import stills
from pipeline.media.faults import MediaFault
from tests.episode.show import build, pictures
from tests.media import heic, profiles
from tests.media.checking import probe, told

pytestmark = pytest.mark.ffmpeg

QUARTERS = ((200, 40, 40), (40, 180, 60), (40, 60, 200), (120, 120, 120))
SIZE = (160, 90)


def quarters(mode: str = "RGB") -> Image.Image:
    """Return a picture of four coloured quarters."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    for number, colour in enumerate(QUARTERS):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture.convert(mode)


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(5).integers(0, 255, (240, 320, 3), np.uint8))


def luma(colour: tuple[int, int, int]) -> float:
    red, green, blue = colour
    return 16 + 219 / 255 * (0.2126 * red + 0.7152 * green + 0.0722 * blue)


def built(show: Path, segment: str) -> np.ndarray:
    """Build an episode of one segment; return the luma of its frames."""
    assert told(show, segment) == []
    movie, _, _ = build(show / "episodes/e.yaml", workers=1)
    return pictures(movie)[1]


def shows_quarters(frame: np.ndarray) -> bool:
    places = ((22, 40), (22, 120), (67, 40), (67, 120))
    seen = [float(frame[y - 2 : y + 3, x - 2 : x + 3].mean()) for y, x in places]
    return all(abs(one - luma(colour)) < 4 for one, colour in zip(seen, QUARTERS, strict=True))


def _heic(path: Path) -> None:
    boxes = ",".join(
        f"drawbox={number % 2 * 80}:{number // 2 * 45}:80:45:0x{red:02x}{green:02x}{blue:02x}:fill"
        for number, (red, green, blue) in enumerate(QUARTERS)
    )
    heic.write(path, f"color=black:s=160x90:r=1:d=1,format=gbrp,{boxes},scale=out_color_matrix=smpte170m:out_range=tv", SIZE)


WRITERS: dict[str, Callable[[Path], object]] = {
    "a.tiff": lambda path: quarters().save(path),
    "deflate.tif": lambda path: quarters().save(path, compression="tiff_adobe_deflate"),
    "wide.tiff": lambda path: quarters().save(path, compression="tiff_lzw", big_tiff=False),
    "a.bmp": lambda path: quarters().save(path),
    "palette.bmp": lambda path: quarters().quantize(16).save(path),
    "a.avif": lambda path: quarters().save(path, quality=95, subsampling="4:4:4"),
    "a.heic": _heic,
    "a.webp": lambda path: quarters().save(path, lossless=True),
    "a.png": lambda path: quarters().save(path),
    "a.jpg": lambda path: quarters().save(path, quality=95, subsampling=0),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_still_of_any_format_is_shown_as_it_is(name: str, show: Path) -> None:
    WRITERS[name](show / "episodes/media" / name)
    seen = built(show, f"  - clip: X\n    file: {name}\n    length: 0.2\n")
    assert len(seen) == 6
    assert all(shows_quarters(frame) for frame in seen)


def test_a_tiff_with_alpha_and_a_profile_is_converted_by_it(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (32, 32), (200, 60, 50, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))
    picture.save(tmp_path / "a.tiff", icc_profile=profiles.rgb("Display P3"))
    video = probe(tmp_path / "a.tiff").video
    assert video is not None
    assert (video.codec, video.profile, video.has_alpha, video.pixel_format) == ("tiff", "Display P3", True, "rgba")


def test_a_turned_tiff_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    quarters().save(tmp_path / "a.tiff", exif=exif)
    video = probe(tmp_path / "a.tiff").video
    assert video is not None
    assert (video.width, video.height, video.rotation) == (90, 160, 0)


def test_of_a_tiff_of_several_pages_the_first_is_used_and_told(show: Path) -> None:
    path = show / "episodes/media/a.tiff"
    quarters().save(path, save_all=True, append_images=[quarters("L").convert("RGB")] * 2)
    assert told(show, "  - clip: X\n    file: a.tiff\n    length: 1\n") == [
        "episodes/e.yaml:8:11: warning: a.tiff has 3 pages; the first is used"
    ]


@pytest.mark.parametrize("name", ["a.webp", "a.avif"])
def test_an_animation_moves_at_its_own_times(name: str, show: Path) -> None:
    levels = (40, 120, 200)
    frames = [Image.new("RGB", SIZE, (level, level, level)) for level in levels]
    frames[0].save(
        show / "episodes/media" / name, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0, quality=100
    )
    seen = built(show, f"  - clip: X\n    file: {name}\n")
    expected = [40] * 3 + [120] * 6 + [200] * 9
    assert [round((float(frame.mean()) - 16) * 255 / 219 / 40) * 40 for frame in seen] == expected
    assert probe(show / "episodes/media" / name).kind == "video"


def test_frames_of_an_animation_lie_on_a_grid() -> None:
    assert stills.grid([80, 200, 120]) == (25, (2, 5, 3))
    assert stills.grid([100]) == (10, (1,))
    assert stills.grid([33, 34, 33]) == (50, (2, 1, 2))


def test_numbered_pictures_may_be_tiffs(show: Path) -> None:
    folder = show / "episodes/media/frames"
    folder.mkdir()
    for number, level in enumerate((40, 120, 200)):
        Image.new("RGB", SIZE, (level, level, level)).save(folder / f"f_{number:04d}.tiff")
    seen = built(show, "  - animation: X\n    frames: frames/f_%04d.tiff\n    rate: 15\n")
    assert [round((float(frame.mean()) - 16) * 255 / 219 / 40) * 40 for frame in seen] == [40, 40, 120, 120, 200, 200]


CUTS: dict[str, Callable[[Path], object]] = {
    "a.jpg": lambda path: noise().save(path, quality=90),
    "progressive.jpg": lambda path: noise().save(path, quality=90, progressive=True),
    "a.png": lambda path: noise().save(path),
    "a.webp": lambda path: noise().save(path, quality=90),
    "lossless.webp": lambda path: noise().save(path, lossless=True),
    "a.tiff": lambda path: noise().save(path, compression="tiff_lzw"),
    "a.bmp": lambda path: noise().save(path),
    "a.avif": lambda path: noise().save(path, quality=90),
    "a.heic": lambda path: heic.write(path, "testsrc2=s=320x240:r=1:d=1", (320, 240)),
    "a.gif": lambda path: noise().save(path),
    "moving.webp": lambda path: noise().save(path, save_all=True, append_images=[quarters().resize((320, 240))] * 3, duration=80),
}


@pytest.mark.parametrize("share", [3, 6, 9])
@pytest.mark.parametrize("name", CUTS)
def test_a_still_that_is_cut_off_is_refused_at_its_line(name: str, share: int, show: Path) -> None:
    path = show / "episodes/media" / name
    CUTS[name](path)
    segment = f"  - clip: X\n    file: {name}\n    length: 0.1\n"
    assert told(show, segment) == []
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * share // 10])
    (message,) = told(show, segment)
    assert message.startswith("episodes/e.yaml:8:11: ")
    assert "cut off" in message or "not a picture" in message
    assert "warning" not in message


def test_a_png_whose_checksums_are_wrong_is_refused(tmp_path: Path) -> None:
    noise().save(tmp_path / "a.png")
    content = bytearray((tmp_path / "a.png").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(MediaFault, match=r"'a\.png' is damaged, by its own checksums; copy or export it again"):
        probe(tmp_path / "a.png")


@pytest.mark.parametrize("length", range(16, 31))
def test_a_webp_that_is_cut_off_in_its_first_bytes_is_refused_as_that(length: int, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "whole.webp", save_all=True, append_images=frames[1:])
    (tmp_path / "cut.webp").write_bytes((tmp_path / "whole.webp").read_bytes()[:length])
    with pytest.raises(MediaFault, match=r"'cut\.webp' .* cut off"):
        probe(tmp_path / "cut.webp")


def test_a_webp_that_is_damaged_is_refused(tmp_path: Path) -> None:
    """ffmpeg shows something of it; libwebp, and so browsers, refuse it."""
    squares = np.random.default_rng(1).integers(0, 255, (45, 80, 3))
    Image.fromarray(np.kron(squares, np.ones((8, 8, 1))).astype(np.uint8)).save(tmp_path / "a.webp")
    assert probe(tmp_path / "a.webp").kind == "still"
    content = bytearray((tmp_path / "a.webp").read_bytes())
    place = len(content) // 2
    content[place : place + 24] = bytes(byte ^ 0x5A for byte in content[place : place + 24])
    (tmp_path / "a.webp").write_bytes(content)
    with pytest.raises(OSError, match="failed to read"), Image.open(tmp_path / "a.webp") as picture:
        picture.load()
    with pytest.raises(MediaFault, match=r"'a.webp' is a WEBP picture that is cut off or damaged"):
        probe(tmp_path / "a.webp")


@pytest.mark.parametrize(("mode", "value"), [("F", 0.5), ("I", 30_000)])
def test_a_tiff_of_32_bits_is_refused_instead_of_shown_black(mode: str, value: float, tmp_path: Path) -> None:
    Image.new(mode, (64, 36), value).save(tmp_path / "a.tiff")
    with pytest.raises(MediaFault, match="32 bits a channel, which are not read; export it with 16 or 8"):
        probe(tmp_path / "a.tiff")


def test_a_png_that_is_too_large_is_told_its_size(tmp_path: Path) -> None:
    Image.new("1", (16_383, 16_383)).save(tmp_path / "a.png")
    with pytest.raises(MediaFault, match=r"'a\.png' is 16383x16383, 268 million pixels; at most 120 million are read"):
        probe(tmp_path / "a.png")


def test_what_follows_a_jpeg_is_no_damage(tmp_path: Path) -> None:
    """Phones put a film, or a second picture, behind their photographs."""
    noise().save(tmp_path / "a.jpg", quality=90)
    (tmp_path / "a.jpg").write_bytes((tmp_path / "a.jpg").read_bytes() + b"\0\0\0\x18ftypmp42" + bytes(4000))
    assert probe(tmp_path / "a.jpg").kind == "still"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing, which is not read; export it"),
        (b"\xff\x0a" + bytes(60), "is a JPEG XL picture, which is not read; export it as JPEG or PNG, or convert it: djxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(60), "is a JPEG XL picture"),
        (b"\n<!DOCTYPE html>\n<html>" + b"<p>Please log in</p>" * 9, "is a web page .*; download the file itself"),
        (b"\xef\xbb\xbf<html lang=uk><title>404</title>" + bytes(60), "is a web page"),
        (b"8BPS\0\1" + bytes(60), "is a Photoshop document, which is not read; export it as PNG"),
        (b"%PDF-1.7\n" + bytes(60), "is a PDF, which is not read; export its page as PNG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "is a HEIC picture that is cut off or damaged; copy or"),
        (zlib.compress(b"anything else" * 50) * 3, "is not a picture, video or sound .*; convert it: ffmpeg -i FILE"),
    ],
)
def test_what_is_not_read_is_named_with_the_way_to_convert_it(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(MediaFault, match=message) as caught:
        probe(tmp_path / "a.bin")
    assert "plays in no player" not in str(caught.value)
    assert "Invalid data" not in str(caught.value)  # ffmpeg's words


def test_a_cameras_raw_picture_is_not_taken_for_its_preview(tmp_path: Path) -> None:
    quarters().save(tmp_path / "a.dng", format="TIFF", tiffinfo={254: 1, 50706: b"\1\4\0\0"})
    with pytest.raises(MediaFault, match="is a camera's raw picture, which is not read; export it as JPEG or PNG"):
        probe(tmp_path / "a.dng")


@pytest.mark.parametrize("fault", [TypeError, RuntimeError, KeyError, struct.error])
def test_whatever_breaks_pillow_is_a_damaged_picture(
    fault: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What mutants of a TIFF and of an AVIF have raised."""

    def breaks(path: Path) -> Image.Image:
        raise fault("tag")

    (tmp_path / "a.tiff").write_bytes(b"II*\0" + bytes(40))
    monkeypatch.setattr(stills, "opened", breaks)
    with pytest.raises(MediaFault, match=r"'a\.tiff' is a TIFF picture that is cut off or damaged"):
        stills.probe(tmp_path / "a.tiff", "", "a.tiff", "TIFF")
