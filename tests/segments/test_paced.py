"""What may be asked of how fast a film is shown, and what follows from it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.model import Clip, Segment
from pipeline.timeline.pace import AS_FILMED, Pace, at_speed
from tests.segments.captioned import cut
from tests.shows import ShowFolder


def segment(folder: Path, fields: str) -> Segment:
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/street.mp4, {fields}}}]\n"
    return ShowFolder(folder).cut(manifest).segments[0]


def shown(folder: Path, fields: str) -> Clip:
    found = segment(folder, fields).stack.picture[0].items[0]
    assert isinstance(found, Clip)
    return found


@pytest.mark.parametrize(
    ("fields", "start", "frames", "pace"),
    [
        ("in: 1, out: 3, speed: 1", 1, 48, AS_FILMED),
        ("in: 1, out: 3, speed: 0.5", 1, 96, at_speed(Fraction(1, 2))),
        ("in: 1, out: 3, speed: 2x", 1, 24, at_speed(Fraction(2))),
        ("in: 1, length: 3, speed: 0.5", 1, 72, at_speed(Fraction(1, 2))),
        ("in: 1, out: 3, freeze: {at: 2, length: 5}", 1, 168, Pace(((0, 1), (1, 1), (1, 0), (6, 0), (6, 1)))),
        ("in: 1, out: 3, freeze: {at: 3, length: 2}", 1, 96, Pace(((0, 1), (2, 1), (2, 0), (4, 0), (4, 1)))),
        ("in: 1, length: 2, freeze: {at: 2, length: 5}", 1, 48, Pace(((0, 1), (1, 1), (1, 0), (6, 0), (6, 1)))),
        ("in: 1, length: 3, speed: 0.5, freeze: {at: 1, length: 1}", 1, 72, Pace(((0, 0.5), (0, 0), (1, 0), (1, 0.5)))),
        ("in: 1, out: 2, speed: {ramp: [{at: 0, speed: 4}]}", 1, 6, at_speed(Fraction(4))),
    ],
)
def test_in_and_out_are_in_the_file_and_length_is_how_long_it_is_shown(
    fields: str, start: int, frames: int, pace: Pace, tmp_path: Path
) -> None:
    found = shown(tmp_path, fields)
    assert (found.start, found.frames, found.pace) == (start, frames, pace)


def heard(found: Segment) -> list[tuple[str, int, int]]:
    return [(made.medium, made.range.start, made.range.end) for made in found.contributions]


@pytest.mark.parametrize(
    ("fields", "sounds"),
    [
        ("in: 1, out: 3, freeze: {at: 2, length: 5}", [(0, 24), (144, 168)]),
        ("in: 1, out: 3, freeze: {at: 3, length: 2}", [(0, 48)]),
        ("in: 1, out: 3, freeze: {at: 1, length: 2}", [(48, 96)]),
        ("in: 1, out: 3, freeze: {at: 2.01, length: 0.3}", [(0, 25), (31, 55)]),
        ("in: 1, out: 3, freeze: {at: 2, length: 1}, sound: off", []),
        ("in: 1, out: 3, reverse: on, speed: 0.1", [(0, 480)]),
        ("in: 1, out: 3, speed: 0.1", [(0, 480)]),
    ],
)
def test_nobody_is_heard_while_a_picture_stands(fields: str, sounds: list[tuple[int, int]], tmp_path: Path) -> None:
    """All of it is seen; of its silence nothing is heard. A frame that sounds in part counts."""
    found = segment(tmp_path, f"by: ana, {fields}")
    frames = found.stack.frames
    assert heard(found) == [("picture", 0, frames), *(("sound", *one) for one in sounds)]


def test_nobody_is_heard_while_a_picture_in_a_picture_stands(tmp_path: Path) -> None:
    inset = "picture_in_picture: {file: home/street.mp4, by: ben, at: 1, in: 1, out: 3, freeze: {at: 2, length: 1}}"
    found = segment(tmp_path, f"by: ana, in: 0, length: 6, sound: off, {inset}")
    assert heard(found)[1:] == [("picture", 24, 96), ("sound", 24, 48), ("sound", 72, 96)]


def test_a_ramp_stays_where_it_is_in_the_file(tmp_path: Path) -> None:
    """From second 1 to 3 of the file the mean speed is 0.75, so they take 2 / 0.75 s; what begins there has the same end."""
    ramp = "speed: {ramp: [{at: 1, speed: 1}, {at: 3, speed: 0.5}]}"
    whole = shown(tmp_path / "a", f"in: 0, out: 4, {ramp}").pace
    assert whole.points == ((0, 1), (1, 1), (1 + Fraction(8, 3), Fraction(1, 2)))
    assert whole.file(1 + Fraction(8, 3)) == 3
    later = shown(tmp_path / "b", f"in: 2, out: 4, {ramp}").pace
    assert float(later.points[0][1]) == pytest.approx(0.625**0.5, abs=1e-6)
    assert float(whole.shown(Fraction(4)) - whole.shown(Fraction(2))) == pytest.approx(float(later.shown(Fraction(2))), abs=1e-5)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("speed: 0", "'0' is out of range for a speed"),
        ("speed: 9", "'9' is out of range for a speed; allowed: 0.1 to 8"),
        ("speed: fast", "'fast' is not a speed; write a number from 0.1 to 8"),
        ("speed: on", "'on' is not a speed"),
        ("speed: {ramp: []}", "the ramp has no points"),
        ("speed: {ramp: [{at: 3, speed: 1}, {at: 3, speed: 2}]}", "a point is not after the one before"),
        ("speed: {ramp: [{at: 3, speed: 1}, {at: 90f, speed: 2}]}", "in seconds or in frames, not in both"),
        ("speed: {ramp: [{at: 3, sped: 1}]}", "unknown field 'sped'"),
        ("speed: 0.5, pitch: low", "'low' is not allowed here"),
        ("freeze: {at: 2, length: 0}", "the picture would stand for 0 seconds"),
        ("freeze: {at: 2}", "length"),
        ("in: 1, out: 3, freeze: {at: 4, length: 1}", "the file lasts from 0:01 to 0:03, and it is to stand at 0:04"),
        ("freeze: {at: 2, length: 1}, pitch: follow", "a pitch belongs to a `speed`"),
        ("reverse: on, freeze: {at: 2, length: 1}", "what is shown backwards has one speed throughout"),
        ("reverse: on, captions: home/friday.en.vtt", "what is shown backwards cannot be captioned"),
        ("pitch: follow", "a pitch belongs to a `speed`"),
        ("in: 1, length: 12, speed: 2", "home/street.mp4 ends at 0:20, and `length` asks for it up to 0:25"),
        ("in: 1, length: 12, speed: 2", "write at most 0:09.5"),
    ],
)
def test_what_cannot_be_done_is_told(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        shown(tmp_path, fields)
    assert told in str(fault.value)


@pytest.mark.parametrize(("at", "is_told"), [(20, True), (19.9, False)])
def test_a_ramp_after_the_end_of_the_file_is_told(at: float, is_told: bool, tmp_path: Path) -> None:
    ramp = f"{{ramp: [{{at: {at}, speed: 1}}, {{at: 30, speed: 0.5}}]}}"
    _, told = cut(tmp_path, f"  - {{clip: S, file: home/street.mp4, speed: {ramp}}}\n")
    assert any("home/street.mp4 ends at 0:20, and the ramp begins at 0:20" in one for one in told) is is_told


def test_what_does_not_move_has_no_speed(tmp_path: Path) -> None:
    for number, (fields, told) in enumerate(
        [
            ('background: {colour: "#112233", speed: 2}', "a colour has no `speed`"),
            ("background: {file: poems/window.jpg, speed: 2}", "is a still, which has no `speed`"),
            ("background: {file: poems/window.jpg, freeze: {at: 1, length: 1}}", "is a still, which has no `freeze`"),
        ]
    ):
        manifest = f"episode: {{title: A}}\nsegments: [{{poem: S, lines: [A], length: 2, {fields}}}]\n"
        with pytest.raises(InputFault, match=told):
            ShowFolder(tmp_path / str(number)).cut(manifest)


def test_captions_in_the_files_time_come_when_they_are_said(tmp_path: Path) -> None:
    fields = "file: home/friday.mp4, in: 2, out: 7, speed: 0.5, caption_time: file, captions: home/friday.en.vtt"
    made = ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments: [{{clip: S, {fields}}}]\n")
    (cue,) = made.segments[0].stack.cues["en"]
    assert (cue.caption.start, cue.caption.end) == (2, 6)
