"""Files that are frames or pages one after another: MP3, AAC in ADTS, FLAC, Ogg. Reads headers, no content.

Each function returns the byte ranges of the files put behind one another, how many bytes are missing at the end, and whether the
mark that belongs there is there; and from where on bytes are known to be wrong, or None.
"""

from __future__ import annotations

import mmap
import zlib
from itertools import pairwise

Found = tuple[tuple[tuple[int, int], ...], int, bool, int | None]

# ISO/IEC 11172-3, 2.4.2.3, and 13818-3: kilobits a second by (is MPEG-1, layer), and samples a second of MPEG-1.
_RATES = {
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = (44_100, 48_000, 32_000)


def _mpeg(head: bytes) -> tuple[int, bytes] | None:
    """Return the length of an MPEG audio frame, and what stays the same in all frames of a file; None for anything else."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer, rate, samples = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3), head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or rate in (0, 15) or samples == 3:
        return None
    bits = _RATES[version == 3, layer][rate - 1] * 1000
    hertz = _SAMPLES[samples] >> (0 if version == 3 else 1 if version == 2 else 2)
    padding = head[2] >> 1 & 1
    if layer == 1:
        size = (12 * bits // hertz + padding) * 4
    else:
        size = (72 if layer == 3 and version != 3 else 144) * bits // hertz + padding
    return size, bytes((head[1] & 0xFE, head[2] & 0x0C, head[3] >> 6 == 3))


def _adts(head: bytes) -> tuple[int, bytes] | None:
    """Return the length of an AAC frame in ADTS, and what stays the same (ISO/IEC 13818-7, 6.2)."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return None if size < 7 else (size, bytes((head[1] & 0xFE, head[2] & 0xFD, head[3] & 0xC0)))


def _frame(head: bytes) -> tuple[int, bytes] | None:
    return _mpeg(head) or _adts(head)


def is_frame(head: bytes) -> bool:
    """Say whether a file's first bytes are a frame of MPEG audio or of AAC in ADTS."""
    return _frame(head) is not None


def tagged(content: mmap.mmap) -> Found:
    """Divide MP3 and ADTS: another file begins with a tag, with the frame that tells lengths (Xing, VBRI), or at another rate."""
    begins: list[int] = []
    ends: list[int] = []
    at, length, kind, begin, end, missing = 0, len(content), b"", 0, 0, 0

    def close() -> None:
        nonlocal kind
        if kind:
            begins.append(begin)
            ends.append(end)
        kind = b""

    while at < length:
        head = content[at : at + 10]
        if head[:3] == b"ID3" and len(head) == 10 and max(head[6:]) < 128:
            if kind:
                close()
            begin = at if not kind else begin
            at += 10 + sum(byte << 7 * place for place, byte in enumerate(reversed(head[6:])))
            continue
        if head[:3] == b"TAG" or head[:8] == b"APETAGEX":
            close()
            size = 128 if head[:3] == b"TAG" else 32 + int.from_bytes(content[at + 12 : at + 16], "little")
            if not begins and not end:
                begin = at
            at += size
            begin = at
            continue
        found = _frame(head)
        if found is None or (not kind and not _followed(content, at, found[0])):
            after = _next(content, at + 1)
            if after is None:
                break
            at = after
            continue
        size, same = found
        if kind and (same != kind or _tells_lengths(content[at : at + 200])):
            close()
        if not kind:
            begin = at if not begins or begin < ends[-1] else begin
            kind = same
        if at + size > length:
            missing = at + size - length
            break
        at += size
        end = at
    close()
    if not begins:
        return ((0, length),), 0, True, None
    begins[0] = 0
    if len(begins) == 1 and not _is_junk(content, ends[0]):
        ends[0] = length
    return tuple(zip(begins, ends, strict=True)), missing, True, None


def _is_junk(content: mmap.mmap, at: int) -> bool:
    """Say whether what follows the last frame is neither the end, nor a tag, nor a frame cut off."""
    head = content[at : at + 8]
    return bool(head) and head[:3] != b"TAG" and head != b"APETAGEX" and _frame(content[at : at + 10]) is None


def _followed(content: mmap.mmap, at: int, size: int) -> bool:
    """Say whether a frame is followed by another, by a tag or by the end: three bytes alone may be chance."""
    after = content[at + size : at + size + 10]
    return len(after) < 10 or after[:3] in (b"TAG", b"ID3", b"APE") or _frame(after) is not None


def _next(content: mmap.mmap, at: int) -> int | None:
    """Return where the next frame or tag begins."""
    while (at := content.find(b"\xff", at)) >= 0:
        found = _frame(content[at : at + 10])
        if found is not None and at + found[0] + 10 <= len(content) and _followed(content, at, found[0]):
            return at
        at += 1
    return None


def _tells_lengths(head: bytes) -> bool:
    return any(mark in head[:48] for mark in (b"Xing", b"Info", b"VBRI"))


def flac(content: mmap.mmap) -> Found:
    """Divide FLAC by its first bytes: the mark, then a STREAMINFO of 34 bytes (RFC 9639, 8.1)."""
    begins, at = [0], 4
    while (at := content.find(b"fLaC", at)) >= 0:
        if content[at + 4 : at + 5] in (b"\x00", b"\x80") and content[at + 5 : at + 8] == b"\0\0\x22":
            begins.append(at)
        at += 4
    return tuple(pairwise([*begins, len(content)])), 0, True, None


def ogg(content: mmap.mmap) -> Found:
    """Divide Ogg by pages that begin streams after others have gone on: links of a chain (RFC 3533, 4 and 6)."""
    begins, at, length, missing, bad = [0], 0, len(content), 0, None
    open_streams: set[bytes] = set()
    is_head = True
    while at < length:
        if at + 27 > length or content[at : at + 4] != b"OggS":
            bad = at if bad is None else bad
            at = content.find(b"OggS", at + 1)
            if at < 0:
                break
            continue
        flags, serial, count = content[at + 5], content[at + 14 : at + 18], content[at + 26]
        end = at + 27 + count + sum(content[at + 27 : at + 27 + count])
        if end > length:
            missing = end - length
        elif bad is None and not _is_page_whole(content[at:end]):
            bad = at
        if flags & 2:
            if not is_head:
                begins.append(at)
                open_streams.clear()
            open_streams.add(serial)
        is_head = bool(flags & 2)
        if flags & 4:
            open_streams.discard(serial)
        at = end
    if bad is not None and begins[-1] <= bad and content.find(b"OggS", bad + 1) < 0:
        missing, bad = max(missing, 1), None  # the end of a page that is not there, rather than bytes that are wrong
    return tuple(pairwise([*begins, length])), missing, not open_streams, bad


_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _is_page_whole(page: bytes) -> bool:
    # Ogg's checksum has the polynomial of zlib's with the bits of each byte in the other order (RFC 3533, 6, field 7).
    told = int.from_bytes(page[22:26], "little")
    zeroed = (page[:22] + bytes(4) + page[26:]).translate(_REVERSED)
    return int(f"{zlib.crc32(zeroed, 0xFFFFFFFF) ^ 0xFFFFFFFF:032b}"[::-1], 2) == told
