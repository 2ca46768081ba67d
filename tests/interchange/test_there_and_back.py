"""A cut goes to an editing program and comes back: what was trimmed and moved there is in the manifest, and nothing else is."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.cutting.test_cut import POEM, STREET
from tests.interchange.editor import Desk, frames, otio, segment, shown, swap, trim, trim_at_random

MANY = """\
  # The house in the morning.
  - docu-short: At Home
    clips:
      # who speaks first
      - {file: home/interview.mov, in: 1.2, out: 10, by: ana}     # she speaks
      - file: home/street.mp4   # the street
        length: 4
        by: ben

      - {file: home/friday.mp4, in: "0:02", out: 0:09.5, by: dana, sound: off}
      - file: home/street.mp4
        in: 48f
        out: 12
        by: ben   # from the window
    bed: {file: music/pad.flac, by: ana}

  - clip: Street     # at dawn
    file: home/street.mp4
    by: ana
  - {clip: Friday, file: home/friday.mp4, in: 1, length: 6.5, by: dana}
  - {clip: Slow, file: home/interview.mov, in: 4, out: 9.5, speed: 0.4, by: dana}
  - include: segments/later.yaml
  - docu-short: One Line
    clips: [{file: home/friday.mp4, out: 5, by: dana}, {file: home/street.mp4, in: 3, length: 2}, {file: metal/joe.mp4, in: 20}]
"""
LATER = """\
# A file of its own.
docu-short: Later
clips:
  - {file: metal/dad.mp4, by: ruben, in: 4.04, out: 9}
  - {file: metal/joe.mp4, by: joe, length: 3}   # he waits
"""
_TIME = re.compile(r",? *\b(?:in|out|length): (?:\"[^\"]*\"|[^,}\n#]*)")


def without_times(*texts: str) -> list[str]:
    """Return the lines of texts, and the items of lists within them, without the times that may be edited; in one order."""
    found = []
    for text in texts:
        for line in _TIME.sub("", text).splitlines():
            found += [part.strip(" ,[]") for part in re.split(r"(?<=\}), |(?<=clips: )", line)]
    return sorted(part for part in found if part)


@pytest.mark.parametrize("rate", ["24", "25", "30000/1001"])
@pytest.mark.parametrize("seed", range(2))
def test_twenty_trims_and_moves_come_back_and_nothing_else(tmp_path: Path, rate: str, seed: int) -> None:
    desk = Desk.of(tmp_path, MANY, rate, later=LATER)
    before = without_times(desk.text, desk.file("later"))
    timeline, chance = desk.exported(), random.Random(f"{rate} {seed}")
    track = timeline.tracks[0]
    for _ in range(12):
        trim_at_random(chance, chance.choice(list(track)), desk.rate, is_whole=seed == 0)
    for _ in range(2):
        move_within_its_segment(chance, track)
    for _ in range(2):
        move_a_segment(chance, track)
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert brought.taken
    assert desk.shown() == shown(timeline, desk.rate)
    assert without_times(desk.text, desk.file("later")) == before
    again = desk.bring(desk.exported())
    assert (again.taken, again.left, again.files) == ((), (), {})


def move_within_its_segment(chance: random.Random, track: otio.schema.Track) -> None:
    clip = chance.choice(list(track))
    mine = [number for number, one in enumerate(track) if segment(one) == segment(clip)]
    swap(track, track.index(clip), chance.choice(mine))


def move_a_segment(chance: random.Random, track: otio.schema.Track) -> None:
    names = list(dict.fromkeys(segment(one) for one in track))
    moved = chance.choice(names)
    names.remove(moved)
    names.insert(chance.randint(0, len(names)), moved)
    clips = sorted(track, key=lambda one: names.index(segment(one)))
    for clip in clips:
        track.remove(clip)
        track.append(clip)


DISSOLVED = """\
  - docu-short: At Home
    dissolve: 0.5
    clips:
      - {file: home/interview.mov, in: 2, out: 10, by: ana}
      - {file: home/street.mp4, in: 1, length: 4, by: ben}
      - {file: home/friday.mp4, in: 2, length: 5, by: dana}
  - clip: Street
    file: home/street.mp4
    in: 2
    out: 9
    by: ana
    transition: {dissolve: 1}
