"""What an edit list asks of a player is done, or told: never passed over."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.media.edit_lists import edits_of
from pipeline.media.faults import MediaFault
from tests.media.checking import probe

WHOLE = 1 << 16
"""An edit's usual rate, in the fixed point that it is written in."""


def film(path: Path, *edits: tuple[int, int, int]) -> Path:
    """Write two seconds of picture whose edit list is `edits`: length and begin in ticks of their clocks, rate."""
    with av.open(str(path), "w") as movie:
        video = movie.add_stream("libx264", rate=25, options={"bf": "0", "g": "10"})
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        for number in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), number * 5, np.uint8), format="rgb24")
            frame.pts = number
            movie.mux(video.encode(frame))
        movie.mux(video.encode(None))
    content = bytearray(path.read_bytes())
    listed = b"elst" + struct.pack(">II", 0, len(edits)) + b"".join(struct.pack(">Iii", *edit) for edit in edits)
    at = content.index(b"elst") - 4
    old = int.from_bytes(content[at : at + 4], "big")
    content[at : at + old] = struct.pack(">I", len(listed) + 4) + listed
    for name in (b"edts", b"trak", b"moov"):  # behind the media, so that no place of a sample moves
        size = content.rindex(name, 0, at) - 4
        content[size : size + 4] = (int.from_bytes(content[size : size + 4], "big") + len(listed) + 4 - old).to_bytes(4, "big")
    path.write_bytes(content)
    return path


def test_edits_are_read_as_they_are_written(tmp_path: Path) -> None:
    ((empty, shown),) = edits_of(film(tmp_path / "a.mp4", (500, -1, WHOLE), (1000, 512, WHOLE // 2)))
    assert (empty.begin, empty.rate) == (-1, 1)
    assert (shown.begin, shown.rate) == (512, 0.5)


@pytest.mark.parametrize("rate", [0.5, 2, -1])
def test_another_speed_is_refused(rate: float, tmp_path: Path) -> None:
    with pytest.raises(MediaFault, match=rf"{rate:g} times its speed, by its edit list"):
        probe(film(tmp_path / "a.mp4", (2000, 0, int(rate * WHOLE))))


def test_a_late_beginning_and_a_piece_are_taken(tmp_path: Path) -> None:
    info = probe(film(tmp_path / "a.mp4", (500, -1, WHOLE), (2000, 0, WHOLE)))
    assert info.video is not None
    assert info.video.frames == 50


def test_a_film_put_together_by_its_list_is_read_in_its_order(tmp_path: Path) -> None:
    info = probe(film(tmp_path / "a.mp4", (800, 15360, WHOLE), (800, 0, WHOLE)))
    assert info.video is not None
    assert (info.video.frames, info.duration) == (40, Fraction(8, 5))


@pytest.mark.parametrize("cut", [3, 9, 20])
def test_a_list_that_is_cut_off_is_no_fault_of_ours(cut: int, tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", (2000, 0, WHOLE))
    content = bytearray(path.read_bytes())
    at = content.index(b"elst") - 4
    content[at : at + 4] = cut.to_bytes(4, "big")
    path.write_bytes(content)
    assert len(edits_of(path)) <= 1
