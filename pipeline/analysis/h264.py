"""What an H.264 stream says of itself: its sequence parameter sets and its pictures. Pure.

Source: ISO/IEC 14496-10 (7.3.1 NAL units; 7.3.2.1 sequence parameter set; 9.1 Exp-Golomb codes; annex E.1 VUI) ISO/IEC
14496-15 (5.3.3 avcC).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.values import dataclass

IDR, SLICE, PARAMETERS = 5, 1, 7
"""Types of NAL units: a slice of an IDR picture (decoding can begin there), one of another picture, sequence parameters."""

_CHROMA_PROFILES = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_UNSPECIFIED = 2


class Broken(ValueError):
    """A parameter set or stream that breaks the standard's rules; says how."""


MESSAGE = 6
"""The type of a NAL unit with supplemental messages."""
_ORIENTATION = 47
"""The message that says how to turn the picture."""
_EXTENDED = 255
"""The code that width and height of a pixel follow."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a sequence parameter set says. Size in pixels; colours as code points, 2 where it says nothing."""

    profile: int
    level: int
    width: int
    height: int
    primaries: int = _UNSPECIFIED
    transfer: int = _UNSPECIFIED
    matrix: int = _UNSPECIFIED
    is_full_range: bool = False
    is_interlaced: bool = False
    is_square: bool = True


@dataclass(frozen=True, slots=True)
class Configuration:
    """A decoder's configuration as the container holds it: parameter sets, and the bytes of a NAL unit's length."""

    parameters: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    length_size: int


def configuration(content: bytes) -> Configuration:
    """Read the box avcC. Raises Broken."""
    if len(content) < 7 or content[0] != 1:
        raise Broken("the decoder configuration is not of version 1")
    at = 6
    sets: list[list[bytes]] = [[], []]
    for number, count in ((0, content[5] & 31), (1, -1)):
        if count < 0:
            if at >= len(content):
                raise Broken("the decoder configuration is cut short")
            count, at = content[at], at + 1
        for _ in range(count):
            size = int.from_bytes(content[at : at + 2], "big")
            if at + 2 + size > len(content) or not size:
                raise Broken("the decoder configuration is cut short")
            sets[number].append(content[at + 2 : at + 2 + size])
            at += 2 + size
    if not sets[0] or not sets[1]:
        raise Broken("the decoder configuration holds no parameter sets")
    return Configuration(tuple(sets[0]), tuple(sets[1]), (content[4] & 3) + 1)


def units(packet: bytes, length_size: int) -> Iterator[bytes]:
    """Yield the NAL units of a packet. Raises Broken where their lengths do not fill it."""
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + length_size], "big")
        begin = at + length_size
        if not size or begin + size > len(packet):
            raise Broken("the lengths of its NAL units do not fill a packet")
        yield packet[begin : begin + size]
        at = begin + size


def kinds(packet: bytes, length_size: int) -> tuple[int, ...]:
    """Return the types of the NAL units of a packet. Raises Broken."""
    if len(packet) > length_size and int.from_bytes(packet[:length_size], "big") == len(packet) - length_size:
        only = packet[length_size]  # most packets hold one unit, which need not be cut out of it
        if not only & 0x80:
            return (only & 31,)
    found = []
    for unit in units(packet, length_size):
        if unit[0] & 0x80:
            raise Broken("a NAL unit begins with a forbidden bit")
        found.append(unit[0] & 31)
    return tuple(found)


def is_turned(packet: bytes, length_size: int) -> bool:
    """Say whether a message in a packet turns or mirrors the picture (D.1.27, display orientation). Raises Broken."""
    for unit in units(packet, length_size):
        if unit[0] & 31 != MESSAGE:
            continue
        content, at = unit[1:].replace(b"\0\0\3", b"\0\0"), 0
        while at + 2 < len(content):  # the last byte closes the unit
            told = []
            for _ in ("kind", "size"):
                value = 0
                while at < len(content) and content[at] == 255:
                    value, at = value + 255, at + 1
                told.append(value + (content[at] if at < len(content) else 0))
                at += 1
            # Its first bit takes back what was said before.
            if told[0] == _ORIENTATION and not content[at : at + 1] >= b"\x80":
                return True
            at += told[1]
    return False


