"""Credits roll by whole pixels, for the same time in every profile, with every name in them once."""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards import roll
from pipeline.cards import theme as themes
from pipeline.cards.card import describe, roll_frames
from pipeline.cards.draw import Painter, painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Drawing, RollSpec, Theme, scale_of, shape_of
from tests.cards.samples import files_of

SIZES = [(640, 360), (854, 480), (960, 540), (1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (406, 720), (1080, 1080)]
RATES = [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50), Fraction(60)]


@pytest.fixture(scope="module", params=["create-together", "signal"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return themes.load(request.param)


def people(count: int, sections: int = 1) -> dict[str, Any]:
    names = [{"name": f"Somebody Number{n}", "place": "", "number": n} for n in range(count)]
    roles = [{"role": "voice", "people": names[:1]}, {"role": "screaming", "people": names[1:]}]
    return {"title": "Show", "sections": [{"heading": f"Part{n}", "roles": roles} for n in range(sections)], "thanks": []}


@given(count=st.integers(1, 400), sections=st.integers(1, 4), rate=st.sampled_from(RATES), size=st.sampled_from(SIZES))
@settings(max_examples=80, deadline=None)
def test_every_profile_rolls_for_the_same_frames(count: int, sections: int, rate: Fraction, size: tuple[int, int]) -> None:
    spec = RollSpec()
    fields = people(count, sections)
    frames = roll.natural_frames(roll.rows_of(fields, spec, "wide"), spec, rate)
    rows = roll.rows_of(fields, spec, shape_of(*size))
    moves = roll.motion(rows, spec, frames, size[1], scale_of(*size), rate)
    assert moves.speed >= 1
    assert moves.height % 2 == 0
    gone = moves.speed * frames - size[1] - moves.height
    assert 0 <= gone <= size[1] + 1, "all of the roll has left the picture, and not long ago"
    tops = roll.tops(rows, moves.height)
    assert tops[0] == 0
    assert tops[-1] == moves.height
    assert all(top % 2 == 0 for top in tops)
    assert list(tops) == sorted(tops)
    parts = list(roll.parts(rows, tops, size[1]))
    assert [row for part in parts for row in part] == list(range(len(rows)))
    # An edit draws and encodes again what shows a slice: none is a row higher than an eighth of the canvas.
    assert all(tops[part.stop - 1] - tops[part.start] <= size[1] // 8 for part in parts)
    assert {row for row, one in enumerate(rows) if one.kind == "heading"} <= {part.start for part in parts}


def test_another_name_in_one_section_leaves_the_slices_of_the_others(theme: Theme) -> None:
    def markups(count: int) -> set[str]:
        fields = people(12, 3)
        fields["sections"][1] = people(count)["sections"][0] | {"heading": "Part1"}
        frames = roll_frames(theme, fields, Fraction(24))
        drawing = describe(theme, "credits", fields, width=640, height=360, rate=Fraction(24), frames=frames)
        return {part.artwork.markup for part in drawing.slices}

    whole, less = markups(12), markups(11)
    assert len(less - whole) == 1


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (3840, 2160)])
def test_wide_profiles_roll_at_the_pace_of_the_design(theme: Theme, size: tuple[int, int]) -> None:
    fields = people(40, 3)
    frames = roll_frames(theme, fields, Fraction(24))
    full = describe(theme, "credits", fields, width=1920, height=1080, rate=Fraction(24), frames=frames)
    other = describe(theme, "credits", fields, width=size[0], height=size[1], rate=Fraction(24), frames=frames)
    assert other.speed * 1080 == full.speed * size[1]


@given(wanted=st.integers(10, 6000), count=st.integers(1, 200), rate=st.sampled_from(RATES))
@settings(max_examples=100, deadline=None)
def test_a_length_that_cannot_be_met_is_answered_with_lengths_that_can(wanted: int, count: int, rate: Fraction) -> None:
    spec = RollSpec()
    rows = roll.rows_of(people(count), spec, "wide")
    try:
        assert roll.fitted_frames(rows, spec, rate, wanted) == wanted
    except CardFault as fault:
        near = [int(frames) for frames in re.findall(r"(\d+)f ", fault.hint)]
        assert near
        assert wanted not in near
        for frames in near:
            assert roll.fitted_frames(rows, spec, rate, frames) == frames
    else:
        moves = roll.motion(rows, spec, wanted, 1080, Fraction(1), rate)
        natural = sum(row.height for row in rows)
        assert spec.leading[0] * natural <= 100 * moves.height + 200
        assert 100 * moves.height <= spec.leading[1] * natural


def test_every_name_is_in_the_roll_once(theme: Theme) -> None:
    fields = people(301)
    frames = roll_frames(theme, fields, Fraction(24))
    drawing = describe(theme, "credits", fields, width=1280, height=720, rate=Fraction(24), frames=frames)
    text = "".join(part.artwork.markup for part in drawing.slices)
    assert [int(number) for number in re.findall(r"Number(\d+)<", text)] == list(range(301))
    ends = [part.y + part.height for part in drawing.slices]
    assert [part.y for part in drawing.slices] == [0, *ends[:-1]]


def test_a_long_name_shrinks_alone(theme: Theme) -> None:
    fields = people(9)
    fields["sections"][0]["roles"][1]["people"][4] = {"name": "Wilhelmina-Featherstonehaugh O", "place": "", "number": 5}
    drawing = describe(
        theme, "credits", fields, width=1920, height=1080, rate=Fraction(24), frames=roll_frames(theme, fields, Fraction(24))
    )
    sizes = []
    for part in drawing.slices:
        painter = painter_of(part.artwork, part.files)
        sizes += painter.sizes()
    assert sum(float(size) < 1 for size in sizes) == 1


def test_a_name_too_long_for_its_column_takes_no_column_from_the_rows_beside_it(theme: Theme) -> None:
    fields = people(40)
    named = fields["sections"][0]["roles"][1]["people"]
    named[5] = {"name": "Wilhelmina Charlotte Featherstonehaugh-Okonkwo", "place": "", "number": 6}
    spec = theme.cards["credits"].roll
    assert spec is not None
    rows = [row for row in roll.rows_of(fields, spec, "wide") if row.kind == "names"]
    shown = [cell["name"] for row in rows for cell in row.cells if cell["name"]]
    assert shown == [one["name"] for role in fields["sections"][0]["roles"] for one in role["people"]]
    long = [row for row in rows if any("Wilhelmina" in str(cell["name"]) for cell in row.cells)]
    assert [row.columns for row in long] == [2]
    assert {row.columns for row in rows if row.cells and row not in long and len(row.cells) > 1} == {4}


def _decoded(drawing: Drawing, folder: Path, width: int, height: int, first: int, count: int) -> np.ndarray:
    import imageio_ffmpeg

    inputs: list[str] = []
    graph = f"color=c={drawing.background}:s={width}x{height}:r=24,trim=end_frame={first + count},format=gbrp[v0]"
    for number, part in enumerate(drawing.slices):
        path = folder / f"{number}.png"
        path.write_bytes(Painter(part.artwork, lambda name, part=part: files_of(part.files)[name].read_bytes()).png())  # type: ignore[misc]
        inputs += ["-i", str(path)]
        graph += f";[v{number}][{number}:v]overlay=y='{height + part.y}-{drawing.speed}*n':format=gbrp[v{number + 1}]"
    last = len(drawing.slices)
    graph += f";[v{last}]trim=start_frame={first},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[out]"
    coded = folder / "roll.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *inputs, "-filter_complex", graph, "-map", "[out]"]
    subprocess.run([*command, "-c:v", "libx264", "-qp", "0", "-threads", "1", str(coded)], check=True)
    raw = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(coded), "-pix_fmt", "gray", "-f", "rawvideo", "-"],
        check=True,
        capture_output=True,
    ).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width).astype(np.int16)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("speed_at", [(320, 180), (640, 360)])
