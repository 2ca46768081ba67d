"""An exported timeline, read by OpenTimelineIO's own library: what an editing program finds in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.interchange import marks, writing
from pipeline.interchange.sheet import Sheet
from pipeline.timeline.programme import Programme
from tests.cutting.test_cut import METAL, POEM, SHORT, Room
from tests.interchange.editor import Desk, otio
from tests.interchange.test_there_and_back import DISSOLVED

KIND = otio.schema.TrackKind
MOSAIC = """\
  - music: Two
    stems: [{file: metal/dad-guitar.wav, by: ruben}]
    picture: {mosaic: [metal/dad.mp4, metal/joe.mp4]}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    segments = f"  - card: Hello\n    length: 2\n{SHORT}{METAL}{POEM}{MOSAIC}"
    return Desk.of(tmp_path_factory.mktemp("show"), segments, "30000/1001")


@pytest.fixture(scope="module")
def timeline(desk: Desk) -> otio.schema.Timeline:
    return desk.exported()


def test_its_picture_is_as_long_as_the_episode_frame_for_frame(desk: Desk, timeline: otio.schema.Timeline) -> None:
    programme = Programme(desk.room.timeline)
    cut, *others = timeline.tracks
    assert cut.kind == KIND.Video
    assert cut.duration() == otio.opentime.RationalTime(programme.frames, 30000 / 1001)
    for placed in programme.segments:
        first = next(clip for clip in cut.find_clips() if clip.metadata["together"]["segment"] == placed.segment.name)
        start = first.range_in_parent().start_time
        gap = placed.segment.stack.picture[0].items[0]
        assert start.value - placed.start in (0, getattr(gap, "frames", 0)), placed.segment.name
    assert {track.kind for track in others} == {KIND.Video, KIND.Audio}


def test_every_time_is_whole_and_inside_its_file(timeline: otio.schema.Timeline) -> None:
    for clip in timeline.find_clips():
        used, whole = clip.source_range, clip.media_reference.available_range
        for time in (used.start_time, used.duration, whole.start_time, whole.duration):
            assert time.value == int(time.value), clip.name
        assert used.start_time.rate == whole.duration.rate
        assert used.start_time.value >= 0
        end = used.start_time.to_seconds() + used.duration.to_seconds()
        assert end <= whole.duration.to_seconds() + 1 / 24 or clip.name == "joe.mp4", clip.name


def test_a_film_that_is_over_before_its_piece_is_told(desk: Desk) -> None:
    assert [one for one in desk.sheet.untold if "joe.mp4" in one] == [
        "joe.mp4 of two ends 0:01.996 before its picture goes: its last one is held until then"
    ]


def test_dubs_are_told_as_what_a_timeline_does_not_hold(tmp_path: Path) -> None:
    card = "  - card: Hello\n    length: 1:00\n"
    assert not [one for one in Desk.of(tmp_path / "plain", card).sheet.untold if "dubs" in one]
    dubbed = Desk.of(tmp_path / "dubbed", f"{card}dubs: {{es: poems/letter.wav}}\n")
    (told,) = [one for one in dubbed.sheet.untold if "dubs" in one]
    assert told == "dubs and audio description are on no track: they lie over the whole film, and begin with it"


def test_what_is_done_to_pictures_and_sounds_is_told_as_what_a_timeline_does_not_hold(tmp_path: Path) -> None:
    clip = "  - clip: S\n    file: home/street.mp4\n"
    for number, (field, told) in enumerate((("", []), ("    crop: 10%\n", ["pictures"]), ("    deess: on\n", ["sounds"]))):
        untold = Desk.of(tmp_path / str(number), f"{clip}{field}").sheet.untold
        assert [one.split()[0] for one in untold if "when it is built" in one] == told


