"""Colours that a picture tells in numbers instead of an ICC profile, as a profile of our own that LittleCMS converts by.

PNG says them in `cICP`, or `gAMA` and `cHRM` (PNG, third edition, 11.3.2); AVIF and HEIC in a `colr` box of kind `nclx`
(ISO/IEC 14496-12, 12.1.5), with the numbers of ITU-T H.273; a camera's JPEG by the interoperability index `R03` (DCF 2.0).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Chromaticities = tuple[float, float, float, float, float, float, float, float]
"""x and y of white, red, green and blue, in the order of PNG's `cHRM`."""

_D65 = (0.3127, 0.3290)
SRGB: Chromaticities = (*_D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_ADOBE: Chromaticities = (*_D65, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_PRIMARIES: dict[int, tuple[str, Chromaticities]] = {
    9: ("BT.2020", (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    12: ("Display P3", (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
}
"""Primaries of ITU-T H.273, table 2, that are wider than sRGB's."""

_LINEAR, _PQ, _HLG = 8, 16, 18
"""Transfers of ITU-T H.273, table 3, that are unlike sRGB's."""

_INTEROPERABILITY = 0xA005
"""The field of Exif that leads to the index (Exif 2.32, 4.6.3)."""

_ADOBE_GAMMA = 563 / 256
_SRGB_GAMMA = 1 / 2.2
"""What PNG's `gAMA` says of sRGB; where it is as near as `_NEAR`, and the primaries are sRGB's, sRGB's own curve is meant."""

_NEAR = 0.05
_CLOSE = 0.002
"""By how much chromaticities differ that were only rounded."""

_WHITE = 203
"""HDR's reference white in cd/m2 (ITU-R BT.2408), which becomes white."""

_ROLL_OFF = 0.6
"""Light, reference white being 1, up to which HDR is shown as it is; the rest rolls off, as of films (`ffmpeg/conform.py`)."""

_STEPS = 4096
_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
"""Of ICC.1:2022, annex E: how colours are brought to another white."""

Matrix = Sequence[Sequence[float]]


def profile_in(picture: Image) -> bytes | None:
    """Return the ICC profile by which an opened picture says its colours, embedded or made from numbers. None for sRGB."""
    if picture.format == "PNG":
        return _of_png(picture)
    embedded = picture.info.get("icc_profile")
    if embedded:
        return bytes(embedded)
    if picture.format in ("AVIF", "HEIF"):
        return _of_boxes(picture)
    is_adobe = picture.format == "JPEG" and picture.mode == "RGB" and _index(picture).startswith("R03")
    return _made("Adobe RGB", _ADOBE, _curve(1 / _ADOBE_GAMMA)) if is_adobe else None


def _index(picture: Image) -> str:
    """Return the interoperability index of a JPEG; empty where its Exif says none."""
    try:
        return str(picture.getexif().get_ifd(_INTEROPERABILITY).get(1, ""))
    except Exception:  # noqa: BLE001 - whatever Pillow raises at a field that is not there, or broken: nothing is said then
        return ""


def _of_png(picture: Image) -> bytes | None:
    # In the order of PNG's third edition, 4.3. `cICP` is looked for among the chunks before the picture, which Pillow leaves.
    told = _cicp(picture)
    if told is not None:
        return of_codes(*told)
    if embedded := picture.info.get("icc_profile"):
        return bytes(embedded)
    gamma, chromaticities = picture.info.get("gamma"), picture.info.get("chromaticity")
    if "srgb" in picture.info or not (gamma or chromaticities):
        return None
    primaries = chromaticities or SRGB
    is_usual = not gamma or abs(gamma / _SRGB_GAMMA - 1) < _NEAR
    if is_usual and all(abs(one - other) < _CLOSE for one, other in zip(primaries, SRGB, strict=True)):
        return None
    return _made("its own primaries and gamma", primaries, _curve(gamma) if gamma else _srgb)


def _curve(gamma: float) -> Callable[[float], float]:
    return lambda value: float(value ** (1 / gamma))


def _cicp(picture: Image) -> tuple[int, int] | None:
    stream = picture.fp
    if stream is None:
        return None
    place, at = stream.tell(), 8
    try:
        while True:
            stream.seek(at)
            head = stream.read(12)
            if len(head) < 12 or head[4:8] == b"IDAT":
                return None
            if head[4:8] == b"cICP":
                return head[8], head[9]
            at += 12 + int.from_bytes(head[:4], "big")
    finally:
        stream.seek(place)


_HEAD = 1 << 16
"""Bytes of an AVIF or HEIC among which its boxes are looked for."""


def _of_boxes(picture: Image) -> bytes | None:
    path = getattr(picture, "filename", "")
    if not path:
        return None
    with Path(path).open("rb") as stream:  # the stream of these readers is closed
        head = stream.read(_HEAD)
    at = head.find(b"colrnclx")
    if at < 0 or at + 12 > len(head):
        return None
    return of_codes(*struct.unpack_from(">HH", head, at + 8))


def of_codes(primaries: int, transfer: int) -> bytes | None:
    """Return the profile of primaries and a transfer by their numbers in ITU-T H.273; None for sRGB and its like."""
    name, chromaticities = _PRIMARIES.get(primaries, ("BT.709", SRGB))
    curves = {_LINEAR: (" linear", _linear), _PQ: (" PQ", _pq), _HLG: (" HLG", _hlg)}
    kind, curve = curves.get(transfer, ("", _srgb))
    if chromaticities is SRGB and not kind:
        return None
    return _made(name + kind, chromaticities, curve)


def _linear(value: float) -> float:
    return value


def _srgb(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _pq(value: float) -> float:
    """Light of a signal after SMPTE ST 2084, reference white being 1, rolled off to 1."""
    root = value ** (32 / 2523)
    light = max(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)
    return _rolled(10_000 * light ** (8192 / 1305) / _WHITE, 10_000 / _WHITE)


def _hlg(value: float) -> float:
    """Light of a signal of HLG on a display of 1000 cd/m2 (ITU-R BT.2100, table 5), reference white being 1, rolled off to 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = value**2 / 3 if value <= 0.5 else (2.718281828459045 ** ((value - c) / a) + b) / 12
    return _rolled(1000 * scene**1.2 / _WHITE, 1000 / _WHITE)


def _rolled(light: float, peak: float) -> float:
    """Bend what is brighter than `_ROLL_OFF` so that `peak` comes to 1: a Möbius transform that begins with a slope of 1."""
    if light <= _ROLL_OFF:
        return light
    j = _ROLL_OFF
    a = -j * j * (peak - 1) / (j * j - 2 * j + peak)
    b = (j * j - 2 * j * peak + peak) / (peak - 1)
    return min(1.0, (b * b + 2 * b * j + j * j) / (b - a) * (light + a) / (light + b))


def _made(name: str, chromaticities: Sequence[float], curve: Callable[[float], float]) -> bytes | None:
    """Return an ICC profile of version 2 (ICC.1:2001-04, 6.3.1.2): a matrix and one curve. None for numbers that make none."""
    white, *primaries = ((x, y) for x, y in zip(chromaticities[::2], chromaticities[1::2], strict=True))
    if any(y <= 0 for _, y in (white, *primaries)):
        return None
    columns = _columns([_xyz(*place) for place in primaries])
    inverse = _inverse(columns)
    if inverse is None:
        return None
    gains = _times(inverse, _xyz(*white))
    native = [[value * gain for value, gain in zip(row, gains, strict=True)] for row in columns]
    cones = zip(_times(_BRADFORD, _D50), _times(_BRADFORD, _xyz(*white)), strict=True)
    adapted = [[here / there * value for value in row] for (here, there), row in zip(cones, _BRADFORD, strict=True)]
    back = _inverse(_BRADFORD)
    assert back is not None
    colours = [_times(back, _times(adapted, column)) for column in _columns(native)]
    if not all(-8 < value < 8 for colour in colours for value in colour):
        return None
    steps = [round(65535 * min(1.0, curve(step / (_STEPS - 1)))) for step in range(_STEPS)]
    return _packed(name.encode(), colours, struct.pack(f">4s4xI{_STEPS}H", b"curv", _STEPS, *steps))


def _packed(name: bytes, colours: Sequence[Sequence[float]], curve: bytes) -> bytes:
    bodies = {
        b"desc": struct.pack(">4s4xI", b"desc", len(name) + 1) + name + bytes(1 + 8 + 3 + 67),
        b"cprt": b"text\0\0\0\0none\0", b"wtpt": _number(_D50),
        **{tag: _number(colour) for tag, colour in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colours, strict=True)},
    }  # fmt: skip
    table, content, start = struct.pack(">I", len(bodies) + 3), b"", 132 + 12 * (len(bodies) + 3)
    for tag, body in bodies.items():
        table += tag + struct.pack(">II", start + len(content), len(body))
        content += body + bytes(-len(body) % 4)
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        table += tag + struct.pack(">II", start + len(content), len(curve))
    content += curve + bytes(-len(curve) % 4)
    head = struct.pack(">I4sI12s12x4s", 128 + len(table) + len(content), b"none", 0x02100000, b"mntrRGB XYZ ", b"acsp")
    return head.ljust(68, b"\0") + _number(_D50)[8:] + bytes(48) + table + content


def _number(values: Sequence[float]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *(round(value * 65536) for value in values))


def _xyz(x: float, y: float) -> tuple[float, float, float]:
    return x / y, 1.0, (1 - x - y) / y


def _columns(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _times(matrix: Matrix, vector: Sequence[float]) -> tuple[float, ...]:
    return tuple(sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix)


def _inverse(matrix: Matrix) -> Matrix | None:
    """Return the inverse of three rows of three by their cross products; None where there is none."""
    first, second, third = matrix
    rows = (_cross(second, third), _cross(third, first), _cross(first, second))
    whole = sum(one * other for one, other in zip(first, rows[0], strict=True))
    return None if abs(whole) < 1e-9 else _columns([[value / whole for value in row] for row in rows])


def _cross(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    (a, b, c), (d, e, f) = one, other
    return b * f - c * e, c * d - a * f, a * e - b * d
