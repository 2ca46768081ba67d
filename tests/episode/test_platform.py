"""The numbers that YouTube asks for (support.google.com/youtube/answer/1722171), read in the file by code of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest

from pipeline.app import seasons
from pipeline.faults import Severity
from tests.episode.show import PLAIN, ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

PROFILE = "extends: youtube\nvideo: {width: 160, height: 90}\n"
"""The profile itself but for its size, which decides nothing here."""

MANIFEST = """\
episode: {title: Asked For}
segments:
  - clip: One
    file: moving.mov
    length: 1.6
    by: ana
  - clip: Two
    file: moving.mov
    length: 1.1
    by: ana
"""
HOLD = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta"}


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("platform") / "show", f"rate: 30000/1001\n{PLAIN}")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=30000/1001:d=2", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=2:a=0.2:seed=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
        str(folder / "episodes/media/moving.mov"),
    )  # fmt: skip
    (folder / "profiles/asked.yaml").write_text(PROFILE)
    manifest = folder / "episodes/e.yaml"
    manifest.write_text(MANIFEST)
    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "asked"), workers=2)
    (found,) = season.published.values()
    assert found is not None
    assert not [words for severity, words in found.told if severity is Severity.ERROR]
    return found.movie


def boxes(content: bytes, path: str = "") -> Iterator[tuple[str, bytes, int]]:
    """Yield each box by its path, with its content and its place."""
    at = 0
    while at + 8 <= len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        inside = content[at + 8 : at + size]
        yield f"{path}/{name.decode('latin-1')}", inside, at
        if name in HOLD:
            yield from boxes(inside, f"{path}/{name.decode('latin-1')}")
        at += size


def units(packet: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        yield packet[at + 4 : at + 4 + size]
        at += 4 + size


class Bits:
    """The bits of a NAL unit, without the bytes that keep start codes away."""

    def __init__(self, unit: bytes) -> None:
        self.bits = "".join(f"{byte:08b}" for byte in unit.replace(b"\0\0\3", b"\0\0"))
        self.at = 0

    def u(self, count: int) -> int:
        self.at += count
        return int(self.bits[self.at - count : self.at] or "0", 2)

    def ue(self) -> int:
        zeros = self.bits.index("1", self.at) - self.at
        self.at += zeros
        return self.u(zeros + 1) - 1


def test_the_container_is_as_asked_for(movie: Path) -> None:
    found = list(boxes(movie.read_bytes()))
    paths = [path for path, _, _ in found]
    assert "/moov/trak/edts/elst" not in paths, "no edit lists"
    outer = {path: at for path, _, at in found if path.count("/") == 1}
    assert outer["/moov"] < outer["/mdat"], "the index in front"
    assert b"moof" not in movie.read_bytes()[: outer["/mdat"]]


def test_the_picture_is_as_asked_for(movie: Path) -> None:
    with av.open(str(movie)) as file:
        stream = file.streams.video[0]
        configuration = bytes(stream.codec_context.extradata or b"")
        packets = [(packet.pts, packet.dts, packet.is_keyframe, bytes(packet)) for packet in file.demux(stream) if packet.size]
        assert stream.average_rate == Fraction(30000, 1001)
    size = int.from_bytes(configuration[6:8], "big")
    parameters, pictures = configuration[8 : 8 + size], configuration[8 + size + 3 :]
    bits = Bits(parameters[1:])
    assert bits.u(8) == 100, "High"
    bits.u(16)
    bits.ue()
    assert bits.ue() == 1, "4:2:0"
    assert (bits.ue(), bits.ue()) == (0, 0), "8 bits"
    told = Bits(pictures[1:])
    told.ue()
    told.ue()
    assert told.u(1) == 1, "CABAC"
    kinds = [[unit[0] & 31 for unit in units(packet)] for _, _, _, packet in packets]
    keys = [number for number, (_, _, is_key, _) in enumerate(packets) if is_key]
    assert all(5 in kinds[number] for number in keys), "each group is closed: it begins with an IDR picture"
    assert max(b - a for a, b in zip(keys, [*keys[1:], len(packets)], strict=True)) <= 15, "half the rate"
    order = sorted(packets, key=lambda packet: packet[0])
    run = most = 0
    for packet in order:
        first = next(unit for unit in units(packet[3]) if unit[0] & 31 in (1, 5))
        slice_ = Bits(first[1:])
        slice_.ue()
        run = run + 1 if slice_.ue() % 5 == 1 else 0
        most = max(most, run)
    assert most == 2, "two B frames in a row"


def test_colours_and_sound_are_as_asked_for(movie: Path) -> None:
    content = movie.read_bytes()
    assert b"colrnclx" + b"\0\1\0\1\0\1\0" in content, "BT.709, limited range"
    with av.open(str(movie)) as file:
        stream = file.streams.audio[0]
        context = stream.codec_context
        told = bytes(context.extradata or b"")
        assert (context.name, context.sample_rate, context.channels) == ("aac", 48_000, 2)
        assert told[0] >> 3 == 2, "AAC-LC (ISO/IEC 14496-3, object type 2)"
        assert ((told[0] & 7) << 1 | told[1] >> 7) == 3, "48 kHz"
