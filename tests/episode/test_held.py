"""A clip that is shorter than what it is shown for: its last picture stands, or it begins again; nothing goes empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.episode.show import BARE, build, counting, make_show, numbers, pictures, write

TEN = list(range(10))


@pytest.mark.parametrize(
    ("segment", "shown"),
    [
        (
            "music: M\n    length: 1\n    stems: [c.mov]\n    picture: {names: off, mosaic: [{file: c.mov, out: 0.4}]}",
            [*TEN, *[9] * 15]),
        (
            "music: M\n    length: 1\n    stems: [c.mov]\n    picture: {names: off, mosaic: [{file: c.mov, out: 0.4, loop: on}]}",
            [*TEN, *TEN, 0, 1, 2, 3, 4],
        ),
        # The file itself ends.
        (
            "music: M\n    length: 1\n    stems: [c.mov]\n    picture: {names: off, mosaic: [{file: c.mov, in: 1.6}]}",
            [*range(40, 50), *[49] * 15]),
        (
            "poem: P\n    length: 1\n    lines: [a]\n    show_lines: off\n    background: {file: c.mov, out: 0.4, loop: off}",
            [*TEN, *[9] * 15],
        ),
        (
            "poem: P\n    length: 1\n    lines: [a]\n    show_lines: off\n    background: {file: c.mov, out: 0.4}",
            [*TEN, *TEN, 0, 1, 2, 3, 4],
        ),
    ],
    ids=["tile", "tile looped", "tile to the file's end", "background held", "background"],
)  # fmt: skip
def test_a_short_clip_is_held_or_repeated(segment: str, shown: list[int], tmp_path: Path) -> None:
    make_show(tmp_path, f"rate: 25\n{BARE}")
    counting(tmp_path / "episodes/media/c.mov", 50)
    write(tmp_path / "episodes", {"e.yaml": f"episode: {{title: E}}\nsegments:\n  - {segment}\n"})
    movie, _, _ = build(tmp_path / "episodes/e.yaml")
    assert numbers(pictures(movie)[1]) == shown
