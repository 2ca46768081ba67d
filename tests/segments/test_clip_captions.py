"""Captions that belong to a file: cut with it and moved with it, whatever its place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, read, write_srt, write_vtt
from pipeline.delivery.captions import merged
from pipeline.segments.caption_files import CaptionsFile
from pipeline.segments.spoken import Part
from pipeline.segments.spoken import placed as in_segment
from pipeline.timeline.model import Cue, Segment, Stack, Timeline
from pipeline.timeline.programme import Programme
from tests.segments.captioned import cut, mistakes, shown


def test_a_clips_captions_are_cut_with_it_and_moved_to_its_place(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - card: Welcome
    length: 3
  - docu-short: Street
    clips:
      - {file: home/street.mp4, length: 5, sound: off}
      - {file: home/interview.mov, in: 20.5, out: 23.25, captions: {en: home/friday.vtt}}
""")
    assert shown(timeline) == [
        (8, Fraction("8.4"), "second 20"),
        (Fraction("8.5"), Fraction("9.4"), "second 21"),
        (Fraction("9.5"), Fraction("10.4"), "second 22"),
        (Fraction("10.5"), Fraction("10.75"), "second 23"),
    ]


def test_they_are_told_at_their_line_and_follow_to_the_millisecond_at_a_rate_that_parts_no_second(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/street.mp4, length: 3.3, sound: off}
      - {file: home/interview.mov, in: 20.123, length: 2, captions: home/friday.vtt}
""", "30000/1001")
    begin = 99 * Fraction(1001, 30000)  # the frames that the first clip has
    assert shown(timeline)[1][0] == begin + 21 - Fraction("20.123")
    (cue, *_) = timeline.segments[0].stack.cues["en"]
    assert (cue.where.line, cue.where.column) == (6, 69)


def test_a_dissolve_shows_two_clips_and_their_captions_one_at_a_time(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - docu-short: Street
    dissolve: 0.5
    clips:
      - {file: home/interview.mov, in: 2, out: 5, captions: home/friday.vtt}
      - {file: home/interview.mov, in: 10.8, out: 13, captions: home/friday.vtt}
""")
    assert shown(timeline)[2:4] == [
        (2, Fraction("2.7"), "second 4"),  # 0.9 s long, it keeps most of that
        (Fraction("2.7"), Fraction("3.6"), "second 11"),
    ]


def test_a_cut_within_a_take_shows_a_caption_that_goes_on_once(tmp_path: Path) -> None:
    timeline, told = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, in: 4, out: 5.5, captions: home/friday.vtt}
      - {file: home/interview.mov, in: 5.5, out: 7, captions: home/friday.vtt}
""")
    assert [text for _, _, text in shown(timeline)] == ["second 4", "second 5", "second 6"]
    assert shown(timeline)[1][:2] == (1, Fraction("1.9"))
    assert told == ["5:63: note: home/friday.vtt: 36 captions of 39 are outside of what is used: 0:04 to 0:05.5, 0:05.5 to 0:07"]


def test_what_a_cut_leaves_of_a_caption_for_a_glimpse_is_left_out(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, in: 2.7, out: 4.2, captions: home/friday.vtt}]
""")
    assert [text for _, _, text in shown(timeline)] == ["second 3"]


@settings(deadline=None, max_examples=60)
@given(
    rate=st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)]),
    frames=st.tuples(st.integers(0, 1_000_000), st.integers(0, 1_000_000)),
    start=st.integers(0, 36_000_000), length=st.integers(1, 9000), begin=st.fractions(0, 36_000, max_denominator=90_000),
)  # fmt: skip
def test_over_ten_hours_no_caption_moves_by_more_than_half_a_millisecond(
    rate: Fraction, frames: tuple[int, int], start: int, length: int, begin: Fraction
) -> None:
    caption = Caption(Fraction(start, 1000), Fraction(start + length, 1000), "x")
    before, at = frames
    begin = min(begin, caption.start)
    part = Part((), "a.mp4", {}, begin, Fraction(72_000), at / rate)
    (found,) = in_segment(part, (), CaptionsFile(file="a.srt"), [caption], Fraction(90_000))
    segments = (Segment("a", "card", "A", Stack(before, ())),) if before else ()
    film = Segment("b", "clip", "B", Stack(int(90_000 * rate), (), cues={"en": (Cue(found.caption),)}))
    programme = Programme(Timeline("e", "E", rate, (*segments, film), "x"))
    (one,) = merged(programme)["en"]
    wanted = (before + at) / rate - begin  # by how much the film is later in the episode than in its file
    for written, ending in ((write_srt([one]), "srt"), (write_vtt([one]), "vtt")):
        (back,) = read(written.encode(), f"a.{ending}")
        assert abs(back.start - (caption.start + wanted)) <= Fraction(1, 2000)
        assert abs(back.end - (caption.end + wanted)) <= Fraction(1, 2000)