def test_films_begin_at_the_frame_that_is_seen_first_at_their_own_rate(timeline: otio.schema.Timeline) -> None:
    interview = next(clip for clip in timeline.tracks[0].find_clips() if clip.name == "interview.mov")
    # From 1.2 s on, 30 frames a second: frame 36, which stands at 1.2 s.
    assert interview.source_range.start_time == otio.opentime.RationalTime(36, 30)
    assert interview.media_reference.target_url == "../episodes/media/home/interview.mov"
    assert interview.metadata["together"]["line"] == "episodes/s01e01.yaml:9:9"
    assert interview.metadata["together"]["segment"] == "at-home"
    assert len(interview.metadata["together"]["sha256"]) == 64


def test_films_that_others_run_beside_are_the_cut(tmp_path: Path) -> None:
    clips = "clips: [{file: home/interview.mov, length: 5}, {file: home/friday.mp4, length: 6}]"
    beside = "layout: row, picture_in_picture: home/street.mp4"
    show = "show: A\nrate: 24\ninterstitial: off\ncredits: off\n"  # the theme lays a ground below them
    room = Room.of(tmp_path, f"segments:\n  - {{docu-short: S, {clips}, {beside}}}\n", "episode: {title: A}\n", show=show)
    cut, *above = Desk(room).exported().tracks
    assert [clip.name for clip in cut.find_clips()] == ["interview.mov", "friday.mp4"]
    assert "street.mp4" in [clip.name for track in above for clip in track.find_clips()]


def test_cards_say_what_stands_on_them_and_names_lie_above(timeline: otio.schema.Timeline) -> None:
    card = next(iter(timeline.tracks[0].find_clips()))
    assert isinstance(card.media_reference, otio.schema.GeneratorReference)
    assert card.media_reference.generator_kind == "card"
    assert "Hello" in card.media_reference.parameters.values()
    assert card.name == "Hello"
    assert {"Dear you", "the window is open"} <= {clip.name for clip in timeline.tracks[0].find_clips()}
    above = [clip for track in timeline.tracks[1:] for clip in track.find_clips() if track.kind == KIND.Video]
    texts = [dict(clip.media_reference.parameters) for clip in above if hasattr(clip.media_reference, "parameters")]
    assert "Rubén Díaz" in str(texts)
    assert {"dad.mp4", "joe.mp4"} <= {clip.name for clip in timeline.find_clips()}


def test_sounds_lie_on_tracks_by_what_they_are(timeline: otio.schema.Timeline) -> None:
    tracks = {track.name: [clip.name for clip in track.find_clips()] for track in timeline.tracks if track.kind == KIND.Audio}
    assert tracks["Voices 1"] == ["letter.wav"]
    assert tracks["Takes 1"] == ["dad-guitar.wav", "dad-guitar.wav"]
    assert tracks["Takes 2"] == ["drums.wav"]
    assert set(tracks["Beds 1"]) == {"pad.flac"}
    assert len(tracks["Beds 1"]) >= 3, "a bed of 4 s under 12 s is repeated"
    assert tracks["Sound of films 1"][0] == "interview.mov"
    drums = next(clip for clip in timeline.find_clips() if clip.name == "drums.wav")
    assert drums.metadata["together"]["gain_db"] == "-3.0"


def test_a_transition_lies_around_its_cut_and_has_handles(tmp_path: Path) -> None:
    timeline = Desk.of(tmp_path, DISSOLVED).exported()
    track = timeline.tracks[0]
    found = [item for item in track if isinstance(item, otio.schema.Transition)]
    assert [(one.in_offset.value, one.out_offset.value) for one in found] == [(6, 6), (6, 6), (12, 12)]
    assert {one.transition_type for one in found} == {otio.schema.TransitionTypes.SMPTE_Dissolve}
    for clip in track.find_clips():
        before, after = track.handles_of_child(clip)
        trimmed, whole = clip.trimmed_range(), clip.available_range()
        if before is not None:
            assert trimmed.start_time.to_seconds() >= before.to_seconds()
        if after is not None:
            behind = whole.duration.to_seconds() - trimmed.start_time.to_seconds() - trimmed.duration.to_seconds()
            assert behind >= after.to_seconds() - 1 / 24


