"""Pictures damaged in the middle, which readers show as stripes or blocks: what can be proven is refused, nothing good is."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.media.faults import MediaFault
from tests.media.checking import probe, told

pytestmark = pytest.mark.fault

KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "baseline.jpg": ("RGB", {"quality": 90}),
    "progressive.jpg": ("RGB", {"quality": 90, "progressive": True}),
    "restarts.jpg": ("RGB", {"quality": 80, "restart_marker_blocks": 3}),
    "full.jpg": ("RGB", {"subsampling": 0, "optimize": True}),
    "grey.jpg": ("L", {"progressive": True}), "ink.jpg": ("CMYK", {}),
    "a.gif": ("P", {}), "interlaced.gif": ("P", {"interlace": 1}),
    "line.gif": ("1", {}), "lzw.tiff": ("RGB", {"compression": "tiff_lzw"}), "grey.tiff": ("L", {"compression": "tiff_lzw"}),
    "predicted.tiff": ("RGB", {"compression": "tiff_lzw", "tiffinfo": {317: 2}}),
    "packed.tiff": ("RGB", {"compression": "packbits"}),
    "deflate.tiff": ("RGB", {"compression": "tiff_adobe_deflate"}), "line.tiff": ("1", {"compression": "tiff_lzw"}),
    "photo.tiff": ("RGB", {"compression": "jpeg", "quality": 95}),
}  # fmt: skip
"""Each a picture's mode, and how it is saved."""


def picture(mode: str, shift: int = 0) -> Image.Image:
    y, x = np.mgrid[0:121, 0:163]
    noise = np.random.default_rng(3).normal(0, 12, (121, 163, 3))
    colours = np.stack([x * 1.5 + shift, y * 2.0, 128 + 90 * np.sin(x / 7) * np.cos(y / 9)], -1) + noise
    return Image.fromarray(colours.clip(0, 255).astype(np.uint8)).convert(mode)


def zeroed(content: bytes, count: int, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) // 3, len(content) - count - 16)
    return content[:at] + bytes(count) + content[at + count :]


def is_refused(path: Path) -> bool:
    try:
        probe(path)
    except MediaFault as fault:
        return fault.hint == "copy or export it again"
    return False


def is_told(path: Path) -> bool:
    """Say whether a file is refused, or something is said of it."""
    if is_refused(path):
        return True
    info = probe(path)
    return bool(info.damage or info.remarks)


@pytest.mark.parametrize("name", KINDS)
def test_a_hole_in_a_picture_is_refused_and_a_whole_one_is_good(name: str, tmp_path: Path) -> None:
    mode, how = KINDS[name]
    path = tmp_path / name
    picture(mode).save(path, **how)  # type: ignore[arg-type]
    content = path.read_bytes()
    assert not is_told(path)
    chance = random.Random(1)
    count = min(512, len(content) // 4)
    seen = 0
    for _ in range(10):
        path.write_bytes(zeroed(content, count, chance))
        seen += is_refused(path)
    assert seen >= (6 if "jpg" in name or "photo" in name else 9)


@pytest.mark.parametrize(("name", "least"), [("a.gif", 30), ("lzw.tiff", 24), ("deflate.tiff", 40), ("progressive.jpg", 12)])
def test_most_single_bytes_that_change_are_told(name: str, least: int, tmp_path: Path) -> None:
    mode, how = KINDS[name]
    path = tmp_path / name
    picture(mode).save(path, **how)  # type: ignore[arg-type]
    content = path.read_bytes()
    chance, seen = random.Random(2), 0
    for _ in range(40):
        changed = bytearray(content)
        changed[chance.randrange(len(content) // 3, len(content) - 300)] ^= chance.randrange(1, 256)
        path.write_bytes(changed)
        seen += is_told(path)
    assert seen >= least


def test_an_animation_is_good_up_to_the_image_that_is_damaged(show: Path) -> None:
    path = show / "episodes/media/a.gif"
    first, *others = [picture("P", shift) for shift in range(0, 200, 20)]
    first.save(path, save_all=True, append_images=others, duration=100, loop=0)
    content = bytearray(path.read_bytes())
    at = 0
    for _ in range(7):  # the extension before the seventh image, its head and its table of 768 bytes, and codes
        at = content.index(b"\x21\xf9\x04", at + 1)
    content[at + 2000 : at + 2064] = bytes(64)
    path.write_bytes(content)
    info = probe(path)
    assert info.video is not None
    assert info.video.good == Fraction(6, 10)
    (message,) = told(show, "  - clip: X\n    file: a.gif\n    out: 1\n")
    assert "a.gif is damaged: at 0:00.6 its picture cannot be decoded" in message


def test_bytes_left_over_in_a_jpeg_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "left.jpg"
    picture("RGB").save(path, quality=90)
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes(range(1, 200)) + content[-2:])
    info = probe(path)
    assert info.remarks == ("the picture of left.jpg seems damaged at 0:00; look there and after, or copy or export it again",)


def test_a_thumbnail_and_a_second_picture_are_no_damage(tmp_path: Path) -> None:
    path, other = tmp_path / "a.jpg", tmp_path / "b.jpg"
    picture("RGB").resize((40, 30)).save(other)
    thumbnail = b"Exif\0\0" + other.read_bytes()
    picture("RGB").save(path, exif=thumbnail)
    path.write_bytes(path.read_bytes() + other.read_bytes())
    assert not is_told(path)