VOICES = {
    "poem": """\
  - poem: Letter
    text: poems/letter.txt
    voice: {file: poems/letter.wav, in: 2, captions: home/friday.vtt}
""",
    "docu-short": """\
  - docu-short: Street
    clips: [{file: home/street.mp4, length: 5, sound: off}]
    voice: {file: poems/letter.wav, in: 2, at: 0.5, captions: home/friday.vtt}
""",
    "music": """\
  - music: Song
    stems: [metal/drums.wav, {file: metal/screams.wav, in: 2, sync: 0.5, captions: home/friday.vtt}]
""",
    "animation": """\
  - animation: Breathe
    file: home/street.mp4
    audio: {file: poems/letter.wav, in: 2, at: 0.5, captions: home/friday.vtt}
""",
    "card": """\
  - card: Welcome
    length: 5
    bed: {file: poems/letter.wav, in: 2, at: 0.5, captions: home/friday.vtt}
""",
}


@pytest.mark.parametrize("kind", VOICES)
def test_the_captions_of_a_voice_stand_where_it_is_heard(kind: str, tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, VOICES[kind])
    assert shown(timeline)[:2] == [(Fraction("0.5"), Fraction("1.4"), "second 2"), (Fraction("1.5"), Fraction("2.4"), "second 3")]


def test_a_take_that_began_before_the_segment_loses_what_was_before(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - music: Song
    stems: [metal/drums.wav, {file: metal/screams.wav, sync: -3.5, captions: home/friday.vtt}]
""")
    assert shown(timeline)[0] == (0, Fraction("0.4"), "second 3")


def test_captions_of_a_bed_come_again_with_it(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - card: Welcome
    length: 7
    bed: {file: music/pad.flac, in: 1.5, captions: home/friday.vtt}
""")
    assert [(float(start), text) for start, _, text in shown(timeline)] == [
        (0, "second 1"), (0.5, "second 2"), (1.5, "second 3"),
        (2.5, "second 1"), (3, "second 2"), (4, "second 3"),
        (5, "second 1"), (5.5, "second 2"), (6.5, "second 3"),
    ]  # fmt: skip


def test_the_segments_own_captions_stay_in_its_own_time_beside_them(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, in: 20, out: 26, captions: {en: home/friday.vtt}}]
    captions: {es: home/interview.es.vtt}
""")
    assert shown(timeline, "es") == [(1, Fraction("3.5"), "¿Quién se queda en casa?")]
    assert shown(timeline)[1][2] == "second 21"


ONE_FILM = """\
  - clip: Friday
    file: home/interview.mov
    in: 20.5
    out: 30
    captions: {en: home/friday.vtt}
"""


def test_captions_of_a_clip_may_be_in_its_files_time(tmp_path: Path) -> None:
    timeline, told = cut(tmp_path, f"{ONE_FILM}    caption_time: file\n")
    assert shown(timeline)[:2] == [(0, Fraction("0.4"), "second 20"), (Fraction("0.5"), Fraction("1.4"), "second 21")]
    assert told == ["7:20: note: home/friday.vtt: 29 captions of 39 are outside of what is used: 0:20.5 to 0:30"]


def test_whose_time_they_are_in_is_asked_where_it_makes_a_difference(tmp_path: Path) -> None:
    short = {"friday__vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"}
    timeline, (told,) = cut(tmp_path, ONE_FILM, **short)
    assert shown(timeline) == [(1, 2, "Hello")]
    assert told == (
        "7:15: warning: the captions are taken to be in the segment's own time, which begins at 0:20.5 of the file;"
        " write caption_time: file if they are the file's own, else caption_time: segment"
    )
    _, told_nothing = cut(tmp_path, f"{ONE_FILM}    caption_time: segment\n", **short)
    assert told_nothing == []


def test_captions_beyond_a_clips_end_may_be_its_files(tmp_path: Path) -> None:
    told = mistakes(tmp_path, ONE_FILM)
    assert told[-1].endswith("captions are in the segment's own time; if they are in the file's, write caption_time: file")


def test_captions_of_numbered_pictures_follow_their_cut(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, """\
  - animation: Breathe
    frames: breathe/frame_%04d.png
    rate: 12
    in: 0.5
    captions: home/friday.vtt
    caption_time: file
