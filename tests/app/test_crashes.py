"""The corpus of crashes: the smallest inputs that once broke or hung `check` or `inspect`, and near relations of theirs."""

from __future__ import annotations

import signal
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import session
from tests.episode.show import BARE, make_show

pytestmark = pytest.mark.fault


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a RIFF file."""
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def wav(rate: int = 48_000, block: int = 2, *more: bytes, data: bytes = bytes(64), size: int | None = None) -> bytes:
    head = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, rate * 2 % (1 << 32), block, 16))
    told = struct.pack("<I", len(data) if size is None else size)
    body = b"WAVE" + head + b"".join(more) + b"data" + told + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ivf(codec: bytes, rate: int, scale: int, size: int) -> bytes:
    head = struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, codec, 16, 16, rate, scale, 1, 0)
    return head + struct.pack("<IQ", size, 0) + bytes(16)


def png(width: int, height: int, name: bytes = b"IDAT", body: bytes = b"") -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + part(name, body)


FILES = {
    **{f"head-of-{size}.au": b".snd" + struct.pack(">IIIII", size, 0, 3, 48_000, 2) + bytes(300) for size in (0, 8, 0xFFFFFFFF)},
    "latin-1.wav": wav(48_000, 2, chunk(b"LIST", b"INFO" + chunk(b"INAM", b"Caf\xe9\0"))),
    "no-rate.wav": wav(0),
    "no-block.wav": wav(48_000, 0),
    "rate-of-all.wav": wav(0xFFFFFFFF),
    "data-of-all.wav": wav(size=0xFFFFFFFF),
    "no-data.wav": wav(data=b""),
    "frame-of-all.ivf": ivf(b"VP80", 25, 1, 0xFFFFFFFF),
    "frame-of-none.ivf": ivf(b"VP90", 25, 1, 0),
    "no-rate.ivf": ivf(b"VP80", 0, 0, 16),
    "rate-of-all.ivf": ivf(b"AV01", 0xFFFFFFFF, 1, 16),
    "scale-of-all.ivf": ivf(b"VP80", 1, 0xFFFFFFFF, 16),
    "no-sound.flac": b"fLaC\x80\x00\x00\x22" + bytes(34) + bytes(64),
    "block-of-all.flac": b"fLaC\x04\xff\xff\xff" + bytes(34),
    "cut.dv": b"\x1f\x07\x00\xbf" + bytes(120_000),
    "no-end.mp4": struct.pack(">I4sQ", 1, b"ftyp", 0) + struct.pack(">I4s", 0, b"moov"),
    "into-itself.mp4": struct.pack(">I4s4s", 12, b"ftyp", b"isom") + struct.pack(">I4s", 8, b"moov") * 400,
    "size-of-all.mov": struct.pack(">I4sQ", 1, b"mdat", (1 << 64) - 1) + bytes(32),
    "too-large.png": png(0x7FFFFFFF, 0x7FFFFFFF),
    "no-size.png": png(0, 0),
    "no-picture.png": png(4, 4, b"IEND"),
    "profile.png": png(4, 4, b"iCCP", b"x\0\0" + zlib.compress(bytes(1 << 20))),
    "text.png": png(4, 4, b"zTXt", b"x\0\0" + zlib.compress(bytes(1 << 22))),
    "in-a-circle.tif": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    "no-entries.tif": b"MM\0*\xff\xff\xff\xff",
    "size-of-all.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\xff" + bytes(20),
    "no-frame.gif": b"GIF89a\x01\0\x01\0\0\0\0;",
    "rate-of-none.aiff": b"FORM\0\0\0\x2aAIFFCOMM\0\0\0\x12\0\x02\0\0\0\x10\0\x10\x7f\xff"
    + bytes(8) + b"SSND\0\0\0\x08" + bytes(8),
    "page.ogg": b"OggS\0\x02" + b"\xff" * 20 + b"\x01\x1e\x01vorbis" + bytes(23),
    "no-end.mkv": b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + bytes(40),
    "no-end.caf": b"caff\0\x01\0\0desc" + struct.pack(">Q", (1 << 64) - 1) + bytes(32),
    "nothing.mp4": b"",
    "one.mp4": b"\0",
}  # fmt: skip

USED = {"latin-1.wav", "no-block.wav", "data-of-all.wav", "cut.dv"}
"""Files of the corpus that are read in spite of what is odd about them."""

CARD = "  - card: A\n    length: 1\n"
MANIFESTS = {
    "a length of days": "segments:\n  - card: A\n    length: 999999999999999999\n",
    "a length of digits": f"segments:\n  - card: A\n    length: {'9' * 5000}\n",
    "a length of an exponent": "segments:\n  - card: A\n    length: 1e999999999\n",
    "a length that is no number": "segments:\n  - card: A\n    length: .nan\n",
    "a NUL in a poem": 'segments:\n  - poem: "a\\0b"\n    text: "roses\\0red"\n',
    "half a character": 'segments:\n  - card: "\\ud800"\n    length: 1\n',
    "a list of others": f"segments:\n{CARD}credits: [{{[a]: b}}, [c], 7]\n",
    "a rate of nothing": f"rate: 1/0\nsegments:\n{CARD}",
    "a rate of digits": f"rate: 1/{'9' * 4000}\nsegments:\n{CARD}",
    "a rate of too many digits": f"rate: 1/{'9' * 5000}\nsegments:\n{CARD}",
    "a day that is none": f"works: 2026-13-45\nsegments:\n{CARD}",
    "an alias in itself": "segments:\n  - card: &a [*a]\n",
    "ten thousand brackets": f"segments: {'[' * 10_000}{']' * 10_000}\n",
    "a key that is a list": f"? [a, b]\n: c\nsegments:\n{CARD}",
    "a tag": "segments:\n  - card: !!python/object/apply:os.system ['x']\n    length: 1\n",
}


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    signal.alarm(120)  # ends the whole run: a test that hangs is worse
    yield
    signal.alarm(0)


def test_no_file_of_the_corpus_breaks_inspect_or_check(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    media = show / "episodes/media"
    for name, content in FILES.items():
        (media / name).write_bytes(content)
    manifest = show / "episodes/e.yaml"
    segments = "".join(f"  - clip: X{number}\n    file: {name}\n" for number, name in enumerate(FILES))
    manifest.write_text(f"episode: {{title: A}}\n{BARE}segments:\n{segments}")
    with session.opened([manifest]) as opened:
        told = [str(one) for one in opened.diagnostics(manifest)]
        looked = opened.look([media / name for name in FILES], workers=1)
    assert len(looked) == len(FILES)
    for name in FILES:
        refused = [one for one in told if f"'{name}'" in one and "warning: " not in one]
        if name in USED:
            assert refused == []
            continue
        (words,) = refused
        assert words.startswith("episodes/e.yaml:"), words
        assert "breaks the reader" not in words


@pytest.mark.parametrize("name", MANIFESTS)
def test_no_manifest_of_the_corpus_breaks_check(name: str, tmp_path: Path) -> None:
    manifest = make_show(tmp_path / "show") / "episodes/e.yaml"
    manifest.write_text(f"episode: {{title: A}}\n{BARE}{MANIFESTS[name]}")
    with session.opened([manifest]) as opened:
        told = opened.diagnostics(manifest)
    assert told
    assert all(one.where.path == "episodes/e.yaml" for one in told)
    assert all(len(str(one)) < 700 for one in told), "a wall of text"
