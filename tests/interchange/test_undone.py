"""What is done to clips and no timeline holds is said in the exported file, in each format, and comes back as nothing new."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pipeline.interchange import finalcut, lists, marks, writing
from pipeline.interchange.edited import EditedMark
from pipeline.interchange.noted import noted
from pipeline.interchange.sheet import Sheet
from tests.interchange.editor import Desk, otio

INSET = "{file: metal/dad.mp4, box: 60% 10% 35% 35%, mask: circle, exposure: 1, length: 2}"
SEGMENTS = f"""\
  - card: Hello
    length: 2
  - clip: S
    file: home/street.mp4
    in: 1
    out: 4
    crop: {{left: 10%, bottom: 25%}}
    rotate: 1.5
    stabilise: on
    blur: [40% 10% 20% 30%, {{points: [{{at: 1, box: 0% 0% 30% 30%}}, {{at: 2, box: 50% 40% 40% 60%}}]}}]
    chroma_key: "#00b140"
    mask: torn
    white_balance: {{kelvin: 3200}}
    freeze: {{at: 2, length: 1}}
    deess: on
    eq: warm
    background: "#102030"
    picture_in_picture: {INSET}
  - clip: T
    file: home/street.mp4
    length: 2
"""
STREET = (
    "freeze: for 0:01 at 0:01 of the clip", "stabilise: on", "crop: left 10%, bottom 25%", "rotate: 1.5",
    "blur: 40% 10% 20% 30%", "blur: 0% 0% 30% 30%, moving", "white_balance: 3200 K", "chroma_key: #00b140", "mask: torn",
    "background: #102030",
)  # fmt: skip
DAD = {"exposure: 1", "box: 60% 10% 35% 35%", "mask: circle", "shadow: on"}


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    sheet = Desk.of(tmp_path_factory.mktemp("show"), SEGMENTS, "25", "theme: create-together\n").sheet
    return replace(sheet, marks=tuple(marks.of_undone(sheet)))


def test_a_document_says_it_in_its_clips_and_in_markers(sheet: Sheet) -> None:
    content = writing.document(sheet, lambda path: path, "e.yaml").content
    timeline = otio.adapters.read_from_string(content.decode(), "otio_json")
    said = {}
    for track in timeline.tracks:
        for clip in track.find_clips():
            said[track.kind, clip.name, clip.metadata["together"]["segment"]] = clip.metadata["together"].get("undone", [])
    assert tuple(said["Video", "street.mp4", "s"]) == STREET
    assert set(said["Video", "dad.mp4", "s"]) > DAD
    assert list(said["Audio", "street.mp4", "s"]) == [STREET[0], "eq: warm", "deess: on"]
    assert list(said["Video", "street.mp4", "t"]) == []
    assert "pictures are in it as they were filmed" in " ".join(timeline.metadata["together"]["untold"])
    (street,) = [marker for marker in timeline.tracks.markers if marker.color == "PURPLE"]
    assert (street.marked_range.start_time.value, street.marked_range.start_time.rate) == (50, 25)
    assert street.name.startswith("Not in this timeline: freeze, stabilise, crop, rotate")
    assert f"street.mp4: {'; '.join(STREET)}" in street.comment
    assert "dad.mp4: exposure: 1; box: 60% 10% 35% 35%; mask: circle" in street.comment


def test_final_cut_says_it_in_notes_and_in_markers(sheet: Sheet) -> None:
    written = finalcut.document(sheet, lambda path: f"file:///{path}", (1920, 1080))
    sequence = ElementTree.fromstring(written.content).find(".//sequence")
    assert sequence is not None
    assert [one.tag for one in sequence] == ["note", "spine"]
    note = sequence.findtext("note") or ""
    assert note.splitlines() == ["Not in this timeline:", *written.untold]
    assert "FCPXML does not hold" in note
    clips = {one.get("name", ""): one for one in reversed([*sequence.iter("asset-clip")]) if one.get("srcEnable") == "video"}
    assert clips["street.mp4"][0].tag == "note", "a clip's note stands before all else of it"
    assert (clips["street.mp4"].findtext("note") or "").splitlines()[1:] == [*STREET]
    assert set((clips["dad.mp4"].findtext("note") or "").splitlines()) > DAD
    assert [one.get("value", "")[:20] for one in sequence.iter("marker")] == ["Not in this timeline"]


def test_a_list_says_it_in_comments(sheet: Sheet) -> None:
    written = lists.decision_list(sheet, lambda path: path, "e.yaml")
    track = otio.adapters.read_from_string(written.content.decode(), "cmx_3600", rate=25).tracks[0]
    card, street, plain = [list(clip.metadata["cmx_3600"].get("comments", [])) for clip in track.find_clips()]
    assert card == [f"NOT IN THIS LIST: {one}" for one in written.untold]
    assert street == [f"NOT IN THIS LIST: {one}" for one in STREET]
    assert plain == []


def test_what_is_said_comes_back_as_no_note_whatever_a_program_keeps_of_it(sheet: Sheet) -> None:
    bare = [EditedMark(mark.at, mark.length, mark.name, mark.text, mark.colour) for mark in sheet.marks]
    assert noted([], sheet.marks, bare).edits == ()
