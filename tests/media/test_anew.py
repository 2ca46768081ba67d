"""Where decoding may begin by the standard alone: IDR pictures, in every way of dividing a stream into units."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from pipeline.media.seeking import starts_anew
from tests.episode.show import ffmpeg

pytestmark = pytest.mark.ffmpeg


def key_packets(path: Path) -> list[bool]:
    """Return, for each key packet of a file, whether it is found to start anew."""
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        context = stream.codec_context
        packets = [packet for packet in movie.demux(stream) if packet.size and packet.is_keyframe]
        return [starts_anew(context.name, bytes(context.extradata or b""), bytes(packet)) for packet in packets]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_closed_groups_start_anew_and_open_ones_do_not(tmp_path: Path, codec: str, suffix: str) -> None:
    flag = "x264-params" if codec == "libx264" else "x265-params"
    for groups in ("0", "1"):
        quiet = ":log-level=none" if codec == "libx265" else ""
        settings = f"open-gop={groups}:keyint=10:min-keyint=10:bframes=3:scenecut=0{quiet}"
        coded = ("-c:v", codec, "-preset", "ultrafast", "-bf", "3", f"-{flag}", settings, "-pix_fmt", "yuv420p")
        path = tmp_path / f"{groups}.{suffix}"
        ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=1.6", *coded, str(path))
        found = key_packets(path)
        assert found[0]
        assert found[1:]
        assert all(found[1:]) == (groups == "0")


def test_other_codecs_are_never_taken_at_their_word() -> None:
    assert not starts_anew("vp8", b"", b"\x00\x00\x01\x65")
    assert starts_anew("h264", b"", b"\x00\x00\x00\x01\x09\xf0\x00\x00\x01\x65\x88")
    assert not starts_anew("h264", b"", b"\x00\x00\x01\x41\x88")
    assert not starts_anew("h264", b"\x01\x64\x00\x1f\xff", b"\x00\x00")
