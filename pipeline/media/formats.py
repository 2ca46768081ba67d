"""Which files are read at all: demuxers that open one file and nothing else, and limits that no honest clip meets."""

from __future__ import annotations

from pathlib import Path

from pipeline.media.faults import MediaFault

DEMUXERS = frozenset({
    "aac", "ac3", "aiff", "amr", "ape", "apng", "asf", "au", "avi", "caf", "dts", "dv", "eac3", "flac", "flv", "gif",
    "ivf", "jpeg_pipe", "matroska", "mov", "mp3", "mpeg", "mpegts", "mxf", "nut", "ogg", "png_pipe", "tta", "w64", "wav",
    "webp_pipe", "wv",
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
"""Pixels of a still. Today's phones make 108 million, and on demand 200 million, of which a PNG would take 1.8 GiB to be looked
at, in each of several processes; no picture of an episode has more than 33 million (8K)."""

MAX_WEBP_PIXELS = 64_000_000
"""Pixels of a WebP still: its decoder takes some 16 bytes for each, so one of 120 million would need 2 GB."""

SMALL_PIXELS = 1 << 24
"""Pixels up to which a file of a few bytes may be a picture, of one colour: 4096x4096."""

MAX_ANIMATION_PIXELS = 9_000_000
"""Pixels of a frame of a GIF, an animated PNG, WebP or AVIF: 4K. It takes four bytes a pixel, and several are held at a time."""

MAX_ANIMATION_FRAMES = 20_000
"""Frames of an animated WebP or AVIF, which are all decoded to be looked at: more than six minutes at 50 a second."""

PIXELS_A_BYTE = 2048
"""Pixels of a larger picture for which its file holds a byte. The emptiest JPEG has 512, a PNG of 8 bits and one colour 1,032."""

MAX_RATE = 240
"""Frames a second."""

MAX_FRAMES = 1_000_000
"""Frames of one file: nine hours at 30 a second, four and a half at 60."""

MAX_HOURS = 12
MAX_STREAMS = 32

_HEAD = 4096

AGAIN = "copy or export it again"
CONVERT = "convert it: ffmpeg -i FILE NEW.mp4 (a sound: NEW.wav), or export it as MP4, WAV, JPEG or PNG"

_BRANDS = {
    b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"heim": "HEIC", b"heis": "HEIC", b"hevc": "HEIC",
    b"hevx": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC",
}  # fmt: skip

_UNREAD = (
    (b"\xff\x0a", "a JPEG XL picture", "export it as JPEG or PNG, or convert it: djxl FILE NEW.png"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture", "export it as JPEG or PNG, or convert it: djxl FILE NEW.png"),
    (b"8BPS", "a Photoshop document", "export it as PNG"),
    (b"%PDF", "a PDF", "export its page as PNG"),
    (b"gimp xcf", "a GIMP document", "export it as PNG"),
    (b"II*\0\x10\0\0\0CR", "a camera's raw picture", "export it as JPEG or PNG"),
    (b"FUJIFILMCCD-RAW", "a camera's raw picture", "export it as JPEG or PNG"),
)
"""First bytes of pictures that are not read, what they are, and what to do."""


def most_pixels(demuxer: str | None) -> int:
    """Return the pixels that a picture may have whose head is read before it is opened with this demuxer."""
    if demuxer == "webp_pipe":
        return MAX_WEBP_PIXELS
    return MAX_STILL_PIXELS if demuxer in STILLS else MAX_ANIMATION_PIXELS


def unread(path: Path) -> str:
    """Return what to do about a file that nothing here can open: bytes that are no media at all can only come again."""
    if path.suffix.lower() in (".srt", ".vtt", ".ass", ".ttml", ".lrc", ".txt"):
        return "captions are named by `captions:`, the text of a poem by `text:`"
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return AGAIN if not any(head) or len(head) < 16 else CONVERT


def by_pillow(path: Path, name: str) -> str | None:
    """Return the format of a picture that Pillow reads rather than ffmpeg, by its first bytes: "TIFF"; None for any other file.

    `name` is what messages call the file. Raises MediaFault for a picture that is not read, with what to do.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for mark, what, hint in _UNREAD:
        if head.startswith(mark):
            raise MediaFault(f"{name!r} is {what}, which is not read", hint)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith((b"<!doctype html", b"<html")):
        # What a browser saves where a link led to a page of its own: please log in, not found, too large to scan.
        raise MediaFault(f"{name!r} is a web page in spite of its name", "download the file itself, or ask for it")
    if b"<svg" in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        hint = "export it as PNG, at the size at which it is shown or larger"
        raise MediaFault(f"{name!r} is an SVG drawing, which is not read", hint)
    if head[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if head[:2] == b"BM" and head[14:18] in (b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0", b"\x38\0\0\0"):
        return "BMP"
    if head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X" and len(head) > 20 and head[20] & 2:
        return "WEBP"
    return _BRANDS.get(head[8:12]) if head[4:8] == b"ftyp" else None


def is_heic(head: bytes) -> bool:
    """Say whether a file's first 12 bytes are those of a HEIC picture."""
    return head[4:8] == b"ftyp" and _BRANDS.get(head[8:12]) == "HEIC"


def forced(path: Path, name: str) -> str | None:
    """Return the demuxer that a picture's first bytes ask for; None where ffmpeg should tell by the content.

    `name` is what messages call the file. Raises MediaFault for one that is empty.
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
        return "webp_pipe"
    return None