def test_each_decoded_frame_moves_by_the_same_whole_pixels(tmp_path: Path, speed_at: tuple[int, int]) -> None:
    theme, (width, height) = themes.load("create-together"), speed_at
    fields = people(12)
    frames = roll_frames(theme, fields, Fraction(24))
    drawing = describe(theme, "credits", fields, width=width, height=height, rate=Fraction(24), frames=frames)
    shown = _decoded(drawing, tmp_path, width, height, frames // 3, 24)
    assert len(shown) == 24
    for before, after in pairwise(shown):
        # Converting to 4:2:0 moves a level by up to 8 of 255; a pixel too far or too short moves some by 200.
        moved = [step for step in range(12) if np.abs(before[step:] - after[: height - step]).max() <= 12]
        assert moved == [drawing.speed]


@pytest.mark.ffmpeg
def test_nothing_is_left_of_the_roll_after_its_last_frame(tmp_path: Path) -> None:
    theme = themes.load("create-together")
    fields = people(3)
    frames = roll_frames(theme, fields, Fraction(24))
    drawing = describe(theme, "credits", fields, width=320, height=180, rate=Fraction(24), frames=frames)
    shown = _decoded(drawing, tmp_path, 320, 180, 0, frames + 1)
    empty = shown[0]
    assert np.ptp(empty) == 0, "the roll begins below the picture"
    assert np.array_equal(shown[frames], empty), "and ends above it"
    assert not np.array_equal(shown[frames // 2], empty)
