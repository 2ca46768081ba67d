"""What may be asked to be done to colours, and what is told of a mistake in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.media import cube
from pipeline.timeline.colour import Grade, Grey, GreyPoint, Lamp, Match, Scene
from pipeline.timeline.model import Clip
from tests.shows import ShowFolder


def grade(folder: Path, fields: str) -> Grade:
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/street.mp4, in: 1, length: 2, {fields}}}]\n"
    shown = ShowFolder(folder).cut(manifest).segments[0].stack.picture[0].items[0]
    assert isinstance(shown, Clip)
    return shown.treatment.grade


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("fit: cover", Grade()),
        ("exposure: 0, white_balance: off", Grade()),
        ("exposure: -1.5", Grade(exposure=Fraction(-3, 2))),
        ("white_balance: auto", Grade(Scene(Fraction(1), Fraction(2)))),
        ('white_balance: "#e8d5b0"', Grade(Grey("#e8d5b0"))),
        ("white_balance: 3200K", Grade(Lamp(3200))),
        ("white_balance: {kelvin: 5600}", Grade(Lamp(5600))),
        ('white_balance: {grey: "40% 60%"}', Grade(GreyPoint((Fraction(2, 5), Fraction(3, 5)), Fraction(1)))),
        ('white_balance: {grey: "40% 60%", at: 2.5}', Grade(GreyPoint((Fraction(2, 5), Fraction(3, 5)), Fraction(5, 2)))),
    ],
)
def test_what_is_written_is_what_is_done(fields: str, wanted: Grade, tmp_path: Path) -> None:
    assert grade(tmp_path, fields) == wanted


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("poems/window.jpg", Scene(Fraction(0), Fraction(0))),
        ("{file: home/interview.mov, in: 3}", Scene(Fraction(3), Fraction(197, 5))),
        ("{file: home/street.mp4, in: 5, out: 15}", Scene(Fraction(5), Fraction(10))),
    ],
)
def test_what_is_matched_is_what_is_written(field: str, wanted: Scene, tmp_path: Path) -> None:
    balance = grade(tmp_path, f"match: {field}").balance
    assert isinstance(balance, Match)
    assert (balance.own, balance.other) == (Scene(Fraction(1), Fraction(2)), wanted)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("exposure: 4", "'4' is out of range for an exposure in stops"),
        ("exposure: bright", "'bright' is not an exposure in stops"),
        ("white_balance: warm", "'warm' says no white"),
        ("white_balance: 40% 60%", "'40% 60%' says no white"),
        ("white_balance: 1200", "'1200' is out of range for a colour temperature"),
        ('white_balance: {grey: "40% 60%", at: 40}', "home/street.mp4 ends at 0:20, and the grey point is looked for at 0:40"),
        ('white_balance: "#000000"', "black says nothing of the light"),
        ('white_balance: "#ff0000"', "#ff0000 has hardly any green and blue, and nothing that is grey"),
        ('white_balance: {colour: "#ffff0f"}', "#ffff0f has hardly any blue"),
        ('white_balance: {grey: "40%"}', "a focus point needs 2 numbers"),
        ('white_balance: {grey: "4% 4%", kelvin: 5600}', "`grey` and `kelvin` say two whites"),
        ("white_balance: {kelvin: 5600, at: 2}", "`at` belongs to a point of the picture"),
        ("denoise_picture: much", "'much' is not allowed here"),
        ('match: "#e8d5b0"', "'#e8d5b0' is a colour, and `match` is another film"),
        ("match: on", "'on' is no film to match"),
        ("match: nowhere.mp4", "'nowhere.mp4' does not exist"),
        ("match: home/street.mp4", "home/street.mp4 is to match itself"),
        ("match: {file: home/street.mp4, in: 8, out: 4}", "and what is looked at is"),
        ("match: {in: 8}", "`in` belongs to a `file`"),
        ("match: metal/drums.wav", "has no picture that could be matched"),
        ("match: {file: poems/window.jpg, in: 3}", "is a still, which has no `in`"),
        ("match: poems/window.jpg, white_balance: auto", "`match` and `white_balance` say two whites"),
        ("lut: home/street.mp4", "home/street.mp4 is no .cube file"),
        ("lut: nowhere.cube", "'nowhere.cube' does not exist"),
    ],
)
def test_what_cannot_be_done_is_told(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        grade(tmp_path, fields)
    assert told in str(fault.value)


ROWS = "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: no LUT_3D_SIZE"),
        ("LUT_3D_SIZE 2\n" + ROWS, "line 8: it ends after 7 of 8 colours"),
        (f"LUT_3D_SIZE 2\n{ROWS}1 1 1\n1 1 1\n", "line 10: more colours than the 8 of its size, 2"),
        ("LUT_3D_SIZE 2\n0 0 0\n1 O 0\n", "line 3: '1 O 0' is not three numbers"),
        ("LUT_3D_SIZE 2\n0 0 nan\n", "line 2: '0 0 nan' is not three numbers"),
        ("LUT_3D_SIZE 1000\n", "line 1: LUT_3D_SIZE is 1000; it is a number from 2 to 129"),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: it holds a curve and a table"),
        ("DOMAIN_MAX 4 4 4\nLUT_3D_SIZE 2\n", "line 1: it is made for colours from 4 4 4"),
        ("DOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n", "line 1: DOMAIN_MIN, 1 1 1, has to lie below DOMAIN_MAX, 0 0 0"),
        ("LUT_3D_INPUT_RANGE 1 0\n", "line 1: the first of LUT_3D_INPUT_RANGE, 1, has to lie below the second, 0"),
        ("0 0 0\nLUT_3D_SIZE 2\n", "line 1: colours come before LUT_3D_SIZE"),
    ],
)
def test_a_broken_table_is_told_at_its_line(text: str, told: str) -> None:
    with pytest.raises(cube.CubeFault) as fault:
        cube.sides(text.encode())
    assert told in str(fault.value)


def test_what_programs_write_is_read() -> None:
    resolve = "# Created\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.0 1.0\n\n" + ROWS + "1.0e0 1 1\n"
    assert cube.sides(b"\xef\xbb\xbf" + resolve.replace("\n", "\r\n").encode()) == 3
    assert cube.sides(b"TITLE \"a\"\nLUT_1D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n0 0 0\n1 1 1") == 1
