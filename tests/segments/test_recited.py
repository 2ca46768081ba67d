"""Lines come when a voice is heard to speak them, and the voice gives captions by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import ClassVar

import pytest

from pipeline import assembly
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.manifest import load
from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Method, Reading, Spoken
from pipeline.plan.canvas import drawn_cues
from pipeline.timeline.model import CardMedia, Clip, Segment, Timeline
from tests.shows import FakeLibrary, ShowFolder

NBSP = "\N{NO-BREAK SPACE}"


class Answering(FakeLibrary):
    """A library whose voices answer what a test says."""

    answers: ClassVar[dict[str, Spoken | MediaFault]] = {}
    asked_of: ClassVar[list[Reading]] = []

    def digest(self, path: str) -> str:
        return "0" * 64 if (self.root / path).is_file() else super().digest(path)

    def spoken(self, reading: Reading) -> Spoken:
        self.asked_of.append(reading)
        answer = self.answers.get(reading.file)
        if isinstance(answer, MediaFault):
            raise answer
        return answer or super().spoken(reading)


def spoken(*times: tuple[int, int], method: Method = "words", sure: bool = True, refused: str = "") -> Spoken:
    return Spoken(tuple(LineTime(start, end, 900 if sure else 100, sure) for start, end in times), method, refused)


@dataclass
class Cut:
    timeline: Timeline
    told: list[str]

    @property
    def segment(self) -> Segment:
        return self.timeline.segments[0]

    @property
    def lines(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """First frame, end and texts of each card."""
        found = []
        for track in self.segment.stack.picture:
            at = 0
            for item in track.items:
                if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "poem_line":
                    found.append((at, at + item.frames, item.media.fields["lines"]))
                at += item.frames
        return sorted(found)


@pytest.fixture
def cut(tmp_path: Path) -> Callable[..., Cut]:
    def cut(fields: str, answers: dict[str, Spoken | MediaFault] | None = None, texts: dict[str, str] | None = None) -> Cut:
        Answering.answers, Answering.asked_of = answers or {}, []
        show = ShowFolder(tmp_path)
        show.texts |= texts or {}
        manifest = f"episode: {{title: A}}\nsegments:\n  - poem: P\n{fields}"
        episode = load(show.write(manifest), Answering)
        theme = themes.load(episode.theme, episode.template_folders)
        timeline, _, told = assembly.assembled(episode, Answering(episode.media), theme)
        return Cut(timeline, [str(one).replace(str(tmp_path), "") for one in told])

    return cut


VOICE = "    voice: poems/letter.wav\n"
THREE = "    lines: [one, two, three]\n"


def test_each_line_comes_when_it_is_spoken_and_stands_until_the_next(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + THREE, {"poems/letter.wav": spoken((1000, 1800), (3000, 4000), (7000, 9000))})
    # The voice begins half a second in.
    assert [(begin / 24, end / 24) for begin, end, _ in found.lines] == [(1.5, 3.5), (3.5, 7.5), (7.5, 12)]
    assert found.told == []


def test_what_is_heard_is_moved_with_the_voice_and_its_beginning(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 2, out: 9, at: 3}\n" + THREE
    found = cut(fields, {"poems/letter.wav": spoken((2000, 2500), (4000, 5000), (6500, 8000))})
    assert [begin / 24 for begin, _, _ in found.lines] == [3, 5, 7.5]
    (asked,) = Answering.asked_of
    assert (asked.start, asked.end, [line.text for line in asked.lines]) == (2000, 9000, ["one", "two", "three"])


def test_a_line_is_cleared_early_only_before_a_long_pause(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    length: 20\n" + THREE, {"poems/letter.wav": spoken((0, 1000), (4500, 5000), (9500, 9900))})
    ends = [end / 24 for _, end, _ in found.lines]
    assert ends[0] == 5  # 3.5 s of silence
    assert ends[1] == 7.5  # 4.5 s of silence: two seconds after it was spoken
    assert found.lines[2][1] == 298  # 10.4 s are frame 250


def test_unsure_lines_are_told_with_number_guess_and_confidence(cut: Callable[..., Cut]) -> None:
    one, two, three = spoken((0, 1000), (2500, 3000), (5000, 6000)).lines
    heard = Spoken((one, replace(two, is_sure=False, confidence=300), three), "words")
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": heard}).told
    assert told.startswith("episodes/s01e01.yaml:5:18: warning: ")
    assert "line 2 ('two') at 3.00 s, confidence 0.30 of 1" in told
    assert "at: 3.00" in told


def test_a_line_of_a_file_is_told_with_its_number_there(cut: Callable[..., Cut]) -> None:
    heard = spoken((0, 1000), (2500, 3000), (5000, 6000), sure=False)
    told = cut(VOICE + "    text: poems/letter.txt\n", {"poems/letter.wav": heard}).told
    assert "poems/letter.txt, line 4 ('and someone is singing.') at 5.50 s" in told[2]


def test_times_by_pauses_are_told_once_with_the_doubtful_lines(cut: Callable[..., Cut]) -> None:
    one, two, three = spoken((0, 1000), (2500, 3000), (5000, 6000), method="pauses", sure=False).lines
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": Spoken((replace(one, confidence=500), two, three), "pauses")}).told
    assert "timed by pauses in poems/letter.wav" in told
    assert "line 1" not in told
    assert "line 2 ('two') at 3.00 s, confidence 0.10 of 1; line 3" in told


def test_times_by_pauses_that_are_all_likely_are_a_note(cut: Callable[..., Cut]) -> None:
    heard = Spoken(tuple(LineTime(at, at + 900, 480, is_sure=False) for at in (0, 2000, 4000)), "pauses")
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": heard}).told
    assert told.endswith("note: lines are timed by the pauses of the voice, which is never sure")


def test_that_times_are_by_pauses_is_told_once_an_episode(cut: Callable[..., Cut]) -> None:
    heard = Spoken(tuple(LineTime(at, at + 900, 480, is_sure=False) for at in (0, 2000, 4000)), "pauses")
    doubtful = Spoken(tuple(replace(line, confidence=0) for line in heard.lines), "pauses")
    second = "  - poem: Q\n    voice: {file: metal/screams.wav}\n" + THREE
    third = "  - poem: R\n    voice: {file: metal/drums.wav}\n" + THREE
    answers = {"poems/letter.wav": heard, "metal/screams.wav": heard, "metal/drums.wav": doubtful}
    note, warning = cut(VOICE + THREE + second + third, answers).told
    assert note.startswith("episodes/s01e01.yaml:4:12: note: ")
    assert "in metal/drums.wav, which is never sure, least so of line 1" in warning


def test_a_text_that_is_not_read_there_is_told_and_timed_by_pauses(cut: Callable[..., Cut]) -> None:
    heard = spoken((0, 1000), (2500, 3000), (5000, 6000), method="pauses", sure=False, refused="1 of 3 lines were heard in it")
    found = cut(VOICE + THREE, {"poems/letter.wav": heard})
    (told,) = found.told
    assert "does not seem to be a reading of this text: 1 of 3 lines were heard in it; the lines are timed by its pauses" in told
    assert [begin / 24 for begin, _, _ in found.lines] == [0.5, 3, 5.5]


def test_a_voice_that_cannot_be_listened_to_shares_its_time_and_tells_it(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    lines: [aaaa, aaaaaaaaaaaaaaaaaaaa]\n", {"poems/letter.wav": MediaFault("it breaks the reader")})
    (told,) = found.told
    assert "it breaks the reader; the lines share its time by their lengths" in told
    assert [begin for begin, _, _ in found.lines] == [12, 92]


def test_a_time_that_is_written_is_asked_for_as_an_anchor(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    lines: [one, {text: two, at: 4}, three]\n")
    (asked,) = Answering.asked_of
    assert [line.at for line in asked.lines] == [None, 3500, None]
    assert found.lines[1][0] == 4 * 24


def test_the_voices_of_several_poems_are_listened_to_side_by_side(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)

    class Meeting(FakeLibrary):
        def spoken(self, reading: Reading) -> Spoken:
            if not self.readings:
                both.wait()
            return super().spoken(reading)

    poems = "".join(f"  - poem: P{number}\n{VOICE}{THREE}" for number in range(2))
    episode = load(ShowFolder(tmp_path).write(f"episode: {{title: A}}\nsegments:\n{poems}"), FakeLibrary)
    library = Meeting(episode.media)
    timeline = assembly.assemble(episode, library)
    assert [len(segment.stack.cues["en"]) for segment in timeline.segments] == [3, 3]


def test_nobody_listens_where_every_line_has_its_time(cut: Callable[..., Cut]) -> None:
    cut(VOICE + "    lines: [{text: one, at: 1}, {text: two, at: 4}]\n")
    assert Answering.asked_of == []


def test_even_lines_are_not_listened_for(cut: Callable[..., Cut]) -> None:
    cut(VOICE + "    timing: even\n" + THREE)
    assert Answering.asked_of == []


SRT = (
    "1\n00:00:01,000 --> 00:00:02,000\nOne!\n\n2\n00:00:03,250 --> 00:00:04,000\ntwo\n\n"
    "3\n00:00:08,000 --> 00:00:09,000\nthree\n"
)


def test_a_file_pins_the_lines_in_the_time_of_the_voice(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 1, at: 2}\n    timing: poems/p.srt\n" + THREE
    found = cut(fields, texts={"poems/p.srt": SRT})
    assert [begin / 24 for begin, _, _ in found.lines] == [2, 4.25, 9]
    assert (found.told, Answering.asked_of) == ([], [])


def test_a_file_of_times_may_be_in_another_encoding(cut: Callable[..., Cut]) -> None:
    texts = {"poems/p.srt": SRT.replace("two", "tw\udcf6")}
    lines = "    lines: [one, tw\u00f6, three]\n"
    found = cut(VOICE + "    timing: {file: poems/p.srt, encoding: windows-1252}\n" + lines, texts=texts)
    assert [begin / 24 for begin, _, _ in found.lines] == [1.5, 3.75, 8.5]
    assert found.told == []
    with pytest.raises(InputFault, match=r"5:13: poems/p.srt, line 7: .*or write {file: poems/p.srt, encoding: windows-1252},"):
        cut(VOICE + "    timing: poems/p.srt\n" + lines, texts=texts)
    with pytest.raises(InputFault, match=r"5:43: 'klingon' is no encoding"):
        cut(VOICE + "    timing: {file: poems/p.srt, encoding: klingon}\n" + lines, texts=texts)
    with pytest.raises(InputFault, match=r"5:40: a file of captions has no 'encod'; did you mean 'encoding'\?"):
        cut(VOICE + "    timing: {file: poems/p.srt, encod: klingon}\n" + lines, texts=texts)


def test_lyrics_with_times_pin_the_lines(cut: Callable[..., Cut]) -> None:
    lyrics = "[00:01.50]One!\n[00:03.25]two\n[00:08.00]three\n"
    found = cut(VOICE + "    timing: poems/p.lrc\n" + THREE, texts={"poems/p.lrc": lyrics})
    assert [begin / 24 for begin, _, _ in found.lines] == [2, 3.75, 8.5]


def test_a_file_with_another_number_of_lines_is_a_mistake_that_says_where(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + "    timing: poems/p.srt\n    lines: [one, three]\n", texts={"poems/p.srt": SRT})
    (fault,) = told.value.diagnostics
    assert (fault.where.line, fault.where.column) == (5, 13)
    assert fault.message == (
        "poems/p.srt has 3 captions, and the poem 2 lines: caption 2 (line 6) is 'two' where line 2 is 'three'"
    )
    assert fault.hint.endswith("; or `together align --replace` writes an .srt anew")


def test_one_caption_for_several_lines_is_counted_as_one(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault, match=r"poems/p\.srt has 1 caption, and the poem 2 lines: its captions end where line 2"):
        cut(VOICE + "    timing: poems/p.srt\n    lines: [one, three]\n", texts={"poems/p.srt": SRT.split("\n\n")[0] + "\n"})


def test_a_time_after_the_segments_end_is_told_at_the_line_of_the_file(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + "    timing: poems/p.srt\n    length: 4\n" + THREE, texts={"poems/p.srt": SRT.replace("03,250", "03,750")})
    assert [str(one).rpartition("s01e01.yaml:")[2] for one in told.value.diagnostics if one.where.line == 5] == [
        f"5:13: poems/p.srt, line {line}: '{words}' comes {when} after the segment is over; "
        "correct its time there, or make `length` longer"
        for line, words, when in ((6, "two", "0:00.25"), (10, "three", "0:04.5"))
    ]


def test_times_at_which_no_voice_is_heard_are_told_at_the_line_of_the_file(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 4, out: 6}\n    timing: poems/p.srt\n    length: 9\n" + THREE
    early, late = cut(fields, texts={"poems/p.srt": SRT}).told
    assert "5:13: warning: poems/p.srt, line 2: 'one' is over before poems/letter.wav is heard, and 1 more like it" in early
    assert "5:13: warning: poems/p.srt, line 10: 'three' comes after poems/letter.wav is over; correct its time" in late


def test_other_words_in_the_file_are_told_and_the_poems_are_shown(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    timing: poems/p.srt\n    lines: [one, deux, three]\n", texts={"poems/p.srt": SRT})
    (told,) = found.told
    assert "poems/p.srt, line 6: at 0:03.25 stands 'two', and line 2 of the poem is 'deux'" in told
    assert found.lines[1][2] == ("deux",)


@pytest.mark.parametrize(("written", "hint"), [("autto", "did you mean 'auto'?"), ("poem.doc", "poem.srt"), ("[a]", "list")])
def test_what_is_no_timing_is_a_mistake_at_it(cut: Callable[..., Cut], written: str, hint: str) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + f"    timing: {written}\n" + THREE)
    (fault,) = told.value.diagnostics
    assert fault.where.line == 5
    assert hint in f"{fault.message} {fault.hint}"


def test_a_voice_gives_captions_in_its_language_by_itself(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 1000), (1500, 3000), (9000, 9500))}
    found = cut(VOICE + "    language: es\n" + THREE, heard)
    cues = found.segment.stack.cues["es"]
    assert [(cue.caption.start, cue.caption.end, cue.text) for cue in cues] == [
        (0.5, 2 - Fraction(2, 24), "one"), (2, 3.5 + 0.5, "two"), (9.5, 10.5, "three"),
    ]  # fmt: skip
    assert set(found.segment.stack.cues) == {"es"}
    assert all(cue.is_shown for cue in cues), "the lines are on the screen: they are not drawn a second time"
    unseen = cut(VOICE + "    show_lines: off\n" + THREE, heard).segment.stack.cues["en"]
    assert not any(cue.is_shown for cue in unseen)


def test_captions_whose_words_stand_in_the_picture_are_not_drawn_there_again(cut: Callable[..., Cut]) -> None:
    shown = cut(VOICE + THREE)
    assert [cue.is_shown for cue in shown.segment.stack.cues["en"]] == [True, True, True]
    assert [len(drawn) for drawn in drawn_cues(shown.timeline, "en")] == [0]
    left_off = cut(VOICE + "    show_lines: off\n" + THREE)
    assert [len(drawn) for drawn in drawn_cues(left_off.timeline, "en")] == [3]


def test_a_poems_captions_end_before_the_next_one_begins(cut: Callable[..., Cut]) -> None:
    """Two frames let the eye see the change; a gap of up to half a second would flicker."""
    heard = {"poems/letter.wav": spoken((0, 1500), (1500, 3000), (3700, 5000))}
    cues = cut(VOICE + THREE, heard).segment.stack.cues["en"]
    gaps = [after.caption.start - before.caption.end for before, after in pairwise(cues)]
    assert [gap * 24 for gap in gaps] == [2, 2]


def test_the_last_caption_of_a_poem_ends_before_the_cut_to_the_next_segment(cut: Callable[..., Cut]) -> None:
    """Whether it would end on the cut, as the last of even lines does, or shortly before it: two frames, as for others."""
    for fields in (VOICE + "    timing: even\n" + THREE, VOICE + "    length: 10\n" + THREE):
        found = cut(fields, {"poems/letter.wav": spoken((0, 1500), (1500, 3000), (3700, 9000))})
        assert found.lines[-1][1] == found.segment.stack.frames, "the line itself stands to the end"
        assert found.segment.stack.cues["en"][-1].caption.end * 24 == found.segment.stack.frames - 2


def test_captions_that_are_written_take_the_place_of_those_of_the_voice(cut: Callable[..., Cut]) -> None:
    fields = VOICE + "    captions: {en: poems/p.srt}\n" + THREE
    found = cut(fields, texts={"poems/p.srt": SRT})
    assert [cue.text for cue in found.segment.stack.cues["en"]] == ["One!", "two", "three"]


def test_nothing_is_spoken_where_there_is_no_voice_or_it_is_mute(cut: Callable[..., Cut]) -> None:
    assert cut(THREE).segment.stack.cues == {}
    assert cut("    voice: {file: poems/letter.wav, mute: on}\n" + THREE).segment.stack.cues == {}


INDENTED = "Dear you,\n    the window is open\n\n\twide   open\n"


def test_indents_and_gaps_of_a_text_survive_in_its_cards_and_not_in_its_captions(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    text: poems/letter.txt\n", texts={"poems/letter.txt": INDENTED})
    assert [text for _, _, (text,) in found.lines] == [
        "Dear you,", f"{4 * NBSP}the window is open", f"{4 * NBSP}wide{3 * NBSP}open",
    ]  # fmt: skip
    assert [cue.text for cue in found.segment.stack.cues["en"]] == ["Dear you,", "the window is open", "wide open"]
    assert [line.is_stanza for line in Answering.asked_of[-1].lines] == [False, False, True]


def test_what_all_lines_are_indented_by_is_no_indent(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    text: poems/letter.txt\n", texts={"poems/letter.txt": "  one\n    two\n"})
    assert [text for _, _, (text,) in found.lines] == ["one", f"{NBSP}{NBSP}two"]


def test_lines_may_be_read_by_several_people_of_one_recording(cut: Callable[..., Cut]) -> None:
    fields = "    lines: [{text: one, by: ana}, {text: two, by: ben}, {text: three, by: ana}]\n"
    found = cut(VOICE + fields, {"poems/letter.wav": spoken((0, 900), (2000, 2900), (4000, 4900))})
    made = {one.people: (one.range.start, one.range.end) for one in found.segment.contributions if one.people}
    assert made == {("ana",): (12, 130), ("ben",): (60, 82)}
    assert {one.role for one in found.segment.contributions} == {"reader"}
    assert [cue.caption.speakers for cue in found.segment.stack.cues["en"]] == [("安娜",), ("Ben",), ("安娜",)]


TWO_VOICES = """\
    voices:
      - {file: poems/letter.wav, by: ana}
      - {file: metal/screams.wav, by: ben, at: 2}
    lines:
      - {text: one, by: ana}
      - {text: two, by: ben}
      - three
      - {text: four, by: ana}
