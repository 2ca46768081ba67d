"""What the heads inside a picture's packets say of its size, pixels and colours: where they change, the picture does.

Reads parameter sets and frame headers as far as they tell that, and decodes nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

FIXED = frozenset({
    "apng", "bmp", "cfhd", "ffv1", "ffvhuff", "gif", "huffyuv", "indeo3", "msmpeg4v2", "msmpeg4v3", "msvideo1", "qtrle",
    "rawvideo", "rpza", "theora", "tiff", "utvideo", "v210", "vc1", "webp", "wmv1", "wmv2", "wmv3", "zmbv",
})  # fmt: skip
"""Codecs whose size, pixels and colours only the container tells, or their first bytes: they stay through a file."""

_KNOWN = frozenset({
    "av1", "dnxhd", "h264", "hevc", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4", "png", "prores", "vp8", "vp9",
})  # fmt: skip

_TURNS = {47, 147}
"""Supplemental messages that change how a picture is shown: its orientation, another transfer (ITU-T H.274, 8)."""


class Heads:
    """The heads of one picture's packets, in the order in which they are decoded.

    `is_known` is false for codecs whose heads are not read here.
    """

    def __init__(self, codec: str, extradata: bytes) -> None:
        self.is_known = codec in _KNOWN or codec in FIXED
        self._codec = codec
        self._sets: dict[str, bytes] = {}
        self._length = _length_size(codec, extradata)
        self._slots: list[tuple[int, int]] = [(0, 0)] * 8
        self._vp9 = b""

    def read(self, packet: bytes, extradata: bytes | None, *, is_key: bool) -> bytes:
        """Return what holds from a packet on, which may be nothing new: equal bytes, an equal picture.

        `extradata` is what the container gives anew with the packet.
        """
        if extradata is not None:
            self._length = _length_size(self._codec, extradata)
            self._sets = {"given": extradata}
        with contextlib.suppress(IndexError):  # a head that is cut off or none, which is told as damage by others
            self._read(packet, is_key=is_key)
        return b"".join(self._sets[key] for key in sorted(self._sets))

    def _read(self, packet: bytes, *, is_key: bool) -> None:
        match self._codec:
            case "h264" | "hevc" if is_key:
                self._units(packet)
            case "vp8" if is_key:
                self._sets["head"] = packet[3:10]  # RFC 6386, 9.1
            case "vp9":
                self._sets["head"] = self._frames_of_vp9(packet)
            case "av1" if is_key:
                self._sets["head"] = next((content for kind, content in _obus(packet) if kind == 1), self._sets.get("head", b""))
            case "mpeg1video" | "mpeg2video" if is_key:
                self._mpeg2(packet)
            case "mpeg4" if is_key:
                self._mpeg4(packet)
            case "mjpeg":
                self._sets["head"] = _jpeg(packet)
            case "png":
                self._sets["head"] = packet[16:29]
            case "prores":
                self._sets["head"] = packet[16:28]  # SMPTE RDD 36, 5.1
            case "dnxhd":
                self._sets["head"] = packet[:5] + packet[0x18:0x2C]  # SMPTE ST 2019-1, 7
            case _:
                pass

    def _units(self, packet: bytes) -> None:
        """Note the parameter sets of H.264 and HEVC, those that the first slice uses, and messages that turn the picture."""
        is_avc = self._codec == "h264"
        messages: list[bytes] = []
        named: list[bytes] = []
        for unit in _nal_units(packet, self._length):
            kind = unit[0] & 0x1F if is_avc else unit[0] >> 1 & 0x3F
            head = 1 if is_avc else 2
            if kind in ((7,) if is_avc else (33,)):
                named.append(unit)
            elif kind == (6 if is_avc else 39):
                messages += _messages(unit[head:])
            elif kind in ((1, 5) if is_avc else range(32)):
                bits = _Bits(unit[head : head + 16])
                if is_avc:
                    bits.golomb()
                    bits.golomb()
                else:
                    bits.take(2 if kind >= 16 else 1)
                self._sets["used"] = bytes((min(255, bits.golomb()),))
                break
        if named:
            self._sets["named"] = b"".join(named)
        self._sets["messages"] = b"".join(messages)

    def _mpeg2(self, packet: bytes) -> None:
        """Note the sequence header of MPEG-1 and MPEG-2 and its extensions (ISO/IEC 13818-2, 6.2.2)."""
        at = packet.find(b"\0\0\1\xb3")
        if at < 0:
            return
        self._sets["head"] = packet[at + 4 : at + 8]
        end = packet.find(b"\0\0\1\0", at)
        while (at := packet.find(b"\0\0\1\xb5", at + 4, end if end > 0 else len(packet))) >= 0:
            if packet[at + 4] >> 4 in (1, 2):
                self._sets[f"extension {packet[at + 4] >> 4}"] = packet[at + 4 : at + (7 if packet[at + 4] >> 4 == 1 else 12)]

    def _mpeg4(self, packet: bytes) -> None:
        at = packet.find(b"\0\0\1")
        while 0 <= at < len(packet) - 3:
            after = packet.find(b"\0\0\1", at + 3)
            if 0x20 <= packet[at + 3] <= 0x2F:  # a video object layer (ISO/IEC 14496-2, 6.2.3)
                self._sets["head"] = packet[at:after] if after > 0 else packet[at : at + 64]
            at = after

    def _frames_of_vp9(self, packet: bytes) -> bytes:
        """Read the heads of the frames in a packet of VP9 (VP9 bitstream specification, 6.2 and annex B)."""
        for frame in _superframe(packet):
            self._vp9 = self._head_of_vp9(frame)
        return self._vp9

    def _head_of_vp9(self, frame: bytes) -> bytes:
        bits = _Bits(frame[:32])
        bits.take(2)
        profile = bits.take(1) | bits.take(1) << 1
        if profile == 3:
            bits.take(1)
        if bits.take(1):  # shows a frame that was decoded before
            width, height = self._slots[bits.take(3)]
            return self._vp9[:-4] + width.to_bytes(2, "big") + height.to_bytes(2, "big") if self._vp9 else b""
        is_inter, is_shown, is_resilient = bits.take(1), bits.take(1), bits.take(1)
        colours = self._vp9[:-4]
        if not is_inter:
            bits.take(24)
            colours, refreshed = _colours_of_vp9(bits, profile), 0xFF
            size = _size_of_vp9(bits)
        else:
            is_intra = 0 if is_shown else bits.take(1)
            if not is_resilient:
                bits.take(2)
            if is_intra:
                bits.take(24)
                if profile > 0:
                    colours = _colours_of_vp9(bits, profile)
                refreshed = bits.take(8)
                size = _size_of_vp9(bits)
            else:
                refreshed = bits.take(8)
                references = [(bits.take(3), bits.take(1))[0] for _ in range(3)]
                size = next((self._slots[slot] for slot in references if bits.take(1)), None) or _size_of_vp9(bits)
        self._slots = [size if refreshed >> slot & 1 else old for slot, old in enumerate(self._slots)]
        return colours + size[0].to_bytes(2, "big") + size[1].to_bytes(2, "big")


class _Bits:
    """Bits of a head, the highest first. Past the end: IndexError."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._content[self._at >> 3] >> (7 - self._at & 7) & 1
            self._at += 1
        return value

    def golomb(self) -> int:
        """Read an Exp-Golomb number (ITU-T H.264, 9.1); 255 where the head is cut off."""
        try:
            zeros = 0
            while not self.take(1):
                zeros += 1
            return (1 << zeros) - 1 + self.take(zeros)
        except IndexError:
            return 255


