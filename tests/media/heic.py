"""Write a HEIC picture by hand: one frame of HEVC in the boxes of ISO/IEC 23008-12, since nothing here can write one."""

from __future__ import annotations

import struct
from pathlib import Path

import av

from tests.episode.show import ffmpeg


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def full(name: bytes, *content: bytes, version: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24), *content)


def write(path: Path, source: str, size: tuple[int, int], codes: tuple[int, int, int] | None = None) -> Path:
    """Write the first frame of a source of libavfilter, of `size`, as HEIC; `codes` say its colours (ITU-T H.273)."""
    movie = path.with_suffix(".mp4")
    coded = ("-c:v", "libx265", "-x265-params", "log-level=error:crf=2", "-pix_fmt", "yuv420p", "-tag:v", "hvc1")
    ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "1", *coded, str(movie))
    with av.open(str(movie)) as container:
        stream = container.streams.video[0]
        extradata = bytes(stream.codec_context.extradata or b"")
        frame = bytes(next(packet for packet in container.demux(stream) if packet.size))
    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")

    def meta(place: int) -> bytes:
        location = struct.pack(">HHHHHII", 0x4400, 1, 1, 0, 1, place, len(frame))
        item = full(b"infe", struct.pack(">HH", 1, 0), b"hvc1\0", version=2)
        colour = [box(b"colr", b"nclx", struct.pack(">HHHB", *codes, 0))] if codes else []
        properties = box(b"ipco", box(b"hvcC", extradata), full(b"ispe", struct.pack(">II", *size)), *colour)
        association = full(b"ipma", struct.pack(">IHB", 1, 1, 3 if codes else 2) + b"\x81\x02\x03"[: 3 if codes else 2])
        return full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(13)),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iloc", location),
            full(b"iinf", struct.pack(">H", 1), item),
            box(b"iprp", properties, association),
        )

    place = len(head) + len(meta(0)) + 8
    path.write_bytes(head + meta(place) + box(b"mdat", frame))
    return path
