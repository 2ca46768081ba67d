"""The same cut as an edit decision list and as FCPXML, read by the adapters of OpenTimelineIO's library."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.faults import InputFault
from pipeline.interchange import finalcut, lists
from pipeline.interchange.sheet import Mark, Piece, Sheet
from tests.cutting.test_cut import METAL
from tests.interchange.editor import Desk, otio
from tests.interchange.test_there_and_back import DISSOLVED

SEGMENTS = f"  - card: Hello\n    length: 2\n{DISSOLVED}    lower_third: auto\n{METAL}"
NOTE = Mark("note", 60, 1, "Cut earlier", "Ana: Cut earlier", "YELLOW", "k", {"state": "done"})
CHAPTER = Mark("chapter", 0, 1, "Hello", "", "BLUE")


@pytest.fixture(scope="module", params=["25", "30000/1001"])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    desk = Desk.of(tmp_path_factory.mktemp("show"), SEGMENTS, request.param)
    return replace(desk.sheet, marks=(CHAPTER, NOTE))


def url(path: str) -> str:
    return f"file:///show/{path}"


def seconds(piece: Piece) -> Fraction:
    return piece.first / piece.source.rate


def test_a_list_has_every_event_at_its_timecode(sheet: Sheet) -> None:
    written = lists.decision_list(sheet, url, "e.yaml")
    read = otio.adapters.read_from_string(written.content.decode(), "cmx_3600", rate=float(sheet.rate))
    (track,) = read.tracks
    clips = list(track.find_clips())
    assert [clip.name for clip in clips] == [piece.name for piece in sheet.cut.pieces]
    assert track.duration().value == sheet.cut.pieces[-1].end
    joins = [item for item in track if isinstance(item, otio.schema.Transition)]
    assert [one.in_offset.value + one.out_offset.value for one in joins] == [one.before + one.after for one in sheet.cut.joins]
    # The adapter reads a dissolve as beginning where its second clip does, so what comes before one ends earlier.
    joined = {join.at: join.before for join in sheet.cut.joins}
    for piece, clip in zip(sheet.cut.pieces, clips, strict=True):
        early = joined.get(piece.at, 0)
        assert clip.source_range.duration.value == piece.length + early - joined.get(piece.end, 0)
        start = clip.source_range.start_time.to_seconds() + early / float(sheet.rate)
        assert piece.source.kind == "made" or abs(start - float(seconds(piece))) < 1 / float(sheet.rate)
    assert b"* FROM CLIP: file:///show/episodes/media/home/interview.mov" in written.content
    assert b"CUT EARLIER" in written.content


def test_a_list_tells_what_it_does_not_hold_and_has_a_reel_for_each_file(sheet: Sheet) -> None:
    cut = replace(sheet.cut, joins=tuple(replace(join, kind="wipe") for join in sheet.cut.joins[-1:]))
    doubled = replace(cut, pieces=tuple(_long_named(piece, number) for number, piece in enumerate(cut.pieces)))
    written = lists.decision_list(replace(sheet, lanes=(doubled, *sheet.lanes[1:])), url, "e.yaml")
    told = "\n".join(written.untold)
    for words in ("6 sounds, and their levels", "2 clips above the cut", "no dissolves (wipe): they are cuts", "texts of cards"):
        assert words in told
    events = [line.split() for line in written.content.decode().splitlines() if line[:3].isdigit()]
    assert {fields[3] for fields in events} == {"C"}, "a wipe is a cut"
    reels = [fields[1] for fields in events]
    assert reels == ["AX", "ALONGNAM", "ALONGNA2", "ALONGNA3", "ALONGNA4", "AX"]


def _long_named(piece: Piece, number: int) -> Piece:
    made = piece.source.kind == "made"
    return piece if made else replace(piece, source=replace(piece.source, path=f"media/a-long-name-{number}.mov"))


def test_a_rate_without_timecode_is_refused(sheet: Sheet) -> None:
    with pytest.raises(InputFault, match="an edit decision list counts by timecode, and 15 frames a second have none"):
        lists.decision_list(replace(sheet, rate=Fraction(15)), url, "e.yaml")


def test_final_cut_has_every_time_exactly(sheet: Sheet) -> None:
    root = ElementTree.fromstring(finalcut.document(sheet, url, (1920, 1080)).content)
    sequence = root.find(".//sequence")
    assert sequence is not None
    (form,) = [one for one in root.iter("format") if one.get("id") == sequence.get("format")]
    assert (time(form.get("frameDuration")), form.get("width"), form.get("height")) == (1 / sheet.rate, "1920", "1080")
    clips = [one for one in sequence.find("spine") or () if one.tag != "transition"]
    assert [one.get("name") for one in clips] == [piece.name for piece in sheet.cut.pieces]
    for piece, clip in zip(sheet.cut.pieces, clips, strict=True):
        assert time(clip.get("offset")) == piece.at / sheet.rate
        assert time(clip.get("duration")) == piece.length / sheet.rate
        assert time(clip.get("start")) == (seconds(piece) if piece.source.kind == "film" else 0)
    joins = [(time(one.get("offset")), time(one.get("duration"))) for one in sequence.iter("transition")]
    assert joins == [((one.at - one.before) / sheet.rate, (one.before + one.after) / sheet.rate) for one in sheet.cut.joins]
    marker = next(sequence.iter("marker"))
    assert (marker.get("value"), marker.get("note"), marker.get("completed")) == ("Cut earlier", "Ana: Cut earlier", "1")
    assert next(sequence.iter("chapter-marker")).get("value") == "Hello"


def time(text: str | None) -> Fraction:
    assert text is not None
    assert text.endswith("s")
    return Fraction(text.removesuffix("s"))


def test_final_cut_lays_sounds_below_what_they_begin_with(sheet: Sheet) -> None:
    root = ElementTree.fromstring(finalcut.document(sheet, url, (1920, 1080)).content)
    spine = root.find(".//spine")
    assert spine is not None
    found = {}
    for parent in spine:
        for clip in parent.findall("asset-clip"):
            inside = time(clip.get("offset")) - time(parent.get("start"))
            assert 0 <= inside < time(parent.get("duration"))
            found.setdefault(clip.get("name"), time(parent.get("offset")) + inside)
    sounds = [piece for lane in sheet.lanes if lane.kind == "sound" for piece in lane.pieces]
    assert set(found) == {piece.name for piece in sounds}
    guitar = next(piece for piece in sounds if piece.name == "dad-guitar.wav")
    assert abs(found["dad-guitar.wav"] - Fraction(guitar.at, 48_000)) <= Fraction(1, 2) / sheet.rate


def test_the_librarys_adapter_reads_the_same_cut_of_final_cut(tmp_path: Path) -> None:
    sheet = Desk.of(tmp_path, SEGMENTS).sheet
    (timeline,) = otio.adapters.read_from_string(finalcut.document(sheet, url, (1920, 1080)).content.decode(), "fcpx_xml")
    track = next(track for track in timeline.tracks if track.name == "0")
    films = [piece for piece in sheet.cut.pieces if piece.source.kind == "film"]
    clips = list(track.find_clips())
    assert [(one.name, one.media_reference.target_url) for one in clips] == [(one.name, url(one.source.path)) for one in films]
    assert [one.source_range.start_time.to_seconds() for one in clips] == pytest.approx([float(seconds(one)) for one in films])