""")
    assert shown(timeline)[0] == (Fraction("0.5"), Fraction("1.4"), "second 1")


CLIP = "  - docu-short: Street\n    clips:\n      - {{file: home/interview.mov, {}, captions: home/friday.vtt}}\n"


def paced(folder: Path, fields: str) -> list[tuple[str, float, float]]:
    timeline, _ = cut(folder, CLIP.format(fields), "25")
    return [(text.removeprefix("second "), round(float(start), 6), round(float(end), 6)) for start, end, text in shown(timeline)]


def test_captions_come_when_they_are_heard_though_the_picture_stands(tmp_path: Path) -> None:
    stands = paced(tmp_path / "a", "in: 2, out: 6, freeze: {at: 4, length: 3}")
    assert stands == [("2", 0, 0.9), ("3", 1, 1.9), ("4", 5, 5.9), ("5", 6, 6.9)], "silent from 2 to 5"
    within = paced(tmp_path / "b", "in: 2, out: 6, freeze: {at: 4.5, length: 3}")
    assert within == [("2", 0, 0.9), ("3", 1, 1.9), ("4", 2, 5.9), ("5", 6, 6.9)], "what is being said stands, too"
    last = paced(tmp_path / "c", "in: 2, out: 4, freeze: {at: 4, length: 3}")
    assert last == [("2", 0, 0.9), ("3", 1, 1.9)]
    first = paced(tmp_path / "d", "in: 4, out: 6, freeze: {at: 4, length: 3}")
    assert first == [("4", 3, 3.9), ("5", 4, 4.9)]


def test_captions_follow_a_ramp(tmp_path: Path) -> None:
    """From second 3 to 5 of the file the speed falls from 1 to 0.25, by 0.234375 a second in 3.2 seconds."""
    found = paced(tmp_path, "in: 2, out: 7, speed: {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.25}]}")

    def heard(at: float) -> float:
        since = at - 3
        if since <= 0:
            return at - 2
        return 1 + (1 - (1 - 2 * 0.234375 * since) ** 0.5) / 0.234375 if since < 2 else 4.2 + (since - 2) * 4

    assert [text for text, _, _ in found] == ["2", "3", "4", "5", "6"]
    for text, start, end in found:
        at = int(text)
        assert (start, end) == (pytest.approx(heard(at), abs=1e-5), pytest.approx(heard(at + 0.9), abs=1e-5))


def test_where_a_ramp_ends_at_what_stands_all_of_the_standing_is_shown(tmp_path: Path) -> None:
    ramp = "in: 2, out: 4.3, speed: {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.3}]}"
    moving, _ = cut(tmp_path / "moving", CLIP.format(ramp))
    stands, _ = cut(tmp_path / "stands", CLIP.format(f"{ramp}, freeze: {{at: 4.3, length: 3}}"))
    assert stands.segments[0].stack.frames == moving.segments[0].stack.frames + 72


def test_nobody_is_asked_to_name_the_captions_of_what_runs_backwards(tmp_path: Path) -> None:
    forwards = "      - {file: home/interview.mov, in: 2, out: 5, captions: home/friday.vtt}\n"
    for more, count in (("", 1), (", reverse: on", 0)):
        clip = f"      - {{file: home/interview.mov, in: 6, out: 8{more}}}\n"
        _, told = cut(tmp_path / f"of{count}", f"  - docu-short: Street\n    clips:\n{forwards}{clip}")
        assert len([one for one in told if "is heard here without the captions" in one]) == count