def parameters(unit: bytes) -> Parameters:
    """Read a sequence parameter set. Raises Broken."""
    if not unit or unit[0] & 31 != PARAMETERS or unit[0] & 0x80:
        raise Broken("it is no sequence parameter set")
    try:
        return _parameters(_Bits(unit[1:]))
    except IndexError as fault:
        raise Broken("the sequence parameter set is cut short") from fault


class _Bits:
    """The bits of a NAL unit's payload, without the bytes that keep start codes out of it."""

    def __init__(self, content: bytes) -> None:
        plain = bytearray()
        zeros = 0
        for byte in content:
            if zeros >= 2 and byte == 3:
                zeros = 0
                continue
            zeros = zeros + 1 if byte == 0 else 0
            plain.append(byte)
        self._content, self._at = bytes(plain), 0

    def bits(self, count: int) -> int:
        """Read a number of `count` bits. Raises IndexError after the end."""
        value = 0
        for _ in range(count):
            value = value << 1 | self._content[self._at >> 3] >> (7 - (self._at & 7)) & 1
            self._at += 1
        return value

    def number(self) -> int:
        """Read an unsigned Exp-Golomb code. Raises IndexError after the end, Broken beyond 32 bits."""
        zeros = 0
        while not self.bits(1):
            zeros += 1
            if zeros > 32:
                raise Broken("a number in the sequence parameter set is longer than the standard allows")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """Read a signed Exp-Golomb code."""
        code = self.number()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def _parameters(bits: _Bits) -> Parameters:
    profile, _, level = bits.bits(8), bits.bits(8), bits.bits(8)
    bits.number()
    chroma = 1
    if profile in _CHROMA_PROFILES:
        chroma = bits.number()
        if chroma == 3:
            bits.bits(1)
        bits.number(), bits.number(), bits.bits(1)
        if bits.bits(1):
            for number in range(8 if chroma != 3 else 12):
                if bits.bits(1):
                    _skip_scaling(bits, 16 if number < 6 else 64)
    bits.number()
    order = bits.number()
    if order == 0:
        bits.number()
    elif order == 1:
        bits.bits(1), bits.signed(), bits.signed()
        for _ in range(bits.number()):
            bits.signed()
    elif order > 2:
        raise Broken("the sequence parameter set counts pictures in no way that is allowed")
    bits.number(), bits.bits(1)
    width, height = 16 * (bits.number() + 1), 16 * (bits.number() + 1)
    is_interlaced = not bits.bits(1)
    if is_interlaced:
        bits.bits(1)
        height *= 2
    bits.bits(1)
    if bits.bits(1):
        left, right, top, bottom = (bits.number() for _ in range(4))
        across, down = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * (2 if is_interlaced else 1)
        width, height = width - across * (left + right), height - down * (top + bottom)
    if width <= 0 or height <= 0:
        raise Broken("the sequence parameter set cuts away the whole picture")
    primaries = transfer = matrix = _UNSPECIFIED
    is_full = False
    is_square = True
    if bits.bits(1):
        if bits.bits(1) and (aspect := bits.bits(8)) > 1:  # 0 says nothing, 1 that pixels are square (table E-1)
            is_square = aspect == _EXTENDED and bits.bits(16) == bits.bits(16)
        if bits.bits(1):
            bits.bits(1)
        if bits.bits(1):
            bits.bits(3)
            is_full = bool(bits.bits(1))
            if bits.bits(1):
                primaries, transfer, matrix = bits.bits(8), bits.bits(8), bits.bits(8)
    return Parameters(profile, level, width, height, primaries, transfer, matrix, is_full, is_interlaced, is_square)


def _skip_scaling(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last
