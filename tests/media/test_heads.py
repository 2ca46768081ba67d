"""The heads of packets are equal where pictures look alike, and differ where they do not, in every codec that is read."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from pipeline.media.heads import FIXED, Heads
from tests.episode.show import ffmpeg

pytestmark = pytest.mark.ffmpeg

CODECS = {
    "h264": ("-c:v", "libx264", "-f", "mpegts"), "h264 in mp4": ("-c:v", "libx264", "-bsf:v", "dump_extra", "-f", "matroska"),
    "hevc": ("-c:v", "libx265", "-x265-params", "log-level=none", "-f", "mpegts"),
    "vp8": ("-c:v", "libvpx", "-f", "ivf"), "vp9": ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-f", "ivf"),
    "av1": ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=1", "-f", "ivf"),
    "mpeg1video": ("-c:v", "mpeg1video", "-f", "mpeg"), "mpeg2video": ("-c:v", "mpeg2video", "-f", "mpegts"),
    "mpeg4": ("-c:v", "mpeg4", "-bsf:v", "dump_extra", "-f", "nut"), "mjpeg": ("-c:v", "mjpeg", "-strict", "-2", "-f", "nut"),
    "png": ("-c:v", "png", "-f", "nut"), "prores": ("-c:v", "prores_ks", "-f", "mov"),
}  # fmt: skip
OTHER = {
    "h264": ("-colorspace", "bt709"), "hevc": ("-colorspace", "bt709"), "vp9": ("-pix_fmt", "yuv444p"),
    "av1": ("-colorspace", "bt709"), "mpeg2video": ("-colorspace", "bt709"), "mjpeg": ("-pix_fmt", "yuvj444p"),
    "png": ("-pix_fmt", "gray"), "prores": ("-colorspace", "smpte170m"),
}  # fmt: skip
"""How the same codec looks otherwise at the same size."""


def heads(path: Path, size: str, *how: str, source: str = "testsrc2") -> list[bytes]:
    """Return the heads of a made file's packets."""
    ffmpeg("-f", "lavfi", "-i", f"{source}=s={size}:r=25:d=1.2", "-g", "10", "-pix_fmt", "yuv420p", *how, str(path))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        read = Heads(stream.codec_context.codec.canonical_name, bytes(stream.codec_context.extradata or b""))
        assert read.is_known
        return [read.read(bytes(packet), None, is_key=packet.is_keyframe) for packet in container.demux(stream) if packet.size]


@pytest.mark.parametrize("name", CODECS)
def test_heads_are_equal_throughout_a_picture_and_other_at_another_size(name: str, tmp_path: Path) -> None:
    codec = CODECS[name]
    if name in ("png", "prores", "mjpeg"):
        codec = ("-pix_fmt", {"png": "rgb24", "prores": "yuv422p10le", "mjpeg": "yuvj420p"}[name], *codec)
    one, same, other = (
        set(heads(tmp_path / str(number), size, *codec, source=source))
        for number, (size, source) in enumerate((("96x64", "testsrc2"), ("96x64", "testsrc"), ("64x96", "testsrc2")))
    )
    assert len(one) == len(same) == len(other) == 1
    assert one == same != other


@pytest.mark.parametrize("name", OTHER)
def test_heads_are_other_where_colours_or_pixels_are(name: str, tmp_path: Path) -> None:
    one = heads(tmp_path / "one", "96x64", *CODECS[name])
    other = heads(tmp_path / "other", "96x64", *OTHER[name], *CODECS[name])
    assert not set(one) & set(other)


def test_what_only_the_container_tells_never_changes() -> None:
    read = Heads("ffv1", b"")
    assert read.is_known
    assert "ffv1" in FIXED
    assert {read.read(bytes((number,)) * 40, None, is_key=True) for number in range(9)} == {b""}
    assert not Heads("cinepak", b"").is_known


def test_what_a_container_gives_anew_is_a_change() -> None:
    read = Heads("h264", b"")
    before = read.read(b"", None, is_key=True)
    assert read.read(b"", b"\1avcC", is_key=True) != before


def test_heads_that_are_no_heads_break_nothing() -> None:
    for codec in ("h264", "hevc", "vp8", "vp9", "av1", "mpeg1video", "mpeg2video", "mpeg4", "mjpeg", "png", "prores", "dnxhd"):
        for content in (b"", b"\0", b"\0\0\1", b"\0\0\1\xb3", bytes(40), b"\xff" * 40, bytes(range(256)), b"\0\0\1\x67" * 9):
            for record in (b"", b"\1" + bytes(30), b"\1" + b"\xff" * 30):
                assert isinstance(Heads(codec, record).read(content, None, is_key=True), bytes)