def test_a_speed_is_an_effect_that_comes_back_as_nothing_new(tmp_path: Path) -> None:
    slow = "  - {clip: Slow, file: home/interview.mov, in: 4, out: 10, speed: 0.5, by: ana}\n"
    ramp = "  - {clip: Ramp, file: home/interview.mov, in: 1, out: 4, speed: {ramp: [{at: 1, speed: 1}, {at: 4, speed: 0.5}]}}\n"
    desk = Desk.of(tmp_path, slow + ramp)
    timeline = desk.exported()
    for track in timeline.tracks:
        assert [(len(clip.effects), clip.effects[0].time_scalar) for clip in track.find_clips()] == [(1, 0.5), (1, 0.75)]
    assert [clip.duration().value for clip in timeline.tracks[0].find_clips()] == [288, 96]
    assert any("speeds that change" in one for one in desk.sheet.untold)
    assert all(not piece.effects for lane in desk.read(timeline).lanes for piece in lane.pieces)
    timeline.find_clips()[0].effects[0].time_scalar = 2
    assert [piece.effects for piece in desk.read(timeline).lanes[0].pieces] == [("LinearTimeWarp",), ()]


def test_what_stands_and_what_goes_back_is_exported_too(tmp_path: Path) -> None:
    film = "file: home/interview.mov, in: 4"
    desk = Desk.of(tmp_path, f"  - {{clip: Stands, {film}, length: 2, freeze: {{at: 4, length: 5}}}}\n"
                             f"  - {{clip: Back, {film}, out: 6, reverse: on}}\n")  # fmt: skip
    clips = desk.exported().tracks[0].find_clips()
    assert [(clip.trimmed_range().start_time.to_seconds(), clip.duration().to_seconds()) for clip in clips] == [(4, 2), (4, 2)]
    assert any("backwards" in one for one in desk.sheet.untold)


def test_numbered_pictures_are_a_sequence_of_files(tmp_path: Path) -> None:
    timeline = Desk.of(tmp_path, "  - {animation: Breathe, frames: breathe/frame_%04d.png, rate: 12, by: mika}\n").exported()
    (clip,) = timeline.tracks[0].find_clips()
    reference = clip.media_reference
    assert isinstance(reference, otio.schema.ImageSequenceReference)
    assert reference.target_url_for_image_number(0) == "../episodes/media/breathe/frame_0001.png"
    assert reference.number_of_images_in_sequence() == 36
    assert (reference.rate, clip.source_range.duration.to_seconds()) == (12, 3)


def test_chapters_and_findings_are_markers(desk: Desk) -> None:
    programme = Programme(desk.room.timeline)
    black = {"code": "black", "frame": 40, "frames": 5, "severity": "warning", "message": "black"}
    found = [*marks.of_chapters(programme), *marks.of_findings([black, {"frame": None}])]
    sheet = Sheet("e", "A", Fraction(30000, 1001), (), desk.sheet.lanes, tuple(found))
    content = writing.document(sheet, lambda path: path, "e.yaml").content
    read = otio.adapters.read_from_string(content.decode(), "otio_json").tracks.markers
    chapters = [(one.name, one.marked_range.start_time.value) for one in read if one.metadata["together"]["kind"] == "chapter"]
    assert chapters == [(mark.name, mark.at) for mark in found if mark.kind == "chapter"]
    assert len(chapters) >= 3
    (finding,) = [one for one in read if one.metadata["together"]["kind"] == "finding"]
    assert (finding.color, finding.marked_range.start_time.value, finding.marked_range.duration.value) == ("ORANGE", 40, 5)


def test_the_same_cut_gives_the_same_bytes(desk: Desk) -> None:
    one, other = (writing.document(desk.sheet, lambda path: path, "e.yaml").content for _ in range(2))
    assert one == other
