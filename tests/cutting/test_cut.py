"""Operations on a cut: which bytes they change, what the cut then shows, and what they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.cutting.cut import Cut, cut
from pipeline.cutting.operations import (
    Chapter,
    Drop,
    Fade,
    Focus,
    Gain,
    MoveCaption,
    MoveItem,
    MoveLine,
    MoveSegment,
    Nudge,
    Operation,
    Slip,
    Split,
    Thing,
    Trim,
)
from pipeline.documents.changes import applied
from pipeline.documents.files import Texts
from pipeline.faults import InputFault
from pipeline.manifest.loading import load
from pipeline.media.paths import resolve
from pipeline.timebase import frames_of
from pipeline.timeline.model import Clip, SoundClip, Timeline
from pipeline.timeline.regions import Placed, place
from tests.shows import FakeLibrary, ShowFolder

HEAD = "episode: {title: A}\ntheme: paper\nsegments:\n"
SHORT = """\
  # Who stays home.
  - docu-short: At Home
    clips:
      - {file: home/interview.mov, in: 1.2, out: 10, by: ana}     # she speaks
      - file: home/street.mp4
        length: 4
        by: ben

"""
STREET = """\
  - clip: Street     # at dawn
    file: home/street.mp4
    by: ana
"""
METAL = """\
  - music: Metal Dad
    stems:
      - {file: metal/dad-guitar.wav, by: ruben}
      - {file: metal/drums.wav, by: joe, gain: -3 dB, sync: 0.35}
"""
POEM = """\
  - poem: Letter
    voice: {file: poems/letter.wav, by: ben}
    lines:
      - {at: 0.5, text: Dear you}
      - the window is open
    bed: {file: music/pad.flac, by: ana}
    length: 12
