"""Waivers are read with their episode: what no finding is called, or what cannot be waived, is told by `check` at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.checks import Waiver
from pipeline.faults import InputFault, Where
from pipeline.manifest.schemas import schemas
from pipeline.timebase import parse_time
from tests.shows import ShowFolder

HEAD = "episode: {title: Scream It Out}\n"
CLIP = "segments:\n  - clip: Street\n    file: home/street.mp4\n"


def waivers(folder: Path, text: str) -> tuple[Waiver, ...]:
    return ShowFolder(folder).load(text).waivers


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        waivers(folder, text)
    return [str(one).split("yaml:", 1)[1] for one in caught.value.diagnostics]


def test_an_episode_and_its_segments_waive_with_a_place_and_a_reason(tmp_path: Path) -> None:
    text = HEAD + 'waive:\n  - {code: black, at: "1:05", reason: the pause}\n  - {code: chapters, reason: one piece}\n' + CLIP
    text += "    waive: [{code: freeze, at: 2, reason: she holds still, profile: youtube}]\n"
    path = "episodes/s01e01.yaml"
    pause, chapters, freeze = waivers(tmp_path, text)
    assert pause == Waiver("black", "the pause", Where(path, 3, 5, 3, 49), parse_time("1:05"))
    assert (chapters.code, chapters.at, chapters.segment, chapters.where.line) == ("chapters", None, "", 4)
    assert (freeze.segment, freeze.in_segment, freeze.profile, freeze.at) == ("street", True, "youtube", parse_time("2"))
    assert (freeze.where.line, freeze.where.column) == (8, 13)


def test_a_segment_may_be_named_by_the_episode(tmp_path: Path) -> None:
    (one,) = waivers(tmp_path, HEAD + "waive: [{code: freeze, segment: street, reason: still}]\n" + CLIP)
    assert (one.segment, one.in_segment) == ("street", False)


def test_a_segment_that_is_off_waives_nothing(tmp_path: Path) -> None:
    off = CLIP + "    enabled: off\n    waive: [{code: freeze, reason: still}]\n  - card: Hello\n"
    assert waivers(tmp_path, HEAD + off) == ()


@pytest.mark.parametrize(("waiver", "expected"), [
    ("{code: blakc, at: 1, reason: x}", "2:16: 'blakc' is no code of a finding; did you mean 'black'?"),
    ("{code: damaged, reason: x}", "2:16: 'damaged' cannot be waived: it says that the file cannot be read; only what eyes "),
    ("{code: file_changed, reason: x}", "2:16: 'file_changed' cannot be waived: it says that a file of the package is damaged"),
    ("{code: black, at: 1}", "2:9: 'reason' is missing in 'waive'; write reason: and its value"),
    ("{code: black, at: 1, reason: }", "2:"),
    ("{at: 1, reason: x}", "2:9: 'code' is missing in 'waive'"),
    ("{code: black, at: soon, reason: x}", "2:27: 'soon' is not a time"),
    ("{code: black, segment: steet, reason: x}", "2:32: there is no segment 'steet', or it is switched off; did you mean 'str"),
    ("{code: black, at: 1, reason: x, profile: yuotube}", "2:50: there is no profile 'yuotube'; did you mean 'youtube'?"),
    ("{code: black, when: 1, reason: x}", "2:23: unknown field 'when'; allowed: code, reason, at, profile, segment"),
])  # fmt: skip
def test_a_mistake_in_a_waiver_is_told_at_its_place(waiver: str, expected: str, tmp_path: Path) -> None:
    (line,) = told(tmp_path, f"{HEAD}waive: [{waiver}]\n{CLIP}")
    assert line.startswith(expected)


def test_a_mistake_in_a_segments_waiver_is_told_at_its_place(tmp_path: Path) -> None:
    text = HEAD + CLIP + "    waive: [{code: freze, reason: x, segment: street}]\n"
    assert [line.split(":")[0:2] for line in told(tmp_path, text)] == [["5", "20"], ["5", "38"]]
    (line,) = told(tmp_path, HEAD + CLIP + "    waive: [{code: freeze, reason: x, profile: shrots}]\n")
    assert line.startswith("5:48: there is no profile 'shrots'")


def test_a_segment_that_cannot_be_read_is_not_called_unknown_too(tmp_path: Path) -> None:
    text = HEAD + "waive: [{code: freeze, segment: street, reason: still}]\n" + CLIP + "    nonsense: 1\n"
    (line,) = told(tmp_path, text)
    assert "unknown field 'nonsense'" in line


def test_an_editor_offers_the_codes_that_may_be_waived_with_what_they_mean() -> None:
    definitions = schemas()["episode.schema.json"]["$defs"]
    for name, fields in (("WaiverShape", {"code", "reason", "at", "profile", "segment"}),
                         ("SegmentWaiverShape", {"code", "reason", "at", "profile"})):
        shape = definitions[name]
        assert set(shape["properties"]) == fields
        assert set(shape["required"]) == {"code", "reason"}
        code = shape["properties"]["code"]
        assert "black" in code["enum"]
        assert "damaged" not in code["enum"]
        assert len(code["enum"]) == len(code["markdownEnumDescriptions"])
        assert all(one["description"] for one in shape["properties"].values())