def _colours_of_vp9(bits: _Bits, profile: int) -> bytes:
    deep = bits.take(1) if profile >= 2 else 0
    space = bits.take(3)
    if space != 7:
        rest = bits.take(1) << 2 | (bits.take(3) if profile in (1, 3) else 0)
    else:
        rest = bits.take(2) if profile in (1, 3) else 0
    return bytes((profile, deep, space, rest))


def _size_of_vp9(bits: _Bits) -> tuple[int, int]:
    return bits.take(16) + 1, bits.take(16) + 1


def _superframe(packet: bytes) -> Iterator[bytes]:
    last = packet[-1] if packet else 0
    count, size = (last & 7) + 1, (last >> 3 & 3) + 1
    index = packet[-(2 + count * size) :]
    if last & 0xE0 != 0xC0 or index[:1] != packet[-1:]:
        yield packet
        return
    at = 0
    for number in range(count):
        length = int.from_bytes(index[1 + number * size : 1 + (number + 1) * size], "little")
        yield packet[at : at + length]
        at += length


def _obus(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of the units of a packet of AV1 (AV1 bitstream specification, 5.3)."""
    at = 0
    while at < len(packet):
        kind, has_size = packet[at] >> 3 & 15, packet[at] & 2
        at += 2 if packet[at] & 4 else 1
        length, shift = (0, 0) if has_size else (len(packet) - at, 0)
        while has_size and at < len(packet) and shift < 56:
            length |= (packet[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not packet[at - 1] & 0x80:
                break
        yield kind, packet[at : at + length]
        at += length


def _jpeg(packet: bytes) -> bytes:
    """Return what a JPEG's frame header, and its marks of colour, say (ITU-T T.81, B.2)."""
    found, at = [], 2
    while at + 4 <= len(packet) and packet[at] == 0xFF:
        kind, length = packet[at + 1], int.from_bytes(packet[at + 2 : at + 4], "big")
        content = packet[at + 4 : at + 2 + length]
        if 0xC0 <= kind <= 0xC3 or kind == 0xEE or (kind == 0xFE and content.startswith(b"CS=")):
            found.append(bytes((kind,)) + content)
        if kind == 0xDA:
            break
        at += 2 + length
    return b"".join(found)


def _messages(content: bytes) -> list[bytes]:
    """Return the supplemental messages that change how a picture is shown (ITU-T H.264, 7.3.2.3.1)."""
    found, at = [], 0
    while at + 2 < len(content):
        kind = size = 0
        while at < len(content) and content[at] == 0xFF:
            kind, at = kind + 255, at + 1
        kind, at = kind + (content[at] if at < len(content) else 0), at + 1
        while at < len(content) and content[at] == 0xFF:
            size, at = size + 255, at + 1
        size, at = size + (content[at] if at < len(content) else 0), at + 1
        if kind in _TURNS:
            found.append(bytes((kind,)) + content[at : at + size])
        at += size
    return found


def _length_size(codec: str, record: bytes) -> int:
    """Return in how many bytes the length of each unit is written; 0 for start codes (ISO/IEC 14496-15)."""
    at = {"h264": 4, "hevc": 21}.get(codec)
    return (record[at] & 3) + 1 if at is not None and record[:1] == b"\x01" and len(record) > at else 0


def _nal_units(packet: bytes, size: int) -> Iterator[bytes]:
    """Yield the units of a packet, whose lengths are written in `size` bytes; 0 for start codes. None is empty."""
    if size == 0:
        at = packet.find(b"\0\0\1")
        while 0 <= at < len(packet) - 4:
            after = packet.find(b"\0\0\1", at + 3)
            yield packet[at + 3 : after if after > 0 else len(packet)].rstrip(b"\0") or b"\0"
            at = after
        return
    at = 0
    while at + size < len(packet):
        length = int.from_bytes(packet[at : at + size], "big")
        if length:
            yield packet[at + size : at + size + length]
        at += size + length
