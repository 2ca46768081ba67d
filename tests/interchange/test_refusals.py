"""What an edited timeline cannot bring into a manifest is told in words, and changes no byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.interchange import reading
from tests.interchange.editor import Desk, frames, otio, swap, trim

TWO = """\
  - docu-short: At Home
    clips:
      - {file: home/interview.mov, in: 2, out: 10, by: ana}   # first
      - {file: home/street.mp4, in: 1, length: 4, by: ben}
    dissolve: 0.5
  - clip: Friday
    file: home/friday.mp4
    out: 6
    by: dana
    lower_third: auto
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.of(tmp_path, TWO)


def clips(timeline: otio.schema.Timeline) -> list[otio.schema.Clip]:
    return list(timeline.tracks[0].find_clips())


def test_what_cannot_be_taken_is_told_and_the_rest_is_taken(desk: Desk) -> None:
    timeline = desk.exported()
    interview, street, friday = clips(timeline)
    track = timeline.tracks[0]
    reference = otio.schema.ExternalReference("../episodes/media/new.mov")
    track.append(otio.schema.Clip("new.mov", reference, otio.opentime.TimeRange(frames(0, desk.rate), frames(48, desk.rate))))
    track.insert(track.index(friday), otio.schema.Gap(source_range=otio.opentime.TimeRange(duration=frames(10, desk.rate))))
    street.effects.append(otio.schema.LinearTimeWarp("Faster", 2.0))
    interview.enabled = False
    track.remove(next(item for item in track if isinstance(item, otio.schema.Transition)))
    trim(friday, 0, -5, desk.rate)
    names = timeline.tracks[1]
    names.remove(next(iter(names.find_clips())))
    brought = desk.bring(timeline)
    told = "\n".join(brought.left)
    assert "'new.mov' at 0:00:17.708 is new: put it into the media folder" in told
    assert "a gap of 10 frames before 'friday.mp4'" in told
    assert "'street.mp4' of 'at-home' (episodes/s01e01.yaml:7:9) has effects, which stay behind: LinearTimeWarp" in told
    assert "'interview.mov' of 'at-home' (episodes/s01e01.yaml:6:9) was switched off" in told
    assert "the transition before 'street.mp4'" in told
    assert "was removed: write it as `transition` or `dissolve`" in told
    assert brought.taken == ("'friday.mp4' of 'friday' is 5 frames shorter",)
    assert len(brought.left) == 5


def test_what_is_gone_or_twice_or_on_another_track_stays_as_it_is(desk: Desk) -> None:
    before, timeline = desk.text, desk.exported()
    interview, street, friday = clips(timeline)
    track = timeline.tracks[0]
    track.append(interview.clone())
    track.remove(street)
    track.remove(friday)
    timeline.tracks[1].append(friday)
    brought = desk.bring(timeline)
    told = "\n".join(brought.left)
    assert "'interview.mov' at 0:00:07.750 is in it twice" in told
    assert "'street.mp4' of 'at-home' (episodes/s01e01.yaml:7:9) is not in it any more: remove its line" in told
    assert "'friday.mp4' of 'friday' (episodes/s01e01.yaml:9:5) was put on another track" in told
    assert desk.text == before


def test_more_than_a_file_holds_is_refused_at_its_line(desk: Desk) -> None:
    before, timeline = desk.text, desk.exported()
    trim(clips(timeline)[2], 0, 24 * 60, desk.rate)
    brought = desk.bring(timeline)
    assert brought.taken == ()
    (told,) = brought.left
    assert told.startswith("'friday.mp4' of 'friday' is 1440 frames longer: episodes/s01e01.yaml:")
    assert desk.text == before


def test_a_clip_between_two_segments_that_are_not_its_own_stays(desk: Desk) -> None:
    timeline = desk.exported()
    track = timeline.tracks[0]
    swap(track, 0, len(track) - 1)
    brought = desk.bring(timeline)
    assert any("lies apart from its segment, between others" in one for one in brought.left)


def test_another_cut_than_the_exported_is_not_touched(desk: Desk) -> None:
    timeline = desk.exported()
    trim(clips(timeline)[0], 5, 0, desk.rate)
    path = desk.room.manifest
    text = desk.text
    desk.room.texts.edit(path, text.replace("# first", "# once more").replace("{title: A}", "{title: Another}").encode())
    assert "in: 2.2, out: 10, by: ana}   # once more" in _edited(desk, timeline)
    desk.room.texts.edit(path, text.replace("out: 6", "out: 7").encode())
    with pytest.raises(InputFault, match="the cut of 'friday' has changed since this was exported"):
        desk.bring(timeline)


def _edited(desk: Desk, timeline: otio.schema.Timeline) -> str:
    desk.bring(timeline)
    return desk.text