"""


class Overlaid(FakeLibrary):
    def __init__(self, root: Path, texts: Texts) -> None:
        super().__init__(root)
        self.texts = texts

    def read(self, path: str, largest: int = 1 << 22) -> bytes:
        over = self.texts.over(resolve(self.root, path))
        return super().read(path, largest) if over is None else over


@dataclass
class Room:
    """A show on the disk, one of whose episodes is cut."""

    folder: ShowFolder
    manifest: Path
    texts: Texts
    timeline: Timeline

    @classmethod
    def of(cls, folder: Path, segments: str, head: str = HEAD, **more: str) -> Room:
        show = ShowFolder(folder, **more)
        manifest = show.write(head + segments)
        texts = Texts()
        return cls(show, manifest, texts, cls._cut(manifest, texts))

    @staticmethod
    def _cut(manifest: Path, texts: Texts) -> Timeline:
        episode = load(manifest, lambda folder: Overlaid(folder, texts), texts.read)
        return assemble(episode, Overlaid(episode.media, texts))

    def attempt(self, operation: Operation) -> tuple[Cut, ...]:
        return cut(self.manifest, operation, self.texts, Overlaid)

    def do(self, operation: Operation) -> str:
        """Return the lines that an operation takes out and puts in, after seeing that its changes are all there is."""
        said = []
        for one in self.attempt(operation):
            path = self.folder.root / one.path
            assert self.texts.read(path).decode() == one.before
            assert applied(one.before, one.changes) == one.text
            self.texts.edit(path, one.text.encode())
            old, new = one.before.splitlines(), one.text.splitlines()
            said += [f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old]
            bytes_changed = sum(len(change.put) + change.end - change.start for change in one.changes)
            assert not said or isinstance(operation, Drop | Split) or bytes_changed <= sum(map(len, said))
        self.timeline = self._cut(self.manifest, self.texts)
        return "\n".join(said)

    def refusal(self, operation: Operation) -> str:
        with pytest.raises(InputFault) as caught:
            self.attempt(operation)
        return str(caught.value)

    def clips(self, segment: str, track: str = "picture") -> Sequence[Placed]:
        found = next(one for one in self.timeline.segments if one.name == segment)
        return place(next(one for one in found.stack.picture if one.name == track))

    def clip(self, segment: str, number: int = 0, track: str = "picture") -> Clip:
        return self.clips(segment, track)[number].clip

    def sound(self, segment: str, number: int) -> SoundClip:
        return next(one for one in self.timeline.segments if one.name == segment).stack.sound[number]

    def thing(self, segment: str, number: int = 0, track: str = "picture") -> Thing:
        return self.at(segment, self.clip(segment, number, track))

    def heard(self, segment: str, number: int) -> Thing:
        return self.at(segment, self.sound(segment, number))

    def at(self, segment: str, one: Clip | SoundClip) -> Thing:
        assert one.where is not None
        return Thing(segment, one.where.path, one.where.line, one.where.column)


def test_a_clip_begins_later_at_the_frame_that_was_wanted(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT)
    before = room.clip("at-home")
    said = room.do(Trim(room.thing("at-home"), "begin", 5))
    assert said == (
        "-      - {file: home/interview.mov, in: 1.2, out: 10, by: ana}     # she speaks\n"
        "+      - {file: home/interview.mov, in: 1.4, out: 10, by: ana}     # she speaks"
    )
    after = room.clip("at-home")
    assert after.frames == before.frames - 5
    # Its first picture is the one that was its sixth: 1.4 s and 1.2 s + 5/24 s lie in the same half of a frame.
    assert int(after.start * 48) == int((before.start + Fraction(5, 24)) * 48)


@pytest.mark.parametrize("edge", ["begin", "end"])
@pytest.mark.parametrize("rate", ["24", "25", "30000/1001", "60"])
def test_every_trim_takes_the_very_frames(tmp_path: Path, edge: str, rate: str) -> None:
    show = f"show: A\nrate: {rate}\ninterstitial: off\ncredits: off\n"
    room = Room.of(tmp_path, SHORT, show=show)
    fps = room.timeline.rate
    sign = 1 if edge == "begin" else -1
    for by in (1, 7, 24, -7, -25, 100):
        was = room.clip("at-home")
        room.do(Trim(room.thing("at-home"), edge, sign * by))  # type: ignore[arg-type]
        now = room.clip("at-home")
        assert now.frames == was.frames - by
        wanted = was.start + (by / fps if edge == "begin" else 0)
        assert int(now.start * fps * 2) == int(wanted * fps * 2)


def test_ends_are_written_as_they_stand_there(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT)
    assert "+        length: 3.5" in room.do(Trim(room.thing("at-home", 1), "end", -12))
    assert "+        in: 0.5\n+        length: 3" in room.do(Trim(room.thing("at-home", 1), "begin", 12)), "behind the file"
    assert "in: 1.2, out: 9.5," in room.do(Trim(room.thing("at-home"), "end", -12))
    room = Room.of(tmp_path / "frames", STREET.replace("    by", "    in: 24f\n    out: 240f\n    by"))
    assert room.do(Trim(room.thing("street"), "begin", 3)) == "-    in: 24f\n+    in: 27f"
    room = Room.of(tmp_path / "clock", SHORT.replace("in: 1.2, out: 10", "in: 0:01.2, out: 0:10"))
    assert "in: 0:01.4, out: 0:10" in room.do(Trim(room.thing("at-home"), "begin", 5))


def test_a_clip_without_times_gets_one_behind_its_file(tmp_path: Path) -> None:
    room = Room.of(tmp_path, STREET)
    assert room.do(Trim(room.thing("street"), "end", -24)) == "+    out: 19"
    assert room.do(Trim(room.thing("street"), "begin", 12)) == "+    in: 0.5"
    assert room.manifest.read_text() == HEAD + STREET, "nothing is saved"


def test_a_segment_ends_where_its_last_clip_does_and_a_card_by_its_length(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT + "  - card: Now\n    length: 4\n")
    assert "+        length: 3" in room.do(Trim(Thing("at-home"), "end", -24))
    assert "in: 1.7," in room.do(Trim(Thing("at-home"), "begin", 12))
    assert room.do(Trim(Thing("now"), "end", 12)) == "-    length: 4\n+    length: 4.5"
    assert room.clip("now", track="card").frames == 108
    assert "no beginning to trim" in room.refusal(Trim(Thing("now"), "begin", 2))


def test_trimming_slow_motion_takes_as_many_frames_of_the_cut(tmp_path: Path) -> None:
    room = Room.of(tmp_path, STREET.replace("by: ana", "by: ana\n    in: 2\n    out: 8\n    speed: 0.5"))
    assert room.do(Trim(room.thing("street"), "begin", 24)) == "-    in: 2\n+    in: 2.5"
    assert room.do(Trim(room.thing("street"), "end", -48)) == "-    out: 8\n+    out: 7"
    assert room.do(Slip(room.thing("street"), 24)) == "-    in: 2.5\n-    out: 7\n+    in: 3\n+    out: 7.5"


def test_what_comes_from_the_show_is_changed_in_the_show(tmp_path: Path) -> None:
    show = "show: A\nrate: 24\ninterstitial: off\ncredits: off\nopening: {tagline: hello, length: 4}   # each time\n"
    room = Room.of(tmp_path, STREET, show=show)
    assert room.do(Trim(Thing("opening"), "end", -12)) == (
        "-opening: {tagline: hello, length: 4}   # each time\n+opening: {tagline: hello, length: 3.5}   # each time"
    )
    assert "always stands where it does" in room.refusal(MoveSegment("opening", None))


def test_a_trim_beyond_the_file_is_refused_in_words(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT)
    assert "street.mp4 ends at 0:20" in room.refusal(Trim(room.thing("at-home", 1), "end", 24 * 20))
    assert "nothing is there to show" in room.refusal(Trim(room.thing("at-home"), "begin", -48))
    assert "nothing would be left" in room.refusal(Trim(room.thing("at-home"), "begin", 1000))


def test_a_slip_shows_another_part_of_the_same_length(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT)
    assert "in: 2.2, out: 11," in room.do(Slip(room.thing("at-home"), 24))
    assert "+        in: 1\n" in room.do(Slip(room.thing("at-home", 1), 24)) + "\n"
    assert [one.clip.frames for one in room.clips("at-home")] == [211, 96]
    room = Room.of(tmp_path / "whole", STREET)
    assert "shown to its end" in room.refusal(Slip(room.thing("street"), 24))


def test_segments_change_places_with_their_comments(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT + STREET)
    assert room.do(MoveSegment("at-home", None)) == "", "the very lines, elsewhere"
    assert [one.name for one in room.timeline.segments] == ["street", "at-home"]
    assert room.texts.read(room.manifest).decode() == HEAD + STREET + "\n" + SHORT.rstrip() + "\n"
    room.do(MoveSegment("at-home", "street"))
    assert [one.name for one in room.timeline.segments] == ["at-home", "street"]


def test_a_segment_of_another_file_moves_by_its_line_and_is_trimmed_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/street.yaml").write_bytes(b"clip: Street\r\nfile: home/street.mp4\r\nin: 1")
    room = Room.of(tmp_path, STREET.replace("Street", "One") + "  - include: street.yaml   # hers\n")
    assert room.do(Trim(Thing("street"), "begin", 12)) == "-in: 1\n+in: 1.5"
    assert room.texts.over(tmp_path / "episodes/street.yaml") == b"clip: Street\r\nfile: home/street.mp4\r\nin: 1.5"
    room.do(MoveSegment("street", "one"))
    assert [one.name for one in room.timeline.segments] == ["street", "one"]


def test_clips_move_within_a_segment_and_into_another(tmp_path: Path) -> None:
    two = SHORT + SHORT.replace("At Home", "Away").replace("# Who stays home.", "# Who goes.")
    room = Room.of(tmp_path, two)
    room.do(MoveItem(room.thing("at-home", 1), "at-home", 0))
    assert [one.clip.frames for one in room.clips("at-home")] == [96, 211]
    room.do(MoveItem(room.thing("at-home", 0), "away", 1))
    assert [one.clip.frames for one in room.clips("away")] == [211, 96, 96]
    assert "the only one of its list" in room.refusal(MoveItem(room.thing("at-home", 0), "away", 0))
    assert "is the reference" in Room.of(tmp_path / "m", METAL.replace("sync: 0.35", "sync: auto")).refusal(
        MoveItem(Thing("metal-dad", "episodes/s01e01.yaml", 7, 9), "metal-dad", 0)
    )


def test_takes_are_nudged_and_made_louder_by_a_few_characters(tmp_path: Path) -> None:
    room = Room.of(tmp_path, METAL + POEM)
    assert "gain: -3 dB, sync: 0.362}" in room.do(Nudge(room.heard("metal-dad", 1), 12))
    assert "by: ruben, sync: -0.02}" in room.do(Nudge(room.heard("metal-dad", 0), -20))
    assert "gain: -4.5 dB," in room.do(Gain(room.heard("metal-dad", 1), Fraction(-9, 2)))
    assert "by: ruben, gain: 2 dB," in room.do(Gain(room.heard("metal-dad", 0), Fraction(2)))
    assert "voice: {file: poems/letter.wav, by: ben, at: 0.75}" in room.do(Nudge(room.heard("letter", 0), 250))
    assert "out of range" in room.refusal(Gain(room.heard("metal-dad", 0), Fraction(99)))


def test_a_sound_that_begins_later_is_still_in_step(tmp_path: Path) -> None:
    room = Room.of(tmp_path, METAL)
    before = room.sound("metal-dad", 0)
    assert "{file: metal/dad-guitar.wav, in: 0.5, at: 0.5, by: ruben}" in room.do(Trim(room.heard("metal-dad", 0), "begin", 12))
    after = room.sound("metal-dad", 0)
    assert (after.at - before.at, after.start - before.start) == (Fraction(1, 2), Fraction(1, 2))
    assert "out: 29," in room.do(Trim(room.heard("metal-dad", 0), "end", -24))


def test_fades_keep_the_one_at_the_other_end(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT + POEM)
    assert "by: ana, fades: {in: 0.5}}" in room.do(Fade(room.thing("at-home"), "begin", 12))
    assert "fades: {in: 0.5, out: 1}}" in room.do(Fade(room.thing("at-home"), "end", 24))
    assert "fades: {in: 0.25, out: 1}}" in room.do(Fade(room.thing("at-home"), "begin", 6))
    assert (room.clip("at-home").fade_in, room.clip("at-home").fade_out) == (6, 24)
    bed = room.heard("letter", 1)
    assert "by: ana, fades: {in: 0.5, out: 2}}" in room.do(Fade(bed, "begin", 12)), "a bed fades out for two seconds by itself"
    assert "longer than the clip" in room.refusal(Fade(room.thing("at-home"), "end", 500))


def test_the_focus_is_two_hundredths(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT.replace("length: 4", "length: 4\n        focus: [0.5, 0.3]"))
    assert "by: ana, focus: 66% 38%}" in room.do(Focus(room.thing("at-home"), 66, 38))
    assert "+        focus: [0.2, 0.35]" in room.do(Focus(room.thing("at-home", 1), 20, 35))
    assert room.clip("at-home", 1).placement.focus == (Fraction(1, 5), Fraction(7, 20))


def test_a_chapter_goes_off_and_on(tmp_path: Path) -> None:
    room = Room.of(tmp_path, STREET)
    assert room.do(Chapter("street", False)) == "+    chapter: off"
    assert not room.timeline.segments[0].chapter
    assert room.do(Chapter("street", True)) == "-    chapter: off\n+    chapter: on"


def test_lines_of_a_poem_come_when_they_are_dragged_to(tmp_path: Path) -> None:
    room = Room.of(tmp_path, POEM)
    assert "{at: 0.75, text: Dear you}" in room.do(MoveLine(room.thing("letter", 0, "lines"), 6))
    begin = room.clips("letter", "lines")[1].range.start
    said = room.do(MoveLine(room.thing("letter", 1, "lines"), 12))
    assert "+      - {text: the window is open, at: " in said
    assert room.clips("letter", "lines")[1].range.start == begin + 12
    room = Room.of(tmp_path / "text", POEM.split("    lines:")[0] + "    text: poems/letter.txt\n")
    assert "have no places for times" in room.refusal(MoveLine(room.thing("letter", 0, "lines"), 6))


def test_captions_move_in_their_file(tmp_path: Path) -> None:
    captions = "    captions: {en: home/interview.en.srt}\n\n"
    room = Room.of(tmp_path, SHORT.rstrip() + "\n" + captions)
    seen = next(one for one in room.timeline.segments).stack.cues["en"][1].range(Fraction(24))
    assert room.do(MoveCaption("at-home", "en", seen.start, None, 12)) == (
        "-00:00:04,000 --> 00:00:06,000\n+00:00:04,500 --> 00:00:06,500"
    )
    assert room.do(MoveCaption("at-home", "en", seen.start + 12, "end", -6)) == (
        "-00:00:04,500 --> 00:00:06,500\n+00:00:04,500 --> 00:00:06,250"
    )
    assert "nothing would be left" in room.refusal(MoveCaption("at-home", "en", seen.start + 12, "end", -60))


def test_a_file_comes_in_as_a_clip_or_as_a_segment_credited_as_elsewhere(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT + STREET)
    assert "+      - {file: home/friday.mp4}" in room.do(Drop("home/friday.mp4", "at-home", 1))
    assert "+        by: ben" not in room.do(Drop("home/street.mp4", "at-home", 0))
    assert room.clip("at-home", 0).frames == 480
    said = room.do(Drop("home/street.mp4", before="street"))
    assert "+  - clip: Street\n" in said + "\n" or "- clip: Street" in room.texts.read(room.manifest).decode()
    assert [one.name for one in room.timeline.segments] == ["at-home", "street", "street-2"]
    assert "length: 5" in room.do(Drop("poems/window.jpg"))
    assert "stems: [{file: metal/screams.wav}]" in room.do(Drop("metal/screams.wav"))
    assert "does not exist" in room.refusal(Drop("gone.mp4"))
    assert "has no list" in room.refusal(Drop("home/street.mp4", "street"))


def test_a_mistake_elsewhere_is_no_reason_to_refuse(tmp_path: Path) -> None:
    show = ShowFolder(tmp_path)
    manifest = show.write(HEAD + SHORT + "  - clip: Gone\n    file: gone.mp4\n")
    texts = Texts()
    done = cut(manifest, Trim(Thing("at-home", "episodes/s01e01.yaml", 7, 9), "begin", 5), texts, Overlaid)
    assert "in: 1.4, out: 10" in done[0].text
    assert done[0].line == 7


def test_times_are_short_and_mean_the_frame() -> None:
    from pipeline.cutting.times import lasting, written

    for rate in (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)):
        for frames in range(1, 400):
            time = lasting(frames, rate)
            assert frames_of(time, rate) == frames
            assert len(written(time, rate)) <= 6
    assert written(Fraction("65.5"), Fraction(24)) == "1:05.5"
    assert written(Fraction("65.5"), Fraction(24), "61") == "65.5"
    assert written(Fraction("5.25"), Fraction(24), "0:01:30.250") == "0:00:05.25"
    assert written(Fraction(2), Fraction(24), "90f") == "48f"


def test_a_segment_moves_past_one_of_the_same_title(tmp_path: Path) -> None:
    room = Room.of(tmp_path, STREET + STREET.replace("by: ana", "by: ben"))
    room.do(MoveSegment("street-2", "street"))
    assert [one.contributions[0].people for one in room.timeline.segments] == [("ben",), ("ana",)]