"""


def test_clips_beside_transitions_are_trimmed_where_one_sees_it(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, DISSOLVED)
    timeline = desk.exported()
    for clip, (begin, end) in zip(timeline.tracks[0].find_clips(), [(5, -3), (-4, 6), (0, -7), (8, 0)], strict=True):
        trim(clip, begin, end, desk.rate)
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert desk.shown() == shown(timeline, desk.rate)
    assert desk.text.count("dissolve") == 2


def test_what_moves_between_dissolves_is_told_by_how_much_it_then_begins_elsewhere(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, DISSOLVED)
    timeline = desk.exported()
    track = timeline.tracks[0]
    swap(track, 0, 4)  # the items are clip, dissolve, clip, dissolve, clip
    swap(track, 1, 0)
    brought = desk.bring(timeline)
    names = [name for name, _, _ in desk.shown()]
    assert names == ["street.mp4", "friday.mp4", "interview.mov", "street.mp4"]
    assert any("a transition beside it has changed" in one for one in brought.left)
    assert "in: 2, out: 10" in desk.text, "its own times stay"


def test_a_clip_goes_into_another_segment(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, MANY, later=LATER)
    timeline = desk.exported()
    track = timeline.tracks[0]
    kitchen = next(number for number, clip in enumerate(track) if segment(clip) == "one-line")
    swap(track, 1, kitchen)  # the street comes between the first two of the other
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert desk.shown() == shown(timeline, desk.rate)
    assert "clips: [{file: home/friday.mp4, out: 5, by: dana}, {file: home/street.mp4" in desk.text


def test_voices_come_back_and_what_was_not_touched_goes_with_its_segment(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, STREET + POEM)
    timeline = desk.exported()
    voice = next(clip for track in timeline.tracks[1:] for clip in track.find_clips() if clip.name == "letter.wav")
    trim(voice, 12, 0, desk.rate)
    voice.parent().insert(1, otio.schema.Gap(source_range=otio.opentime.TimeRange(duration=frames(12, desk.rate))))
    swap(timeline.tracks[0], 0, len(timeline.tracks[0]) - 1)  # the film comes last, but for its sound
    brought = desk.bring(timeline)
    assert "voice: {file: poems/letter.wav, in: 0.5, at: 1, by: ben}" in desk.text
    assert [one for one in brought.left if "letter.wav" in one] == []
    assert desk.sheet.segments == ("letter", "street")


def test_a_still_and_a_card_get_other_lengths(tmp_path: Path) -> None:
    window = "  - {clip: Window, file: poems/window.jpg, length: 3, by: ana}\n"
    desk = Desk.of(tmp_path, f"  - card: Hello   # first\n    length: 2\n{window}")
    timeline = desk.exported()
    card, still = timeline.tracks[0]
    trim(card, 0, 12, desk.rate)
    trim(still, 0, -24, desk.rate)
    assert desk.bring(timeline).left == ()
    assert "length: 2.5\n" in desk.text
    assert "length: 2, by: ana" in desk.text


def test_a_cut_of_all_kinds_comes_back_as_it_is(tmp_path: Path) -> None:
    mosaic = "  - music: Two\n    stems: [{file: metal/dad-guitar.wav, by: ruben}]\n"
    mosaic += "    picture: {mosaic: [metal/dad.mp4, metal/joe.mp4]}\n"
    breathe = "  - {animation: Breathe, frames: breathe/frame_%04d.png, rate: 12, by: mika}\n"
    led = STREET.replace("    by: ana", "    by: ana\n    in: 2\n    out: 9\n    sound_leads: 0.5")
    more = "opening: {tagline: Apart, length: 4}\nend: {title: Your turn}\ntransition: {wipe: 0.5}\n"
    desk = Desk.of(tmp_path, f"{MANY}{POEM}{mosaic}{led}{breathe}", "25", more, later=LATER)
    before = desk.text
    brought = desk.bring(desk.exported())
    assert (brought.taken, brought.left) == ((), ())
    assert desk.text == before


def test_segments_of_one_title_are_told_apart_when_they_move(tmp_path: Path) -> None:
    ends = (5, 7, 9)
    desk = Desk.of(tmp_path, "".join(f"  - {{clip: Street, file: home/street.mp4, out: {end}, by: ana}}\n" for end in ends))
    timeline = desk.exported()
    track = timeline.tracks[0]
    swap(track, 2, 0)
    swap(track, 2, 1)
    trim(track[0], 0, 24, desk.rate)
    assert desk.bring(timeline).left == ()
    assert re.findall(r"out: (\d+)", desk.text) == ["10", "7", "5"]


def test_every_other_byte_stays_also_of_a_file_of_windows(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, STREET)
    path = desk.room.manifest
    path.write_bytes(("\ufeff" + path.read_text()).replace("\n", "\r\n").encode())
    before, timeline = path.read_bytes(), desk.exported()
    trim(timeline.tracks[0][0], 24, 0, desk.rate)
    assert desk.bring(timeline).left == ()
    added = b"    file: home/street.mp4\r\n    in: 1\r\n"
    assert desk.room.texts.read(path) == before.replace(b"    file: home/street.mp4\r\n", added)


CARDED = """\
  - docu-short: One
    clips:
      - {file: home/interview.mov, in: 2, out: 6, by: ana}
      - {file: home/street.mp4, in: 1, length: 2, by: ben}
  - docu-short: Two
    clips:
      - {file: home/friday.mp4, in: 1, length: 2, by: dana}
interstitial: {length: 2}
"""


def test_a_clip_behind_the_title_card_of_a_segment_belongs_to_it(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, CARDED)
    timeline = desk.exported()
    track = timeline.tracks[0]
    names = [clip.name for clip in track.find_clips()]
    swap(track, names.index("interview.mov"), names.index("friday.mp4") - 1)
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert brought.taken == ("'interview.mov' of 'one' comes before 'friday.mp4' of 'two'",)
    assert desk.shown() == shown(timeline, desk.rate)


def test_an_order_that_cards_do_not_leave_is_told(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, CARDED)
    timeline = desk.exported()
    track = timeline.tracks[0]
    names = [clip.name for clip in track.find_clips()]
    swap(track, names.index("friday.mp4"), names.index("friday.mp4") - 1)
    brought = desk.bring(timeline)
    assert desk.shown() != shown(timeline, desk.rate)
    (told,) = brought.left
    assert told.startswith("'friday.mp4' of 'two' (episodes/s01e01.yaml:10:9) stands before 'Two' in the timeline")