def test_a_program_that_keeps_nothing_of_ours_is_understood_by_its_files(desk: Desk) -> None:
    timeline = desk.exported()
    trim(clips(timeline)[1], 6, 0, desk.rate)
    for thing in (timeline, *timeline.find_children()):
        thing.metadata.pop("together", None)
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert "{file: home/street.mp4, in: 1.28, length: 3.75, by: ben}" in desk.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not at all", "this is no OpenTimelineIO document"),
        (b"\xff\xfe", "this is no OpenTimelineIO document"),
        (b'{"OTIO_SCHEMA": "Clip.1", "name": "a"}', "this holds no timeline, but a Clip"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "name": "a", "tracks": null}', "this holds a timeline without tracks"),
    ],
)
def test_what_is_no_timeline_is_told(desk: Desk, content: bytes, said: str) -> None:
    with pytest.raises(InputFault, match=said):
        reading.read(content, "edited.otio", desk.rate)


def test_a_timeline_of_another_version_is_refused(desk: Desk) -> None:
    timeline = desk.exported()
    timeline.metadata["together"]["version"] = 99
    with pytest.raises(InputFault, match="exported by another version"):
        desk.bring(timeline)


def test_the_timeline_of_another_episode_is_refused(desk: Desk) -> None:
    timeline = desk.exported()
    timeline.metadata["together"]["episode"] = "s01e09"
    with pytest.raises(InputFault, match="exported from the episode 's01e09'"):
        desk.bring(timeline)


def _without_a_length(clip: otio.schema.Clip) -> None:
    clip.source_range, clip.media_reference = None, otio.schema.MissingReference()


def _lasting(value: float, rate: float) -> Callable[[otio.schema.Clip], None]:
    def edit(clip: otio.schema.Clip) -> None:
        duration = otio.opentime.RationalTime(value, rate)
        clip.source_range = otio.opentime.TimeRange(clip.source_range.start_time, duration)

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_lasting(float("nan"), 24), "'interview.mov' at 0:00:00.000 has a time that is none: nan at 24 a second"),
        (_lasting(float("inf"), 24), "has a time that is none: inf at 24"),
        (_lasting(24, 0), "has a time that is none: 24 at 0"),
        (_lasting(1e300, 24), "has a time that is none: 4.16667e"),
        (_lasting(-24, 24), "'interview.mov' at 0:00:00.000 lasts -1 seconds"),
        (_without_a_length, "'interview.mov' at 0:00:00.000 says neither where it begins nor how long it is"),
    ],
)
def test_times_that_are_none_are_told_with_their_clip(desk: Desk, edit: Callable[[otio.schema.Clip], None], said: str) -> None:
    timeline = desk.exported()
    edit(clips(timeline)[0])
    with pytest.raises(InputFault, match=re.escape(said)):
        desk.read(timeline)


def test_a_marker_at_no_time_is_told(desk: Desk) -> None:
    timeline = desk.exported()
    at = otio.opentime.TimeRange(otio.opentime.RationalTime(float("nan"), 24), frames(1, desk.rate))
    timeline.tracks.markers.append(otio.schema.Marker("Louder", at))
    with pytest.raises(InputFault, match="the marker 'Louder' has a time that is none"):
        desk.read(timeline)


def test_brackets_too_deep_for_the_library_are_told(desk: Desk) -> None:
    for content in (b"[" * 100_000, b'{"a\\"[":' * 50_000 + b"1" + b"}" * 50_000):
        with pytest.raises(InputFault, match="its brackets are more than 400 deep"):
            reading.read(content, "edited.otio", desk.rate)


def test_what_another_program_wrote_in_place_of_ours_is_passed_over(desk: Desk) -> None:
    timeline = desk.exported()
    timeline.metadata["together"]["segments"] = 7
    clips(timeline)[0].media_reference.target_url = "http://[::1/interview.mov"
    assert desk.bring(timeline).left == ()


def test_a_timeline_comes_back_where_together_is_installed_elsewhere(desk: Desk) -> None:
    """A theme's own sounds lie where it is installed, on each machine somewhere else; they are the same sounds."""
    lane, piece = next((lane, piece) for lane, piece in desk.sheet.pieces if lane.kind == "sound")
    states = []
    for path in ("/home/ana/templates/paper/sting.flac", "/opt/together/templates/paper/sting.flac", "sting.flac"):
        other = replace(piece, source=replace(piece.source, path=path))
        lanes = tuple(replace(one, pieces=(other,)) if one is lane else one for one in desk.sheet.lanes)
        states.append(dict(replace(desk.sheet, lanes=lanes).states)[piece.segment])
    assert states[0] == states[1]


def test_a_track_that_was_trimmed_as_a_whole_is_told(desk: Desk) -> None:
    timeline = desk.exported()
    timeline.tracks[0].source_range = otio.opentime.TimeRange(frames(10, desk.rate), frames(20, desk.rate))
    assert desk.bring(timeline).left == ("the track 'Picture' was trimmed as a whole, which is not read: trim its clips",)
