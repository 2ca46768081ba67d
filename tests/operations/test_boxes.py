"""Sample tables: they say of every packet what FFmpeg's demuxer says, or the file is refused."""

from __future__ import annotations

import struct
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.operations import boxes

pytestmark = pytest.mark.ffmpeg

PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=30000/1001:d=3")
TONE = ("-f", "lavfi", "-i", "sine=r=48000:d=3")
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1", "-g", "20")

FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "reordered": ("vide", (*PICTURE, *H264, "-bf", "2", "a.mp4")),
    "in order": ("vide", (*PICTURE, *H264, "-bf", "0", "a.mp4")),
    "one frame": ("vide", (*PICTURE, *H264, "-frames:v", "1", "a.mp4")),
    "no edit list": (
        "vide",
        (*PICTURE, *H264, "-bf", "2", "-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets", "a.mp4"),
    ),
    "picture among sound": ("vide", (*PICTURE, *TONE, *H264, "-bf", "2", "-c:a", "aac", "a.mp4")),
    "sound among picture": ("soun", (*PICTURE, *TONE, *H264, "-bf", "2", "-c:a", "aac", "a.mp4")),
    "sound": ("soun", (*TONE, "-c:a", "aac", "a.m4a")),
}


def made(folder: Path, *arguments: str) -> Path:
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *arguments], check=True, cwd=folder)
    return folder / arguments[-1]


@pytest.mark.parametrize("name", FILES)
def test_samples_are_what_the_demuxer_says(name: str, tmp_path: Path) -> None:
    handler, arguments = FILES[name]
    path = made(tmp_path, *arguments)
    found = boxes.samples(path, handler)
    content = path.read_bytes()
    with av.open(str(path)) as container:
        stream = container.streams.video[0] if handler == "vide" else container.streams.audio[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert found.configuration == (stream.codec_context.extradata if handler == "vide" else b"")
        assert stream.time_base == Fraction(1, found.timescale)
        assert [packet.pts for packet in packets] == list(found.times)
        assert {number for number, packet in enumerate(packets) if packet.is_keyframe} == found.keys
        assert [bytes(packet) for packet in packets] == [
            content[offset : offset + size] for offset, size in zip(found.offsets, found.sizes, strict=True)
        ]
        assert len(packets) == len(found.times)


def test_samples_of_one_size_need_no_table_of_sizes(tmp_path: Path) -> None:
    found = boxes.samples(made(tmp_path, *TONE, "-c:a", "pcm_s16le", "a.mp4"), "soun")
    assert set(found.sizes) == {2}
    assert len(found.sizes) == 3 * 48_000
    assert found.offsets[1] == found.offsets[0] + 2


def test_long_offsets_are_read(tmp_path: Path) -> None:
    # As a file beyond 4 GB has them: the table of 32-bit offsets becomes one of 64 bits, the boxes around it grow.
    path = made(tmp_path, *FILES["in order"][1])
    before = boxes.samples(path, "vide")
    content = path.read_bytes()
    at = content.index(b"stco") - 4
    length, count = struct.unpack(">I", content[at : at + 4])[0], struct.unpack(">I", content[at + 12 : at + 16])[0]
    offsets = struct.unpack(f">{count}I", content[at + 16 : at + length])
    fresh = struct.pack(f">I4sII{count}Q", length + 4 * count, b"co64", 0, count, *offsets)
    grown = bytearray(content[:at] + fresh + content[at + length :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = content.index(name) - 4
        struct.pack_into(">I", grown, place, struct.unpack(">I", content[place : place + 4])[0] + 4 * count)
    path.write_bytes(grown)
    assert boxes.samples(path, "vide") == before


def test_another_kind_of_track_is_not_there(tmp_path: Path) -> None:
    path = made(tmp_path, *FILES["in order"][1])
    with pytest.raises(boxes.Malformed, match="no track of kind soun"):
        boxes.samples(path, "soun")


def test_an_edit_list_that_delays_or_cuts_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, "-itsoffset", "1", *PICTURE, *H264, "a.mp4")
    with pytest.raises(boxes.Malformed, match="edit list"):
        boxes.samples(path, "vide")


def changed(path: Path, name: bytes, at: int, value: int) -> Path:
    """Write `value` into 4 bytes of the first box `name`, `at` bytes into its content."""
    content = bytearray(path.read_bytes())
    struct.pack_into(">I", content, content.index(name) + 4 + at, value)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "at", "value", "reason"),
    [
        (b"stts", 4, 1000, "'stts' is cut short"),
        (b"stts", 8, 7, "different numbers of samples"),
        (b"ctts", 4, 1, "different numbers of samples"),
        (b"stsz", 8, 10_000, "'stsz' is missing or cut short"),
        (b"stsz", 8, 5, "different numbers of samples"),
        (b"stsc", 12, 1, "different numbers of samples"),
        (b"stco", 8, 1 << 30, "ends after the file's end"),
        (b"mdhd", 12, 0, "does not tick"),
        (b"elst", 16, 2 << 16, "edit list"),
        (b"elst", 12, 0xFFFFFFFF, "edit list"),
    ],
)
def test_tables_that_do_not_fit_are_refused(name: bytes, at: int, value: int, reason: str, tmp_path: Path) -> None:
    path = changed(made(tmp_path, *FILES["reordered"][1]), name, at, value)
    with pytest.raises(boxes.Malformed, match=reason):
        boxes.samples(path, "vide")
