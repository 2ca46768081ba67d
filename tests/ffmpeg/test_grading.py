"""Tables of colours are followed exactly: what they say is computed here, from the numbers in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.ffmpeg import deep, filters, graph
from pipeline.ffmpeg.conform import Finish, conform
from pipeline.ffmpeg.grading import Table, tabled, through
from pipeline.ffmpeg.graph import Video
from tests.ffmpeg.running import run
from tests.ffmpeg.test_conform import SOURCE

pytestmark = pytest.mark.ffmpeg

SIZE, SQUARE = (1024, 768), 32
"""Each colour is a square of so many pixels."""


def middles(plane: np.ndarray, side: int) -> np.ndarray:
    """Return the middle quarter of each square of a plane, which knows nothing of the others."""
    rows, columns = (length // side for length in plane.shape)
    middle = slice(3 * side // 8, 5 * side // 8)
    return plane.reshape(rows, side, columns, side)[:, middle, :, middle]


def codes(raw: bytes) -> list[np.ndarray]:
    """Return the planes of a 4:2:0 picture in the middles of its squares."""
    width, height = SIZE
    found = np.frombuffer(raw, np.uint8).astype(float)
    chroma = found[width * height :].reshape(2, height // 2, width // 2)
    return [middles(found[: width * height].reshape(height, width), SQUARE), *(middles(one, SQUARE // 2) for one in chroma)]


def planes(raw: bytes) -> np.ndarray:
    """Return the colours of the squares of a 4:2:0 picture as RGB, 0 to 1, not rounded (BT.709, limited range)."""
    y, u, v = (plane.mean(axis=(1, 3)) for plane in codes(raw))
    return from_codes(np.stack([y, u, v], axis=-1))


def to_codes(rgb: np.ndarray) -> np.ndarray:
    y = rgb @ [0.2126, 0.7152, 0.0722]
    return np.stack([16 + 219 * y, 128 + 224 * (rgb[..., 2] - y) / 1.8556, 128 + 224 * (rgb[..., 0] - y) / 1.5748], axis=-1)


def from_codes(found: np.ndarray) -> np.ndarray:
    y, u, v = (found[..., 0] - 16) / 219, (found[..., 1] - 128) / 224, (found[..., 2] - 128) / 224
    return np.stack([y + 1.5748 * v, y - 0.187324 * u - 0.468124 * v, y + 1.8556 * u], axis=-1)


def floor(wanted: np.ndarray) -> float:
    """Return by how many steps of 255 colours are off at most that are nothing but rounded to 8 bits of BT.709."""
    return float(np.abs(from_codes(np.round(to_codes(wanted))) - wanted).max() * 255)


def tetrahedral(table: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """Return what a table (blue, green, red) says of colours: between the corners of the tetrahedron around each."""
    size = len(table) - 1
    place = np.clip(colours, 0, 1) * size
    low = np.minimum(place.astype(int), size - 1)
    part = place - low
    order = np.argsort(-part, axis=-1, kind="stable")
    sorted_part = -np.sort(-part, axis=-1)
    corner = low.copy()
    found = table[tuple(corner[..., axis] for axis in (2, 1, 0))] * (1 - sorted_part[..., :1])
    for step in range(3):
        np.put_along_axis(corner, order[..., step : step + 1], np.take_along_axis(low, order[..., step : step + 1], -1) + 1, -1)
        after = sorted_part[..., step + 1 : step + 2] if step < 2 else 0
        found = found + table[tuple(corner[..., axis] for axis in (2, 1, 0))] * (sorted_part[..., step : step + 1] - after)
    return found


def write_cube(path: Path, table: np.ndarray) -> None:
    sides = "1D" if table.ndim == 2 else "3D"
    rows = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in table.reshape(-1, 3))
    head = f'TITLE "made"\n# a comment\nLUT_{sides}_SIZE {len(table)}\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1.0 1.0 1.0'
    path.write_text(f"{head}\n\n{rows}\n")


def chart(chance: np.random.Generator) -> bytes:
    """Return a picture of many colours in the working format, none of which lies outside of what can be shown."""
    width, height = SIZE
    return stored(chance.uniform(0.08, 0.92, (height // SQUARE, width // SQUARE, 3)), 8)


def stored(rgb: np.ndarray, depth: int) -> bytes:
    """Return colours as a 4:2:0 picture of so many bits, each in its square."""
    found = np.round(to_codes(rgb) * 2 ** (depth - 8)).astype(np.uint8 if depth == 8 else np.uint16)
    sides = (SQUARE, SQUARE // 2, SQUARE // 2)
    return b"".join(found[..., axis].repeat(side, 0).repeat(side, 1).tobytes() for axis, side in enumerate(sides))


def test_tables_are_followed_exactly(tmp_path: Path) -> None:
    """Each of 768 colours becomes what a table says: smooth of 33, wild of 5, and a curve.

    Over a square that is within one step of 255, which is less than what rounding to 8 bits costs; a pixel is off by the one
    step of its plane by which what lies between two steps is spread.
    """
    chance = np.random.default_rng(4)
    blue, green, red = np.mgrid[0:33, 0:33, 0:33] / 32
    smooth = np.stack([0.9 * red**1.3 + 0.05, 0.2 * red + 0.7 * green, 0.3 + 0.5 * blue**0.7], axis=-1)
    wild = chance.uniform(0.2, 0.8, (5, 5, 5, 3))
    curve = np.stack([np.linspace(0, 1, 17) ** power for power in (0.7, 1.0, 1.6)], axis=-1)
    (tmp_path / "chart.yuv").write_bytes(picture := chart(chance))
    before = planes(picture)
    axes = [np.interp(before[..., axis], np.linspace(0, 1, 17), curve[:, axis]) for axis in range(3)]
    wanted = {"smooth": tetrahedral(smooth, before), "wild": tetrahedral(wild, before), "curve": np.stack(axes, axis=-1)}
    options: dict[str, graph.Option] = {"f": "rawvideo", "s": "1024x768", "pixel_format": "yuv420p"}
    raw: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "frames:v": 1}
    for name, table in (("smooth", smooth), ("wild", wild), ("curve", curve)):
        write_cube(tmp_path / f"{name}.cube", table)
        source = filters.to_working_format(Video(graph.read("chart", options), "v:0"))
        seen = through(source, [Table("cube", 1 if name == "curve" else 3)], *SIZE)
        files = {"chart": tmp_path / "chart.yuv", "cube": tmp_path / f"{name}.cube"}
        raw_found = run(graph.arguments(graph.write("out", seen, options=raw)), files)
        worst = float(np.abs(planes(raw_found) - wanted[name]).max() * 255)
        apart = [np.abs(one - to_codes(wanted[name])[:, None, :, None, axis]) for axis, one in enumerate(codes(raw_found))]
        pixel = max(float(one.max()) for one in apart)
        print(f"{name}: {worst:.2f} of 255 off at most, rounding {floor(wanted[name]):.2f}; a pixel {pixel:.2f} of its plane")
        assert worst < 1 < floor(wanted[name])
        assert pixel < 1.1


PICTURES = {"a still": ("rgb24", 8), "a fine still": ("rgb48le", 16), "a film of 10 bits": ("yuv420p10le", 10)}


@pytest.mark.parametrize("kind", PICTURES)
def test_what_a_picture_tells_beyond_8_bits_goes_through_the_table(kind: str, tmp_path: Path) -> None:
    """Tables of the film's own colours, not of what is left of them in the working format: a look makes steps of those seen."""
    pixel_format, depth = PICTURES[kind]
    chance = np.random.default_rng(6)
    width, height = SIZE
    colours = chance.uniform(0.05, 0.95, (height // SQUARE, width // SQUARE, 3))
    if pixel_format.startswith("rgb"):
        whole = np.round(colours * (2**depth - 1))
        picture = whole.astype(np.uint8 if depth == 8 else np.uint16).repeat(SQUARE, 0).repeat(SQUARE, 1).tobytes()
        colours = whole / (2**depth - 1)
    else:
        picture = stored(colours, depth)
        colours = from_codes(np.round(to_codes(colours) * 4) / 4)
    steep = np.stack([np.linspace(0, 1, 17) ** power for power in (0.5, 1.7, 0.6)], axis=-1)
    write_cube(tmp_path / "steep.cube", steep)
    (tmp_path / "picture.raw").write_bytes(picture)
    axes = [np.interp(np.clip(colours[..., axis], 0, 1), np.linspace(0, 1, 17), steep[:, axis]) for axis in range(3)]
    wanted = np.stack(axes, axis=-1)
    source = Video(graph.read("picture", {"f": "rawvideo", "s": "1024x768", "pixel_format": pixel_format}), "v:0")
    is_rgb = pixel_format.startswith("rgb")
    info = replace(
        SOURCE, width=width, height=height, pixel_format=pixel_format, matrix="gbr" if is_rgb else "bt709",
        range="pc" if is_rgb else "tv",
    )  # fmt: skip
    finish = Finish(colours=lambda rgb: tabled(rgb, [Table("cube", 1)]))
    seen = conform(source, info, width=width, height=height, finish=finish)
    raw: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "frames:v": 1}
    files = {"picture": tmp_path / "picture.raw", "cube": tmp_path / "steep.cube"}
    found = planes(run(graph.arguments(graph.write("out", seen, options=raw)), files))
    worst = float(np.abs(found - wanted).max() * 255)
    print(f"{kind}: {worst:.2f} steps of 255 off at most, rounding {floor(wanted):.2f}")
    assert worst < 1


@pytest.mark.parametrize(
    ("pixel_format", "bits"),
    [("rgb24", 8), ("bgr0", 8), ("gbrp", 8), ("gbrp10le", 10), ("gbrap12le", 12), ("rgb48be", 16), ("x2rgb10le", 10),
     ("yuvj420p", 8), ("yuv444p12le", 12), ("pal8", 8), ("rgba64le", 16), ("yuv420p", 8), ("p010le", 10), ("gray16be", 16)],
)  # fmt: skip
def test_a_pixel_format_tells_how_many_bits_a_sample_has(pixel_format: str, bits: int) -> None:
    assert deep.depth_of(pixel_format) == bits
