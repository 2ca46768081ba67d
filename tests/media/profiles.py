"""Make ICC profiles from their definitions, and say which sRGB their colours are, by arithmetic of our own."""

from __future__ import annotations

import struct

import numpy as np

D50 = (0.9642, 1.0, 0.8249)
PRIMARIES = {
    "sRGB": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    "Display P3": ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
    "Adobe RGB": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
}
"""Chromaticities of red, green and blue; white is D65 in all three (IEC 61966-2-1, SMPTE EG 432-1, Adobe RGB (1998) 4.3.1)."""

ADOBE_GAMMA = 563 / 256


def to_d50(primaries: str) -> np.ndarray:
    """Return the matrix from linear RGB to XYZ, white being D50 (Bradford's adaptation)."""
    white = np.array([0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290])
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in PRIMARIES[primaries]]).T
    native = columns * np.linalg.solve(columns, white)
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    gains = (bradford @ D50) / (bradford @ white)
    return np.linalg.inv(bradford) @ np.diag(gains) @ bradford @ native


def curve(name: str, value: np.ndarray) -> np.ndarray:
    """Return linear light of encoded values from 0 to 1."""
    if name == "Adobe RGB":
        return value**ADOBE_GAMMA
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def from_xyz(xyz: np.ndarray) -> tuple[int, ...]:
    """Return the sRGB, 0 to 255, of a colour under D50; what is outside is cut off."""
    linear = np.clip(np.linalg.solve(to_d50("sRGB"), xyz), 0, 1)
    return tuple(round(255 * v) for v in np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def in_srgb(name: str, colour: tuple[int, int, int]) -> tuple[int, ...]:
    """Return which sRGB a colour of another RGB is."""
    return from_xyz(to_d50(name) @ curve(name, np.array(colour) / 255))


def from_lab(lab: tuple[float, float, float]) -> tuple[int, ...]:
    """Return which sRGB a CIELAB colour under D50 is."""
    y = (lab[0] + 16) / 116
    f = np.array([y + lab[1] / 500, y, y - lab[2] / 200])
    return from_xyz(np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * D50)


def rgb(name: str) -> bytes:
    """Return the profile of an RGB colour space: a matrix and curves."""
    table = curve(name, np.arange(256) / 255)
    steps = b"curv\0\0\0\0" + struct.pack(">I256H", 256, *(round(65535 * v) for v in table))
    columns = to_d50(name).T
    return _profile(b"mntr", b"RGB ", b"XYZ ", name, {
        **{tag: _xyz(column) for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), steps),
    })  # fmt: skip


def grey(gamma: float) -> bytes:
    """Return the profile of greys with a plain gamma."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", "Grey", {b"kTRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))})


def ink(corners: dict[tuple[int, int, int, int], tuple[float, float, float]]) -> bytes:
    """Return the profile of a press: the CIELAB of full inks; what is not named is black. Between them it is straight."""
    nodes = b""
    for number in range(16):
        lightness, a, b = corners.get(tuple(number >> shift & 1 for shift in (3, 2, 1, 0)), (0.0, 0.0, 0.0))  # type: ignore[call-overload]
        nodes += bytes((round(lightness * 255 / 100), round(a + 128), round(b + 128)))
    one = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + one + bytes(range(256)) * 4 + nodes + bytes(range(256)) * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", "Press", {b"A2B0": table, b"A2B1": table})


def _profile(kind: bytes, space: bytes, connection: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = name.encode()
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + bytes(1 + 8 + 3 + 67),
        b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50), **tags,
    }  # fmt: skip
    at, table, bodies = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, body in tags.items():
        table += tag + struct.pack(">II", at + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    head = struct.pack(">I4sI", 128 + len(table + bodies), b"none", 0x02100000) + kind + space + connection + bytes(12) + b"acsp"
    return head.ljust(68, b"\0") + _xyz(D50)[8:] + bytes(48) + table + bodies


def _xyz(values: object) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(float(value) * 65536) for value in values))  # type: ignore[attr-defined]
