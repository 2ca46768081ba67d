"""Tables of colours are followed exactly: what they say is computed here, from the numbers in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.grading import Table, through
from pipeline.ffmpeg.graph import Video
from tests.ffmpeg.running import run

pytestmark = pytest.mark.ffmpeg

SIZE, SQUARE = (512, 384), 16
"""Each colour is a square of so many pixels, so that its middle knows nothing of the others' chroma."""


def planes(raw: bytes) -> np.ndarray:
    """Return the colours of a 4:2:0 picture in the middles of its squares as RGB, 0 to 1, not rounded (BT.709, limited range)."""
    width, height = SIZE
    found = np.frombuffer(raw, np.uint8).astype(float)
    luma = found[: width * height].reshape(height, width)[SQUARE // 2 :: SQUARE, SQUARE // 2 :: SQUARE]
    chroma = found[width * height :].reshape(2, height // 2, width // 2)
    u, v = chroma[:, SQUARE // 4 :: SQUARE // 2, SQUARE // 4 :: SQUARE // 2]
    y, u, v = (luma - 16) / 219, (u - 128) / 224, (v - 128) / 224
    return np.stack([y + 1.5748 * v, y - 0.187324 * u - 0.468124 * v, y + 1.8556 * u], axis=-1)


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
    rgb = chance.uniform(0.08, 0.92, (height // SQUARE, width // SQUARE, 3))
    y = rgb @ [0.2126, 0.7152, 0.0722]
    u, v = (rgb[..., 2] - y) / 1.8556, (rgb[..., 0] - y) / 1.5748
    parts = [np.round(16 + 219 * y).repeat(SQUARE, 0).repeat(SQUARE, 1)]
    parts += [np.round(128 + 224 * each).repeat(SQUARE // 2, 0).repeat(SQUARE // 2, 1) for each in (u, v)]
    return b"".join(part.astype(np.uint8).tobytes() for part in parts)


def test_tables_are_followed_exactly(tmp_path: Path) -> None:
    """Each of 768 colours becomes what a table says, to what 8 bits of chroma can tell: smooth of 33, wild of 5, and a curve."""
    chance = np.random.default_rng(4)
    blue, green, red = np.mgrid[0:33, 0:33, 0:33] / 32
    smooth = np.stack([0.9 * red**1.3 + 0.05, 0.2 * red + 0.7 * green, 0.3 + 0.5 * blue**0.7], axis=-1)
    wild = chance.uniform(0.2, 0.8, (5, 5, 5, 3))
    curve = np.stack([np.linspace(0, 1, 17) ** power for power in (0.7, 1.0, 1.6)], axis=-1)
    (tmp_path / "chart.yuv").write_bytes(picture := chart(chance))
    before = planes(picture)
    axes = [np.interp(before[..., axis], np.linspace(0, 1, 17), curve[:, axis]) for axis in range(3)]
    wanted = {"smooth": tetrahedral(smooth, before), "wild": tetrahedral(wild, before), "curve": np.stack(axes, axis=-1)}
    options: dict[str, graph.Option] = {"f": "rawvideo", "s": "512x384", "pixel_format": "yuv420p"}
    raw: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "frames:v": 1}
    for name, table in (("smooth", smooth), ("wild", wild), ("curve", curve)):
        write_cube(tmp_path / f"{name}.cube", table)
        source = filters.to_working_format(Video(graph.read("chart", options), "v:0"))
        seen = through(source, [Table("cube", 1 if name == "curve" else 3)], *SIZE)
        files = {"chart": tmp_path / "chart.yuv", "cube": tmp_path / f"{name}.cube"}
        found = planes(run(graph.arguments(graph.write("out", seen, options=raw)), files))
        worst = float(np.abs(found - wanted[name]).max() * 255)
        print(f"{name}: {worst:.2f} steps of 255 off at most")
        assert worst < (5 if name == "wild" else 3)  # what is a step before a steep table is several after it