"""


def test_two_poems_run_on_one_clock_each_in_its_own_voice(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 1000), (6500, 7000)), "metal/screams.wav": spoken((0, 2000), (3000, 4000))}
    found = cut(TWO_VOICES, heard)
    assert [[line.text for line in asked.lines] for asked in Answering.asked_of] == [["one", "four"], ["two", "three"]]
    assert [(begin / 24, texts) for begin, _, texts in found.lines] == [
        (0.5, ("one",)), (2, ("two",)), (5, ("three",)), (7, ("four",)),
    ]  # fmt: skip


def test_lines_that_are_read_at_once_stand_together(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 4000), (6500, 7000)), "metal/screams.wav": spoken((0, 2000), (3000, 4000))}
    found = cut(TWO_VOICES, heard)
    assert [texts for _, _, texts in found.lines] == [("one",), ("one", "two"), ("three",), ("four",)]
    assert [cue.text for cue in found.segment.stack.cues["en"]][1] == "one\ntwo"
    assert found.segment.stack.cues["en"][1].caption.speakers == ("安娜", "Ben")
    first, both = found.segment.stack.cues["en"][:2]
    assert (both.caption.start - first.caption.end) * 24 == 2, "the eye sees that it is another caption"


def test_lines_of_several_voices_may_be_told_to_come_at_once(cut: Callable[..., Cut]) -> None:
    written = TWO_VOICES.replace("- three", "- {text: three, by: ana}")
    for text, at in (("one", 0.5), ("two", 2), ("three", 2), ("four", 4)):
        written = written.replace(f"text: {text}", f"at: {at}, text: {text}")
    found = cut(written, {})
    assert [(begin / 24, texts) for begin, _, texts in found.lines] == [(0.5, ("one",)), (2, ("two", "three")), (4, ("four",))]
    (*_, last) = cut(written.partition("      - {at: 4")[0], {}).lines
    assert (last[0] / 24, last[2]) == (2, ("two", "three")), "both until the segment is over"
    with pytest.raises(InputFault) as told:
        cut(written.replace("three, by: ana", "three, by: ben"), {})
    assert [one.message for one in told.value.diagnostics] == ["the line comes at 0:02, as the one above it does"]


def test_a_line_by_somebody_who_has_no_voice_there_is_a_mistake(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(TWO_VOICES.replace("text: two, by: ben", "text: two, by: joe"))
    (fault,) = told.value.diagnostics
    assert (fault.where.line, fault.message) == (9, "no voice is by joe")
