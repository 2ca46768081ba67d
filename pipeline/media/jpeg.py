"""Damage in a JPEG, which readers show as stripes or blocks without a word: each scan has to use up its bytes, and no more.

A JPEG has no checksums. Its codes run on after damage, but come to an end too early or too late. No code consists of ones alone
(ITU-T T.81, C.2), so ones are laid behind each scan, where nothing may read them; and then over its end, where they must be met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pipeline.values import dataclass

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends a scan: any marker but restarts, stuffed bytes and fill."""

_RESTART = re.compile(rb"\xff[\xd0-\xd7]")

_BROKEN = re.compile(r"error y=|error count|overread|error dc|error ac", re.IGNORECASE)
"""What libavcodec's decoder logs of codes that are none."""

_ONES = b"\xff\x00" * 8
"""More bits than the longest code and the longest number behind it, 16 and 15."""

_SHORTEST = 32
"""Bytes of a scan whose end is looked at."""

Verdict = Literal["good", "doubtful", "broken"]


@dataclass(frozen=True, slots=True)
class _Scan:
    """The codes of a scan, from byte `begin` to before `end`. `is_coded`: it ends with codes, not with bits that may be any."""

    begin: int
    end: int
    is_coded: bool


def verdict(content: bytes) -> Verdict:
    """Decode a JPEG twice and say whether it is broken, or doubtful: bytes are left over, which careless cameras leave, too."""
    scans = list(_scans(content))
    if not scans or any(_complaints(_changed(content, scans, is_end_covered=False))):
        return "broken"
    met = _complaints(_changed(content, scans, is_end_covered=True))
    looked_at = (scan.is_coded and scan.end - scan.begin >= _SHORTEST for scan in scans)
    return "doubtful" if any(looked and not was_met for looked, was_met in zip(looked_at, met, strict=False)) else "good"


def _complaints(content: bytes) -> list[bool]:
    """Decode, and return of each scan whether the decoder complains."""
    import av
    from av import logging
    from av.video.codeccontext import VideoCodecContext

    decoder = av.CodecContext.create("mjpeg", "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    logging.set_level(logging.DEBUG)  # at which each scan is told
    found: list[bool] = []
    with logging.Capture() as said:
        try:
            decoder.decode(av.Packet(content))
        except av.error.FFmpegError:
            found.append(True)
    logging.set_level(None)  # as PyAV begins: nothing is logged
    for _, _, words in said:
        if words.startswith("marker=da"):
            found.append(False)
        elif found and _BROKEN.search(words):
            found[-1] = True
    return found


def _changed(content: bytes, scans: list[_Scan], *, is_end_covered: bool) -> bytes:
    """Return a JPEG with ones behind each of its scans, or over their ends; before restarts, too."""
    parts, at = [content[: scans[0].begin]], scans[0].begin
    for scan in scans:
        codes = content[scan.begin : scan.end].rstrip(b"\xff")
        codes = _without_end(codes) if is_end_covered else _RESTART.sub(lambda restart: _ONES + restart[0], codes)
        parts += [content[at : scan.begin], codes, _ONES]
        at = scan.end
    return b"".join((*parts, content[at:]))


def _without_end(codes: bytes) -> bytes:
    """Take as many bytes from the end of a scan as ones are laid there, none of them torn from its stuffing."""
    for _ in range(len(_ONES) // 2):
        codes = codes[: -2 if codes.endswith(b"\xff\x00") else -1]
    return codes


def _scans(content: bytes) -> Iterator[_Scan]:
    """Yield the scans of a JPEG up to its end, as its markers tell (ITU-T T.81, B.2)."""
    at = 2
    while (marker := _MARKER.search(content, at)) is not None:
        kind, at = content[marker.start() + 1], marker.end()
        if kind == 0xD9:
            return
        if kind in (0x01, 0xD8):
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if kind == 0xDA and length >= 6:
            after = _MARKER.search(content, at + length)
            approximation = content[at + length - 1]
            end = after.start() if after else len(content)
            yield _Scan(at + length, end, approximation >> 4 == 0)
        at += length
