"""Whether decoding can begin at a packet of picture, by codecs other than H.264, and with nothing before it needed. Pure.

Source: ISO/IEC 23008-2 (7.4.2.2, table 7-1: NAL unit types), ISO/IEC 14496-15 (8.3.3.1 hvcC), AV1 Bitstream & Decoding Process
(5.3.2 OBU header, 4.10.5 leb128, 6.2.2 OBU types; 7.6.1: a sequence header comes before each frame at which decoding begins).
"""

from __future__ import annotations

_FIRST_PICTURES = range(32)
"""HEVC's types of NAL units that are slices of pictures; those above are parameters and messages."""
_IDR = (19, 20)
_SEQUENCE_HEADER, _HAS_EXTENSION, _HAS_SIZE = 1, 4, 2

ALONE = ("FFV1", "ffv1", "prores", "apch", "apcn", "apcs", "apco")
"""Codecs all of whose packets stand alone."""


def begins(codec: str, packet: bytes, length_size: int = 4) -> bool:
    """Say whether decoding can begin at a packet; `length_size` are the bytes of a NAL unit's length."""
    match codec:
        case "hvc1" | "hevc":
            return _hevc(packet, length_size)
        case "av01" | "av1":
            return _av1(packet)
        case _:
            return codec in ALONE


def length_size(configuration: bytes) -> int:
    """Return the bytes of a NAL unit's length that HEVC's configuration (hvcC) tells."""
    return (configuration[21] & 3) + 1 if len(configuration) > 21 else 4


def _hevc(packet: bytes, size: int) -> bool:
    at = 0
    while at + size < len(packet):
        kind = packet[at + size] >> 1 & 0x3F
        if kind in _FIRST_PICTURES:
            return kind in _IDR
        at += size + int.from_bytes(packet[at : at + size], "big")
    return False


def _av1(packet: bytes) -> bool:
    at = 0
    while at < len(packet):
        header = packet[at]
        if header >> 3 & 0xF == _SEQUENCE_HEADER:
            return True
        at += 2 if header & _HAS_EXTENSION else 1
        if not header & _HAS_SIZE:
            return False
        length = shift = 0
        while at < len(packet):
            length |= (packet[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not packet[at - 1] & 0x80:
                break
        at += length
    return False
