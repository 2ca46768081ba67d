"""What may be asked to be made unreadable, and what is told of a mistake in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.hiding import Hidden
from pipeline.timeline.model import Box, Clip
from tests.shows import ShowFolder


def hidden(folder: Path, fields: str, file: str = "home/street.mp4, in: 1") -> tuple[Hidden, ...]:
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: {file}, length: 2, {fields}}}]\n"
    shown = ShowFolder(folder).cut(manifest).segments[0].stack.picture[0].items[0]
    assert isinstance(shown, Clip)
    return shown.treatment.hidden


def tenth(x: int, y: int, width: int, height: int) -> Box:
    return Box(Fraction(x, 10), Fraction(y, 10), Fraction(width, 10), Fraction(height, 10))


ONE, OTHER = tenth(4, 1, 2, 3), tenth(5, 1, 2, 3)
STANDS = ((Fraction(0), ONE),)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("fit: cover", ()),
        ("blur: 40% 10% 20% 30%", (Hidden(STANDS),)),
        ("blur: {box: 40% 10% 20% 30%, from: 1.5, to: 2.5}", (Hidden(STANDS, Fraction(3, 2), Fraction(5, 2)),)),
        ("blur: [40% 10% 20% 30%, {box: [0.4, 0.1, 0.2, 0.3], to: 2}]", (Hidden(STANDS), Hidden(STANDS, None, Fraction(2)))),
        (
            "blur: {points: [{at: 1, box: 40% 10% 20% 30%}, {at: 2, box: 50% 10% 20% 30%}]}",
            (Hidden(((Fraction(1), ONE), (Fraction(2), OTHER))),),
        ),
    ],
)
def test_what_is_written_is_what_is_hidden(fields: str, wanted: tuple[Hidden, ...], tmp_path: Path) -> None:
    assert hidden(tmp_path, fields) == wanted


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("blur: 40% 10% 20%", "a box needs 4 numbers; here are 3"),
        ("blur: 90% 10% 20% 30%", "the box ends at 110%, beyond the right of the picture"),
        ("blur: 10% 80% 20% 30%", "the box ends at 110%, beyond the bottom of the picture"),
        ("blur: 10% 10% 0% 30%", "nothing is in a box without width or height"),
        ("blur: {from: 1}", "what is blurred is one `box`, or a box at several `points`"),
        ("blur: {box: 1% 1% 9% 9%, from: 3.0}", "the clip shows the file from 0:01 to 0:03: the blur begins at 0:03"),
        ("blur: {box: 1% 1% 9% 9%, to: 1}", "the blur ends at 0:01"),
        ("blur: {box: 1% 1% 9% 9%, from: 2, to: 1.5}", "`to` is not after `from`"),
        ("blur: {points: [{at: 2, box: 1% 1% 9% 9%}, {at: 2, box: 2% 1% 9% 9%}]}", "in the order of their times"),
    ],
)
def test_what_cannot_be_hidden_is_told(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        hidden(tmp_path, fields)
    assert told in str(fault.value)


def test_nothing_moves_in_a_still(tmp_path: Path) -> None:
    behind = "background: {file: poems/window.jpg, blur: {box: 1% 1% 9% 9%, from: 1}}"
    manifest = f"episode: {{title: A}}\nsegments: [{{poem: A, lines: [One], length: 2, {behind}}}]\n"
    with pytest.raises(InputFault, match="nothing moves in a still, so a box of it has no `from`"):
        ShowFolder(tmp_path).cut(manifest)
