"""Which files are read at all: demuxers that open one file and nothing else, and limits that no honest clip meets."""

from __future__ import annotations

from pathlib import Path

from pipeline.media.faults import MediaFault

DEMUXERS = frozenset({
    "aac", "aiff", "amr", "apng", "asf", "avi", "caf", "flac", "flv", "gif", "jpeg_pipe", "matroska", "mov", "mp3", "mpeg",
    "mpegts", "mxf", "nut", "ogg", "png_pipe", "w64", "wav", "webp_pipe",
})
"""ffmpeg's names. Not among them: playlists (hls, dash, concat), which open further files, and image2, where `%` is a number."""

DECODERS = frozenset({
    "aac", "ac3", "alac", "apng", "dnxhd", "flac", "gif", "h264", "hevc", "libdav1d", "mjpeg", "mp3", "mpeg2video", "mpeg4",
    "opus", "pcm_s16le", "pcm_s24le", "png", "prores", "vorbis", "vp8", "vp9", "webp",
})
"""What phones, cameras, recorders and drawing programs write, and every installation can decode. Other codecs are read, too,
where there is a decoder."""

STILLS = frozenset({"jpeg_pipe", "png_pipe", "webp_pipe"})

MAX_PIXELS = 64_000_000
"""Pixels of a moving picture: 8K is 33 million."""

MAX_STILL_PIXELS = 120_000_000
"""Pixels of a still: today's phones make 108 million."""

MAX_RATE = 240
"""Frames a second."""

MAX_FRAMES = 1_000_000
"""Frames of one file: nine hours at 30 a second, four and a half at 60."""

MAX_HOURS = 12
MAX_STREAMS = 32

_HEAD = 4096
_UNREAD_BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF", b"msf1": "HEIF", b"avif": "AVIF", b"avis": "AVIF"}


def forced(path: Path, name: str) -> str | None:
    """Return the demuxer that a picture's first bytes ask for; None where ffmpeg should tell by the content.

    `name` is what messages call the file. Raises MediaFault for a picture that is not read, with what to do.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise MediaFault(f"{name!r} is empty", "copy it again")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg_pipe"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "apng" if b"acTL" in head else "png_pipe"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        if head[12:16] == b"VP8X" and head[20] & 2:
            raise MediaFault(f"{name!r} is an animated WebP, which is not read", "export it as MP4 or GIF")
        return "webp_pipe"
    if head[4:8] == b"ftyp" and head[8:12] in _UNREAD_BRANDS:
        raise MediaFault(f"{name!r} is a {_UNREAD_BRANDS[head[8:12]]} picture, which is not read", "export it as JPEG or PNG")
    return None
